// The steps that plans are made of. Ids are those seen in public sources; their order is put together from them and the
// times are ours, short enough to be watched (ece-behaviour 3.8, 4.2: both not established). Seconds are at speed 1.
import { isHealthy, restartGroups } from './instances.ts'
import type { Instance, PlanFailure, Resource } from './model.ts'
import type { StepDraft } from './schedule.ts'
import { takeSnapshot } from './snapshots.ts'

/** Called after each thing that happens, so that it shows. */
export type Touch = () => void

const step = (
  step_id: string,
  seconds: number,
  starting: string,
  completed: string,
  happen?: (at: number) => void,
): StepDraft => ({
  step_id,
  seconds,
  starting,
  completed,
  // in the middle: an effect at the very end would belong to the next step's log
  ...(happen === undefined ? {} : { marks: [{ after: seconds / 2, happen }] }),
})

export const validate = () =>
  step('validate-plan-prerequisites', 1, 'Validating the plan', 'The plan is valid')

export const stopIlm = () =>
  step('stop-ilm', 1, 'Stopping index lifecycle management', 'Index lifecycle management stopped')

export const suspendSnapshotting = () =>
  step('suspend-snapshotting', 0.5, 'Suspending snapshots', 'Snapshots suspended')

export const verifyNonSplit = () =>
  step('verify-non-split', 1, 'Checking that there is one master', 'All instances see one master')

/** Stacks before 7 only. */
export const setQuorumSize = () =>
  step('set-quorum-size', 1, 'Setting minimum_master_nodes', 'minimum_master_nodes set')

export const applyHotWarmAllocation = () =>
  step(
    'apply-hot-warm-default-allocation',
    1,
    'Applying the default allocation of a hot-warm cluster',
    'New indices go to hot instances',
  )

/** The id of this step is not established. */
export const migrateData = () =>
  step(
    'migrate-data',
    8,
    'Moving shards to the new instances',
    'No shard is left on the old instances',
  )

/** The id of this step is not established. */
export const restoreSnapshot = (happen: (at: number) => void) =>
  step(
    'restore-snapshot',
    5,
    'Restoring the last successful snapshot',
    'The snapshot is restored',
    happen,
  )

export const allocateInstances = (happen: (at: number) => void) =>
  step(
    'allocate-instances',
    2,
    'Looking for allocators with room',
    'Instances are allocated',
    happen,
  )

/**
 * Takes a snapshot. Without a repository the step ends in a warning and the plan goes on: a snapshot is tried
 * "if a repository is configured" (ece-behaviour 4.5).
 */
export function performSnapshot(resource: Resource, touch: Touch): StepDraft {
  const { snapshots } = resource
  const name = 'perform-snapshot'
  if (snapshots?.repository === undefined) {
    return {
      ...step(name, 0.5, 'Taking a snapshot', 'No snapshot repository is configured: no snapshot'),
      warns: true,
    }
  }
  return step(
    name,
    5,
    `Taking a snapshot to [${snapshots.repository}]`,
    'The snapshot succeeded',
    (at) => {
      takeSnapshot(snapshots, at)
      touch()
    },
  )
}

const RUNNING_SECONDS = 8
const CONTAINER_AFTER = 2
const SERVICE_AFTER = 6

/** `instances` is asked when the step runs: they do not exist before. */
export const waitUntilRunning = (
  instances: () => readonly Instance[],
  touch: Touch,
): StepDraft => ({
  step_id: 'wait-until-running',
  seconds: RUNNING_SECONDS,
  starting: 'Waiting for all instances to run',
  completed: 'All instances run',
  marks: [
    {
      after: CONTAINER_AFTER,
      happen: () => {
        for (const instance of instances()) instance.container_started = true
        touch()
      },
    },
    {
      after: SERVICE_AFTER,
      happen: () => {
        for (const instance of instances()) instance.service_running = true
        touch()
      },
    },
  ],
})

/** Lets the proxies send traffic to instances, or stops them. */
export const setMaintenance = (
  instances: () => readonly Instance[],
  on: boolean,
  touch: Touch,
): StepDraft =>
  step(
    'set-maintenance',
    0.5,
    on ? 'Taking the instances out of traffic' : 'Sending traffic to the instances',
    on ? 'The instances get no traffic' : 'The instances get traffic',
    () => {
      for (const instance of instances()) instance.maintenance_mode = on
      touch()
    },
  )

export const waitUntilStopped = (
  instances: () => readonly Instance[],
  touch: Touch,
): StepDraft => ({
  step_id: 'wait-until-stopped',
  seconds: 3,
  starting: 'Stopping instances',
  completed: 'The instances are stopped',
  marks: [
    {
      after: 1,
      happen: () => {
        for (const instance of instances()) instance.service_running = false
        touch()
      },
    },
    {
      after: 2,
      happen: () => {
        for (const instance of instances()) instance.container_started = false
        touch()
      },
    },
  ],
})

const DOWN_AFTER = 1
const UP_AFTER = 4
const SERVING_AFTER = 7
/** How long shards need after a node came back. */
const RECOVERY_SECONDS = 3

export interface Rolling {
  readonly attribute: string
  /** `shard_init_wait_time`: seconds at most to wait for shards before the next group. */
  readonly shardWait: number
  /** The instances get this version while they are down. */
  readonly version?: string | undefined
  readonly touch: Touch
}

/**
 * Takes instances down and up again, group by group. A group that follows before the shards of the one before are
 * back makes the cluster red, which is what a short `shard_init_wait_time` risks. Shards that are lost for good are
 * waited for in vain.
 */
export function rollingUpgrade(resource: Resource, rolling: Rolling): StepDraft {
  const isSearch = resource.kind === 'elasticsearch'
  const groups = restartGroups(resource.instances, rolling.attribute)
  const recovery = isSearch ? RECOVERY_SECONDS : 0
  const waitsInVain = isSearch && resource.lost_shards > 0
  const each =
    SERVING_AFTER + (waitsInVain ? rolling.shardWait : Math.min(recovery, rolling.shardWait))
  const taken = waitsInVain ? groups.slice(0, 1) : groups
  const cycles = taken.map((group, index) => cycle(group, index * each, recovery, rolling))
  return {
    step_id: 'rolling-upgrade',
    seconds: Math.max(1, each * taken.length),
    starting: `Restarting ${resource.instances.length} instances in ${groups.length} groups`,
    completed: `All ${groups.length} groups are restarted`,
    marks: cycles.flatMap(({ marks }) => marks),
    notes: taken.map((group, index) => ({
      after: index * each,
      message: `Restarting group ${index + 1} of ${groups.length}: [${group.map(({ name }) => name).join(', ')}]`,
    })),
    ...(waitsInVain ? { failure: shardsTimeout(rolling.shardWait) } : {}),
  }
}

const shardsTimeout = (seconds: number): PlanFailure => ({
  message: `Timed out after [${seconds}] seconds waiting for all shards to be initialized.`,
  failure_type: 'InfrastructureFailure:TimeoutExceeded',
  details: { stepId: 'rolling-upgrade' },
})

function cycle(
  group: readonly Instance[],
  start: number,
  recovery: number,
  { version, touch }: Rolling,
) {
  // an operator's own maintenance mode outlives the restart
  const excused = new Set(group.filter(({ maintenance_mode }) => maintenance_mode))
  const each = (change: (instance: Instance) => void) => () => {
    for (const instance of group) change(instance)
    touch()
  }
  return {
    marks: [
      {
        after: start,
        happen: each((instance) => {
          instance.maintenance_mode = true
        }),
      },
      {
        after: start + DOWN_AFTER,
        happen: each((instance) => {
          instance.service_running = false
          instance.container_started = false
          if (version !== undefined) instance.version = version
        }),
      },
      {
        after: start + UP_AFTER,
        happen: each((instance) => {
          instance.container_started = true
        }),
      },
      {
        after: start + SERVING_AFTER,
        happen: each((instance) => {
          instance.service_running = true
          instance.recovering = recovery > 0
          instance.maintenance_mode = excused.has(instance)
        }),
      },
      {
        after: start + SERVING_AFTER + recovery,
        happen: each((instance) => {
          if (isHealthy(instance)) instance.recovering = false
        }),
      },
    ],
  }
}
