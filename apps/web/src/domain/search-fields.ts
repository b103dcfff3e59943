// Conditions on single fields of the index of deployments. Which fields there are is said in search.ts.
import { RESOURCE_KINDS, type ResourceKind } from '@ece/api-types'
import { anyOf, matches, nested, type Query } from './search-text.ts'

const path = (kind: ResourceKind) => `resources.${kind}`

/** A condition inside one resource of a kind; `field` names what is below `info`. */
export const ofKind = (kind: ResourceKind, condition: (field: Field) => Query): Query =>
  nested(
    path(kind),
    condition((name) => `${path(kind)}.info.${name}`),
  )

/** `topology.healthy` → the index's own name of the field. */
export type Field = (name: string) => string

export const hasKind = (kind: ResourceKind): Query => nested(path(kind), exists(`${path(kind)}.id`))

export const exists = (field: string): Query => ({ exists: { field } })

/** A condition on a field of `info` of one kind, any of the values. */
export const infoIs = (
  kind: ResourceKind,
  name: string,
  values: readonly (string | boolean)[],
): Query => ofKind(kind, (field) => anyOf(values.map((value) => matches(field(name), value))))

export const ofAnyKind = (condition: (kind: ResourceKind) => Query): Query =>
  anyOf(RESOURCE_KINDS.map(condition))

export const isBefore = (field: string, age: string): Query => ({
  range: { [field]: { lt: `now-${age}` } },
})

/** `condition`, but not for what was shut down: it has no instances, and its snapshots rightly grow old. */
export const unlessStopped = (condition: Query): Query => ({
  bool: { must: [condition], must_not: [isStopped] },
})

export const isStopped = infoIs('elasticsearch', 'status', ['stopped'])
export const planFailed = ofAnyKind((kind) => infoIs(kind, 'plan_info.healthy', [false]))

export const snapshotOlderThan = (age: string): Query =>
  ofKind('elasticsearch', (field) => isBefore(field(LAST_GOOD_SNAPSHOT), age))

export const LAST_GOOD_SNAPSHOT = 'snapshots.latest_successful_end_time'
