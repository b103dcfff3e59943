import { Link } from '@tanstack/react-router'
import type { LinkProps } from '@tanstack/react-router'

export interface Crumb {
  label: string
  link: LinkProps
}

/** The way back up; the page itself is the title below it. */
export const Breadcrumbs = ({ crumbs }: { crumbs: readonly Crumb[] }) => (
  <nav aria-label="Breadcrumbs" className="text-ink-2 text-sm">
    <ol className="flex flex-wrap gap-1.5">
      {crumbs.map((crumb) => (
        <li key={crumb.label} className="flex gap-1.5">
          <Link {...crumb.link} className="hover:text-ink hover:underline">
            {crumb.label}
          </Link>
          <span aria-hidden="true">/</span>
        </li>
      ))}
    </ol>
  </nav>
)
