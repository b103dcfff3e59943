import { cx } from '../lib/cx.ts'
import { Absent } from './absent.tsx'
import type { ReactNode } from 'react'

export interface KeyValue {
  label: string
  /** What React would show nothing for is a dash: ECE did not say. */
  value: ReactNode
  isMono?: boolean
}

/** Labels and values in two columns; long values are cut, with the whole text on hover where it is plain text. */
export function KeyValues({
  items,
  className,
}: {
  items: readonly KeyValue[]
  className?: string
}) {
  return (
    <dl
      className={cx(
        'grid grid-cols-[minmax(6rem,auto)_minmax(0,1fr)] gap-x-2.5 gap-y-1',
        className,
      )}
    >
      {items.map(({ label, value, isMono = false }) => (
        <div key={label} className="contents">
          <dt className="text-ink-2">{label}</dt>
          <dd
            className={cx('min-w-0 truncate', isMono && 'mono leading-5')}
            title={typeof value === 'string' ? value : undefined}
          >
            {isNothing(value) ? <Absent /> : value}
          </dd>
        </div>
      ))}
    </dl>
  )
}

const isNothing = (value: ReactNode) =>
  value === undefined || value === null || value === '' || typeof value === 'boolean'
