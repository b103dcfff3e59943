// The allocators of an installation as rows of a list: all of them are read at once, so search, filters and sorting are here.
import type { Allocator, operations, Output } from '@ece/api-types'
import { type AllocatorCell, inOrder, shareOf, toCell } from '../../domain/capacity.ts'
import type { AllocatorsSearch } from './allocators-search.ts'

export interface AllocatorRow extends AllocatorCell {
  readonly allocator: Allocator
  /** MB that are not used; `undefined` when ECE did not say. */
  readonly free: number | undefined
  /** Tags as `key: value`. */
  readonly tags: readonly string[]
}

export function toRow(allocator: Allocator): AllocatorRow {
  const cell = toCell(allocator)
  const { used, total } = cell
  return {
    ...cell,
    allocator,
    // an allocator whose capacity was lowered may hold more than it should
    free: used === undefined || total === undefined ? undefined : Math.max(0, total - used),
    tags: (allocator.metadata ?? []).map(({ key, value }) => `${key}: ${value}`),
  }
}

type Filters = Pick<AllocatorsSearch, 'q' | 'zone' | 'state' | 'sort'>

const NUMBERS = { used: shareOf, free: (row: AllocatorRow) => row.free }

/** Every allocator once, as the address asks for them. What ECE did not say stands last, whatever the direction. */
export function listRows(
  { zones }: Output<typeof operations.getAllocators>,
  { q = '', zone = [], state = [], sort = 'id' }: Filters,
): AllocatorRow[] {
  const text = q.trim().toLowerCase()
  const rows = zones
    .flatMap(({ allocators }) => allocators.map(toRow))
    .filter((row) => zone.length === 0 || zone.includes(row.allocator.zone_id))
    .filter((row) => state.length === 0 || state.includes(row.state))
    .filter((row) => text === '' || wordsOf(row).some((word) => word.toLowerCase().includes(text)))
    .toSorted((a, b) => inOrder(a.id, b.id))
  const key = sort.replace('-', '')
  const sign = sort.startsWith('-') ? -1 : 1
  if (key === 'id') return sign === 1 ? rows : rows.toReversed()
  const numberOf = key === 'used' ? NUMBERS.used : NUMBERS.free
  return rows.toSorted((a, b) => {
    const [left, right] = [numberOf(a), numberOf(b)]
    if (left === undefined || right === undefined) {
      return Number(left === undefined) - Number(right === undefined)
    }
    return sign * (left - right)
  })
}

const wordsOf = ({ id, allocator, tags }: AllocatorRow) => [
  id,
  allocator.zone_id,
  allocator.host_ip ?? '',
  ...tags,
]

/** Names of the zones in natural order, for the filter. */
export const listZoneIds = ({ zones }: Output<typeof operations.getAllocators>): string[] =>
  [
    ...new Set(
      zones.flatMap(({ zone_id, allocators }) => [
        zone_id,
        ...allocators.map((each) => each.zone_id),
      ]),
    ),
  ].toSorted(inOrder)
