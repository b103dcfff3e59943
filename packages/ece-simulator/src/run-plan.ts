// Between the verbs and the plans: who may change a resource now, in which order resources follow each other, and
// what the sentinels make of it.
import { sentinelOf } from './faults.ts'
import { isChanging, startFollowers } from './followers.ts'
import { instanceName } from './instances.ts'
import type { Deployment, Resource, Source } from './model.ts'
import { beginPlan, type PlanDraft, supersedePlan } from './plans.ts'
import { planPending } from './refusals.ts'
import { haunt, type Verb } from './sentinels.ts'
import type { World } from './world.ts'

/** Throws 422 while somebody works on the resource, unless the caller asked to cancel that first. */
export function makeRoom(
  world: World,
  deployment: Deployment,
  resource: Resource,
  cancelPending = false,
): void {
  if (!isChanging(deployment, resource)) return
  if (!cancelPending) throw planPending(resource)
  deployment.followers = deployment.followers.filter((follower) => follower.resource !== resource)
  supersedePlan(world, deployment, resource, world.now())
}

export function runPlan(
  world: World,
  deployment: Deployment,
  resource: Resource,
  verb: Verb,
  draft: PlanDraft,
  at: number,
): void {
  const sentinel = world.sentinels ? sentinelOf(deployment.name) : undefined
  const present = resource.instances.map(({ name }) => name)
  const names = present.length > 0 ? present : [instanceName(resource.next_instance, false)]
  const isSpared = sentinel === 'fails-to-restart' && resource.kind !== 'elasticsearch'
  const steps = isSpared ? draft.steps : haunt(draft.steps, sentinel, verb, names)
  beginPlan(world, deployment, resource, { ...draft, steps }, at)
}

export interface Task {
  readonly resource: Resource
  readonly begin: (at: number) => void
}

/**
 * Elasticsearch goes first, the stateless kinds when it is up (ece-behaviour 4.2). Until then they have no pending
 * plan, but take no other change either.
 */
export function runInOrder(world: World, deployment: Deployment, tasks: readonly Task[]): void {
  const at = world.now()
  const searches = tasks.filter(({ resource }) => resource.kind === 'elasticsearch')
  const others = tasks.filter(({ resource }) => resource.kind !== 'elasticsearch')
  for (const { resource, begin } of others) {
    const waits_for = searches
      .map((task) => task.resource)
      .filter(({ ref_id }) => ref_id === resource.elasticsearch_cluster_ref_id)
    deployment.followers.push({ resource, waits_for, begin })
  }
  for (const { begin } of searches) begin(at)
  startFollowers(deployment, at)
  world.touch(deployment)
}

/** An automatic plan that follows another one. */
export const constructorSource = (after: Source, action: string, at: number): Source => ({
  ...after,
  facilitator: 'constructor',
  action,
  date: at,
  user_id: null,
})
