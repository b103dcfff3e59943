// What all items of a bulk verb come to: instances, zones, memory. What ECE does not say is counted as unknown, never as 0.
import { listResources } from '../domain/resources.ts'
import { instancesOf, memoryOf, zonesOf } from '../domain/topology.ts'
import type { Instance } from '@ece/api-types'
import { type BulkItem, type BulkVerb, isUsable } from './bulk.ts'

export interface BulkTotals {
  readonly usable: number
  readonly skipped: number
  /** Instances of what the verb touches. */
  readonly instances: number
  readonly zones: readonly string[]
  /** MB. */
  readonly memory: number
  /** Targets whose instances ECE does not name. */
  readonly unknown: number
}

/** The instances that a verb touches: those of the resource in the path, else of the whole deployment. */
function touched({ row, action }: BulkItem): Instance[] {
  const params = action?.toInput({}).params ?? {}
  const kind = params['stateless_resource_kind'] ?? params['resource_kind']
  const { ref_id } = params
  return listResources(row.deployment)
    .filter(
      (resource) =>
        ref_id === undefined ||
        (resource.ref_id === ref_id && resource.kind === (kind ?? 'elasticsearch')),
    )
    .flatMap((resource) => [...instancesOf(resource)])
}

/** Verbs that stop or start no instance have none to count. */
const TOUCHES_NOTHING = new Set(['resync', 'cancel-plan', 'restore', 'restore-kibana'])

export function totalsOf(verb: BulkVerb, items: readonly BulkItem[]): BulkTotals {
  const usable = items.filter(isUsable)
  const zones = new Set<string>()
  let [instances, memory, unknown] = [0, 0, 0]
  for (const item of TOUCHES_NOTHING.has(verb.key) ? [] : usable) {
    const all = touched(item)
    if (all.length === 0) unknown += 1
    instances += all.length
    memory += memoryOf(all)
    for (const zone of zonesOf(all)) zones.add(zone)
  }
  return {
    usable: usable.length,
    skipped: items.length - usable.length,
    instances,
    memory,
    unknown,
    zones: [...zones].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })),
  }
}
