// Health goes from the leaf to the root (ece-behaviour 3.5): instance, topology, resource, deployment. Nothing here is
// stored; it follows from the records.
import { holdsData, isHealthy, isMasterEligible } from './instances.ts'
import type { Deployment, Instance, Resource } from './model.ts'
import { snapshotsAt } from './snapshots.ts'

export type ShardsStatus = 'green' | 'yellow' | 'red'

/** Its shards cannot be served from it: it is down, or it came back and is still assigning them. */
const lacksShards = (instance: Instance) => !isHealthy(instance) || instance.recovering

/**
 * Every shard is taken to have one replica in another zone, or on another node where there is only one zone: losing
 * one place leaves replicas missing, losing two loses primaries, and a single node has no second place.
 */
export function shardsStatus(resource: Resource): ShardsStatus {
  const data = resource.instances.filter(holdsData)
  if (resource.instances.length === 0) return 'green'
  if (resource.lost_shards > 0) return 'red'
  if (resource.shards > 0) {
    const place = new Set(data.map(({ zone }) => zone)).size > 1 ? 'zone' : 'name'
    const places = new Set(data.map((instance) => instance[place]))
    const lacking = new Set(data.filter(lacksShards).map((instance) => instance[place]))
    if (lacking.size > 1 || lacking.size === places.size) return 'red'
    if (lacking.size === 1) return 'yellow'
  }
  return resource.unassigned_replicas > 0 ? 'yellow' : 'green'
}

/** The elected master; none without a majority of the master-eligible nodes. */
export function electedMaster(resource: Resource): Instance | undefined {
  const eligible = resource.instances.filter(isMasterEligible)
  const running = eligible.filter(isHealthy)
  if (running.length * 2 <= eligible.length) return undefined
  // a voting-only helper votes but is never elected
  return running.find(({ node_roles }) => !node_roles?.includes('voting_only'))
}

export const isTopologyHealthy = (resource: Resource) => resource.instances.every(isHealthy)

/**
 * Yellow counts as healthy: nothing is unavailable, and the vendor's `shard_info` speaks of shards and replicas
 * apart. A stopped resource has nothing that could be unhealthy; ece-behaviour 3.5 leaves both open.
 */
export function isElasticsearchHealthy(resource: Resource): boolean {
  if (resource.instances.length === 0) return true
  return shardsStatus(resource) !== 'red' && electedMaster(resource) !== undefined
}

/** Without any snapshot, also without a repository, the block says healthy (ece-behaviour 3.4). */
export const areSnapshotsHealthy = (resource: Resource, now: number) =>
  resource.snapshots === undefined || !snapshotsAt(resource.snapshots, now).failing

/** A resource that never came up is not healthy, however little there is of it. */
const hasComeUp = (resource: Resource) => resource.status !== 'initializing'

export const isResourceHealthy = (resource: Resource, now: number): boolean =>
  resource.plan_healthy &&
  hasComeUp(resource) &&
  isTopologyHealthy(resource) &&
  (resource.kind !== 'elasticsearch' || isElasticsearchHealthy(resource)) &&
  areSnapshotsHealthy(resource, now)

export const isDeploymentHealthy = (deployment: Deployment, now: number): boolean =>
  deployment.resources.every((resource) => isResourceHealthy(resource, now))
