// Bodies of `POST /deployments/_search` for lists, counts and paging.
//
// What is known of the index, and from where: `name`, `name.keyword`, `healthy`, `metadata.last_modified`, `id` and
// nested `resources.<kind>` with `.id` are in ece-behaviour 3.2; the vendor's terraform provider filters on
// `resources.<kind>.info.status`, `.info.healthy`, `.info.plan_info.current.plan.<kind>.version`,
// `….deployment_template.id` and nested `metadata.tags.key/value`. Inferred from the returned document only:
// `metadata.hidden`, `metadata.system_owned`, `info.plan_info.healthy`, `info.plan_info.pending`,
// `info.elasticsearch.shards_status.status`, `info.snapshots.latest_successful_end_time` and
// `info.topology.instances`. A wrong name finds nothing; only a wrong nested path would fail the search.
import { RESOURCE_KINDS, type ResourceKind, type SearchRequest } from '@ece/api-types'
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
}

/** An age an operator may type: a number with m, h, d or w. Anything else is ignored by the builder. */
export const AGE = /^[1-9]\d{0,4}[mhdw]$/

const CHANGING = ['initializing', 'reconfiguring', 'restarting', 'rebooting', 'stopping']
/** No good snapshot for this long is worth a look, whatever the interval (default interval: 30 min). */
const OLD_SNAPSHOT = '24h'

const path = (kind: ResourceKind) => `resources.${kind}`
const hasKind = (kind: ResourceKind): Query =>
  nested(path(kind), { exists: { field: `${path(kind)}.id` } })

/** A condition on a field of `info` of one kind, any of the values. */
const infoIs = (kind: ResourceKind, field: string, values: readonly (string | boolean)[]): Query =>
  nested(path(kind), anyOf(values.map((value) => matches(`${path(kind)}.info.${field}`, value))))

const ofAnyKind = (condition: (kind: ResourceKind) => Query): Query =>
  anyOf(RESOURCE_KINDS.map(condition))

const snapshotOlderThan = (age: string): Query =>
  nested('resources.elasticsearch', {
    range: {
      'resources.elasticsearch.info.snapshots.latest_successful_end_time': { lt: `now-${age}` },
    },
  })

const isStopped = infoIs('elasticsearch', 'status', ['stopped'])
const planFailed = ofAnyKind((kind) => infoIs(kind, 'plan_info.healthy', [false]))

const isChanging = ofAnyKind((kind) =>
  nested(
    path(kind),
    anyOf([
      ...CHANGING.map((status) => matches(`${path(kind)}.info.status`, status)),
      { exists: { field: `${path(kind)}.info.plan_info.pending.plan_attempt_id` } },
    ]),
  ),
)

const INSTANCES = 'resources.elasticsearch.info.topology.instances'
const isUnderPressure = nested('resources.elasticsearch', {
  range: { [`${INSTANCES}.memory.memory_pressure`]: { gte: MEMORY_PRESSURE.bad } },
})
/** Plans set and clear maintenance mode themselves (ece-behaviour 3.6); what stays is somebody's. */
const isLeftInMaintenance = {
  bool: {
    must: [infoIs('elasticsearch', 'topology.instances.maintenance_mode', [true])],
    must_not: [isChanging],
  },
}

// `healthy` of a stopped deployment is not established (ece-behaviour 3.5), so only a failed plan counts there.
const needsAttention = anyOf([
  planFailed,
  {
    bool: {
      must: [
        anyOf([
          matches('healthy', false),
          infoIs('elasticsearch', 'elasticsearch.shards_status.status', ['yellow', 'red']),
          snapshotOlderThan(OLD_SNAPSHOT),
          isUnderPressure,
          isLeftInMaintenance,
        ]),
      ],
      must_not: [isStopped],
    },
  },
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
 * field is ignored and an extra empty page ends the list), else by `from`.
 */
export function nextSearch(body: SearchRequest, answer: SearchPage): SearchRequest | undefined {
  if (answer.return_count === 0) return undefined
  if (answer.cursor) {
    const { from: _, ...rest } = body
    return { ...rest, cursor: answer.cursor }
  }
  const size = body.size ?? 0
  const from = (body.from ?? 0) + answer.return_count
  const ended =
    typeof answer.match_count === 'number' ? from >= answer.match_count : answer.return_count < size
  return ended || from + size > MAX_FROM ? undefined : { ...body, from }
}
