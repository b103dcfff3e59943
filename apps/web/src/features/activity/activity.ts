// What happened in a window of time. ECE has no such question (ece-behaviour 3.2, 3.7): deployments with a plan in the
// window are among those that were modified since it began, and the attempts are in the history of each of them.
import type { DeploymentHit, SearchRequest } from '@ece/api-types'
import { type AttemptRow, listAttemptRows } from '../../domain/attempt-rows.ts'
import type { Result } from '../../domain/attempts-search.ts'
import { changeOf, startedBy } from '../../domain/plan-change.ts'
import { listPendingPlans } from '../../domain/plan-state.ts'
import { describeResource, listResources, nameOfDeployment } from '../../domain/resources.ts'
import { buildSort } from '../../domain/search.ts'
import { exists, ofAnyKind, ofKind } from '../../domain/search-fields.ts'
import { anyOf, type Query } from '../../domain/search-text.ts'
import type { AnyDeployment, Attempt } from '../../domain/shapes.ts'
import { parseTime } from '../../lib/dates.ts'
import { clip } from '../../lib/text.ts'

/** One plan attempt, without its plan: a thousand of them fit into a page. */
export interface ActivityEvent {
  readonly key: string
  readonly attempt_id: string | undefined
  readonly what: string
  readonly result: Result
  /** Why it failed, or that somebody cancelled it. */
  readonly cause: string | undefined
  readonly who: string
  readonly from: string | undefined
  readonly action: string | undefined
  /** Milliseconds since 1970; `undefined` when ECE did not say. */
  readonly start: number | undefined
  /** The same; also `undefined` while it runs. */
  readonly end: number | undefined
}

export interface Activity {
  /** Newest first. */
  readonly events: readonly ActivityEvent[]
  /** Where a history is as long as ECE keeps them: when the oldest attempt in it began. Earlier ones may be gone. */
  readonly keptSince: number | undefined
}

/** Milliseconds since 1970; without an end it lasts until now. */
export interface TimeWindow {
  readonly from: number
  readonly to: number | undefined
}

/** Per kind (ece-behaviour 3.3). */
export const KEPT = 100
const MAX_TEXT = 160

const startOf = (attempt: Attempt) =>
  parseTime(attempt.attempt_start_time) ?? parseTime(attempt.source?.date)

function toEvent(deployment: AnyDeployment, row: AttemptRow, index: number): ActivityEvent {
  const { resource, attempt, result, failure } = row
  const { who, from, action } = startedBy(attempt)
  const start = startOf(attempt)
  const ended = parseTime(attempt.attempt_end_time)
  const of = describeResource(deployment, resource)
  const { text } = changeOf(attempt, resource)
  const cause = failure?.cause ?? failure?.failure_type ?? failure?.message
  return {
    key: `${deployment.id} ${resource.id} ${attempt.plan_attempt_id ?? index}`,
    attempt_id: attempt.plan_attempt_id ?? undefined,
    // of two resources of a kind the words do not say which
    what: text.includes(of) ? text : `${text} (${of})`,
    result,
    cause: cause === undefined ? undefined : clip(cause, MAX_TEXT),
    who,
    from,
    action,
    start,
    // "0001-01-01" stands for "not ended" (ece-behaviour, "Caution about fixtures")
    end: result === 'running' || (start !== undefined && (ended ?? 0) < start) ? undefined : ended,
  }
}

/** Every attempt in an answer: of a search hit the pending and the current ones, of a whole deployment all. */
export function readActivity(deployment: AnyDeployment): Activity {
  const resources = listResources(deployment)
  const kept = resources.flatMap(({ info }) => {
    const history = info.plan_info?.history ?? []
    return history.length < KEPT ? [] : (history.flatMap((each) => startOf(each) ?? [])[0] ?? [])
  })
  return {
    events: listAttemptRows(resources).map((row, index) => toEvent(deployment, row, index)),
    keptSince: kept.length === 0 ? undefined : Math.max(...kept),
  }
}

/** Whether any of it happened in the window: it may have begun before, and may still run. */
export function isWithin(event: ActivityEvent, { from, to = Infinity }: TimeWindow): boolean {
  const end = event.result === 'running' ? Infinity : (event.end ?? event.start)
  const start = event.start ?? event.end
  return start !== undefined && end !== undefined && start < to && end >= from
}

/** Neither start nor end: nobody can say whether it belongs to a window. */
export const isTimeless = ({ start, end }: ActivityEvent): boolean =>
  start === undefined && end === undefined

/** Two equal values mean that no plan began or ended in between, so that the history is the same as well. */
export function versionOfHit(hit: DeploymentHit): string {
  const { last_modified, last_resource_plan_modified } = hit.metadata ?? {}
  const ended = listResources(hit).flatMap(({ info }) => [
    info.plan_info?.current?.plan_attempt_id ?? '',
    String(info.plan_info?.healthy ?? ''),
  ])
  const pending = listPendingPlans(hit).map(({ attempt }) => attempt.plan_attempt_id ?? '')
  return [last_modified, last_resource_plan_modified, ...pending, ...ended].join(' ')
}

const since = (field: string, from: string): Query => ({ range: { [field]: { gte: from } } })

/**
 * Whatever may have had a plan since `from`, hidden ones as well. What was changed once more after the window is among
 * them, so for a window that is over those come first whose last change is closest to it.
 */
export function buildActivitySearch(
  { from, to }: TimeWindow,
  now: number,
  size: number,
): SearchRequest {
  const time = new Date(from).toISOString()
  const query = anyOf([
    since('metadata.last_modified', time),
    since('metadata.last_resource_plan_modified', time),
    // a plan that has been stuck since before the window is in it as well
    ofAnyKind((kind) =>
      ofKind(kind, (field) =>
        anyOf([
          exists(field('plan_info.pending.plan_attempt_id')),
          since(field('plan_info.current.attempt_end_time'), time),
        ]),
      ),
    ),
  ])
  const isOver = to !== undefined && to < now
  return { query, sort: buildSort(isOver ? 'modified' : '-modified'), size }
}

/** An attempt with the deployment it belongs to. */
export interface ActivityRow extends ActivityEvent {
  readonly deployment_id: string
  readonly deployment: string
}

export interface Found {
  /** Newest first. */
  readonly rows: readonly ActivityRow[]
  /** Attempts that carry no time at all. */
  readonly timeless: number
  /** Names of deployments whose history may begin after the window does. */
  readonly cut: readonly string[]
}

/** What the deployments have in the window; `read` are the histories so far, the rest speaks through its hit. */
export function findActivity(
  hits: readonly DeploymentHit[],
  read: ReadonlyMap<string, Activity>,
  window: TimeWindow,
): Found {
  const all = hits.map((hit) => ({ hit, activity: read.get(hit.id) ?? readActivity(hit) }))
  const rows = all.flatMap(({ hit, activity }) =>
    activity.events
      .filter((event) => isWithin(event, window))
      .map((event) => ({ ...event, deployment_id: hit.id, deployment: nameOfDeployment(hit) })),
  )
  return {
    rows: rows.toSorted((a, b) => (b.start ?? b.end ?? 0) - (a.start ?? a.end ?? 0)),
    timeless: all.reduce((sum, { activity }) => sum + activity.events.filter(isTimeless).length, 0),
    cut: all.flatMap(({ hit, activity: { keptSince } }) =>
      keptSince !== undefined && keptSince > window.from ? [nameOfDeployment(hit)] : [],
    ),
  }
}

/** No filter chosen shows all; `who` is part of the name or of the address it came from. */
export function filterRows(
  rows: readonly ActivityRow[],
  { result, who = '' }: { readonly result: readonly Result[]; readonly who?: string | undefined },
): readonly ActivityRow[] {
  const wanted = who.trim().toLowerCase()
  return rows.filter(
    (row) =>
      (result.length === 0 || result.includes(row.result)) &&
      (wanted === '' ||
        [row.who, row.from ?? ''].some((each) => each.toLowerCase().includes(wanted))),
  )
}
