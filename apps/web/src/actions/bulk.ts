// A verb over many: the single verbs judge every chosen row, so that a bulk dialog cannot know other rules than the dialog
// of one. What can be sent becomes the items of a job; the rest keeps its reason.
import { buildRequest, type BuiltRequest, type Danger, type Operation } from '@ece/api-types'
import type { Actor } from '../domain/permissions.ts'
import { findResource, nameOfDeployment, type Resource } from '../domain/resources.ts'
import type { AnyDeployment } from '../domain/shapes.ts'
import type { Action, ImpactRow, OptionValues } from './action.ts'
import type { Circumstances } from './disabled.ts'

/** A chosen row: a deployment, or one resource of it. */
export interface BulkRow {
  readonly deployment: AnyDeployment
  /** Id of the resource that was chosen; absent: the deployment with all of its resources. */
  readonly resourceId?: string | undefined
}

export interface BulkVerb {
  /** Unique in the bar. */
  readonly key: string
  /** On the bar: `Restart Elasticsearch`. */
  readonly label: string
  readonly operation: Operation
  /** What a job of it is called: `Restart of Elasticsearch`. */
  readonly jobTitle: string
  /** Beginning of heading and button, followed by the count and the noun: `Restart`. */
  readonly word: string
  /** One target: `Elasticsearch cluster`. */
  readonly noun: string
  /** What happens to all of them, in a sentence or two. */
  readonly describe: (values: OptionValues) => string
  readonly emphasis?: string
  readonly dismiss: string
  /** The single verbs of a row; none: it has nothing that this could be done to. */
  readonly actionsOf: (at: Circumstances, resource: Resource | undefined) => readonly Action[]
  /** Why a row has none. */
  readonly missing: string
  /** What a job leaves alone although one person may do it: nobody watches the targets of a job one by one. */
  readonly keepsOut?: (at: Circumstances, action: Action) => string | undefined
  /** Labels of the impact rows that stand beside every target, whatever they say. */
  readonly facts: readonly string[]
  /** Labels of impact rows that are the point of the verb, or are true of almost every item: no warnings. */
  readonly expected: readonly string[]
  /** The instances go away, and their memory with them. */
  readonly isFreeing: boolean
}

export interface BulkItem {
  /** Path of its request; what was skipped has the id of its row. */
  readonly id: string
  /** Of the deployment, and of the resource where that does not say which. */
  readonly name: string
  readonly row: BulkRow
  /** The verb on this target; absent when the row has none. */
  readonly action?: Action
  /** Why nothing will be sent for it. */
  readonly skipped?: string
}

/** Ids that no ECE gives have no call. */
const UNSENDABLE = 'ECE sent no id that its calls would take.'

export const idOfRow = ({ deployment, resourceId }: BulkRow): string =>
  `${deployment.id} ${resourceId ?? ''}`

/** The request of an item with these options; `undefined` when its ids cannot be sent. */
export function requestOf(action: Action, values: OptionValues): BuiltRequest | undefined {
  try {
    return buildRequest(action.operation, action.toInput(values))
  } catch {
    return undefined
  }
}

function judgeRow(verb: BulkVerb, row: BulkRow, at: Circumstances): BulkItem[] {
  const { deployment, resourceId } = row
  const name = nameOfDeployment(deployment)
  const id = idOfRow(row)
  const resource = resourceId === undefined ? undefined : findResource(deployment, resourceId)
  if (resourceId !== undefined && resource === undefined) {
    return [{ id, name, row, skipped: 'ECE does not have it any more.' }]
  }
  const actions = verb.actionsOf(at, resource)
  if (actions.length === 0) return [{ id, name, row, skipped: verb.missing }]
  return actions.map((action): BulkItem => {
    const path = requestOf(action, {})?.path
    if (path === undefined) return { id, name, row, skipped: UNSENDABLE }
    const item = { id: path, name, row, action }
    const skipped = action.disabledReason ?? verb.keepsOut?.(at, action)
    return skipped === undefined ? item : { ...item, skipped }
  })
}

/** Every chosen row as items, in their order; what two rows share, such as their deployment, is one item. */
export function judge(
  verb: BulkVerb,
  rows: readonly BulkRow[],
  who: { readonly user: Actor | undefined; readonly version: string | undefined },
): BulkItem[] {
  const items = new Map<string, BulkItem>()
  for (const row of rows) {
    for (const item of judgeRow(verb, row, { deployment: row.deployment, ...who })) {
      if (!items.has(item.id)) items.set(item.id, item)
    }
  }
  return [...items.values()]
}

export const isUsable = (item: BulkItem): item is BulkItem & { readonly action: Action } =>
  item.action !== undefined && item.skipped === undefined

const ORDER: readonly Exclude<Danger, 'read'>[] = ['routine', 'disrupts', 'destroys']

/** The most dangerous of the items that will be sent. */
export const dangerOf = (
  items: readonly BulkItem[],
  values: OptionValues,
): (typeof ORDER)[number] =>
  ORDER[
    Math.max(0, ...items.filter(isUsable).map(({ action }) => ORDER.indexOf(action.danger(values))))
  ] ?? 'routine'

/** What happens to it, and what of it deserves a look before. `now` in epoch milliseconds. */
export interface BulkImpact {
  readonly facts: readonly ImpactRow[]
  readonly warnings: readonly ImpactRow[]
}

export function impactOf(
  verb: BulkVerb,
  action: Action,
  values: OptionValues,
  now: number,
): BulkImpact {
  const rows = action.impact(values, now)
  const warnings = rows.filter(
    ({ kind, label }) => (kind === 'warn' || kind === 'bad') && !verb.expected.includes(label),
  )
  return {
    facts: rows.filter((row) => verb.facts.includes(row.label) && !warnings.includes(row)),
    warnings,
  }
}

/** The reason that keeps most of the rows out, for a verb that none of them allows. */
export function commonReason(items: readonly BulkItem[]): string | undefined {
  const counts = new Map<string, number>()
  for (const { skipped } of items) {
    if (skipped !== undefined) counts.set(skipped, (counts.get(skipped) ?? 0) + 1)
  }
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0]
}
