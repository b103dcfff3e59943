import { useLocation } from '@tanstack/react-router'
import { Tabs } from '../ui/tabs.tsx'
import { queryOf, useSavedViews, viewSearch } from './saved-views.ts'

/** The saved views of a list beside its built-in ones. */
export function SavedViewTabs({ list }: { list: string }) {
  const views = useSavedViews(list)
  const query = queryOf(viewSearch(useLocation({ select: (location) => location.search })))
  if (views.length === 0) return null
  return (
    <Tabs
      label="Saved views"
      active={views.find(({ search }) => queryOf(search) === query)?.id ?? ''}
      tabs={views.map(({ id, name, search }) => ({
        id,
        label: <bdi className="inline-block max-w-48 truncate align-bottom">{name}</bdi>,
        // what a browser kept is checked by the page, value by value, as every address is
        link: { to: '.', search: search as never },
      }))}
    />
  )
}
