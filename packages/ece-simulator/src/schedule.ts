// The schedule of an attempt: steps laid end to end, and what becomes of it when it is cut short. Seconds are at speed
// 1, offsets in milliseconds after the attempt's start.
import type { Attempt, PlanFailure, Step } from './model.ts'

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

const COMPLETING_SECONDS = 0.5
export const ROLLBACK_SECONDS = 4
/** The last step of every plan, the one thing clients rely on (ece-behaviour 3.8). */
export const LAST_STEP = 'plan-completed'

export const millis = (seconds: number, speed: number) => Math.round((seconds * 1000) / speed)

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

/** The log of an attempt that is cut short: the running step ends in an error, and the plan rolls back. */
export function cutShort(
  attempt: Attempt,
  failure: PlanFailure,
  now: number,
  rollback: number,
): Step[] {
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

/** The step an attempt is in. */
export function runningStep(attempt: Attempt, at: number): Pick<Step, 'step_id' | 'failure'> {
  const running = attempt.steps.findLast(({ from }) => from <= at - attempt.started)
  return running ?? { step_id: LAST_STEP }
}
