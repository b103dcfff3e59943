import { useMatches } from '@tanstack/react-router'

/** While a page's code is on its way; plain, because it is part of the first file. */
export function PendingPage() {
  const title = useMatches({ select: (matches) => matches.at(-1)?.staticData.title })
  return (
    <div className="px-4 pt-4 md:px-6" aria-busy="true">
      <h1 tabIndex={-1} className="text-2xl font-semibold">
        {title ?? 'Loading'}
      </h1>
      <div className="border-line bg-surface mt-4 grid gap-3 rounded-lg border p-4">
        <span className="skeleton h-3.5 w-3/4" />
        <span className="skeleton h-3.5 w-1/2" />
        <span className="skeleton h-3.5 w-2/3" />
      </div>
    </div>
  )
}
