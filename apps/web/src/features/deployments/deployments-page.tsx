import { type DeploymentHit, operations, type SearchRequest } from '@ece/api-types'
import { lazy, memo, Suspense, useCallback, useMemo, useState } from 'react'
import { currentInstallation } from '../../api/installation.ts'
import { useLivePages } from '../../api/live.ts'
import { qPages } from '../../api/q.ts'
import { pageCache } from '../../api/query-client.ts'
import { IgnoredSearch } from '../../domain/ignored-search.tsx'
import {
  ListToolsLater,
  SavedViewTabsLater,
  SelectionBarLater,
} from '../../domain/list-tools-later.tsx'
import { isChanging } from '../../domain/changing.ts'
import { FIRST_SIZE } from '../../domain/first-search.ts'
import { buildSearch, nextSearch, type Sort } from '../../domain/search.ts'
import { useZonesFor } from '../../domain/zones.ts'
import { plural } from '../../lib/text.ts'
import { DataAge } from '../../ui/data-age.tsx'
import { ListBar } from '../../ui/list-bar.tsx'
import { Page } from '../../ui/page.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { Table } from '../../ui/table.tsx'
import { createSelection } from '../../ui/table-selection.ts'
import { useIdle } from '../../ui/use-idle.ts'
import { useListColumns } from '../../ui/use-list-columns.ts'
import { useSearchValues } from '../../ui/use-search-values.ts'
import { DEPLOYMENT_COLUMNS } from './deployment-columns.tsx'
import { isFiltered, NO_FILTERS, parseDeploymentsSearch } from './deployments-search.ts'
import { FilterPlaces } from './filter-places.tsx'
import { useNarrowed } from './narrow.ts'
import { ViewTabs } from './view-tabs.tsx'
import type { LinkProps } from '@tanstack/react-router'
import type { EarlyRequest } from '../../lib/boot.ts'

// chips do nothing before somebody reads the rows; without their code the list can still be read and searched
const DeploymentFilters = memo(
  lazy(async () => {
    try {
      return { default: (await import('./deployment-filters.tsx')).DeploymentFilters }
    } catch {
      return { default: FilterPlaces }
    }
  }),
)
// what stands around the rows is not drawn anew for each letter that is typed
const Places = memo(FilterPlaces)
const Views = memo(ViewTabs)
const SavedViews = memo(SavedViewTabsLater)
const ListTools = memo(ListToolsLater<DeploymentHit>)
const NothingHere = lazy(async () => ({
  default: (await import('./nothing-here.tsx')).NothingHere,
}))
// what it takes to change something is loaded when something is to be changed
const RowDialog = lazy(async () => ({ default: (await import('./row-dialog.tsx')).RowDialog }))
const DeploymentsBulk = lazy(async () => ({
  default: (await import('./deployments-bulk.tsx')).DeploymentsBulk,
}))

/** A search that is answered in pages. */
const qDeployments = (body: SearchRequest) =>
  qPages(operations.searchDeployments, { body }, (last, pages) => {
    const loaded = pages.reduce((sum, page) => sum + page.return_count, 0)
    const next = nextSearch({ ...body, from: loaded - last.return_count }, last)
    return next === undefined ? undefined : { body: next }
  })

/** Longer is no page at all; by then places for the rows are better than the frame of index.html. */
const FIRST_ROWS_MS = 50

/** Waits for rows that were asked for before the code was there: if they are, the list is drawn once, with them. */
export async function takeFirstRows({ body }: EarlyRequest): Promise<void> {
  // the text is `FIRST_SEARCH`, which a test holds to what this page asks for
  const rows = pageCache.infiniteQuery(qDeployments(JSON.parse(body) as SearchRequest))
  const pause = new Promise((resolve) => setTimeout(resolve, FIRST_ROWS_MS))
  // why it failed is for the page to say
  await Promise.race([rows.catch(() => undefined), pause])
}

/** One list of all pages; a row that moved between two of them is shown once. */
function useDeployments(body: SearchRequest, enabled: boolean) {
  const list = useLivePages(qDeployments(body), {
    enabled,
    changing: (pages) => pages.some((page) => page.deployments.some(isChanging)),
  })
  // the same array as long as nothing changed: the table draws only rows that did
  const rows = useMemo(
    () =>
      list.pages && [
        ...new Map(
          list.pages.flatMap((page) => page.deployments).map((row) => [row.id, row]),
        ).values(),
      ],
    [list.pages],
  )
  const matches = list.pages?.[0]?.match_count
  return { ...list, rows, total: typeof matches === 'number' ? matches : undefined }
}

const idOf = ({ id }: DeploymentHit) => id
const toRows = (answer: { deployments: DeploymentHit[] }) => answer.deployments
const SOURCE = {
  name: 'deployments',
  noun: 'deployment',
  idOf,
  toJson: (row: DeploymentHit) => row,
} as const

const linkTo = ({ id }: DeploymentHit): LinkProps => ({
  to: '/$installation/deployments/$deploymentId',
  params: { installation: currentInstallation().id, deploymentId: id },
})

export function DeploymentsPage() {
  const { values, ignored, set } = useSearchValues(parseDeploymentsSearch)
  const { sort, dialog, ...filters } = values
  const { zones, isReady, error: zonesError } = useZonesFor(values.problem)
  const rest = JSON.stringify({ ...filters, zones, sort, q: undefined })
  const { q = '' } = values
  const body = useMemo(
    () => buildSearch({ ...filters, zones }, { sort, size: FIRST_SIZE }),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `rest` stands for all but the text
    [q, rest],
  )
  const { rows, total, error, age, hasMore, isLoadingMore, loadMore } = useDeployments(
    body,
    isReady,
  )
  const { columns, isChosen, choose, ...address } = useListColumns(
    'deployments',
    DEPLOYMENT_COLUMNS,
    values,
    set,
  )
  const [typed, setTyped] = useState(q)
  // the address changed without the box: back, a link, cleared filters
  const [known, setKnown] = useState(q)
  if (q !== known) {
    setKnown(q)
    setTyped(q)
  }
  const { shown, isProvisional } = useNarrowed({ rows, q, typed, rest })
  const [selection] = useState(() => createSelection(idOf))
  // once: if it went back with each search, counts and filters would be read again with each
  const [hasRows, setHasRows] = useState(rows !== undefined)
  if (rows !== undefined && !hasRows) setHasRows(true)
  const hasAnswer = hasRows || error !== null
  const isIdle = useIdle(hasAnswer)
  const source = useMemo(() => ({ ...SOURCE, from: { body, toRows } }), [body])
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
        isProvisional && shown !== undefined
          ? 'Searching…'
          : count === undefined
            ? undefined
            : `${plural(count, 'deployment')} on ${installation.name}`
      }
      end={<DataAge {...age} />}
    >
      <IgnoredSearch names={[...ignored, ...address.ignored]} />
      <div className="mt-1 flex gap-5 overflow-x-auto overflow-y-hidden shadow-[inset_0_-1px_var(--color-line)]">
        <Views active={values.view} isReady={hasRows} />
        <SavedViews list="deployments" isReady={hasAnswer} />
      </div>
      <ListBar
        search={
          <SearchBox
            label="Search deployments"
            placeholder="Part of a name or an id…"
            value={values.q ?? ''}
            onChange={search}
            onType={setTyped}
          />
        }
        filters={
          isIdle ? (
            <Suspense fallback={<Places values={values} />}>
              <DeploymentFilters values={values} set={set} isReady={hasRows} />
            </Suspense>
          ) : (
            <Places values={values} />
          )
        }
        tools={
          <ListTools
            source={source}
            all={DEPLOYMENT_COLUMNS}
            shown={columns}
            isChosen={isChosen}
            choose={choose}
            isReady={hasAnswer}
          />
        }
      />
      <Table<DeploymentHit>
        label="Deployments"
        columns={columns}
        isChosen={isChosen}
        rows={error === null ? shown : rows}
        isProvisional={isProvisional}
        totalCount={isProvisional ? undefined : total}
        rowKey={idOf}
        rowLink={linkTo}
        selection={selection}
        sort={{ id: sort.replace('-', ''), isDescending: sort.startsWith('-') }}
        // the table only knows the sort keys of the columns, which are these
        onSort={({ id, isDescending }) => set({ sort: `${isDescending ? '-' : ''}${id}` as Sort })}
        error={error ?? zonesError}
        onRetry={age.refresh}
        {...(isProvisional ? {} : { onEndReached: loadMore })}
        isLoadingMore={isLoadingMore}
        empty={
          <Suspense>
            <NothingHere
              view={values.view}
              isNarrowed={isFiltered(values)}
              onClear={() => set(NO_FILTERS)}
            />
          </Suspense>
        }
      />
      <SelectionBarLater
        selection={selection}
        source={source}
        shown={columns}
        renderVerbs={(chosen) => <DeploymentsBulk rows={chosen} />}
      />
      {dialog !== undefined && (
        <Suspense>
          <RowDialog dialog={dialog} onClose={() => set({ dialog: undefined })} />
        </Suspense>
      )}
    </Page>
  )
}
