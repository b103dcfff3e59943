// The parts of an Elasticsearch resource that only Elasticsearch has: shards, master, snapshots (ece-behaviour 3.4).
import type { Generation } from './context.ts'
import {
  areSnapshotsHealthy,
  electedMaster,
  isElasticsearchHealthy,
  shardsStatus,
} from './health.ts'
import { holdsData, isHealthy } from './instances.ts'
import type { Instance, Resource } from './model.ts'
import { listsShards } from './plan-view.ts'
import { snapshotsAt } from './snapshots.ts'

const EMPTY: readonly never[] = []
const BLOCKING_ISSUES = { healthy: true, cluster_level: EMPTY, index_level: EMPTY }
const BLOCKS = { healthy: true, blocks: EMPTY }
const NO_SNAPSHOTS = { healthy: true, count: 0, recent_success: false }

const iso = (time: number) => new Date(time).toISOString()

function shardInfo(resource: Resource) {
  const status = shardsStatus(resource)
  const healthy = status !== 'red'
  const data = listsShards(resource.current?.plan) ? resource.instances.filter(holdsData) : []
  const each = Math.ceil(resource.shards / Math.max(1, data.length))
  const missing = (instance: Instance) =>
    isHealthy(instance) && !instance.recovering
      ? Math.ceil(resource.lost_shards / data.length)
      : each
  return {
    healthy,
    available_shards: data.map((instance) => ({
      instance_name: instance.name,
      shard_count: Math.max(0, each - missing(instance)),
    })),
    unavailable_shards: data.map((instance) => ({
      instance_name: instance.name,
      shard_count: healthy ? 0 : missing(instance),
    })),
    unavailable_replicas: data.map((instance) => ({
      instance_name: instance.name,
      replica_count: healthy
        ? missing(instance) + Math.ceil(resource.unassigned_replicas / data.length)
        : 0,
    })),
  }
}

/** A stand-in for the node id that Elasticsearch gives itself: 22 characters that stay with the instance. */
const nodeId = (resource: Resource, instance: Instance) =>
  Buffer.from(resource.id.slice(0, 12) + instance.name.slice(-4))
    .toString('base64')
    .slice(0, 22)

function masterInfo(resource: Resource) {
  const master = electedMaster(resource)
  const running = resource.instances.filter(isHealthy).map(({ name }) => name)
  return {
    healthy: master !== undefined || resource.instances.length === 0,
    masters:
      master === undefined
        ? EMPTY
        : [
            {
              master_node_id: nodeId(resource, master),
              master_instance_name: master.name,
              instances: running,
            },
          ],
    instances_with_no_master: master === undefined ? running : EMPTY,
  }
}

/** The `elasticsearch` block. */
export const elasticsearchView = (resource: Resource, generation: Generation) => ({
  healthy: isElasticsearchHealthy(resource),
  shard_info: shardInfo(resource),
  master_info: masterInfo(resource),
  blocking_issues: BLOCKING_ISSUES,
  ...(generation === '3.8'
    ? { shards_status: { status: shardsStatus(resource) }, cluster_blocking_issues: BLOCKS }
    : {}),
})

/** The `snapshots` block. `latest_status` is one of Elasticsearch's own words. */
export function snapshotsView(resource: Resource, now: number) {
  if (resource.snapshots === undefined) return NO_SNAPSHOTS
  const { count, last_success, last_end, failing, next } = snapshotsAt(resource.snapshots, now)
  return {
    healthy: areSnapshotsHealthy(resource, now),
    count,
    ...(last_end === undefined
      ? {}
      : {
          latest_successful: !failing,
          latest_status: failing ? 'FAILED' : 'SUCCESS',
          latest_end_time: iso(last_end),
        }),
    ...(last_success === undefined ? {} : { latest_successful_end_time: iso(last_success) }),
    ...(next === undefined ? {} : { scheduled_time: iso(next) }),
    recent_success: last_success !== undefined && !failing,
  }
}
