// Create and restore: a resource without instances gets them. Both run the same steps (ece-behaviour 4.2, 4.5).
import { allocate, compare } from './allocation.ts'
import { slotsOf } from './instances.ts'
import { compareVersions, versionOf } from './kinds.ts'
import type { Deployment, Plan, PlanWarning, Resource, Source } from './model.ts'
import { failPlan } from './plans.ts'
import { runPlan } from './run-plan.ts'
import type { StepDraft } from './schedule.ts'
import { resumeSnapshots, snapshotsAt } from './snapshots.ts'
import {
  allocateInstances,
  applyHotWarmAllocation,
  restoreSnapshot,
  setMaintenance,
  setQuorumSize,
  validate,
  verifyNonSplit,
  waitUntilRunning,
} from './steps.ts'
import type { World } from './world.ts'

/** A fresh cluster holds only the indices that the stack makes for itself. */
const FRESH_SHARDS = 8
const FRESH_DISK = 1
const QUORUM_UNTIL = '7.0.0'

export interface StartOptions {
  readonly verb: 'create' | 'restore'
  readonly plan: Plan
  readonly source: Source
  /** Elasticsearch only. */
  readonly restore_snapshot: boolean
}

/** A snapshot that a restore can bring back. */
export const hasSnapshot = (resource: Resource, now: number) =>
  resource.snapshots !== undefined && snapshotsAt(resource.snapshots, now).count > 0

const NO_SNAPSHOT: PlanWarning = {
  code: 'plan.no_snapshot_to_restore',
  message: 'There is no successful snapshot to restore: the cluster starts empty.',
  step_id: 'validate-plan-prerequisites',
}

/** The whole snapshot is back, or nothing but what a fresh cluster has. */
function fill(resource: Resource, restored: boolean): void {
  const saved = restored ? resource.saved : undefined
  resource.shards = saved?.shards ?? FRESH_SHARDS
  for (const instance of resource.instances) instance.disk_used = saved?.disk_used ?? FRESH_DISK
}

export function startResource(
  world: World,
  deployment: Deployment,
  resource: Resource,
  options: StartOptions,
  at: number,
): void {
  const { verb, plan, source } = options
  const isSearch = resource.kind === 'elasticsearch'
  const version = versionOf(resource.kind, plan) ?? ''
  const touch = () => world.touch(deployment)
  const restores = options.restore_snapshot && isSearch && hasSnapshot(resource, at)
  const isHotWarm = plan.deployment_template?.id.includes('hot-warm') === true

  const steps: StepDraft[] = [
    validate(),
    allocateInstances((when) => {
      const slots = slotsOf(resource.kind, plan, world.sizings)
      const changes = compare(resource, slots, world.placement)
      const { instances, failure } = allocate(
        deployment,
        resource,
        changes,
        version,
        world.placement,
      )
      if (failure !== undefined) return failPlan(world, deployment, resource, failure, when)
      resource.instances.push(...instances)
      touch()
    }),
    waitUntilRunning(() => resource.instances, touch),
    ...(isSearch ? [verifyNonSplit()] : []),
    ...(isSearch && compareVersions(version, QUORUM_UNTIL) < 0 ? [setQuorumSize()] : []),
    ...(restores
      ? [
          restoreSnapshot(() => {
            fill(resource, true)
            touch()
          }),
        ]
      : []),
    ...(isSearch && isHotWarm ? [applyHotWarmAllocation()] : []),
    setMaintenance(() => resource.instances, false, touch),
  ]
  runPlan(
    world,
    deployment,
    resource,
    verb,
    {
      plan: restores ? withRestore(plan) : plan,
      source,
      steps,
      warnings: options.restore_snapshot && isSearch && !restores ? [NO_SNAPSHOT] : [],
      status: verb === 'create' ? 'initializing' : 'restarting',
      status_after: 'started',
      succeed: (when) => {
        if (!isSearch) return
        if (!restores) fill(resource, false)
        if (resource.snapshots !== undefined) resumeSnapshots(resource.snapshots, when)
      },
    },
    at,
  )
}

const withRestore = (plan: Plan): Plan =>
  Object.freeze({
    ...plan,
    transient: {
      ...plan.transient,
      restore_snapshot: { snapshot_name: '__latest_success__', repository_name: 'found-snapshots' },
    },
  })
