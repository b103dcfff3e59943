// Plan attempts of a resource: which there are, and how each ended.
import type { Resource } from './resources.ts'
import type { Attempt } from './shapes.ts'

/** The step that every finished log ends with. */
export const LAST_STEP = 'plan-completed'

export type AttemptState = 'pending' | 'succeeded' | 'failed' | 'unknown'

export const pendingOf = (resource: Resource): Attempt | undefined =>
  resource.info.plan_info?.pending ?? undefined

/**
 * Attempts of a resource, newest first and each once. History holds the ended ones; `current` is added for answers
 * that came without history.
 */
export function listAttempts(resource: Resource | undefined): Attempt[] {
  const info = resource?.info.plan_info
  const ended = (info?.history ?? []).toReversed()
  const current = info?.current
  const missing = current && !ended.some((each) => isSameAttempt(each, current)) ? [current] : []
  return [...(info?.pending ? [info.pending] : []), ...missing, ...ended]
}

/**
 * How an attempt ended. The log's last step decides where there is one; a list hit has only the flags. ECE may show a
 * failed attempt as `current` with `healthy: false` (not established, ece-behaviour 3.7).
 */
export function stateOfAttempt(attempt: Attempt, resource: Resource): AttemptState {
  const pending = pendingOf(resource)
  // history holds ended attempts only, so the pending one is the same object or has the same id
  if (attempt === pending || isSameAttempt(attempt, pending)) return 'pending'
  const last = attempt.plan_attempt_log?.at(-1)
  if (last?.step_id === LAST_STEP) return last.status === 'error' ? 'failed' : 'succeeded'
  if (attempt.error || attempt.healthy === false) return 'failed'
  return attempt.healthy === true ? 'succeeded' : 'unknown'
}

/** The same attempt by its id; attempts without an id are never the same. */
export const isSameAttempt = (a: Attempt, b: Attempt | undefined): boolean =>
  a.plan_attempt_id !== undefined &&
  a.plan_attempt_id !== null &&
  a.plan_attempt_id === b?.plan_attempt_id

/** `plan_info.healthy: false` means that the last ended attempt failed, until a later one succeeds. */
export const lastPlanFailed = (resource: Resource): boolean =>
  resource.info.plan_info?.healthy === false

/** The attempt that failed last, when the answer carries it and no good one came after it. */
export function lastFailedAttempt(resource: Resource): Attempt | undefined {
  if (!lastPlanFailed(resource)) return undefined
  return listAttempts(resource).find((each) => stateOfAttempt(each, resource) === 'failed')
}
