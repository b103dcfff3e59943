// Pending, current and last failed attempts of a resource, and the steps they went through. Only one thing about
// steps is certain: the last one is `plan-completed` (ece-behaviour 3.8). Unknown step ids are shown as they are.
import type { PlanStep } from '@ece/api-types'
import { parseTime } from '../lib/dates.ts'
import { isSameAttempt, listAttempts, pendingOf, stateOfAttempt } from './attempts.ts'
import { changeOf } from './plan-change.ts'
import { listResources, type Resource } from './resources.ts'
import type { AnyDeployment, Attempt } from './shapes.ts'

export type StepState = 'running' | 'done' | 'warning' | 'failed'

export interface StepView {
  readonly id: string
  readonly state: StepState
  /** Epoch milliseconds. */
  readonly started?: number
  /** How long it took, or has been running, in milliseconds. */
  readonly ms?: number
  readonly step: PlanStep
}

/** A pending plan with the resource it belongs to. */
export interface RunningPlan {
  readonly resource: Resource
  readonly attempt: Attempt
}

/** Every pending plan, Elasticsearch's first: the others wait for it. */
export const listPendingPlans = (deployment: AnyDeployment): RunningPlan[] =>
  listResources(deployment).flatMap((resource) => {
    const attempt = pendingOf(resource)
    return attempt === undefined ? [] : [{ resource, attempt }]
  })

export const hasPendingPlan = (deployment: AnyDeployment): boolean =>
  listPendingPlans(deployment).length > 0

function stateOfStep(step: PlanStep): StepState {
  if (step.status === 'error') return 'failed'
  if (step.status === 'warning') return 'warning'
  const isOpen =
    step.status === 'pending' || step.stage === 'in_progress' || step.stage === 'starting'
  return isOpen && !step.completed ? 'running' : 'done'
}

/** Steps in the order in which they began, with their times. `now` in epoch milliseconds. */
export function stepsOf(attempt: Attempt | null | undefined, now: number): StepView[] {
  return (attempt?.plan_attempt_log ?? []).map((step) => {
    const state = stateOfStep(step)
    const started = parseTime(step.started)
    const ended = parseTime(step.completed) ?? (state === 'running' ? now : undefined)
    const measured = started === undefined || ended === undefined ? undefined : ended - started
    const ms = step.duration_in_millis ?? measured
    return {
      id: step.step_id,
      state,
      step,
      ...(started === undefined ? {} : { started }),
      ...(typeof ms === 'number' && ms >= 0 ? { ms } : {}),
    }
  })
}

/** The step that runs, else the last one. */
export const currentStep = (steps: readonly StepView[]): StepView | undefined =>
  steps.findLast((step) => step.state === 'running') ?? steps.at(-1)

/** Milliseconds from start to end, or until now. */
export function durationOf(attempt: Attempt, now: number): number | undefined {
  const start = parseTime(attempt.attempt_start_time) ?? parseTime(attempt.source?.date)
  // "0001-01-01" stands for "not ended" in answers that went through Go (ece-behaviour, "Caution about fixtures")
  const end = parseTime(attempt.attempt_end_time)
  if (start === undefined) return undefined
  return Math.max(0, (end !== undefined && end >= start ? end : now) - start)
}

const median = (values: readonly number[]): number | undefined =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

/** What earlier attempts of the same kind tell about a running one. Empty when the answer has no history. */
export interface Usual {
  /** Median of the good ones, in milliseconds. */
  readonly ms?: number
  /** How many steps the newest good one had. */
  readonly steps?: number
  readonly samples: number
}

export function usualOf(attempt: Attempt, resource: Resource): Usual {
  const { kind } = changeOf(attempt, resource)
  const alike = listAttempts(resource).filter(
    (each) =>
      !isSameAttempt(each, attempt) &&
      stateOfAttempt(each, resource) === 'succeeded' &&
      changeOf(each, resource).kind === kind,
  )
  const times = alike.flatMap((each) =>
    parseTime(each.attempt_end_time) === undefined ? [] : (durationOf(each, 0) ?? []),
  )
  const ms = median(times)
  const steps = alike.find((each) => each.plan_attempt_log?.length)?.plan_attempt_log?.length
  return {
    samples: alike.length,
    ...(ms === undefined ? {} : { ms }),
    ...(steps === undefined ? {} : { steps }),
  }
}

/** A step that ran this long is worth a warning even without history: ECE itself waits 600 s for instances (3.8). */
const STUCK_MS = 900_000
/** Or this many times longer than the longest good run of the same step. */
const STUCK_TIMES = 3

/** Why a running plan looks stuck. It is a guess from times alone and is worded as one. */
export interface Stuck {
  readonly step: string
  readonly ms: number
  /** Longest earlier run of this step, in milliseconds; absent without history. */
  readonly usual?: number
}

export function stuckOf(attempt: Attempt, resource: Resource, now: number): Stuck | undefined {
  const step = currentStep(stepsOf(attempt, now))
  if (step?.state !== 'running' || step.ms === undefined) return undefined
  const earlier = listAttempts(resource)
    .filter((each) => !isSameAttempt(each, attempt))
    .flatMap((each) => stepsOf(each, now))
    .flatMap((each) => (each.id === step.id && each.state === 'done' ? (each.ms ?? []) : []))
  const longest = earlier.length === 0 ? undefined : Math.max(...earlier)
  const limit = Math.max(STUCK_MS, (longest ?? 0) * STUCK_TIMES)
  if (step.ms <= limit) return undefined
  return { step: step.id, ms: step.ms, ...(longest === undefined ? {} : { usual: longest }) }
}

/**
 * What the operator saw, for the header `X-Seen-Version`: when a plan was last changed, and which attempts are
 * pending. Two equal values mean that no plan started or ended in between. `undefined` when ECE says neither.
 */
export function seenVersion(deployment: AnyDeployment): string | undefined {
  const changed = deployment.metadata?.last_resource_plan_modified ?? ''
  const pending = listPendingPlans(deployment).flatMap(
    ({ attempt }) => attempt.plan_attempt_id ?? [],
  )
  const version = [changed, ...pending.toSorted()].filter((part) => part !== '').join('+')
  return version === '' ? undefined : version
}
