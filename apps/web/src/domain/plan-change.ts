// What an attempt does, in words. ECE gives no name to it: `source.action` is known for creates and updates only
// (ece-behaviour 3.7), so the plan itself is read first, and what stays unclear is called a change.
import { isSameAttempt, pendingOf } from './attempts.ts'
import { nameOfKind, type Resource, versionOfPlan } from './resources.ts'
import type { Attempt, Plan } from './shapes.ts'

export type ChangeKind =
  | 'create'
  | 'restart'
  | 'shutdown'
  | 'restore'
  | 'upgrade'
  | 'resize'
  | 'move'
  | 'change'

export interface Change {
  readonly kind: ChangeKind
  /** `Rolling restart of Elasticsearch, zone by zone`. */
  readonly text: string
  /** It failed or was cancelled, and ECE is undoing it while the plan stays pending (ece-behaviour 4.8). */
  readonly rollingBack: boolean
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** A member of `plan.transient` that the row's schema does not know but whole objects carry. */
function transientOf(plan: unknown, ...path: readonly string[]): unknown {
  let at: unknown = isObject(plan) ? plan['transient'] : undefined
  for (const name of path) at = isObject(at) ? at[name] : undefined
  return at
}

/** `group_by` of a rolling strategy; the restart call writes `__zone__` where plans say `logical_zone_name`. */
const GROUPS: Readonly<Record<string, string>> = {
  __all__: 'all at once',
  __zone__: 'zone by zone',
  logical_zone_name: 'zone by zone',
  __name__: 'one instance at a time',
}

const groupsOf = (plan: Plan | null | undefined): string | undefined => {
  const group = transientOf(plan, 'strategy', 'rolling', 'group_by')
  return typeof group === 'string' ? (GROUPS[group] ?? `grouped by ${group}`) : undefined
}

/** A user's cancel shows as this exception in the log (ece-behaviour 3.8). */
export const CANCELLED = /ForcedRollback|User initiated/

const hasFailedStep = (attempt: Attempt): boolean =>
  (attempt.plan_attempt_log ?? []).some((step) => step.status === 'error')

const sizesOf = (plan: Plan | null | undefined): string =>
  JSON.stringify(
    (plan?.cluster_topology ?? []).map((element) => [
      element.instance_configuration_id ?? null,
      element.zone_count ?? null,
      element.size?.value ?? element.memory_per_node ?? null,
    ]),
  )

const hasMoves = (plan: Plan | null | undefined): boolean =>
  ['move_instances', 'move_allocators'].some((name) => {
    const moves = transientOf(plan, 'plan_configuration', name)
    return Array.isArray(moves) && moves.length > 0
  })

/** Words inside `source.action`; other spellings than create and update are not established. */
const ACTIONS: readonly (readonly [RegExp, ChangeKind])[] = [
  [/shutdown|terminate|stop/i, 'shutdown'],
  [/restore/i, 'restore'],
  [/restart|reboot/i, 'restart'],
  [/upgrade/i, 'upgrade'],
  [/create/i, 'create'],
  [/\bmove|vacate/i, 'move'],
]

const isPendingOf = (attempt: Attempt, resource: Resource) =>
  attempt === pendingOf(resource) || isSameAttempt(attempt, pendingOf(resource))

function kindOf(attempt: Attempt, resource: Resource): ChangeKind {
  const { plan } = attempt
  if (isPendingOf(attempt, resource) && resource.info.status === 'stopping') return 'shutdown'
  const byAction = ACTIONS.find(([words]) => words.test(attempt.source?.action ?? ''))?.[1]
  if (byAction !== undefined) return byAction
  if (transientOf(plan, 'restore_snapshot') !== undefined) return 'restore'
  if (plan?.transient?.plan_configuration?.cluster_reboot) return 'restart'
  if (hasMoves(plan)) return 'move'
  const before = previousOf(attempt, resource)
  if (before === undefined) return 'change'
  const version = versionOfPlan(resource.kind, plan)
  const old = versionOfPlan(resource.kind, before.plan)
  if (version !== undefined && old !== undefined && version !== old) return 'upgrade'
  return plan && before.plan && sizesOf(plan) !== sizesOf(before.plan) ? 'resize' : 'change'
}

/** The good attempt before this one, as far as the answer has it. */
function previousOf(attempt: Attempt, resource: Resource): Attempt | undefined {
  const info = resource.info.plan_info
  const history = (info?.history ?? []).filter((each) => each.healthy !== false)
  const at = history.findIndex((each) => each.plan_attempt_id === attempt.plan_attempt_id)
  if (at >= 0) return history[at - 1]
  const current = info?.current
  const isCurrent = current?.plan_attempt_id === attempt.plan_attempt_id
  return history.at(-1) ?? (isCurrent ? undefined : (current ?? undefined))
}

/** What this attempt of this resource does or did. */
export function changeOf(attempt: Attempt, resource: Resource): Change {
  const kind = kindOf(attempt, resource)
  const rollingBack = isPendingOf(attempt, resource) && hasFailedStep(attempt)
  const of = nameOfKind(resource.kind)
  const groups = groupsOf(attempt.plan)
  const version = versionOfPlan(resource.kind, attempt.plan)
  const rolling =
    groups === undefined || groups === GROUPS['__all__'] ? 'Restart' : 'Rolling restart'
  const words: Record<ChangeKind, string> = {
    create: `Creation of ${of}`,
    restart: `${rolling} of ${of}${groups === undefined ? '' : `, ${groups}`}`,
    shutdown: `Shutdown of ${of}`,
    restore: `Restore of ${of}`,
    upgrade: `Upgrade of ${of}${version === undefined ? '' : ` to ${version}`}`,
    resize: `Resize of ${of}`,
    move: `Move of ${of} instances`,
    change: `Configuration change of ${of}`,
  }
  return { kind, text: words[kind], rollingBack }
}

export interface StartedBy {
  /** `a.kern`, `ECE itself`, `unknown`. */
  readonly who: string
  /** Address the request came from, as ECE saw it. */
  readonly from?: string
  /** `source.action`, for a tooltip. */
  readonly action?: string
}

/** Who asked for an attempt. The constructor starts follow-up plans on its own (ece-behaviour 3.7). */
export function startedBy(attempt: Attempt | null | undefined): StartedBy {
  const source = attempt?.source
  const person = source?.user_id || source?.admin_id
  const automatic = source?.facilitator === 'constructor'
  const who = automatic ? 'ECE itself' : person || 'unknown'
  const from = source?.remote_addresses?.[0]
  const action = source?.action
  return { who, ...(from ? { from } : {}), ...(action ? { action } : {}) }
}
