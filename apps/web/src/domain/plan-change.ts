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

/** `group_by` of a rolling strategy; the restart call writes `__zone__` where plans say `logical_zone_name`. */
const AT_ONCE = 'all at once'
const GROUPS: ReadonlyMap<string, string> = new Map([
  ['__all__', AT_ONCE],
  ['__zone__', 'zone by zone'],
  ['logical_zone_name', 'zone by zone'],
  ['__name__', 'one instance at a time'],
])

/** `zone by zone`; `undefined` when the plan does not roll, or does not say how. */
export const groupsOf = (plan: Plan | null | undefined): string | undefined => {
  const group = plan?.transient?.strategy?.rolling?.group_by
  return group ? (GROUPS.get(group) ?? `grouped by ${group}`) : undefined
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

const hasMoves = (plan: Plan | null | undefined): boolean => {
  const { move_instances, move_allocators } = plan?.transient?.plan_configuration ?? {}
  return Boolean(move_instances?.length || move_allocators?.length)
}

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
  if (plan?.transient?.restore_snapshot) return 'restore'
  if (plan?.transient?.plan_configuration?.cluster_reboot) return 'restart'
  if (hasMoves(plan)) return 'move'
  const before = goodBefore(attempt, resource)
  if (before === undefined) return 'change'
  const version = versionOfPlan(resource.kind, plan)
  const old = versionOfPlan(resource.kind, before.plan)
  if (version !== undefined && old !== undefined && version !== old) return 'upgrade'
  return plan && before.plan && sizesOf(plan) !== sizesOf(before.plan) ? 'resize' : 'change'
}

/** The good attempt before this one: what its plan set out from. Absent for the first, and where the answer has no history. */
export function goodBefore(attempt: Attempt, resource: Resource): Attempt | undefined {
  const { history, current } = resource.info.plan_info ?? {}
  const ended = history ?? []
  const at = ended.findIndex((each) => isSameAttempt(each, attempt))
  const earlier = at < 0 ? ended : ended.slice(0, at)
  const good = earlier.findLast(isGood)
  if (good !== undefined || at >= 0) return good
  // list hits have no history: a pending plan sets out from the current one
  const isCurrent = attempt === current || isSameAttempt(attempt, current ?? undefined)
  return !isCurrent && current && isGood(current) ? current : undefined
}

const isGood = ({ healthy, error }: Attempt): boolean => healthy !== false && !error

/** What this attempt of this resource does or did. */
export function changeOf(attempt: Attempt, resource: Resource): Change {
  const kind = kindOf(attempt, resource)
  const rollingBack = isPendingOf(attempt, resource) && hasFailedStep(attempt)
  const of = nameOfKind(resource.kind)
  const groups = groupsOf(attempt.plan)
  const version = versionOfPlan(resource.kind, attempt.plan)
  const rolling = groups === undefined || groups === AT_ONCE ? 'Restart' : 'Rolling restart'
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
