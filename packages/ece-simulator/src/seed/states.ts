// What can be wrong with a deployment, or under way. Each takes a healthy one that has just been built.
import { instanceName, isTiebreaker } from '../instances.ts'
import type { Deployment, Plan, PlanFailure, Resource } from '../model.ts'
import { beginPlan } from '../plans.ts'
import type { Random } from '../random.ts'
import type { StepDraft } from '../schedule.ts'
import { SNAPSHOT_INTERVAL } from '../snapshots.ts'
import type { World } from '../world.ts'
import { DAY, firstInstance, HOUR, MINUTE, searchOf } from './build.ts'
import { addPast, pastStep } from './past.ts'

export type State = (world: World, deployment: Deployment, random: Random) => void

const planOf = ({ applied }: Resource): Plan => applied?.plan ?? {}
const recent = (deployment: Deployment, at: number) => {
  deployment.modified = at
  deployment.plan_modified = at
}

/** Disks died: shards are gone that no restart brings back. */
export const losesShards: State = (_, deployment) => {
  searchOf(deployment).lost_shards = 12
}

export const lacksReplicas: State = (_, deployment) => {
  searchOf(deployment).unassigned_replicas = 9
}

export const instanceDown: State = (world, deployment) => {
  const instance = firstInstance(searchOf(deployment))
  instance.container_started = false
  instance.service_running = false
  deployment.alerts = [
    {
      timestamp: world.now() - 3 * HOUR,
      instance_name: instance.name,
      alert_type: 'automatic_restart',
      exit_code: 137,
    },
  ]
}

export const inMaintenance: State = (_, deployment) => {
  firstInstance(searchOf(deployment)).maintenance_mode = true
}

export const underPressure: State = (_, deployment) => {
  for (const instance of searchOf(deployment).instances) {
    if (isTiebreaker(instance)) continue
    instance.memory_pressure = 93
    instance.native_memory_pressure = 98
    instance.disk_used = 91
  }
}

/** The repository has been out of reach since yesterday. */
export const snapshotsFail: State = (world, deployment) => {
  const { snapshots } = searchOf(deployment)
  if (snapshots === undefined) return
  snapshots.last_success = world.now() - 26 * HOUR - 12 * MINUTE
  snapshots.failing_since = snapshots.last_success + SNAPSHOT_INTERVAL
}

export const REASONS = {
  didNotStart: (name: string): PlanFailure => ({
    message: `Instance(s) did not start while waiting for running: not running [${name}]. Please check the instance logs.`,
    failure_type: 'ClusterFailure:InstanceDidNotStartWhileWaitingForRunning',
    details: { stepId: 'wait-until-running', details: `not running [${name}]` },
  }),
  noRoom: (): PlanFailure => ({
    message:
      'No allocator in zone [ece-zone-2] has [65536] MB available for instance configuration [data.default].',
    failure_type: 'ClusterFailure:NoAvailableInstanceFound',
    details: {
      stepId: 'allocate-instances',
      zone: 'ece-zone-2',
      instanceConfiguration: 'data.default',
    },
  }),
  snapshot: (): PlanFailure => ({
    message:
      'Unexpected error during step: [perform-snapshot]: [no.found.constructor.models.TimeoutException: Timeout]',
    failure_type: 'InfrastructureFailure:TimeoutExceeded',
    details: { stepId: 'perform-snapshot' },
  }),
} as const

/** The last plan failed and everything is as before it. */
export const lastPlanFailed =
  (reason: keyof typeof REASONS): State =>
  (world, deployment, random) => {
    const search = searchOf(deployment)
    const started = world.now() - random.between(20 * MINUTE, 30 * HOUR)
    // a node that was to join got the next number and lost it again with the rollback
    const name = instanceName(search.next_instance, false)
    search.next_instance += 1
    const failure = REASONS[reason](name)
    addPast(search, random, {
      verb: 'update',
      plan: planOf(search),
      user: deployment.owner_id,
      started,
      failure,
    })
    recent(deployment, search.modified)
  }

/** The first plan failed: no current plan, no instances, and Kibana was never begun. */
export const neverCameUp: State = (world, deployment, random) => {
  const started = world.now() - 3 * HOUR
  for (const resource of deployment.resources) {
    const plan = planOf(resource)
    for (const instance of resource.instances) world.release(instance)
    resource.instances = []
    resource.history = []
    resource.next_attempt = 0
    resource.status = 'initializing'
    resource.shards = 0
    delete resource.applied
    delete resource.current
    if (resource.kind !== 'elasticsearch') continue
    const failure = REASONS.noRoom()
    addPast(resource, random, { verb: 'create', plan, user: deployment.owner_id, started, failure })
  }
  const { snapshots } = searchOf(deployment)
  if (snapshots !== undefined) {
    snapshots.count = 0
    delete snapshots.last_success
    delete snapshots.running_since
  }
  recent(deployment, started)
}

/** Shut down some time ago. */
export const stopped =
  (withSnapshot: boolean): State =>
  (world, deployment, random) => {
    const started = world.now() - random.between(2 * DAY, 40 * DAY)
    for (const resource of deployment.resources) {
      const { snapshots, instances, shards } = resource
      const disk_used = instances[0]?.disk_used ?? 0
      for (const instance of instances) world.release(instance)
      resource.instances = []
      resource.status = 'stopped'
      resource.shards = 0
      addPast(resource, random, {
        verb: 'shutdown',
        plan: planOf(resource),
        user: deployment.owner_id,
        started,
      })
      if (snapshots === undefined) continue
      delete snapshots.running_since
      delete snapshots.last_success
      snapshots.count = withSnapshot ? snapshots.count : 0
      if (withSnapshot) {
        snapshots.last_success = started
        resource.saved = { shards, disk_used }
      }
    }
    recent(deployment, started)
  }

function pending(
  world: World,
  deployment: Deployment,
  steps: readonly StepDraft[],
  ago: number,
): void {
  const resource = searchOf(deployment)
  const at = world.now() - ago
  beginPlan(
    world,
    deployment,
    resource,
    {
      plan: planOf(resource),
      source: {
        facilitator: 'adminconsole',
        action: 'deployments.update-deployment',
        date: at,
        user_id: deployment.owner_id,
        admin_id: deployment.owner_id,
        remote_addresses: ['10.12.0.17'],
      },
      steps,
      status: 'reconfiguring',
      status_after: 'started',
    },
    at,
  )
}

const BEFORE_MOVING = [
  'validate-plan-prerequisites',
  'stop-ilm',
  'suspend-snapshotting',
  'perform-snapshot',
  'allocate-instances',
  'wait-until-running',
  'verify-non-split',
]

/** A plan that moves much data: begun two minutes ago, and hours to go at speed 1. */
export const changing =
  (hours: number): State =>
  (world, deployment) => {
    const moving: StepDraft = {
      ...pastStep('migrate-data'),
      seconds: (hours * HOUR) / 1000,
      notes: Array.from({ length: 10 }, (_, index) => ({
        after: 30 + (index * hours * HOUR) / 10_000,
        message: `${index * 10} % of the shards are moved`,
      })),
    }
    const steps = [...BEFORE_MOVING.map((id) => pastStep(id)), moving]
    pending(world, deployment, [...steps, pastStep('set-maintenance')], (150 * 1000) / world.speed)
  }

/** A plan that has been waiting for one instance since last night and will not stop by itself. */
export const stuck: State = (world, deployment) => {
  const waiting: StepDraft = { ...pastStep('rolling-upgrade'), seconds: Infinity }
  pending(
    world,
    deployment,
    [pastStep('validate-plan-prerequisites'), waiting],
    7 * HOUR + 41 * MINUTE,
  )
}
