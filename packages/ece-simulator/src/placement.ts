// Allocators and who lives on them. An instance goes to the allocator of its zone with most room, away from its
// own kin where possible. Memory in MB.
import { groupBy } from './group-by.ts'
import type { AllocatorRecord, Deployment, Instance, Resource, Tag } from './model.ts'

export interface Allocator extends AllocatorRecord {
  memory_used: number
}

export interface Tenant {
  readonly deployment: Deployment
  readonly resource: Resource
  readonly instance: Instance
}

export interface Placement {
  readonly allocators: readonly Allocator[]
  readonly zones: readonly string[]
  tenants(allocator_id: string): Iterable<Tenant>
  /** The allocator that would take it; `undefined` when no allocator of the zone has the room. */
  find(zone: string, memory: number, kin: readonly Instance[]): Allocator | undefined
  settleIn(tenant: Tenant): void
  moveOut(instance: Instance): void
}

export interface AllocatorSeed {
  allocator_id: string
  zone_id: string
  memory_total: number
  connected?: boolean
  maintenance_mode?: boolean
  metadata?: readonly Tag[]
}

export function createPlacement(seeds: readonly AllocatorSeed[]): Placement {
  const tenants = new Map<string, Map<Instance, Tenant>>()
  const allocators = seeds.map((seed): Allocator => {
    tenants.set(seed.allocator_id, new Map())
    return {
      connected: true,
      maintenance_mode: false,
      metadata: [],
      ...seed,
      host_ip: seed.allocator_id,
      memory_used: 0,
      // connected, or nobody lives there (ece-behaviour 7.2); the seeds put nobody on a disconnected one
      healthy: true,
    }
  })
  const byId = new Map(allocators.map((allocator) => [allocator.allocator_id, allocator]))
  const open = allocators.filter(
    ({ connected, maintenance_mode }) => connected && !maintenance_mode,
  )
  const byZone = groupBy(open, ({ zone_id }) => zone_id)

  const find: Placement['find'] = (zone, memory, kin) => {
    let best: Allocator | undefined
    let bestRoom = -1
    for (const allocator of byZone.get(zone) ?? []) {
      const room = allocator.memory_total - allocator.memory_used - memory
      if (room < 0) continue
      const lonely = kin.every(({ allocator_id }) => allocator_id !== allocator.allocator_id)
      // one that hosts kin already is taken only when no other has room
      const score = lonely ? room + allocator.memory_total : room
      if (score > bestRoom) [best, bestRoom] = [allocator, score]
    }
    return best
  }

  return {
    allocators,
    zones: [...new Set(allocators.map(({ zone_id }) => zone_id))].toSorted(),
    tenants: (allocator_id) => tenants.get(allocator_id)?.values() ?? [],
    find,
    settleIn(tenant) {
      const allocator = byId.get(tenant.instance.allocator_id)
      if (allocator !== undefined) allocator.memory_used += tenant.instance.memory
      tenants.get(tenant.instance.allocator_id)?.set(tenant.instance, tenant)
    },
    moveOut(instance) {
      if (tenants.get(instance.allocator_id)?.delete(instance) !== true) return
      const allocator = byId.get(instance.allocator_id)
      if (allocator !== undefined) allocator.memory_used -= instance.memory
    },
  }
}
