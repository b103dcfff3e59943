// Remembers which plans ran while the page was open, so that their end is told and not just their absence.
import { isSameAttempt, lastPlanFailed, listAttempts, stateOfAttempt } from '../domain/attempts.ts'
import { changeOf } from '../domain/plan-change.ts'
import { type Failure, failureOf } from '../domain/plan-failure.ts'
import { durationOf, listPendingPlans } from '../domain/plan-state.ts'
import { listResources, type Resource } from '../domain/resources.ts'
import type { AnyDeployment, Attempt } from '../domain/shapes.ts'

/** A plan that ran while somebody looked, and how it ended. */
export interface EndedPlan {
  readonly id: string
  readonly resource_id: string
  /** What it did: `Restart of Kibana`. */
  readonly text: string
  readonly state: 'succeeded' | 'failed' | 'unknown'
  readonly failure?: Failure | undefined
  /** How long it took, in milliseconds. */
  readonly ms?: number | undefined
}

interface Watched {
  readonly id: string
  readonly resource_id: string
  readonly text: string
  readonly attempt: Attempt
}

export interface FollowedPlans {
  readonly deployment_id: string | undefined
  readonly running: readonly Watched[]
  /** Newest last. */
  readonly ended: readonly EndedPlan[]
}

export const FOLLOWING_NOTHING: FollowedPlans = { deployment_id: undefined, running: [], ended: [] }

const idOf = (resource: Resource, attempt: Attempt) =>
  `${resource.id}/${attempt.plan_attempt_id ?? attempt.attempt_start_time ?? ''}`

function endOf(watched: Watched, resource: Resource | undefined): EndedPlan {
  const { id, resource_id, text } = watched
  const base = { id, resource_id, text }
  if (resource === undefined) return { ...base, state: 'unknown' }
  const attempt = listAttempts(resource).find((each) => isSameAttempt(each, watched.attempt))
  if (attempt === undefined) {
    // the answer has no history; the flag tells how the last attempt ended (ece-behaviour 3.5)
    const healthy = resource.info.plan_info?.healthy
    const state = lastPlanFailed(resource) ? 'failed' : healthy === true ? 'succeeded' : 'unknown'
    return { ...base, state }
  }
  const state = stateOfAttempt(attempt, resource)
  return {
    ...base,
    state: state === 'pending' ? 'unknown' : state,
    failure: state === 'failed' ? failureOf(attempt) : undefined,
    ms: durationOf(attempt, 0) || undefined,
  }
}

/** The next state after another answer of the same deployment; a different deployment starts anew. */
export function followPlans(before: FollowedPlans, deployment: AnyDeployment): FollowedPlans {
  const isSame = before.deployment_id === deployment.id
  const running = listPendingPlans(deployment).map(({ resource, attempt }) => ({
    id: idOf(resource, attempt),
    resource_id: resource.id,
    text: changeOf(attempt, resource).text,
    attempt,
  }))
  if (!isSame) return { deployment_id: deployment.id, running, ended: [] }
  const ids = new Set(running.map(({ id }) => id))
  const resources = listResources(deployment)
  const ended = before.running
    .filter(({ id }) => !ids.has(id))
    .map((watched) =>
      endOf(
        watched,
        resources.find(({ id }) => id === watched.resource_id),
      ),
    )
  // a new plan on the same resource makes the end of the one before old news
  const busy = new Set(running.map(({ resource_id }) => resource_id))
  const kept = before.ended.filter(
    ({ resource_id }) =>
      !busy.has(resource_id) && !ended.some((each) => each.resource_id === resource_id),
  )
  return { deployment_id: deployment.id, running, ended: [...kept, ...ended] }
}

export const dismissPlan = (followed: FollowedPlans, id: string): FollowedPlans => ({
  ...followed,
  ended: followed.ended.filter((each) => each.id !== id),
})
