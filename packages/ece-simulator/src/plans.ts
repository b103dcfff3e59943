// The life of one plan attempt: it begins, its marks happen one after another, it ends well or badly. What the step
// log shows at a moment follows from the attempt alone (plan-log.ts). Seconds here are at speed 1.
import { freshUuid } from './random.ts'
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
  Step,
} from './model.ts'

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

export interface StepDraft {
  readonly step_id: string
  /** `Infinity`: it never ends by itself. */
  readonly seconds: number
  readonly starting: string
  readonly completed: string
  readonly marks?: readonly { readonly after: number; readonly happen: (at: number) => void }[]
  readonly notes?: readonly { readonly after: number; readonly message: string }[]
  readonly warns?: boolean
  /** The plan fails when the step ends. */
  readonly failure?: PlanFailure
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
const COMPLETING_SECONDS = 0.5
const ROLLBACK_SECONDS = 4
/** The last step of every plan, the one thing clients rely on (ece-behaviour 3.8). */
const LAST_STEP = 'plan-completed'

export const attemptName = (number: number) => `attempt-${String(number).padStart(NAME_WIDTH, '0')}`

const millis = (seconds: number, speed: number) => Math.round((seconds * 1000) / speed)

/** Lays step drafts end to end. Also used for attempts that have ended before the world began. */
export function layOut(
  drafts: readonly StepDraft[],
  speed: number,
): { steps: Step[]; length: number } {
  let from = 0
  const steps = drafts.map((draft): Step => {
    const step: Step = {
      step_id: draft.step_id,
      from,
      to: from + millis(draft.seconds, speed),
      outcome: draft.failure ? 'error' : draft.warns ? 'warning' : 'success',
      starting: draft.starting,
      completed: draft.failure?.message ?? draft.completed,
      ...(draft.failure ? { failure: draft.failure } : {}),
      ...(draft.notes === undefined
        ? {}
        : {
            notes: draft.notes.map(({ after, message }) => ({
              at: from + millis(after, speed),
              message,
            })),
          }),
    }
    from = step.to
    return step
  })
  return { steps, length: from }
}

/** `plan-completed`, the good one. */
export const completing: StepDraft = {
  step_id: LAST_STEP,
  seconds: COMPLETING_SECONDS,
  starting: 'Finishing the plan',
  completed: 'Plan successfully constructed: [PlanSuccessful()]',
}

/** `plan-completed` of a failed plan; its last message is the plan's error (ece-behaviour 8.2). */
const LAST_FAILED = {
  step_id: LAST_STEP,
  outcome: 'error',
  starting: 'Rolling back what this plan has changed',
} as const

/** The step log of an attempt that failed before the world began. */
export function layOutFailed(drafts: readonly StepDraft[], failure: PlanFailure): Step[] {
  const { steps, length } = layOut(drafts, 1)
  const to = length + ROLLBACK_SECONDS * 1000
  return [...steps, { ...LAST_FAILED, from: length, to, completed: failure.message, failure }]
}

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
  const undo = () => {
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

/** The log of an attempt that is cut short: the running step ends in an error, and the plan rolls back. */
function cutShort(attempt: Attempt, failure: PlanFailure, now: number, rollback: number): Step[] {
  const last: Step = {
    ...LAST_FAILED,
    from: now,
    to: now + rollback,
    completed: failure.message,
    failure,
  }
  const kept = attempt.steps.filter(({ step_id, from }) => from <= now && step_id !== LAST_STEP)
  const running = kept.findLast(({ to }) => to >= now)
  return [
    ...kept.map((step): Step =>
      step === running
        ? { ...step, to: now, outcome: 'error', completed: failure.message, failure }
        : step,
    ),
    last,
  ]
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

function runningStep(attempt: Attempt, at: number): Pick<Step, 'step_id' | 'failure'> {
  const running = attempt.steps.findLast(({ from }) => from <= at - attempt.started)
  return running ?? { step_id: LAST_STEP }
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

/** Somebody works on it, or will as soon as another resource is done: no second change is taken. */
export const isChanging = (deployment: Deployment, resource: Resource) =>
  resource.pending !== undefined ||
  deployment.followers.some((follower) => follower.resource === resource)

function dropFollowers(deployment: Deployment, failed: Resource): void {
  const dropped = deployment.followers.filter(({ waits_for }) => waits_for.includes(failed))
  if (dropped.length === 0) return
  deployment.followers = deployment.followers.filter((follower) => !dropped.includes(follower))
  for (const { resource } of dropped) dropFollowers(deployment, resource)
}

/** Starts every waiting plan whose turn it is, in the very moment: clients count the gaps (ece-behaviour 8.2). */
export function startFollowers(deployment: Deployment, at: number): void {
  const ready = deployment.followers.find(
    ({ resource, waits_for }) =>
      resource.pending === undefined && waits_for.every((other) => !isChanging(deployment, other)),
  )
  if (ready === undefined) return
  deployment.followers = deployment.followers.filter((follower) => follower !== ready)
  ready.begin(at)
  startFollowers(deployment, at)
}
