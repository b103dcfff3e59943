// Everything the overview asks ECE for: a fixed number of small reads, whatever the size of the installation. ECE has no
// aggregations, so each number is a search without rows. What is looked at first is asked for first.
import { operations, type Output } from '@ece/api-types'
import { IDLE_MS } from '../../api/live.ts'
import { oldestOf, type Part, useLiveAll } from '../../api/live-all.ts'
import { q, type Read } from '../../api/q.ts'
import { MAX_ALLOCATORS } from '../../domain/capacity.ts'
import { needsZones, type Problem, PROBLEMS } from '../../domain/problems.ts'
import { buildCount, buildSearch, type DeploymentFilters } from '../../domain/search.ts'
import { listZoneNames } from '../../domain/zones.ts'
import { pickVersions } from './version-counts.ts'

export type SearchAnswer = Output<typeof operations.searchDeployments>

/** Running plans and recent changes on the page; the lists have the rest. */
export const MAX_RUNNING = 10
const MAX_RECENT = 8
/** ECE has three system deployments (ece-behaviour 3.1). */
const MAX_SYSTEM = 10
/** While something runs, its end is news. */
const RUNNING_MS = 10_000
/** Versions and room change slowly, and the answer about allocators is large: ECE sends their instances along. */
const SLOW_MS = 300_000

const search = (body: ReturnType<typeof buildSearch>): Read<SearchAnswer> =>
  q(operations.searchDeployments, { body })

/** How many deployments a filter finds; `undefined` while it is not known, or when ECE does not say. */
export interface Count {
  readonly value: number | undefined
  readonly error: Error | null
  readonly isPending: boolean
}

const toCount = ({ data, error, isPending }: Part<SearchAnswer>): Count => {
  const found = data?.match_count
  return { value: typeof found === 'number' ? found : undefined, error, isPending }
}

const UNASKED: Count = { value: undefined, error: null, isPending: true }

function useCounts(filters: readonly DeploymentFilters[], every: number, enabled: boolean) {
  const reads = filters.map((filter) => search(buildCount(filter)))
  const { parts, age } = useLiveAll(reads, { every, enabled })
  return { counts: parts.map(toCount), age }
}

/** A single read; `useLiveAll` answers as many parts as it got reads. */
function useOne<Data>(read: Read<Data>, every: number, enabled = true) {
  const { parts, age } = useLiveAll([read], { every, enabled })
  const part: Part<Data> = parts[0] ?? { data: undefined, error: null, isPending: true }
  return { part, age }
}

/** The problems that can be asked for: two of them need the names of the zones. */
function useProblems(zones: readonly string[] | undefined, areZonesUnknown: boolean) {
  const asked = PROBLEMS.filter(
    (problem) => !needsZones([problem]) || (zones !== undefined && zones.length > 0),
  )
  const { counts, age } = useCounts(
    [...asked.map((problem) => ({ problem: [problem], zones })), { view: 'attention' as const }],
    IDLE_MS,
    true,
  )
  const unasked = { ...UNASKED, isPending: !areZonesUnknown }
  const of = (problem: Problem) => counts[asked.indexOf(problem)] ?? unasked
  return { of, attention: counts.at(-1) ?? UNASKED, age }
}

function useVersions(enabled: boolean) {
  const stacks = useOne(
    q(operations.getVersionStacks, { query: { show_deleted: true } }),
    SLOW_MS,
    enabled,
  )
  const picked = stacks.part.data && pickVersions(stacks.part.data.stacks)
  const groups = picked === undefined ? [] : [...picked.versions, ...picked.others]
  const { counts, age } = useCounts(
    groups.map(({ versions }) => ({ version: versions })),
    SLOW_MS,
    enabled,
  )
  return { stacks, picked, counts, age: oldestOf([stacks.age, age]) }
}

/** All parts of the page, and one age for those that are read every half minute. */
export function useOverview() {
  const platform = useOne(q(operations.getPlatform, {}), IDLE_MS)
  const zones = platform.part.data && listZoneNames(platform.part.data)
  const areZonesUnknown = zones === undefined ? platform.part.error !== null : zones.length === 0
  const problems = useProblems(zones, areZonesUnknown)
  const running = useOne(
    search(buildSearch({ view: 'changing' }, { size: MAX_RUNNING })),
    RUNNING_MS,
  )
  // whatever does not wake anybody waits until the numbers that do are there
  const isLater = !problems.attention.isPending
  const all = useCounts([{}], IDLE_MS, isLater)
  const recent = useOne(search(buildSearch({}, { size: MAX_RECENT })), IDLE_MS, isLater)
  const system = useOne(
    search(buildSearch({ view: 'system' }, { sort: 'name', size: MAX_SYSTEM })),
    IDLE_MS,
    isLater,
  )
  const allocators = useOne(
    q(operations.getAllocators, { query: { size: MAX_ALLOCATORS } }),
    SLOW_MS,
    isLater,
  )
  const versions = useVersions(isLater)
  const often = oldestOf([platform.age, problems.age, running.age, all.age, recent.age, system.age])
  const seldom = [allocators.age, versions.age]
  return {
    platform: platform.part,
    /** Problems that need the zones cannot be counted: ECE names none, or does not answer. */
    areZonesUnknown,
    problems,
    running: running.part,
    total: all.counts[0] ?? UNASKED,
    recent: recent.part,
    system: system.part,
    allocators,
    versions,
    age: {
      ...often,
      refresh: () => {
        for (const { refresh } of [often, ...seldom]) refresh()
      },
    },
  }
}

export type Overview = ReturnType<typeof useOverview>
