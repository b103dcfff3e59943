// `_restore` of a whole deployment (ece-behaviour 4.5).
import { withoutTransient } from './kinds.ts'
import type { Deployment, Source } from './model.ts'
import { notShutDown } from './refusals.ts'
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
      begin: (at) => {
        // whatever is stopped has been shut down by a plan, which is what it goes back to
        const plan = withoutTransient(resource.applied?.plan ?? {})
        startResource(
          world,
          deployment,
          resource,
          { verb: 'restore', plan, source, restore_snapshot },
          at,
        )
      },
    })),
  )
}
