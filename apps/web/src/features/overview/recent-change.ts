// What was changed last about a deployment, as far as a search hit tells: the plans in it, and when the object was
// modified. Not every modification is a plan; what is not known to be one is not called one.
import type { DeploymentHit } from '@ece/api-types'
import {
  pendingOf,
  stateOfAttempt,
  type AttemptState,
  lastPlanFailed,
} from '../../domain/attempts.ts'
import { changeOf, startedBy } from '../../domain/plan-change.ts'
import { listResources, nameOfKind, type Resource } from '../../domain/resources.ts'
import type { Attempt } from '../../domain/shapes.ts'
import { parseTime } from '../../lib/dates.ts'

export interface RecentChange {
  /** Epoch milliseconds; `undefined` when ECE did not say. */
  readonly when: number | undefined
  /** Absent when no plan of the hit fits the time. */
  readonly plan?: {
    readonly what: string
    readonly who: string
    readonly state: AttemptState
    /** The attempt itself; absent for a failed one that the hit does not carry. */
    readonly of?: { readonly attempt: Attempt; readonly resource: Resource }
  }
}

/** A request and its plan carry times of different parts of ECE, and followers start minutes later. */
const TOLERANCE_MS = 300_000

interface Span {
  readonly resource: Resource
  readonly attempt: Attempt
  readonly start: number
  /** Infinite while it runs. */
  readonly end: number
}

function spanOf(resource: Resource): Span[] {
  const pending = pendingOf(resource)
  const attempt = pending ?? resource.info.plan_info?.current
  const start = parseTime(attempt?.attempt_start_time) ?? parseTime(attempt?.source?.date)
  if (!attempt || start === undefined) return []
  const end = parseTime(attempt.attempt_end_time)
  const ended = end !== undefined && end >= start ? end : start
  return [{ resource, attempt, start, end: pending === undefined ? ended : Infinity }]
}

export function recentChange(deployment: DeploymentHit): RecentChange {
  const when = parseTime(deployment.metadata?.last_modified)
  const resources = listResources(deployment)
  const fits = ({ start, end }: Span) =>
    // what runs is the change, whatever else was modified before it
    end === Infinity ||
    when === undefined ||
    (when >= start - TOLERANCE_MS && when <= end + TOLERANCE_MS)
  const span = resources
    .flatMap(spanOf)
    .toSorted((a, b) => b.start - a.start)
    .find(fits)
  const state = span && stateOfAttempt(span.attempt, span.resource)
  // a hit has no history, so the failed attempt may be missing: `current` is then the good one before it
  const failed = resources.find(lastPlanFailed)
  if (failed !== undefined && (state === undefined || state === 'succeeded')) {
    const what = `Last plan of ${nameOfKind(failed.kind)}`
    return { when, plan: { what, who: 'unknown', state: 'failed' } }
  }
  if (span === undefined || state === undefined) return { when }
  const { resource, attempt } = span
  return {
    when,
    plan: {
      what: changeOf(attempt, resource).text,
      who: startedBy(attempt).who,
      state,
      of: { attempt, resource },
    },
  }
}
