// One ECE: its deployments, its allocators and its clock. There are no timers: whatever should have happened since
// the last look happens when somebody looks (`settle`), in the order of time.
import { type Catalogue, createCatalogue } from './catalogue.ts'
import type { Clock, Generation } from './context.ts'
import { createDocuments, type Document } from './documents.ts'
import { deploymentView, hitFlags } from './deployment.ts'
import { isResourceHealthy } from './health.ts'
import { isHealthy, type Sizings } from './instances.ts'
import { versionOf } from './kinds.ts'
import type { AllocatedInstance, AllocatorRecord, Deployment, Resource } from './model.ts'
import { createPlacement, type Placement, type Tenant } from './placement.ts'
import type { Stage } from './plans.ts'
import { allocatorSeeds, sow } from './seed/fleet.ts'
import { snapshotsAt } from './snapshots.ts'

export type { AllocatedInstance, AllocatorRecord, Deployment } from './model.ts'

export interface WorldOptions {
  /** `small` is about 25 hand-made deployments; a number adds generated ones up to that many. */
  fleet: 'small' | number
  clock: Clock
  /** Plan steps run this many times faster; nothing else does. */
  speed: number
  /** Adds deployments whose verbs fail or dawdle on purpose (faults.ts). */
  sentinels: boolean
  generation: Generation
}

/** Answer to a create, kept for a second call with the same `request_id`. */
export interface Creation {
  readonly deployment_id: string
}

export interface World extends Stage {
  readonly catalogue: Catalogue
  readonly generation: Generation
  readonly sentinels: boolean
  readonly sizings: Sizings
  readonly placement: Placement
  /** By `request_id`. */
  readonly creations: Map<string, Creation>
  /** Epoch ms. */
  now(): number
  /** As of now: reading it lets running plans catch up with the clock. */
  readonly deployments: ReadonlyMap<string, Deployment>
  readonly allocators: readonly AllocatorRecord[]
  /** Grows with every change of any deployment. */
  readonly revision: number
  readonly created: number
  instancesOf(allocator_id: string): readonly AllocatedInstance[]
  /**
   * Every deployment in the shape of a search hit, hidden and system-owned ones included. A deployment that did not
   * change keeps its object, and the array is the same one while nothing changed.
   */
  documents(): readonly Document[]
  add(deployment: Deployment): void
  remove(id: string): void
}

const allocatedView = (now: number) =>
  function view({ deployment, resource, instance }: Tenant): AllocatedInstance {
    return {
      cluster_type: resource.kind,
      cluster_id: resource.id,
      cluster_name: resource.name ?? resource.id,
      instance_name: instance.name,
      node_memory: instance.memory,
      healthy: isHealthy(instance),
      cluster_healthy: isResourceHealthy(resource, now),
      instance_configuration_id: instance.configuration_id,
      moving: false,
      plans_info: {
        pending: resource.pending !== undefined,
        version: versionOf(resource.kind, resource.current?.plan) ?? instance.version,
        zone_count: new Set(resource.instances.map(({ zone }) => zone)).size,
      },
      deployment_id: deployment.id,
    }
  }

const nextSnapshot = (deployment: Deployment, now: number) =>
  Math.min(
    Infinity,
    ...deployment.resources.map(({ snapshots }) =>
      snapshots === undefined ? Infinity : (snapshotsAt(snapshots, now).next ?? Infinity),
    ),
  )

export function createWorld(options: WorldOptions): World {
  const { clock, speed, generation, sentinels } = options
  const catalogue = createCatalogue({ generation })
  const placement = createPlacement(allocatorSeeds(options.fleet))
  const deployments = new Map<string, Deployment>()
  const busy = new Map<Resource, Deployment>()
  let revision = 0
  let nextMark = Infinity

  /** The earliest mark that is still to come, of all resources. */
  const findNext = () => {
    let next: { resource: Resource; deployment: Deployment; at: number } | undefined
    for (const [resource, deployment] of busy) {
      if (resource.pending === undefined) {
        busy.delete(resource)
        continue
      }
      const at = resource.pending.marks[0]?.at
      if (at !== undefined && at < (next?.at ?? Infinity)) next = { resource, deployment, at }
    }
    nextMark = next?.at ?? Infinity
    return next
  }

  const settle = () => {
    const now = clock.now()
    if (nextMark > now) return
    for (;;) {
      const next = findNext()
      if (next === undefined || next.at > now) return
      const mark = next.resource.pending?.marks.shift()
      mark?.happen(next.at)
      world.touch(next.deployment)
    }
  }

  const flags = hitFlags(generation)
  const index = createDocuments({
    now: () => clock.now(),
    render: (deployment) => deploymentView(deployment, flags, clock.now()),
    expires: (deployment) => nextSnapshot(deployment, clock.now()),
  })

  const world: World = {
    catalogue,
    generation,
    sentinels,
    speed,
    placement,
    creations: new Map(),
    created: clock.now(),
    now: () => clock.now(),
    sizings(configuration_id) {
      const found = catalogue.instanceConfiguration(configuration_id)
      return (
        found && {
          sizes: found.discrete_sizes.sizes,
          storage_multiplier: found.storage_multiplier,
        }
      )
    },
    get deployments() {
      settle()
      return deployments
    },
    get allocators() {
      settle()
      return placement.allocators
    },
    get revision() {
      settle()
      return revision
    },
    instancesOf(allocator_id) {
      settle()
      return [...placement.tenants(allocator_id)].map(allocatedView(clock.now()))
    },
    documents() {
      settle()
      return index.all()
    },
    add(deployment) {
      deployments.set(deployment.id, deployment)
      world.touch(deployment)
    },
    remove(id) {
      const deployment = deployments.get(id)
      if (deployment === undefined) return
      for (const resource of deployment.resources) {
        busy.delete(resource)
        for (const instance of resource.instances) placement.moveOut(instance)
      }
      deployments.delete(id)
      index.removed(deployment)
      revision += 1
    },
    release: (instance) => placement.moveOut(instance),
    touch(deployment) {
      deployment.revision += 1
      revision += 1
      // a plan may still end on a deployment that was deleted in the meantime
      if (deployments.has(deployment.id)) index.changed(deployment)
    },
    watch(deployment, resource) {
      busy.set(resource, deployment)
      // looked up anew with the next look
      nextMark = -Infinity
    },
  }
  sow(world, options)
  // the first search should not be the slow one
  index.all()
  return world
}
