// `_restore` of a whole deployment, and of one of its resources (ece-behaviour 4.5).
import { withoutTransient } from './kinds.ts'
import type { Deployment, Resource, Source } from './model.ts'
import { notShutDown } from './refusals.ts'
import { requireElasticsearch } from './restart.ts'
import { makeRoom, runInOrder } from './run-plan.ts'
import { startResource } from './start.ts'
import type { World } from './world.ts'

export interface RestoreOptions {
  readonly source: Source
  readonly restore_snapshot: boolean
}

/** Brings every stopped resource back with its last successful plan. Throws 400 unless all Elasticsearch is stopped. */
export function restoreDeployment(
  world: World,
  deployment: Deployment,
  { source, restore_snapshot }: RestoreOptions,
): void {
  const running = deployment.resources.find(
    ({ kind, status }) => kind === 'elasticsearch' && status !== 'stopped',
  )
  if (running !== undefined) throw notShutDown(running)
  const stopped = deployment.resources.filter(({ status }) => status === 'stopped')
  for (const resource of stopped) makeRoom(world, deployment, resource)
  runInOrder(
    world,
    deployment,
    stopped.map((resource) => ({
      resource,
      begin: (at) => begin(world, deployment, resource, { source, restore_snapshot }, at),
    })),
  )
}

/**
 * Brings one stopped resource back with its last successful plan. Throws 400 unless it is stopped; that a stateless kind
 * needs its Elasticsearch is not in the document, and is refused like its restart.
 */
export function restoreResource(
  world: World,
  deployment: Deployment,
  resource: Resource,
  options: RestoreOptions,
): void {
  if (resource.kind !== 'elasticsearch') requireElasticsearch(deployment, resource)
  makeRoom(world, deployment, resource)
  if (resource.status !== 'stopped') throw notShutDown(resource)
  begin(world, deployment, resource, options, world.now())
  world.touch(deployment)
}

function begin(
  world: World,
  deployment: Deployment,
  resource: Resource,
  { source, restore_snapshot }: RestoreOptions,
  at: number,
): void {
  // whatever is stopped has been shut down by a plan, which is what it goes back to
  const plan = withoutTransient(resource.applied?.plan ?? {})
  startResource(
    world,
    deployment,
    resource,
    { verb: 'restore', plan, source, restore_snapshot },
    at,
  )
}
