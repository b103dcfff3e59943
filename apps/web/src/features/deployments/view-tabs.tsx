import { operations } from '@ece/api-types'
import { useLive } from '../../api/live.ts'
import { q } from '../../api/q.ts'
import { buildCount, VIEWS, type View } from '../../domain/search.ts'
import { Tabs } from '../../ui/tabs.tsx'

/** `All`, `Needs attention`, … as the tabs say them. */
const VIEW_LABELS = {
  all: 'All',
  attention: 'Needs attention',
  changing: 'Changing now',
  restorable: 'Restorable',
  system: 'System',
} as const

/** How many are in a view: ECE has no aggregations, so each count is a search without rows, every 30 s at most. */
function useCount(view: View, enabled: boolean): number | undefined {
  const { data } = useLive(q(operations.searchDeployments, { body: buildCount({ view }) }), {
    enabled,
  })
  return data?.match_count ?? undefined
}

/** The built-in views with their counts, read once the rows are there. A view keeps no filters: it is a fresh start. */
export function ViewTabs({ active, isReady }: { active: View; isReady: boolean }) {
  const counts: Record<View, number | undefined> = {
    all: useCount('all', isReady),
    attention: useCount('attention', isReady),
    changing: useCount('changing', isReady),
    restorable: useCount('restorable', isReady),
    system: useCount('system', isReady),
  }
  return (
    <Tabs
      label="Views"
      active={active}
      tabs={VIEWS.map((view) => ({
        id: view,
        label: VIEW_LABELS[view],
        count: counts[view],
        link: { to: '.', search: view === 'all' ? {} : { view } },
      }))}
    />
  )
}
