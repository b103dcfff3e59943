// Room by zone. Two answers know parts of it: `GET /platform` counts the allocators of each zone and what memory the
// connected ones have, for every role; only the allocators themselves say how much of it is used (ece-behaviour 7.1, 7.2).
import type { operations, Output } from '@ece/api-types'

type Platform = Output<typeof operations.getPlatform>
type Allocators = Output<typeof operations.getAllocators>
type Allocator = Allocators['zones'][number]['allocators'][number]

/** As the vendor's own console asks (ece-behaviour 7.2); a page that shows them says when there are more. */
export const MAX_ALLOCATORS = 1000

/** Shares of used memory from which new instances may soon not fit. */
export const TIGHT = 0.75
export const FULL = 0.9

/** What ECE's three flags mean together, the worst first. */
export const ALLOCATOR_STATES = [
  'disconnected',
  'unhealthy',
  'maintenance',
  'unknown',
  'ok',
] as const
export type AllocatorState = (typeof ALLOCATOR_STATES)[number]

/** One host, as a cell of a zone's picture. Memory in MB. */
export interface AllocatorCell {
  readonly id: string
  readonly state: AllocatorState
  readonly used: number | undefined
  readonly total: number | undefined
}

/** What ECE did not say is `undefined`. */
export interface ZoneCapacity {
  readonly zone: string
  /** Counts of ECE's own summary. */
  readonly allocators: number | undefined
  readonly healthy: number | undefined
  readonly connected: number | undefined
  readonly inMaintenance: number | undefined
  readonly instances: number | undefined
  /** Of the allocators that were read and tell their memory. */
  readonly memory: ZoneMemory | undefined
  /** Memory in MB of the connected allocators, by ECE's summary. */
  readonly connectedMemory: number | undefined
  /** In natural order; empty when the allocators were not read. */
  readonly cells: readonly AllocatorCell[]
}

/** In MB; `used + free + closed` is `total`. */
export interface ZoneMemory {
  readonly used: number
  readonly total: number
  /** Room on allocators that take new instances. */
  readonly free: number
  /** Room on allocators that take none: in maintenance, disconnected or not known to be connected. */
  readonly closed: number
  /** The most that one allocator can still take; an instance cannot be spread over two. */
  readonly largest: number
}

/** A number that can be added up without leaving the range of numbers. */
const count = (value: unknown): number | undefined =>
  typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER ? value : undefined

/** Natural order: host 9 before host 10. */
export const inOrder = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true })

const summariesOf = ({ regions }: Platform) =>
  (regions ?? []).flatMap((region) => region.allocators?.zone_summaries ?? [])

function stateOf({ status }: Pick<Allocator, 'status'>): AllocatorState {
  if (status?.connected === false) return 'disconnected'
  if (status?.maintenance_mode === true) return 'maintenance'
  if (status?.healthy === false) return 'unhealthy'
  return status?.connected === true ? 'ok' : 'unknown'
}

export function toCell(
  allocator: Pick<Allocator, 'allocator_id' | 'status' | 'capacity'>,
): AllocatorCell {
  const memory = allocator.capacity?.memory
  return {
    id: allocator.allocator_id,
    state: stateOf(allocator),
    used: count(memory?.used),
    total: count(memory?.total),
  }
}

/** The share of a cell that is used, 0 to 1; `undefined` when ECE did not say. */
export const shareOf = ({
  used,
  total,
}: Pick<AllocatorCell, 'used' | 'total'>): number | undefined =>
  used === undefined || total === undefined || total === 0 ? undefined : Math.min(1, used / total)

function sumUp(cells: readonly AllocatorCell[]): ZoneMemory | undefined {
  const known = cells.flatMap(({ state, used, total }) =>
    used === undefined || total === undefined
      ? []
      : // an allocator whose capacity was lowered may hold more than it should
        [{ used, total: Math.max(total, used), isOpen: state === 'ok' }],
  )
  if (known.length === 0) return undefined
  const sum = (of: (cell: (typeof known)[number]) => number) =>
    known.reduce((all, cell) => all + of(cell), 0)
  const room = known.filter(({ isOpen }) => isOpen).map(({ used, total }) => total - used)
  const free = room.reduce((all, each) => all + each, 0)
  const used = sum((cell) => cell.used)
  const total = sum((cell) => cell.total)
  return { used, total, free, closed: total - used - free, largest: Math.max(0, ...room) }
}

/** How many allocators ECE's own summary counts; `undefined` when it does not say. */
export function countAllocators(platform: Platform): number | undefined {
  const counts = summariesOf(platform).flatMap((zone) => count(zone.total_allocators) ?? [])
  return counts.length === 0 ? undefined : counts.reduce((sum, each) => sum + each, 0)
}

/** Zones in natural order, of whichever of the two answers is there. */
export function listZones(
  platform: Platform | undefined,
  allocators: Allocators | undefined,
): ZoneCapacity[] {
  const summaries = platform === undefined ? [] : summariesOf(platform)
  const read = allocators?.zones ?? []
  const names = [...new Set([...summaries, ...read].map(({ zone_id }) => zone_id))]
  return names.toSorted(inOrder).map((zone) => {
    const summary = summaries.find(({ zone_id }) => zone_id === zone)
    const cells = read
      .filter(({ zone_id }) => zone_id === zone)
      .flatMap((each) => each.allocators.map(toCell))
      .toSorted((a, b) => inOrder(a.id, b.id))
    return {
      zone,
      cells,
      allocators: count(summary?.total_allocators),
      healthy: count(summary?.healthy_allocators),
      connected: count(summary?.connected_allocators),
      inMaintenance: count(summary?.in_maintenance_allocators),
      instances: count(summary?.instances),
      connectedMemory: count(summary?.connected_capacity),
      memory: sumUp(cells),
    }
  })
}
