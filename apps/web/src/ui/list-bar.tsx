import type { ReactNode } from 'react'

interface ListBarProps {
  search: ReactNode
  filters?: ReactNode
  /** At the right end; on phones beside the search. */
  tools: ReactNode
}

/** What stands above a list: search, filters, and what can be done with the list as a whole. */
export const ListBar = ({ search, filters, tools }: ListBarProps) => (
  <div className="flex flex-wrap items-start gap-2 py-3 md:flex-nowrap">
    <div className="min-w-0 flex-1 md:w-75 md:flex-none">{search}</div>
    <div className="flex min-h-8 items-center gap-2 max-md:order-last max-md:-mx-4 max-md:w-screen max-md:overflow-x-auto max-md:px-4 md:flex-1 md:flex-wrap max-md:empty:hidden">
      {filters}
    </div>
    {tools}
  </div>
)
