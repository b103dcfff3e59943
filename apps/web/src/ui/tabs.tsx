import { Link } from '@tanstack/react-router'
import { cx } from '../lib/cx.ts'
import { formatCount } from '../lib/bytes.ts'
import type { LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'

export interface Tab {
  id: string
  label: ReactNode
  /** Behind the label; left out when not known. */
  count?: number | undefined
  link: LinkProps
}

/** Views of one page. They are links: each has an address that can be pasted, and opens in a new window. */
export function Tabs({
  label,
  tabs,
  active,
}: {
  label: string
  tabs: readonly Tab[]
  active: string
}) {
  return (
    <nav
      aria-label={label}
      className="flex shrink-0 gap-5 overflow-x-auto overflow-y-hidden shadow-[inset_0_-1px_var(--color-line)]"
    >
      {tabs.map((tab) => {
        const isActive = tab.id === active
        return (
          <Link
            key={tab.id}
            {...tab.link}
            aria-current={isActive ? 'page' : undefined}
            className={cx(
              'border-b-2 py-2 whitespace-nowrap focus-visible:-outline-offset-2',
              isActive
                ? 'border-accent text-ink font-semibold'
                : 'text-ink-2 hover:text-ink border-transparent',
            )}
          >
            {tab.label}
            {tab.count !== undefined && (
              <span className="text-ink-3 ml-1.5 font-normal">{formatCount(tab.count)}</span>
            )}
          </Link>
        )
      })}
    </nav>
  )
}
