// Gives a resource its instances: which zones, which allocators, which names.
import { fits, nextInstanceName, type Slot } from './instances.ts'
import type { Deployment, Instance, PlanFailure, Resource } from './model.ts'
import type { Placement } from './placement.ts'

const HEX = 16
/** A multiplicative hash, so that neighbours do not look alike. */
function noise(text: string): number {
  let sum = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193) >>> 0
  }
  return sum
}

/** Pressures of an instance nobody has looked at closely: alike on every run, different from one to the next. */
export function restingPressures(resource: Resource, name: string) {
  const bits = noise(name + resource.id)
  return {
    memory_pressure: 18 + (bits % 40),
    native_memory_pressure: 55 + ((bits >>> 8) % 30),
    disk_used: 8 + ((bits >>> 16) % 45),
  }
}

/** The zones of a resource in the order of its slots: those it lives in, then others, those with room first. */
export function zonesFor(resource: Resource, placement: Placement, memory: number): string[] {
  const own = new Set(
    resource.instances.filter(({ name }) => !name.startsWith('tiebreaker')).map(({ zone }) => zone),
  )
  const others = placement.zones.filter((zone) => !own.has(zone))
  // spreads resources over the zones without a memory of its own
  const turn = Number.parseInt(resource.id.slice(0, 4), HEX) % Math.max(1, others.length)
  const turned = [...others.slice(turn), ...others.slice(0, turn)]
  const hasRoom = (zone: string) => placement.find(zone, memory, []) !== undefined
  return [...own, ...turned.filter(hasRoom), ...turned.filter((zone) => !hasRoom(zone))]
}

/** What a new plan means for the instances there are. */
export interface Changes {
  readonly kept: readonly Instance[]
  readonly leaving: readonly Instance[]
  readonly wanted: readonly { readonly slot: Slot; readonly zone: string }[]
}

export function compare(resource: Resource, slots: readonly Slot[], placement: Placement): Changes {
  const largest = Math.max(0, ...slots.map(({ memory }) => memory))
  const zones = zonesFor(resource, placement, largest)
  const leaving = [...resource.instances]
  const kept: Instance[] = []
  const wanted: { slot: Slot; zone: string }[] = []
  for (const slot of slots) {
    const zone = zones[slot.zone] ?? zones[0] ?? ''
    const index = leaving.findIndex((instance) => fits(instance, slot, zone))
    const [taken] = index === -1 ? [] : leaving.splice(index, 1)
    if (taken === undefined) wanted.push({ slot, zone })
    else kept.push(taken)
  }
  return { kept, leaving, wanted }
}

export interface Allocated {
  readonly instances: readonly Instance[]
  /** Nothing was allocated: some zone lacks the room. */
  readonly failure?: PlanFailure
}

/** Takes the room for all wanted instances, or for none of them. They are not running yet. */
export function allocate(
  deployment: Deployment,
  resource: Resource,
  { wanted }: Pick<Changes, 'wanted'>,
  version: string,
  placement: Placement,
): Allocated {
  const instances: Instance[] = []
  for (const { slot, zone } of wanted) {
    const allocator = placement.find(zone, slot.memory, [...resource.instances, ...instances])
    if (allocator === undefined) {
      for (const instance of instances) placement.moveOut(instance)
      return { instances: [], failure: noRoom(zone, slot) }
    }
    const name = nextInstanceName(resource, slot.tiebreaker)
    const { node_roles, service_roles } = slot
    const instance: Instance = {
      name,
      zone,
      allocator_id: allocator.allocator_id,
      configuration_id: slot.configuration_id,
      memory: slot.memory,
      storage_multiplier: slot.storage_multiplier,
      ...(node_roles === undefined ? {} : { node_roles }),
      ...(service_roles === undefined ? {} : { service_roles }),
      version,
      container_started: false,
      service_running: false,
      // the system routes no traffic to a new instance before its plan says so (ece-behaviour 3.6)
      maintenance_mode: true,
      recovering: false,
      ...restingPressures(resource, name),
    }
    placement.settleIn({ deployment, resource, instance })
    instances.push(instance)
  }
  return { instances }
}

const noRoom = (zone: string, { memory, configuration_id }: Slot): PlanFailure => ({
  message: `No allocator in zone [${zone}] has [${memory}] MB available for instance configuration [${configuration_id}].`,
  failure_type: 'ClusterFailure:NoAvailableInstanceFound',
  details: { stepId: 'allocate-instances', zone, instanceConfiguration: configuration_id },
})
