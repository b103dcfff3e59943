import { shareOf } from '../../domain/capacity.ts'
import { formatMegabytes } from '../../lib/bytes.ts'
import type { Column } from '../../ui/table.tsx'
import type { AllocatorRow } from './allocator-rows.ts'
import { AllocatorStatus, STATES } from './allocator-state.tsx'
import { MemoryBar } from './memory-bar.tsx'

export const ALLOCATOR_COLUMNS: readonly Column<AllocatorRow>[] = [
  {
    id: 'id',
    header: 'Allocator',
    width: 150,
    grow: 2,
    isMain: true,
    isSticky: true,
    sort: 'id',
    value: ({ id }) => id,
  },
  {
    id: 'state',
    header: 'State',
    width: 150,
    value: ({ state }) => STATES[state].word,
    cell: ({ state }) => <AllocatorStatus state={state} />,
  },
  {
    id: 'zone',
    header: 'Zone',
    width: 120,
    grow: 1,
    isSecondLine: true,
    value: ({ allocator }) => allocator.zone_id,
  },
  {
    id: 'used',
    header: 'Memory used',
    width: 170,
    grow: 1,
    isSecondLine: true,
    sort: 'used',
    value: (row) => {
      const share = shareOf(row)
      return share === undefined ? undefined : `${Math.round(share * 100)}%`
    },
    cell: (row) => <MemoryBar cell={row} />,
  },
  {
    id: 'free',
    header: 'Free',
    width: 90,
    align: 'end',
    sort: 'free',
    hideBelow: 700,
    value: ({ free }) => formatMegabytes(free),
  },
  {
    id: 'total',
    header: 'Memory',
    width: 90,
    align: 'end',
    hideBelow: 860,
    value: ({ total }) => formatMegabytes(total),
  },
  {
    id: 'tags',
    header: 'Tags',
    width: 140,
    grow: 2,
    hideBelow: 960,
    value: ({ tags }) => tags.join(', ') || undefined,
  },
  {
    id: 'host_ip',
    header: 'Host IP',
    width: 140,
    isExtra: true,
    value: ({ allocator }) => allocator.host_ip ?? undefined,
  },
]
