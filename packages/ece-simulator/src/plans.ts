// The life of one plan attempt: it begins, its marks happen one after another, it ends well or badly. What the step
// log shows at a moment follows from the attempt alone (plan-log.ts).
import { dropFollowers, startFollowers } from './followers.ts'
import type {
  Attempt,
  Deployment,
  Instance,
  Mark,
  Plan,
  PlanFailure,
  PlanWarning,
  Resource,
  Source,
  Status,
} from './model.ts'
import { freshUuid } from './random.ts'
import {
  completing,
  cutShort,
  LAST_STEP,
  layOut,
  millis,
  ROLLBACK_SECONDS,
  runningStep,
  type StepDraft,
} from './schedule.ts'

/** What plans need of the world around them. */
export interface Stage {
  readonly speed: number
  /** Something visible changed on the deployment. */
  touch(deployment: Deployment): void
  /** The instance is gone and its allocator has the room again. */
  release(instance: Instance): void
  /** The resource has a pending plan whose marks the world has to bring about. */
  watch(deployment: Deployment, resource: Resource): void
}

export interface PlanDraft {
  readonly plan: Plan
  readonly source: Source
  readonly steps: readonly StepDraft[]
  readonly warnings?: readonly PlanWarning[]
  /** While it is pending. */
  readonly status: Status
  readonly status_after: Status
  /** What becomes true with success, in the moment the plan ends. */
  readonly succeed?: (at: number) => void
}

const NAME_WIDTH = 10
export const attemptName = (number: number) => `attempt-${String(number).padStart(NAME_WIDTH, '0')}`

/** Starts an attempt at `at`; the caller has made sure that none is pending. */
export function beginPlan(
  stage: Stage,
  deployment: Deployment,
  resource: Resource,
  draft: PlanDraft,
  at: number,
): void {
  if (resource.pending !== undefined) {
    throw new Error(`${resource.ref_id} of ${deployment.id} has a pending plan already`)
  }
  const failsAt = draft.steps.findIndex(({ failure }) => failure !== undefined)
  const drafts = failsAt === -1 ? [...draft.steps, completing] : draft.steps.slice(0, failsAt + 1)
  const { steps, length } = layOut(drafts, stage.speed)
  const attempt: Attempt = {
    id: freshUuid(),
    name: attemptName(resource.next_attempt),
    started: at,
    plan: draft.plan,
    source: draft.source,
    steps,
    warnings: draft.warnings ?? [],
  }
  resource.next_attempt += 1
  const before = resource.instances.map((instance) => ({ instance, flags: { ...instance } }))
  const { shards } = resource
  const undo = () => {
    resource.shards = shards
    for (const instance of resource.instances) {
      if (!before.some((kept) => kept.instance === instance)) stage.release(instance)
    }
    resource.instances = before.map(({ instance, flags }) =>
      Object.assign(instance, {
        container_started: flags.container_started,
        service_running: flags.service_running,
        maintenance_mode: flags.maintenance_mode,
        recovering: false,
        version: flags.version,
      }),
    )
  }
  const marks = drafts.flatMap(({ marks: own = [] }, index) =>
    own.map(({ after, happen }): Mark => {
      const offset = (steps[index]?.from ?? 0) + millis(after, stage.speed)
      return { at: at + offset, happen }
    }),
  )
  const failure = draft.steps[failsAt]?.failure
  marks.push({
    at: at + length,
    happen: (when) => {
      if (failure === undefined) succeed(stage, deployment, resource, draft, when)
      else failPlan(stage, deployment, resource, failure, when)
    },
  })
  resource.pending = {
    attempt,
    // a step that never ends leaves marks that never come
    marks: marks.filter((mark) => mark.at < Infinity).toSorted((a, b) => a.at - b.at),
    status_before: resource.status,
    undo,
    cancelled: false,
  }
  resource.status = draft.status
  deployment.modified = at
  planChanged(stage, deployment, resource, at)
  stage.watch(deployment, resource)
}

function planChanged(stage: Stage, deployment: Deployment, resource: Resource, at: number): void {
  resource.modified = at
  resource.version += 1
  deployment.plan_modified = at
  stage.touch(deployment)
}

function succeed(
  stage: Stage,
  deployment: Deployment,
  resource: Resource,
  draft: PlanDraft,
  at: number,
): void {
  const attempt = resource.pending?.attempt
  if (attempt === undefined) return
  // the last group's shards may still be on their way when nobody waits for them
  for (const instance of resource.instances) instance.recovering = false
  draft.succeed?.(at)
  attempt.ended = at
  if (resource.applied !== undefined) resource.applied.superseded = at
  resource.applied = attempt
  resource.current = attempt
  resource.plan_healthy = true
  resource.status = draft.status_after
  end(stage, deployment, resource, attempt, at)
}

/** The running step ends in an error, the plan rolls back and stays pending until that is done. */
export function failPlan(
  stage: Stage,
  deployment: Deployment,
  resource: Resource,
  failure: PlanFailure,
  at: number,
): void {
  const { pending } = resource
  if (pending === undefined) return
  const { attempt } = pending
  const now = at - attempt.started
  // too late: the plan is about to end anyway, or it is rolling back already
  if (runningStep(attempt, at).step_id === LAST_STEP) return
  const rollback = millis(ROLLBACK_SECONDS, stage.speed)
  attempt.steps = cutShort(attempt, failure, now, rollback)
  pending.marks = [
    { at: at + rollback, happen: (done) => abandon(stage, deployment, resource, failure, done) },
  ]
  stage.touch(deployment)
  stage.watch(deployment, resource)
}

/** What a cancelled plan says, in the vendor's old wording (ece-behaviour 3.8). */
const forcedRollback = (step_id: string): PlanFailure => ({
  message: `Unexpected error during step: [${step_id}]: [no.found.constructor.models.ForcedRollback: User initiated: [User initiated without reason.]]`,
  details: { stepId: step_id },
})

/** Graceful cancel: the plan rolls back first and then ends as failed. */
export function cancelPlan(
  stage: Stage,
  deployment: Deployment,
  resource: Resource,
  at: number,
): void {
  const { pending } = resource
  if (pending === undefined || pending.cancelled) return
  pending.cancelled = true
  failPlan(
    stage,
    deployment,
    resource,
    forcedRollback(runningStep(pending.attempt, at).step_id),
    at,
  )
}

/** Makes room for another plan at once (`cancel_pending=true`): rolled back and ended in one moment. */
export function supersedePlan(
  stage: Stage,
  deployment: Deployment,
  resource: Resource,
  at: number,
): void {
  const { pending } = resource
  if (pending === undefined) return
  const running = runningStep(pending.attempt, at)
  const failure =
    (running.step_id === LAST_STEP ? running.failure : undefined) ?? forcedRollback(running.step_id)
  const { attempt } = pending
  attempt.steps = cutShort(attempt, failure, at - attempt.started, 0)
  abandon(stage, deployment, resource, failure, at)
}

/**
 * Force cancel: the pending plan is erased and leaves no attempt behind, and the instances stay as they are, half-way
 * (ece-behaviour 4.8). What the resource is from then on follows from what is left of it.
 */
export function erasePlan(
  stage: Stage,
  deployment: Deployment,
  resource: Resource,
  at: number,
): void {
  if (resource.pending === undefined) return
  delete resource.pending
  if (resource.instances.length > 0) resource.status = 'started'
  else resource.status = resource.applied === undefined ? 'initializing' : 'stopped'
  dropFollowers(deployment, resource)
  planChanged(stage, deployment, resource, at)
}

function abandon(
  stage: Stage,
  deployment: Deployment,
  resource: Resource,
  failure: PlanFailure,
  at: number,
): void {
  const { pending } = resource
  if (pending === undefined) return
  pending.undo()
  pending.attempt.ended = at
  pending.attempt.failure = failure
  resource.plan_healthy = false
  resource.status = pending.status_before
  // Whether a failed update shows as `current` is not established (ece-behaviour 3.7). It does here, because the
  // official client's final check reads `current` and would call a failure a success (8.2). A failed create has no
  // `current` at all; its evidence is in `history`.
  if (resource.applied !== undefined) resource.current = pending.attempt
  dropFollowers(deployment, resource)
  end(stage, deployment, resource, pending.attempt, at)
}

function end(
  stage: Stage,
  deployment: Deployment,
  resource: Resource,
  attempt: Attempt,
  at: number,
): void {
  delete resource.pending
  resource.history.push(attempt)
  planChanged(stage, deployment, resource, at)
  startFollowers(deployment, at)
}
