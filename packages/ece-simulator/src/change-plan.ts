// A new plan for a running resource (ece-behaviour 4.2, 4.4): in place where the instances can stay, otherwise new
// instances grow beside the old ones, which shrink away.
import { allocate, type Changes, compare } from './allocation.ts'
import { slotsOf } from './instances.ts'
import { isRecord, versionOf, withoutTransient } from './kinds.ts'
import type { Deployment, Instance, Plan, Resource, Source } from './model.ts'
import { failPlan } from './plans.ts'
import { runPlan } from './run-plan.ts'
import type { StepDraft } from './schedule.ts'
import {
  allocateInstances,
  migrateData,
  performSnapshot,
  rollingUpgrade,
  setMaintenance,
  stopIlm,
  suspendSnapshotting,
  validate,
  verifyNonSplit,
  waitUntilRunning,
  waitUntilStopped,
} from './steps.ts'
import type { World } from './world.ts'

export interface ChangeOptions {
  readonly plan: Plan
  readonly source: Source
  readonly skip_snapshot: boolean
}

/** Seconds; the default of a restart (ece-behaviour 4.6). */
const SHARD_WAIT = 600
/** The default of a rolling strategy (ece-behaviour 3.7). */
const GROUP_BY = '__name__'

function groupByOf({ transient }: Plan): string {
  const strategy = isRecord(transient) ? transient['strategy'] : undefined
  const rolling = isRecord(strategy) ? strategy['rolling'] : undefined
  const attribute = isRecord(rolling) ? rolling['group_by'] : undefined
  return typeof attribute === 'string' && attribute !== '' ? attribute : GROUP_BY
}

const same = (left: Plan, right: Plan) =>
  JSON.stringify(withoutTransient(left)) === JSON.stringify(withoutTransient(right))

export function changePlan(
  world: World,
  deployment: Deployment,
  resource: Resource,
  { plan, source, skip_snapshot }: ChangeOptions,
  at: number,
): void {
  const touch = () => world.touch(deployment)
  const isSearch = resource.kind === 'elasticsearch'
  const slots = slotsOf(resource.kind, plan, world.sizings)
  const changes = compare(resource, slots, world.placement)
  const isInPlace = changes.wanted.length === 0 && changes.leaving.length === 0
  const snapshot = isSearch && !skip_snapshot ? [performSnapshot(resource, touch)] : []
  const rolling = () =>
    rollingUpgrade(resource, {
      attribute: groupByOf(plan),
      shardWait: SHARD_WAIT,
      version: versionOf(resource.kind, plan),
      touch,
    })
  // a plan equal to the current one still makes an attempt (ece-behaviour 4.4)
  const isEqual = resource.applied !== undefined && same(resource.applied.plan, plan)
  const move = () => growAndShrink(world, deployment, resource, plan, changes, snapshot)
  const steps = isEqual ? [] : isInPlace ? [...snapshot, rolling()] : move()
  runPlan(
    world,
    deployment,
    resource,
    'update',
    {
      plan,
      source,
      steps: [validate(), ...steps],
      status: 'reconfiguring',
      status_after: 'started',
      succeed: () => {
        for (const instance of changes.leaving) world.release(instance)
        resource.instances = resource.instances.filter(
          (instance) => !changes.leaving.includes(instance),
        )
      },
    },
    at,
  )
}

function growAndShrink(
  world: World,
  deployment: Deployment,
  resource: Resource,
  plan: Plan,
  changes: Changes,
  snapshot: readonly StepDraft[],
): StepDraft[] {
  const touch = () => world.touch(deployment)
  const isSearch = resource.kind === 'elasticsearch'
  const version = versionOf(resource.kind, plan) ?? ''
  const grown: Instance[] = []
  const outdated = changes.kept.filter((instance) => instance.version !== version)
  const shrinks = changes.leaving.length > 0
  return [
    ...(isSearch ? [stopIlm(), suspendSnapshotting(), ...snapshot] : []),
    allocateInstances((at) => {
      const { instances, failure } = allocate(
        deployment,
        resource,
        changes,
        version,
        world.placement,
      )
      if (failure !== undefined) return failPlan(world, deployment, resource, failure, at)
      grown.push(...instances)
      resource.instances.push(...instances)
      touch()
    }),
    waitUntilRunning(() => grown, touch),
    ...(isSearch ? [verifyNonSplit()] : []),
    ...(outdated.length > 0
      ? [
          rollingUpgrade(
            { ...resource, instances: outdated },
            { attribute: groupByOf(plan), shardWait: SHARD_WAIT, version, touch },
          ),
        ]
      : []),
    ...(isSearch && shrinks ? [migrateData()] : []),
    setMaintenance(() => grown, false, touch),
    ...(shrinks ? [waitUntilStopped(() => changes.leaving, touch)] : []),
  ]
}
