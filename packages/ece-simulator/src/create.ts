// New resources, for a new deployment or by an update, and the constructor's extra Kibana plans (ece-behaviour 3.7).
import { changePlan } from './change-plan.ts'
import { FORCES_KIBANA_PLAN, isRecord } from './kinds.ts'
import type { Deployment, Resource, Snapshots, Source } from './model.ts'
import type { Payload } from './payload.ts'
import { freshHex } from './random.ts'
import { constructorSource, type Task } from './run-plan.ts'
import { SNAPSHOT_INTERVAL } from './snapshots.ts'
import { startResource } from './start.ts'
import type { World } from './world.ts'

/** A deployment takes snapshots only when its settings name a repository. */
export function snapshotsOf(settings: Payload['settings']): Snapshots {
  const { snapshot } = settings ?? {}
  const repository = isRecord(snapshot) ? snapshot['repository'] : undefined
  const reference = isRecord(repository) ? repository['reference'] : undefined
  const name = isRecord(reference) ? reference['repository_name'] : undefined
  return {
    ...(typeof name === 'string' ? { repository: name } : {}),
    enabled: isRecord(snapshot) ? snapshot['enabled'] !== false : true,
    interval: SNAPSHOT_INTERVAL,
    count: 0,
  }
}

export function newResource(deployment: Deployment, payload: Payload, at: number): Resource {
  const { kind, ref_id, elasticsearch_cluster_ref_id: target, settings } = payload
  // an unnamed deployment has unnamed clusters: the wire shows their own ids
  const fallback = deployment.name === deployment.id ? undefined : deployment.name
  const name = payload.display_name ?? fallback
  return {
    kind,
    ref_id,
    id: freshHex(),
    ...(target === undefined ? {} : { elasticsearch_cluster_ref_id: target }),
    ...(name === undefined ? {} : { name }),
    status: 'initializing',
    instances: [],
    next_instance: 0,
    next_attempt: 0,
    history: [],
    plan_healthy: true,
    ...(kind === 'elasticsearch' ? { snapshots: snapshotsOf(settings) } : {}),
    shards: 0,
    lost_shards: 0,
    unassigned_replicas: 0,
    settings: { ...settings, ...(name === undefined ? {} : { metadata: { name } }) },
    version: 0,
    modified: at,
  }
}

export const creation = (
  world: World,
  deployment: Deployment,
  resource: Resource,
  payload: Payload,
  source: Source,
): Task => ({
  resource,
  begin: (at) => {
    const { plan } = payload
    startResource(
      world,
      deployment,
      resource,
      { verb: 'create', plan, source, restore_snapshot: false },
      at,
    )
  },
})

/** Queues one extra Kibana plan for each added kind that Kibana must know of. */
export function queueKibanaPlans(
  world: World,
  deployment: Deployment,
  added: readonly Resource[],
  source: Source,
): void {
  for (const resource of added) {
    const action = FORCES_KIBANA_PLAN[resource.kind]
    const kibana = deployment.resources.find(
      ({ kind, elasticsearch_cluster_ref_id: target }) =>
        kind === 'kibana' && target === resource.elasticsearch_cluster_ref_id,
    )
    if (action === undefined || kibana === undefined) continue
    deployment.followers.push({
      resource: kibana,
      waits_for: [resource],
      begin: (at) => {
        const plan = kibana.applied?.plan
        // it may have failed to come up in the meantime, or be shut down
        if (plan === undefined || kibana.status !== 'started') return
        const automatic = constructorSource(source, action, at)
        changePlan(world, deployment, kibana, { plan, source: automatic, skip_snapshot: true }, at)
      },
    })
  }
}
