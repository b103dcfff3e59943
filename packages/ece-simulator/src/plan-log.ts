// Plan attempts in the shape that goes over the wire. What a log shows is a pure function of the attempt and `now`.
import type { Generation } from './context.ts'
import type { Attempt, Plan, Source, Step } from './model.ts'

const iso = (time: number) => new Date(time).toISOString()

function stepAt(step: Step, started: number, now: number) {
  const offset = now - started
  const begun = started + step.from
  const over = offset >= step.to
  const message = (at: number, stage: string, text: string) => ({
    timestamp: iso(started + at),
    stage,
    message: text,
    delta_in_millis: at - step.from,
    details: {},
  })
  const notes = (step.notes ?? []).filter(({ at }) => at <= offset && at <= step.to)
  const log = [
    message(step.from, 'starting', step.starting),
    ...notes.map(({ at, message: text }) => message(at, 'in_progress', text)),
  ]
  if (!over) {
    return {
      step_id: step.step_id,
      started: iso(begun),
      status: 'pending',
      stage: 'in_progress',
      info_log: log,
    }
  }
  const { failure } = step
  const last = {
    ...message(step.to, 'completed', step.completed),
    ...(failure === undefined ? {} : { details: failure.details }),
    ...(failure?.failure_type === undefined ? {} : { failure_type: failure.failure_type }),
  }
  return {
    step_id: step.step_id,
    started: iso(begun),
    completed: iso(started + step.to),
    duration_in_millis: step.to - step.from,
    status: step.outcome,
    stage: 'completed',
    info_log: [...log, last],
  }
}

/** `plan_attempt_log` at `now`: the steps that have begun. */
export const attemptLog = (attempt: Attempt, now: number) =>
  attempt.steps
    .filter(({ from }) => from <= now - attempt.started)
    .map((step) => stepAt(step, attempt.started, now))

// The null of the constructor is not in the vendor's document, but in a real ECE's answers (ece-behaviour 3.7).
const sourceView = (source: Source) => ({
  facilitator: source.facilitator,
  action: source.action,
  date: iso(source.date),
  user_id: source.user_id,
  admin_id: source.admin_id,
  remote_addresses: source.remote_addresses,
})

export interface AttemptOptions {
  readonly now: number
  readonly log: boolean
  /** Before 3.0 an attempt says only in its log why it failed. */
  readonly generation: Generation
  readonly view: (plan: Plan) => Plan
}

/** One attempt, as in `plan_info` and in `GET …/activity/{attempt_id}`. */
export function attemptView(attempt: Attempt, { now, log, view, generation }: AttemptOptions) {
  const { ended, superseded, failure } = attempt
  return {
    plan_attempt_id: attempt.id,
    plan_attempt_name: attempt.name,
    healthy: failure === undefined,
    attempt_start_time: iso(attempt.started),
    ...(ended === undefined ? {} : { attempt_end_time: iso(ended) }),
    ...(superseded === undefined ? {} : { plan_end_time: iso(superseded) }),
    plan: view(attempt.plan),
    plan_attempt_log: log ? attemptLog(attempt, now) : [],
    source: sourceView(attempt.source),
    warnings: attempt.warnings,
    ...(failure === undefined || generation === '2.13'
      ? {}
      : {
          error: {
            timestamp: iso(ended ?? attempt.started),
            message: failure.message,
            details: failure.details,
            ...(failure.failure_type === undefined ? {} : { failure_type: failure.failure_type }),
          },
        }),
  }
}
