// Which change of this console a plan attempt came of. ECE does not know our keys, so the console's own record decides: the
// attempt that a change was found by, or else the same person, the same verb, the same resource, and a request of the very
// seconds in which the change was on its way. Where two fit, none is named.
import type { Change } from '@ece/api-types/bff'
import { parseTime } from '../lib/dates.ts'
import { startedBy } from './plan-change.ts'
import type { Resource } from './resources.ts'
import type { Attempt } from './shapes.ts'

/** What the seconds' resolution of ECE's clock may hide. */
const SLACK_MS = 2_000
/** Verbs that leave attempts; the word stands in the attempt's `source.action` as well. */
const VERB = /^(restart|shutdown|restore)/
/** `/{kind}/{ref}/` below the deployment; without it the change is about all its resources. */
const RESOURCE = /^\/deployments\/[0-9a-f]{32}\/([a-z_]+)\/([^/?]+)\//

export function changeOfAttempt(
  attempt: Attempt,
  resource: Resource,
  changes: readonly Change[],
): Change | undefined {
  const id = attempt.plan_attempt_id
  const proven = id ? changes.find(({ plan_attempt_id }) => plan_attempt_id === id) : undefined
  if (proven !== undefined) return proven
  const fitting = changes.filter((change) => fits(attempt, resource, change))
  return fitting.length === 1 ? fitting[0] : undefined
}

function fits(attempt: Attempt, { kind, ref_id }: Resource, change: Change): boolean {
  // whatever else came of it is proven by the attempt's id, or did not happen
  if (change.state !== 'accepted' || startedBy(attempt).who !== change.user_name) return false
  const verb = VERB.exec(change.operation)?.[1]
  const [, ofKind, ref] = RESOURCE.exec(change.path) ?? []
  if (verb === undefined || !isOf(verb, attempt)) return false
  if (ofKind !== undefined && (ofKind !== kind || (ref !== '_main' && ref !== ref_id))) return false
  const at = parseTime(attempt.source?.date) ?? parseTime(attempt.attempt_start_time)
  const [begun, answered] = [parseTime(change.created_at), parseTime(change.updated_at)]
  if (at === undefined || begun === undefined || answered === undefined) return false
  const skew = change.ece_skew_ms ?? 0
  return at >= begun + skew - SLACK_MS && at <= answered + skew + SLACK_MS
}

function isOf(verb: string, { source, plan }: Attempt): boolean {
  const word = (source?.action ?? '').toLowerCase().replaceAll(/[^a-z]/g, '')
  const isReboot = Boolean(plan?.transient?.plan_configuration?.cluster_reboot)
  return word.includes(verb) || (verb === 'restart' && isReboot)
}
