// Shutting down: instances stop and their data goes; plans and settings stay (ece-behaviour 4.5).
import { withoutTransient } from './kinds.ts'
import type { Deployment, Plan, Resource, Source } from './model.ts'
import { makeRoom, runPlan } from './run-plan.ts'
import { stopSnapshots } from './snapshots.ts'
import { hasSnapshot } from './start.ts'
import {
  performSnapshot,
  setMaintenance,
  suspendSnapshotting,
  validate,
  waitUntilStopped,
} from './steps.ts'
import type { World } from './world.ts'

export interface ShutdownOptions {
  readonly source: Source
  readonly skip_snapshot: boolean
}

/** What a restore brings back later: the plan in force, or the one that never came up. */
const lastPlan = ({ applied, history }: Resource): Plan =>
  applied?.plan ?? history.at(-1)?.plan ?? {}

function shutDownResource(
  world: World,
  deployment: Deployment,
  resource: Resource,
  { source, skip_snapshot }: ShutdownOptions,
  at: number,
): void {
  const isSearch = resource.kind === 'elasticsearch'
  const touch = () => world.touch(deployment)
  const instances = () => resource.instances
  const plan: Plan = Object.freeze({
    ...withoutTransient(lastPlan(resource)),
    transient: { plan_configuration: isSearch ? { skip_snapshot } : {} },
  })
  runPlan(
    world,
    deployment,
    resource,
    'shutdown',
    {
      plan,
      source,
      steps: [
        validate(),
        ...(isSearch ? [suspendSnapshotting()] : []),
        ...(isSearch && !skip_snapshot && resource.instances.length > 0
          ? [performSnapshot(resource, touch)]
          : []),
        setMaintenance(instances, true, touch),
        waitUntilStopped(instances, touch),
      ],
      status: 'stopping',
      status_after: 'stopped',
      succeed: (when) => empty(world, resource, when),
    },
    at,
  )
}

/** The point of no return: data and instances are gone. */
function empty(world: World, resource: Resource, at: number): void {
  for (const instance of resource.instances) world.release(instance)
  if (resource.snapshots !== undefined) {
    stopSnapshots(resource.snapshots, at)
    if (hasSnapshot(resource, at) && resource.shards > 0) {
      resource.saved = { shards: resource.shards, disk_used: resource.instances[0]?.disk_used ?? 0 }
    }
  }
  resource.instances = []
  resource.shards = 0
  resource.lost_shards = 0
  resource.unassigned_replicas = 0
}

/** Shuts these resources down at once; those that are stopped stay so. Throws 422 while a plan is pending. */
export function shutDown(
  world: World,
  deployment: Deployment,
  resources: readonly Resource[],
  options: ShutdownOptions,
): void {
  const running = resources.filter(({ status }) => status !== 'stopped')
  for (const resource of running) makeRoom(world, deployment, resource)
  const at = world.now()
  for (const resource of running) shutDownResource(world, deployment, resource, options, at)
}
