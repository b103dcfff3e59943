import { type DeploymentHit, operations } from '@ece/api-types'
import { lazy, Suspense, useCallback } from 'react'
import { currentInstallation } from '../../api/installation.ts'
import { useLivePages } from '../../api/live.ts'
import { qPages } from '../../api/q.ts'
import { IgnoredSearch } from '../../domain/ignored-search.tsx'
import { isChanging } from '../../domain/plan-state.ts'
import { buildSearch, nextSearch, type Sort } from '../../domain/search.ts'
import { plural } from '../../lib/text.ts'
import { Button } from '../../ui/button.tsx'
import { DataAge } from '../../ui/data-age.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Page } from '../../ui/page.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { Table } from '../../ui/table.tsx'
import { useSearchValues } from '../../ui/use-search-values.ts'
import { DEPLOYMENT_COLUMNS } from './deployment-columns.tsx'
import { DeploymentFilters, isFiltered, NO_FILTERS } from './deployment-filters.tsx'
import { parseDeploymentsSearch } from './deployments-search.ts'
import { ViewTabs } from './view-tabs.tsx'

// what it takes to change something is loaded when something is to be changed
const RowDialog = lazy(async () => ({ default: (await import('./row-dialog.tsx')).RowDialog }))

/** Rows per request: three screens, and 150 rows of a busy fleet are 400 kB before they are projected. */
const PAGE_SIZE = 100

/** One list of a search that is answered in pages; a row that moved between two pages is shown once. */
function useDeployments(body: ReturnType<typeof buildSearch>) {
  const list = useLivePages(
    qPages(operations.searchDeployments, { body }, (last, pages) => {
      const loaded = pages.reduce((sum, page) => sum + page.return_count, 0)
      const next = nextSearch({ ...body, from: loaded - last.return_count }, last)
      return next === undefined ? undefined : { body: next }
    }),
    { changing: (pages) => pages.some((page) => page.deployments.some(isChanging)) },
  )
  const rows = list.pages && [
    ...new Map(list.pages.flatMap((page) => page.deployments).map((row) => [row.id, row])).values(),
  ]
  const matches = list.pages?.[0]?.match_count
  return { ...list, rows, total: typeof matches === 'number' ? matches : undefined }
}

export function DeploymentsPage() {
  const { values, ignored, set } = useSearchValues(parseDeploymentsSearch)
  const { sort, dialog, ...filters } = values
  const { rows, total, error, age, hasMore, isLoadingMore, loadMore } = useDeployments(
    buildSearch(filters, { sort, size: PAGE_SIZE }),
  )
  const installation = currentInstallation()
  const count = total ?? (hasMore ? undefined : rows?.length)
  const search = useCallback(
    (next: string) => set({ q: next === '' ? undefined : next }, { replace: true }),
    [set],
  )
  return (
    <Page
      title="Deployments"
      isFilling
      note={
        count === undefined ? undefined : `${plural(count, 'deployment')} on ${installation.name}`
      }
      end={<DataAge {...age} />}
    >
      <IgnoredSearch names={ignored} />
      <div className="mt-1">
        <ViewTabs active={values.view} isReady={rows !== undefined} />
      </div>
      <div className="flex flex-wrap items-center gap-2 py-3 max-md:-mx-4 max-md:flex-nowrap max-md:overflow-x-auto max-md:px-4">
        <SearchBox
          label="Search deployments"
          placeholder="Part of a name or an id…"
          value={values.q ?? ''}
          onChange={search}
          className="w-75 max-w-full shrink-0"
        />
        <DeploymentFilters values={values} set={set} isReady={rows !== undefined} />
      </div>
      <Table<DeploymentHit>
        label="Deployments"
        columns={DEPLOYMENT_COLUMNS}
        rows={rows}
        totalCount={total}
        rowKey={({ id }) => id}
        rowLink={({ id }) => ({
          to: '/$installation/deployments/$deploymentId',
          params: { installation: installation.id, deploymentId: id },
        })}
        sort={{ id: sort.replace('-', ''), isDescending: sort.startsWith('-') }}
        // the table only knows the sort keys of the columns, which are these
        onSort={({ id, isDescending }) => set({ sort: `${isDescending ? '-' : ''}${id}` as Sort })}
        error={error}
        onRetry={age.refresh}
        onEndReached={loadMore}
        isLoadingMore={isLoadingMore}
        empty={
          <NothingHere
            view={values.view}
            isNarrowed={isFiltered(values)}
            onClear={() => set(NO_FILTERS)}
          />
        }
      />
      {dialog !== undefined && (
        <Suspense>
          <RowDialog dialog={dialog} onClose={() => set({ dialog: undefined })} />
        </Suspense>
      )}
    </Page>
  )
}

const EMPTY_VIEWS = {
  all: 'Every deployment of this installation that your role may see would be here. There is none.',
  attention:
    'Deployments that are unhealthy, whose last plan failed or whose snapshot is old would be here.',
  changing: 'Deployments with a running plan would be here. Nothing is changing now.',
  restorable: 'Deployments that were shut down and can be restored would be here.',
  system: 'The deployments that ECE itself runs on would be here. Your role may not see them.',
} as const

function NothingHere({
  view,
  isNarrowed,
  onClear,
}: {
  view: keyof typeof EMPTY_VIEWS
  isNarrowed: boolean
  onClear: () => void
}) {
  if (isNarrowed) {
    return (
      <EmptyState
        title="No deployment matches"
        actions={<Button onClick={onClear}>Clear search and filters</Button>}
      >
        The search looks for part of a name, or of the id of a deployment or one of its resources.
      </EmptyState>
    )
  }
  return <EmptyState title="Nothing here">{EMPTY_VIEWS[view]}</EmptyState>
}
