// Plan attempts of several resources as one list, and what each of them changed.
import { parseTime } from '../lib/dates.ts'
import { type AttemptState, isSameAttempt, listAttempts, stateOfAttempt } from './attempts.ts'
import type { AttemptAddress, Result } from './attempts-search.ts'
import { goodBefore } from './plan-change.ts'
import type { PlanChange } from './plan-diff-change.ts'
import { diffPlans } from './plan-diff.ts'
import { type Failure, failureOf } from './plan-failure.ts'
import type { Resource } from './resources.ts'
import type { Attempt, Plan } from './shapes.ts'

export interface AttemptRow {
  readonly resource: Resource
  readonly attempt: Attempt
  readonly state: AttemptState
  readonly result: Result
  /** Of an attempt that failed or was cancelled. */
  readonly failure: Failure | undefined
}

const RESULTS: Record<AttemptState, Result> = {
  pending: 'running',
  succeeded: 'done',
  failed: 'failed',
  unknown: 'unknown',
}

const startOf = ({ attempt }: AttemptRow) =>
  parseTime(attempt.attempt_start_time) ?? parseTime(attempt.source?.date) ?? 0

/** Attempts of several resources in one list, newest first. */
export const listAttemptRows = (resources: readonly Resource[]): AttemptRow[] =>
  resources
    .flatMap((resource) => listAttempts(resource).map((attempt) => toRow(attempt, resource)))
    .toSorted((a, b) => startOf(b) - startOf(a))

function toRow(attempt: Attempt, resource: Resource): AttemptRow {
  const state = stateOfAttempt(attempt, resource)
  const failure = state === 'failed' ? failureOf(attempt) : undefined
  const result = failure?.cancelled === true ? 'cancelled' : RESULTS[state]
  return { resource, attempt, state, result, failure }
}

export const findRow = (rows: readonly AttemptRow[], id: string): AttemptRow | undefined =>
  rows.find(({ attempt }) => isSameAttempt(attempt, { plan_attempt_id: id }))

/** No filter chosen shows all. */
export const filterRows = (
  rows: readonly AttemptRow[],
  { result, kind }: Pick<AttemptAddress, 'result' | 'kind'>,
): readonly AttemptRow[] =>
  rows.filter(
    (row) =>
      (result.length === 0 || result.includes(row.result)) &&
      (kind.length === 0 || kind.includes(row.resource.kind)),
  )

/** Plans stay the same objects while polling brings the same answer, so each pair is compared once. */
const compared = new WeakMap<Plan, WeakMap<Plan, readonly PlanChange[]>>()

export function comparePlans(before: Plan, after: Plan): readonly PlanChange[] {
  const known = compared.get(before) ?? new WeakMap<Plan, readonly PlanChange[]>()
  compared.set(before, known)
  const changes = known.get(after) ?? diffPlans(before, after)
  known.set(after, changes)
  return changes
}

/** An attempt beside the one it set out from. */
export interface AttemptDiff {
  readonly before: Attempt
  readonly changes: readonly PlanChange[]
}

/** What an attempt changed against the good one before it; `undefined` where there is none, or ECE sent no plan. */
export function diffOfAttempt(attempt: Attempt, resource: Resource): AttemptDiff | undefined {
  const before = goodBefore(attempt, resource)
  if (!before?.plan || !attempt.plan) return undefined
  return { before, changes: comparePlans(before.plan, attempt.plan) }
}

/**
 * The attempt whose plan is in force. ECE may show a failed one as `current` (not established, ece-behaviour 3.7); then it
 * is the newest that succeeded.
 */
export const attemptInForce = (resource: Resource): Attempt | undefined => {
  const { current } = resource.info.plan_info ?? {}
  if (current && stateOfAttempt(current, resource) !== 'failed') return current
  return listAttempts(resource).find((each) => stateOfAttempt(each, resource) === 'succeeded')
}
