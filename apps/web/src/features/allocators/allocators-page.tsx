// The list of allocators, without their instances: those are a thousand times as much.
import { useMemo } from 'react'
import { operations } from '@ece/api-types'
import { currentInstallation } from '../../api/installation.ts'
import { useLive } from '../../api/live.ts'
import { q } from '../../api/q.ts'
import { ALLOCATOR_STATES, countAllocators, MAX_ALLOCATORS } from '../../domain/capacity.ts'
import { WholeList } from '../../domain/whole-list.tsx'
import { formatCount } from '../../lib/bytes.ts'
import { FilterSelect } from '../../ui/filter-select.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useSearchValues } from '../../ui/use-search-values.ts'
import { ALLOCATOR_COLUMNS } from './allocator-columns.tsx'
import { type AllocatorRow, listRows, listZoneIds } from './allocator-rows.ts'
import { STATES } from './allocator-state.tsx'
import { type AllocatorSort, parseAllocatorsSearch } from './allocators-search.ts'
import type { LinkProps } from '@tanstack/react-router'

const idOf = ({ id }: AllocatorRow) => id
const toJson = ({ allocator }: AllocatorRow) => allocator

const linkTo = ({ id }: AllocatorRow): LinkProps => ({
  to: '/$installation/allocators/$allocatorId',
  params: { installation: currentInstallation().id, allocatorId: id },
})

const STATE_OPTIONS = ALLOCATOR_STATES.map((value) => ({ value, label: STATES[value].word }))

export function AllocatorsPage() {
  const address = useSearchValues(parseAllocatorsSearch)
  const { values, set } = address
  const { data, ...reading } = useLive(
    q(operations.getAllocators, { query: { size: MAX_ALLOCATORS } }),
  )
  const { data: platform } = useLive(q(operations.getPlatform, {}))
  const { q: text = '', zone, state, sort } = values
  const rows = useMemo(
    () => data && listRows(data, { q: text, zone, state, sort }),
    [data, text, zone, state, sort],
  )
  const zones = useMemo(() => (data === undefined ? [] : listZoneIds(data)), [data])
  const isFiltered = text !== '' || zone.length > 0 || state.length > 0
  return (
    <WholeList
      title="Allocators"
      noun="allocator"
      name="allocators"
      columns={ALLOCATOR_COLUMNS}
      {...{ rows, reading, address, idOf, linkTo, toJson }}
      placeholder="Id, address, tag…"
      sort={{ id: sort.replace('-', ''), isDescending: sort.startsWith('-') }}
      onSort={({ id, isDescending }) =>
        // the table only knows the sort keys of the columns, which are these
        set({ sort: `${isDescending ? '-' : ''}${id}` as AllocatorSort })
      }
      above={
        <Missed
          read={data?.zones.reduce((sum, { allocators }) => sum + allocators.length, 0)}
          all={platform && countAllocators(platform)}
        />
      }
      filters={
        <>
          <FilterSelect
            label="Zone"
            options={[...new Set([...zones, ...zone])].map((value) => ({ value, label: value }))}
            selected={zone}
            onChange={(next) => set({ zone: next })}
          />
          <FilterSelect
            label="State"
            options={STATE_OPTIONS}
            selected={state}
            onChange={(next) =>
              set({ state: ALLOCATOR_STATES.filter((each) => next.includes(each)) })
            }
          />
        </>
      }
      none={{
        title: 'No allocators',
        text: 'An allocator is a host that runs instances. Here ECE names none.',
      }}
      noMatch={
        isFiltered
          ? {
              title: 'No allocator matches',
              clear: 'Clear the filters',
              onClear: () => set({ q: undefined, zone: [], state: [] }),
            }
          : undefined
      }
    />
  )
}

/** ECE was asked for so many and no more; its own summary knows how many there are. */
const Missed = ({ read, all }: { read: number | undefined; all: number | undefined }) =>
  read !== undefined && read >= MAX_ALLOCATORS && all !== undefined && all > read ? (
    <Notice kind="warn" className="mt-3">
      These are the first {formatCount(read)} of {formatCount(all)} allocators, by id; search and
      filters look at these only.
    </Notice>
  ) : null
