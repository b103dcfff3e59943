import { cx } from '../lib/cx.ts'
import { installationColours } from '../lib/colour.ts'

interface InstallationNameProps {
  name: string
  /** A free word such as `production`; nothing is shown when it is empty. */
  environment: string
  /** `#rrggbb`. */
  colour: string
  className?: string
}

/** Where one is: the installation's colour, its name, and what kind of environment it is. */
export function InstallationName({ name, environment, colour, className }: InstallationNameProps) {
  const { bar, badge, badgeText } = installationColours(colour)
  return (
    <span className={cx('flex min-w-0 items-center gap-2 font-semibold', className)}>
      <span
        aria-hidden="true"
        className="size-2 flex-none rounded-xs"
        style={{ background: bar }}
      />
      <span className="truncate">{name}</span>
      {environment !== '' && (
        <span
          className="max-w-36 flex-none truncate rounded px-1.5 text-xs tracking-wide uppercase"
          style={{ background: badge, color: badgeText }}
        >
          {environment}
        </span>
      )}
    </span>
  )
}
