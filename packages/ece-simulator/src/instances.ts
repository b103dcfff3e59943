// From a plan to instances: how many, how big, in which zones, and under which names. Memory in MB.
import type { ResourceKind } from '@ece/api-types'
import { groupBy } from './group-by.ts'
import type { Instance, Plan, Resource, TopologyElement } from './model.ts'

/** What instances need to know of an instance configuration. */
export interface Sizing {
  readonly sizes: readonly number[]
  readonly storage_multiplier: number
}
export type Sizings = (configuration_id: string) => Sizing | undefined

/** A place that a plan asks for, before anybody knows on which allocator. */
export interface Slot {
  /** 0 is the resource's first zone, whichever that is. */
  readonly zone: number
  readonly memory: number
  readonly configuration_id: string
  readonly storage_multiplier: number
  readonly tiebreaker: boolean
  readonly node_roles?: readonly string[]
  readonly service_roles?: readonly string[]
}

const TIEBREAKER_MEMORY = 1024
const TIEBREAKER_ROLES = ['master', 'voting_only'] as const
/** A voting helper needs no data disk; the multiplier of the vendor's `master` configuration. */
const TIEBREAKER_MULTIPLIER = 4
const DEFAULT_CONFIGURATION: Record<ResourceKind, string> = {
  elasticsearch: 'data.default',
  kibana: 'kibana',
  apm: 'apm',
  integrations_server: 'integrations.server',
  enterprise_search: 'enterprise.search',
  appsearch: 'appsearch',
}

/** Memory of each node in one zone: nodes of the largest size first, then one for the rest (ece-behaviour 3.7). */
export function splitSize(value: number, sizes: readonly number[]): number[] {
  const largest = Math.max(...sizes)
  const full = Math.floor(value / largest)
  const rest = value - full * largest
  return [...Array.from({ length: full }, () => largest), ...(rest > 0 ? [rest] : [])]
}

const nodesPerZone = (element: TopologyElement, sizing: Sizing): number[] =>
  element.size === undefined
    ? Array.from({ length: element.node_count_per_zone ?? 1 }, () => element.memory_per_node ?? 0)
    : splitSize(element.size.value, sizing.sizes)

const isMaster = (element: TopologyElement) =>
  element.node_roles?.includes('master') ?? element.node_type?.['master'] ?? false

/** Old-style service roles, which exist beside the node roles (ece-behaviour 3.6). */
function serviceRoles(element: TopologyElement): readonly string[] {
  const { node_roles: roles, node_type: type } = element
  if (type !== undefined) {
    return ['master', 'data', 'ingest', 'ml'].filter((role) => type[role] === true)
  }
  const has = (role: string) => roles?.some((own) => own === role || own.startsWith(`${role}_`))
  return ['master', 'data', 'ingest', 'ml'].filter(has)
}

/** Number of zones an element spreads over; old plans say it once for all elements. */
const zonesOf = (element: TopologyElement, plan: Plan) =>
  element.zone_count ?? (typeof plan['zone_count'] === 'number' ? plan['zone_count'] : 1)

/** Every instance that a plan asks for; elements of size 0 ask for none. */
export function slotsOf(kind: ResourceKind, plan: Plan, sizings: Sizings): Slot[] {
  const used = (plan.cluster_topology ?? []).filter(
    (element) => (element.size?.value ?? element.memory_per_node ?? 0) > 0,
  )
  const slots = used.flatMap((element): Slot[] => {
    const configuration_id = element.instance_configuration_id ?? DEFAULT_CONFIGURATION[kind]
    const sizing = sizings(configuration_id)
    if (sizing === undefined) return []
    const memories = nodesPerZone(element, sizing)
    return Array.from({ length: zonesOf(element, plan) }, (_, zone) =>
      memories.map((memory) => ({
        zone,
        memory,
        configuration_id,
        storage_multiplier: sizing.storage_multiplier,
        tiebreaker: false,
        ...(element.node_roles === undefined ? {} : { node_roles: element.node_roles }),
        ...(kind === 'elasticsearch' ? { service_roles: serviceRoles(element) } : {}),
      })),
    ).flat()
  })
  if (kind !== 'elasticsearch') return slots
  const masterZones = Math.max(0, ...used.filter(isMaster).map((element) => zonesOf(element, plan)))
  if (masterZones !== 2) return slots
  const withRoles = used.some(({ node_roles }) => node_roles !== undefined)
  return [
    ...slots,
    {
      zone: 2,
      memory: TIEBREAKER_MEMORY,
      configuration_id:
        slots.find(({ node_roles }) => node_roles?.includes('master'))?.configuration_id ??
        'master',
      storage_multiplier: TIEBREAKER_MULTIPLIER,
      tiebreaker: true,
      ...(withRoles ? { node_roles: TIEBREAKER_ROLES } : {}),
      service_roles: ['master'],
    },
  ]
}

const NUMBER_WIDTH = 10

export const instanceName = (number: number, tiebreaker: boolean) =>
  `${tiebreaker ? 'tiebreaker' : 'instance'}-${String(number).padStart(NUMBER_WIDTH, '0')}`

/** Takes the next number of the resource's life, which nobody gets again. */
export function nextInstanceName(resource: Resource, tiebreaker: boolean): string {
  const name = instanceName(resource.next_instance, tiebreaker)
  resource.next_instance += 1
  return name
}

const sameRoles = (left?: readonly string[], right?: readonly string[]) =>
  left === right ||
  (left?.length === right?.length && left?.every((role, i) => role === right?.[i]))

/** Could this instance go on living in that slot? */
export const fits = (instance: Instance, slot: Slot, zone: string): boolean =>
  instance.zone === zone &&
  instance.memory === slot.memory &&
  instance.configuration_id === slot.configuration_id &&
  instance.name.startsWith('tiebreaker') === slot.tiebreaker &&
  sameRoles(instance.node_roles, slot.node_roles) === true

export const isHealthy = (instance: Instance) =>
  instance.container_started && instance.service_running

export const isTiebreaker = (instance: Instance) => instance.name.startsWith('tiebreaker-')

/** Nodes that hold shards: every Elasticsearch node that is not only a master, an ingest or an ML node. */
export const holdsData = (instance: Instance) => instance.service_roles?.includes('data') ?? false

export const isMasterEligible = (instance: Instance) =>
  instance.service_roles?.includes('master') ?? false

/**
 * In which order a rolling restart takes instances down (ece-behaviour 4.6). Attribute names other than the zone's
 * and the instance configuration's mean nothing here, and instances that lack an attribute belong together.
 */
export function restartGroups(instances: readonly Instance[], attribute: string): Instance[][] {
  if (instances.length === 0) return []
  if (attribute === '__all__') return [[...instances]]
  if (attribute === '__name__') return instances.map((instance) => [instance])
  const names = attribute.split(',')
  const key = (instance: Instance) =>
    names
      .map((name) => {
        if (name === '__zone__' || name.includes('zone')) return instance.zone
        return name === 'instance_configuration' ? instance.configuration_id : ''
      })
      .join()
  const groups = groupBy(instances, key)
  return [...groups.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group)
}
