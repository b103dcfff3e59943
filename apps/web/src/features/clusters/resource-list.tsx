// The list of one kind of resource, for the Elasticsearch and the Kibana page alike.
import { lazy, useCallback, useMemo, useState } from 'react'
import { operations } from '@ece/api-types'
import type { LinkProps } from '@tanstack/react-router'
import { useLive, useLivePages } from '../../api/live.ts'
import { q, qPages } from '../../api/q.ts'
import type { Reads, ResourceRow } from '../../domain/resource-reads.ts'
import { IgnoredSearch } from '../../domain/ignored-search.tsx'
import { ListToolsLater, SelectionBarLater } from '../../domain/list-tools-later.tsx'
import { sayUnread } from '../../domain/read-failed.tsx'
import { isChanging } from '../../domain/changing.ts'
import type { Sort } from '../../domain/search.ts'
import { plural } from '../../lib/text.ts'
import { compareVersions } from '../../lib/versions.ts'
import { Button } from '../../ui/button.tsx'
import { DataAge } from '../../ui/data-age.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterSelect } from '../../ui/filter-select.tsx'
import { ListBar } from '../../ui/list-bar.tsx'
import { Page } from '../../ui/page.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { createSelection } from '../../ui/table-selection.ts'
import { useListColumns } from '../../ui/use-list-columns.ts'
import { useSearchValues } from '../../ui/use-search-values.ts'
import { parseClustersSearch } from './clusters-search.ts'

const ResourcesBulk = lazy(async () => ({
  default: (await import('./resources-bulk.tsx')).ResourcesBulk,
}))

interface ResourceListProps {
  title: string
  /** Of its files, of what the browser keeps about it, and of its bulk verbs. */
  list: 'elasticsearch' | 'kibana'
  /** One of them: `Kibana instance`. */
  what: string
  reads: Reads
  columns: readonly Column<ResourceRow>[]
  /** At module scope: see ui/table.tsx. */
  rowLink: (row: ResourceRow) => LinkProps
}

const PAGE_SIZE = 100
const HEALTH = [
  { value: 'healthy', label: 'healthy' },
  { value: 'unhealthy', label: 'unhealthy' },
] as const

const idOf = ({ resource }: ResourceRow) => resource.id

/** As the API returned it, with the deployment that it was found in. */
const toJson = ({ deployment, resource, deployment_id, deployment_name }: ResourceRow) => ({
  deployment_id,
  deployment_name,
  ...deployment.resources[resource.kind]?.find(({ id }) => id === resource.id),
})

export function ResourceList({ title, list, what, reads, columns, rowLink }: ResourceListProps) {
  const { values, ignored, set } = useSearchValues(parseClustersSearch)
  const { sort, ...filters } = values
  const first = reads.list(filters, { sort, size: PAGE_SIZE })
  const { pages, error, age, isLoadingMore, loadMore } = useLivePages(
    qPages(first.operation, first.input, (last, all) => {
      const loaded = all.slice(0, -1).reduce((sum, page) => sum + page.return_count, 0)
      const { body } = first.input
      const { next } = reads.page({ ...body, from: loaded }).read(last)
      return next === undefined ? undefined : { body: next }
    }),
    { changing: (all) => all.some((page) => page.deployments.some(isChanging)) },
  )
  const { read } = first
  const rows = useMemo(
    () =>
      pages && [
        ...new Map(
          pages.flatMap((page) => read(page).rows).map((row) => [idOf(row), row]),
        ).values(),
      ],
    // oxlint-disable-next-line react/exhaustive-deps -- `read` is made anew by every render and knows only the kind
    [pages],
  )
  const chosen = useListColumns(list, columns, values, set)
  const [selection] = useState(() => createSelection(idOf))
  const source = {
    name: list,
    noun: what,
    idOf,
    toJson,
    from: {
      body: first.input.body ?? {},
      toRows: (answer: Parameters<typeof read>[0]) => read(answer).rows,
    },
  }
  const search = useCallback(
    (next: string) => set({ q: next === '' ? undefined : next }, { replace: true }),
    [set],
  )
  const stacks = useLive(q(operations.getVersionStacks, { query: { show_deleted: true } }))
  const known = (stacks.data?.stacks ?? []).flatMap(({ version }) => version ?? [])
  const versions = [...new Set([...known, ...values.version])]
  const isNarrowed =
    values.q !== undefined || values.health !== undefined || values.version.length > 0
  const matches = pages?.[0]?.match_count
  return (
    <Page
      title={title}
      isFilling
      note={typeof matches === 'number' ? `in ${plural(matches, 'deployment')}` : undefined}
      end={<DataAge {...age} />}
    >
      <IgnoredSearch names={[...ignored, ...chosen.ignored]} />
      <ListBar
        search={
          <SearchBox
            label={`Search ${title}`}
            placeholder="Part of a name or an id…"
            value={values.q ?? ''}
            onChange={search}
          />
        }
        filters={
          <>
            <FilterSelect
              label="Health"
              isSingle
              options={HEALTH}
              selected={values.health === undefined ? [] : [values.health]}
              onChange={([health]) =>
                set({ health: HEALTH.find(({ value }) => value === health)?.value })
              }
            />
            <FilterSelect
              label="Version"
              options={versions
                .toSorted((a, b) => compareVersions(b, a))
                .map((value) => ({ value, label: value }))}
              selected={values.version}
              problem={sayUnread('versions', stacks)}
              onChange={(version) => set({ version })}
            />
          </>
        }
        tools={
          <ListToolsLater
            source={source}
            all={columns}
            shown={chosen.columns}
            isChosen={chosen.isChosen}
            choose={chosen.choose}
            isReady={rows !== undefined || error !== null}
          />
        }
      />
      <Table
        label={title}
        columns={chosen.columns}
        isChosen={chosen.isChosen}
        rows={rows}
        rowKey={idOf}
        rowLink={rowLink}
        selection={selection}
        sort={{ id: sort.replace('-', ''), isDescending: sort.startsWith('-') }}
        // the table only knows the sort keys of the columns; `id` is none of them
        onSort={({ id, isDescending }) =>
          set({ sort: `${isDescending ? '-' : ''}${id}` as Exclude<Sort, 'id' | '-id'> })
        }
        error={error}
        onRetry={age.refresh}
        onEndReached={loadMore}
        isLoadingMore={isLoadingMore}
        empty={
          isNarrowed ? (
            <EmptyState
              title={`No ${what} matches`}
              actions={
                <Button
                  onClick={() => set({ q: undefined, health: undefined, version: undefined })}
                >
                  Clear search and filters
                </Button>
              }
            />
          ) : (
            <EmptyState title="Nothing here">
              Every {what} that your role may see would be here. There is none.
            </EmptyState>
          )
        }
      />
      <SelectionBarLater
        selection={selection}
        source={source}
        shown={chosen.columns}
        renderVerbs={(picked) => <ResourcesBulk rows={picked} scope={list} />}
      />
    </Page>
  )
}
