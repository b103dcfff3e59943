// Bodies of `POST /deployments/_search` for lists, counts and paging.
//
// What is known of the index, and from where: `name`, `name.keyword`, `healthy`, `metadata.last_modified`, `id` and
// nested `resources.<kind>` with `.id` are in ece-behaviour 3.2; the vendor's terraform provider filters on
// `resources.<kind>.info.status`, `.info.healthy`, `.info.plan_info.current.plan.<kind>.version`,
// `….deployment_template.id` and nested `metadata.tags.key/value`. Inferred from the returned document only:
// `metadata.hidden`, `metadata.system_owned`, `info.plan_info.healthy`, `info.plan_info.pending`,
// `info.elasticsearch.shards_status.status`, `info.snapshots`, `info.settings.snapshot` and
// `info.topology.instances`. A wrong name finds nothing; only a wrong nested path would fail the search.
import type { ResourceKind, SearchRequest } from '@ece/api-types'
import { type Problem, PROBLEM_RULES } from './problems.ts'
import {
  exists,
  hasKind,
  infoIs,
  isStopped,
  ofAnyKind,
  ofKind,
  planFailed,
  snapshotOlderThan,
  unlessStopped,
} from './search-fields.ts'
import { anyOf, matches, nested, type Query, searchText } from './search-text.ts'
import { MEMORY_PRESSURE } from './topology.ts'

export const VIEWS = ['all', 'attention', 'changing', 'restorable', 'system'] as const
export type View = (typeof VIEWS)[number]

export const SORT_FIELDS = ['name', 'modified', 'id'] as const
export type SortField = (typeof SORT_FIELDS)[number]
/** `-` first means descending. These three are all that ECE can sort on. */
export type Sort = SortField | `-${SortField}`

/** Everything optional; a list inside one filter means any of, filters among each other mean all of. */
export interface DeploymentFilters {
  readonly q?: string | undefined
  readonly view?: View | undefined
  readonly health?: 'healthy' | 'unhealthy' | undefined
  /** Words of `info.status`. */
  readonly status?: readonly string[] | undefined
  readonly version?: readonly string[] | undefined
  readonly template?: readonly string[] | undefined
  readonly kind?: readonly ResourceKind[] | undefined
  /** `key` or `key:value`. */
  readonly tag?: readonly string[] | undefined
  readonly system?: boolean | undefined
  /** `true`: only hidden ones. Otherwise hidden ones are left out, as ECE's own list does. */
  readonly hidden?: boolean | undefined
  /** Age such as `30m`, `24h`, `7d`, `2w`. */
  readonly changed_since?: string | undefined
  readonly snapshot_older_than?: string | undefined
  readonly problem?: readonly Problem[] | undefined
  /** Names of all zones; without them some problems find nothing (`needsZones`, zones.ts). Not part of an address. */
  readonly zones?: readonly string[] | undefined
}

/** An age an operator may type: a number with m, h, d or w. Anything else is ignored by the builder. */
export const AGE = /^[1-9]\d{0,4}[mhdw]$/

const CHANGING = ['initializing', 'reconfiguring', 'restarting', 'rebooting', 'stopping']

const hasPendingPlan = ofAnyKind((kind) =>
  ofKind(kind, (field) => exists(field('plan_info.pending.plan_attempt_id'))),
)
/** After a failed plan the status may stay as it is for ever, without anything moving (plan-state.ts, `isChanging`). */
const isChanging = anyOf([
  hasPendingPlan,
  {
    bool: {
      must: [ofAnyKind((kind) => infoIs(kind, 'status', CHANGING))],
      must_not: [planFailed],
    },
  },
])

const isUnderPressure = ofKind('elasticsearch', (field) => ({
  range: { [field('topology.instances.memory.memory_pressure')]: { gte: MEMORY_PRESSURE.bad } },
}))
/** Plans set and clear maintenance mode themselves (ece-behaviour 3.6); what stays is somebody's. */
const isLeftInMaintenance = {
  bool: {
    must: [infoIs('elasticsearch', 'topology.instances.maintenance_mode', [true])],
    must_not: [isChanging],
  },
}

const ask = (problem: Problem, zones?: readonly string[]) => PROBLEM_RULES[problem].query(zones)

/**
 * Whatever may hurt somebody tonight. Left out: `no_snapshot` and `single_zone`, which are choices of the owner and true of
 * half the test deployments of an installation, and `system_not_redundant`, which is no news and stands on the overview.
 */
const needsAttention = anyOf([
  ask('unhealthy'),
  ask('plan_failed'),
  ask('plan_stuck'),
  ask('snapshot_old'),
  unlessStopped(
    anyOf([
      infoIs('elasticsearch', 'elasticsearch.shards_status.status', ['yellow', 'red']),
      isUnderPressure,
      isLeftInMaintenance,
    ]),
  ),
])

const VIEW_QUERIES: Record<View, readonly Query[]> = {
  all: [],
  attention: [needsAttention],
  changing: [isChanging],
  restorable: [isStopped],
  system: [matches('metadata.system_owned', true)],
}

function tagIs(tag: string): Query {
  const [key = '', ...rest] = tag.split(':')
  const field = 'metadata.tags'
  const value = rest.join(':')
  const conditions = [
    ...(key === '' ? [] : [matches(`${field}.key`, key)]),
    ...(value === '' ? [] : [matches(`${field}.value`, value)]),
  ]
  return nested(field, { bool: { must: conditions } })
}

const given = <T>(values: readonly T[] | undefined): readonly T[] => values ?? []
const some = <T>(values: readonly T[] | undefined, condition: (values: readonly T[]) => Query) =>
  given(values).length === 0 ? [] : [condition(given(values))]

const VERSION = 'plan_info.current.plan.elasticsearch.version'
const TEMPLATE = 'plan_info.current.plan.deployment_template.id'

/** One query for all filters; `match_all` when there are none (ECE sends `match_count` only with a query). */
export function buildQuery(filters: DeploymentFilters): Query {
  const text = searchText(filters.q)
  const tags = given(filters.tag).filter((tag) => tag.replaceAll(':', '') !== '')
  const must: Query[] = [
    ...(text === undefined ? [] : [text]),
    ...VIEW_QUERIES[filters.view ?? 'all'],
    ...(filters.health === undefined ? [] : [matches('healthy', filters.health === 'healthy')]),
    ...some(filters.status, (all) => ofAnyKind((kind) => infoIs(kind, 'status', all))),
    ...some(filters.version, (all) => infoIs('elasticsearch', VERSION, all)),
    ...some(filters.template, (all) => infoIs('elasticsearch', TEMPLATE, all)),
    ...some(filters.kind, (all) => anyOf(all.map(hasKind))),
    ...tags.map(tagIs),
    ...(filters.system === true ? [matches('metadata.system_owned', true)] : []),
    ...(filters.hidden === true ? [matches('metadata.hidden', true)] : []),
    ...some(filters.problem, (all) => anyOf(all.map((problem) => ask(problem, filters.zones)))),
    ...ages(filters),
  ]
  const must_not: Query[] = [
    ...(filters.system === false ? [matches('metadata.system_owned', true)] : []),
    ...(filters.hidden === true ? [] : [matches('metadata.hidden', true)]),
  ]
  return { bool: { must: must.length === 0 ? [{ match_all: {} }] : must, must_not } }
}

function ages({ changed_since, snapshot_older_than }: DeploymentFilters): Query[] {
  const since = changed_since !== undefined && AGE.test(changed_since)
  const older = snapshot_older_than !== undefined && AGE.test(snapshot_older_than)
  return [
    ...(since ? [{ range: { 'metadata.last_modified': { gte: `now-${changed_since}` } } }] : []),
    ...(older ? [snapshotOlderThan(snapshot_older_than)] : []),
  ]
}

const SORTED_BY: Record<SortField, string> = {
  name: 'name.keyword',
  modified: 'metadata.last_modified',
  id: 'id',
}

/** The id breaks ties, so that pages neither repeat nor skip rows. */
export function buildSort(sort: Sort = '-modified'): unknown[] {
  const order = sort.startsWith('-') ? 'desc' : 'asc'
  const field = SORT_FIELDS.find((name) => sort.endsWith(name)) ?? 'modified'
  const by = { [SORTED_BY[field]]: { order } }
  return field === 'id' ? [by] : [by, { id: { order: 'asc' } }]
}

/** First page of a list. */
export const buildSearch = (
  filters: DeploymentFilters,
  { sort, size = 100 }: { readonly sort?: Sort | undefined; readonly size?: number } = {},
): SearchRequest => ({ query: buildQuery(filters), sort: buildSort(sort), size })

/** ECE has no aggregations: a count is a search that returns no rows. */
export const buildCount = (filters: DeploymentFilters): SearchRequest => ({
  query: buildQuery(filters),
  size: 0,
})

interface SearchPage {
  readonly return_count: number
  readonly match_count?: number | null | undefined
  readonly cursor?: string | null | undefined
}

/** Elasticsearch refuses `from` + `size` beyond this; only a cursor reaches further. */
const MAX_FROM = 10_000

/**
 * The page after `answer`, or `undefined` at the end. By the cursor when the server gave one (3.8 on; then every other
 * field is ignored, and an extra empty page ends the list unless `match_count` has said how long it is), else by `from`.
 */
export function nextSearch(body: SearchRequest, answer: SearchPage): SearchRequest | undefined {
  const { return_count, match_count, cursor } = answer
  if (return_count <= 0) return undefined
  const { from: before = 0, ...rest } = body
  const size = body.size ?? 0
  const from = before + return_count
  const isAll = typeof match_count === 'number' && from >= match_count
  if (cursor) {
    // a count at the limit may be the limit's
    return isAll && from < MAX_FROM ? undefined : { ...rest, cursor }
  }
  const ended = isAll || (typeof match_count !== 'number' && return_count < size)
  return ended || from + size > MAX_FROM ? undefined : { ...body, from }
}
