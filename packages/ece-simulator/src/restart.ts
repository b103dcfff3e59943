// `_restart` of one resource (ece-behaviour 4.6).
import type { Deployment, Plan, Resource, Source } from './model.ts'
import { versionOf, withoutTransient } from './kinds.ts'
import { illegalState } from './refusals.ts'
import { makeRoom, runPlan } from './run-plan.ts'
import { startResource } from './start.ts'
import { performSnapshot, rollingUpgrade, validate } from './steps.ts'
import type { World } from './world.ts'

export interface RestartOptions {
  readonly source: Source
  readonly cancel_pending: boolean
  readonly restore_snapshot: boolean
  readonly skip_snapshot: boolean
  readonly group_attribute: string
  /** Seconds. */
  readonly shard_init_wait_time: number
}

/** In a plan the zone has another name than in the parameter. */
const groupBy = (attribute: string) => (attribute === '__zone__' ? 'logical_zone_name' : attribute)

const rebootPlan = (resource: Resource, plan: Plan, options: RestartOptions): Plan =>
  Object.freeze({
    ...withoutTransient(plan),
    transient: {
      strategy: {
        rolling: {
          group_by: groupBy(options.group_attribute),
          shard_init_wait_time: options.shard_init_wait_time,
        },
      },
      plan_configuration: {
        cluster_reboot: 'forced',
        ...(resource.kind === 'elasticsearch' ? { skip_snapshot: options.skip_snapshot } : {}),
      },
    },
  })

/**
 * A running resource has its current plan applied again with a forced reboot, a stopped one starts with its last
 * successful plan. Throws 422 while a plan is pending and where there is nothing to restart.
 */
export function restartResource(
  world: World,
  deployment: Deployment,
  resource: Resource,
  options: RestartOptions,
): void {
  const { applied } = resource
  if (applied === undefined) {
    throw illegalState(resource, 'it has never been started: there is no successful plan to apply')
  }
  if (resource.kind !== 'elasticsearch') requireElasticsearch(deployment, resource)
  makeRoom(world, deployment, resource, options.cancel_pending)
  const at = world.now()
  const plan = withoutTransient(applied.plan)
  if (resource.status === 'stopped') {
    const { restore_snapshot, source } = options
    startResource(
      world,
      deployment,
      resource,
      { verb: 'restore', plan, source, restore_snapshot },
      at,
    )
    return
  }
  const touch = () => world.touch(deployment)
  const takesSnapshot = resource.kind === 'elasticsearch' && !options.skip_snapshot
  runPlan(
    world,
    deployment,
    resource,
    'restart',
    {
      plan: rebootPlan(resource, plan, options),
      source: options.source,
      steps: [
        validate(),
        ...(takesSnapshot ? [performSnapshot(resource, touch)] : []),
        rollingUpgrade(resource, {
          attribute: options.group_attribute,
          shardWait: options.shard_init_wait_time,
          version: versionOf(resource.kind, plan),
          touch,
        }),
      ],
      status: 'rebooting',
      status_after: 'started',
    },
    at,
  )
}

/** A stateless kind cannot come up without its Elasticsearch. */
export function requireElasticsearch({ resources }: Deployment, resource: Resource): void {
  const target = resources.find(
    ({ kind, ref_id }) =>
      kind === 'elasticsearch' && ref_id === resource.elasticsearch_cluster_ref_id,
  )
  if (target?.status !== 'stopped' && target?.status !== 'initializing') return
  throw illegalState(resource, `its Elasticsearch [${target.ref_id}] is not started`)
}
