// Some searches have to spell out the names of all zones (problems.ts).
import { operations, type Output } from '@ece/api-types'
import { useLive } from '../api/live.ts'
import { q } from '../api/q.ts'
import { needsZones, type Problem } from './problems.ts'

/** Every zone that has allocators, each once. */
export const listZoneNames = ({ regions }: Output<typeof operations.getPlatform>): string[] => {
  const zones = (regions ?? []).flatMap(({ allocators }) => allocators?.zone_summaries ?? [])
  return [...new Set(zones.map(({ zone_id }) => zone_id))].filter((zone) => zone !== '')
}

const NO_ZONES = new Error(
  'ECE names no zone of this platform, so it is not known what runs in a single one.',
)

/**
 * What `buildQuery` needs for these problems. Asks nothing for most; while `isReady` is false the search would find
 * nothing and must wait. `error` says why the zones are not known.
 */
export function useZonesFor(problems: readonly Problem[]) {
  const isNeeded = needsZones(problems)
  const { data, error } = useLive(q(operations.getPlatform, {}), { enabled: isNeeded })
  const zones = data && listZoneNames(data)
  const isKnown = zones !== undefined && zones.length > 0
  return {
    zones: isNeeded ? zones : undefined,
    isReady: !isNeeded || isKnown,
    error: !isNeeded || isKnown ? null : zones === undefined ? error : NO_ZONES,
  }
}
