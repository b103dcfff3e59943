import { Breadcrumbs } from './breadcrumbs.tsx'
import { cx } from '../lib/cx.ts'
import { useWindowTitle } from './window-title.ts'
import type { ReactNode } from 'react'
import type { Crumb } from './breadcrumbs.tsx'

interface PageProps {
  /** The one level-one heading. Show it at once, with the id until the name is known. */
  title: string
  /** Beside the title in secondary ink: `1,284 on prod-eu`. */
  note?: ReactNode
  /** Beside the title: health, version, id. */
  facts?: ReactNode
  crumbs?: readonly Crumb[]
  /** At the right end: the age of the data, then the verbs. */
  end?: ReactNode
  /** The content fills the window and scrolls inside itself (lists); else the page scrolls. */
  isFilling?: boolean
  children: ReactNode
}

/** A page of the shell: crumbs, title, facts, verbs, and below it the content in one column. */
export function Page({ title, note, facts, crumbs, end, isFilling = false, children }: PageProps) {
  useWindowTitle(title)
  return (
    <div
      className={cx(
        'flex min-w-0 flex-col px-4 pt-4 md:px-6',
        // only the table gives way; a header that did would lie over what follows
        isFilling ? 'h-full min-h-112 pb-4 *:shrink-0' : 'min-h-full pb-8',
      )}
    >
      {crumbs !== undefined && <Breadcrumbs crumbs={crumbs} />}
      <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1.5">
        <h1 tabIndex={-1} className="min-w-0 text-2xl font-semibold wrap-anywhere">
          {title}
        </h1>
        {note !== undefined && <span className="text-ink-2 pt-1.5">{note}</span>}
        {facts}
        {end !== undefined && (
          <div className="ml-auto flex flex-wrap items-center gap-2">{end}</div>
        )}
      </div>
      {children}
    </div>
  )
}
