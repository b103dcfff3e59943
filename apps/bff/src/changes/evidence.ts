// What became of a change whose answer was lost, judged by what ECE says of its target. A yes needs proof: an attempt of
// the same user, of the same kind, of that time. A state that fits proves nothing: somebody else may have brought it about.
import { formatTime } from '../audit/words.ts'
import type { ChangeRow } from './journal.ts'
import { judgeInstances } from './evidence-instances.ts'
import { plain } from './plain.ts'
import {
  listResources,
  type Evidence,
  type PlanAttempt,
  type ResourceView,
} from './plan-attempts.ts'

export type Verdict =
  | { readonly state: 'found'; readonly evidence: string; readonly attemptId?: string }
  /** Nothing more can be found out. */
  | { readonly state: 'unknown'; readonly evidence: string }
  /** Nothing yet; what it comes to when that stays so. */
  | {
      readonly state: 'open'
      readonly atLast: { readonly state: 'unknown' | 'no_trace'; readonly evidence: string }
    }

export interface Looked {
  readonly change: ChangeRow
  /** ECE's clock minus ours when the change was begun, in milliseconds. */
  readonly skew: number
  /** So long the answer was on its way that told ECE's clock, in milliseconds: the skew may be more by as much. */
  readonly lag: number
  /** The last change of this console on the same target before, if it may have left an attempt. */
  readonly before: ChangeRow | undefined
}

/** What a second's resolution of ECE's clock, and the way there and back, may hide. */
const SLACK_MS = 2_000
/** ECE does what it was asked within its answer; what comes much later was asked by somebody else. */
const WINDOW_MS = 5 * 60 * 1000

/** Verbs that leave plan attempts, and the word that ECE's `source.action` has for them. */
const LEAVES_ATTEMPTS = /^(?<word>restart|shutdown|restore|upgrade|move|update)/
/** `/{kind}/{ref}/` below the deployment; without it the change is about all its resources. */
const RESOURCE = /^\/deployments\/[0-9a-f]{32}\/(?<kind>[a-z_]+)\/(?<ref>[^/?]+)\//

export const verbOf = (operation: string): string | undefined =>
  LEAVES_ATTEMPTS.exec(operation)?.groups?.['word']

/** The resources that a path is about. */
export function concerned(path: string, resources: readonly ResourceView[]): ResourceView[] {
  const { kind, ref } = RESOURCE.exec(path)?.groups ?? {}
  return resources.filter(
    (one) => kind === undefined || (one.kind === kind && (ref === '_main' || one.refId === ref)),
  )
}

export function judgeDeployment(looked: Looked, deployment: Evidence): Verdict {
  const { change } = looked
  const resources = concerned(change.path, listResources(deployment))
  if (resources.length === 0) {
    const evidence = 'What it was about is not in the deployment any more.'
    return { state: 'open', atLast: { state: 'unknown', evidence } }
  }
  const verb = verbOf(change.operation)
  if (verb !== undefined) return judgeAttempts(looked, verb, resources)
  if (change.operation === 'deleteDeployment') {
    const evidence = 'The deployment is still there.'
    return { state: 'open', atLast: { state: 'no_trace', evidence } }
  }
  return judgeInstances(change, resources) ?? judgeWithoutTrace(change, resources)
}

function judgeAttempts(looked: Looked, verb: string, resources: readonly ResourceView[]): Verdict {
  const { change } = looked
  const user = plain(change.user_name)
  const inTime = resources.flatMap(({ attempts }) =>
    attempts.filter((one) => isInTime(looked, one)),
  )
  const ofVerb = inTime.filter((one) => isOf(verb, one) && !one.isOfPlatform)
  const mine = ofVerb.filter(({ by }) => by === change.user_name)
  const certain = mine.filter((one) => !mayBeOfBefore(looked, one))
  const perResource = new Map(certain.map((one) => [one.refId, one]))

  if (perResource.size < certain.length || (certain.length === 0 && mine.length > 0)) {
    const named = mine.map(nameAttempt).join('; ')
    const evidence = `More than one change of ${user} fits what ECE has: ${named}. Which of them this was cannot be told.`
    return { state: 'unknown', evidence }
  }
  const [found] = certain
  if (found) {
    const more =
      certain.length > 1 ? `, with ${certain.length - 1} more on the other resources` : ''
    const evidence = `ECE has the plan attempt of ${user} that fits: ${nameAttempt(found)}${more}.`
    return { state: 'found', evidence, attemptId: found.id }
  }
  return { state: 'open', atLast: concludeWithout(change, verb, ofVerb, inTime, resources) }
}

function concludeWithout(
  change: ChangeRow,
  verb: string,
  ofVerb: readonly PlanAttempt[],
  inTime: readonly PlanAttempt[],
  resources: readonly ResourceView[],
) {
  const user = plain(change.user_name)
  const since = formatTime(change.created_at)
  const [other] = ofVerb
  if (other) {
    const evidence = `ECE has no plan attempt that is certainly of ${user}, but one like it: ${nameAttempt(other)}.`
    return { state: 'unknown', evidence } as const
  }
  const nameless = inTime.find(
    (one) => !one.isOfPlatform && (one.by === change.user_name || one.by === undefined),
  )
  if (nameless) {
    const evidence = `ECE has a plan attempt of that time, but does not say that it was this ${verb}: ${nameAttempt(nameless)}.`
    return { state: 'unknown', evidence } as const
  }
  const goal = GOALS[verb]
  if (goal !== undefined && resources.every(({ status }) => goal.includes(status ?? ''))) {
    const evidence = `It is ${goal[0]} now, but ECE has no plan attempt of ${user} since ${since}: who brought it about is not known.`
    return { state: 'unknown', evidence } as const
  }
  const evidence = `ECE has no plan attempt of ${user} on it since ${since}.`
  return { state: 'no_trace', evidence } as const
}

/** Statuses that a resource has when the verb is done or at work. */
const GOALS: Readonly<Record<string, readonly string[]>> = {
  shutdown: ['stopped', 'stopping'],
  restore: ['started'],
}

/**
 * ECE's words for actions are not established (ece-behaviour 3.7): an action that names the verb is ours, and so is a
 * forced reboot where a restart was asked for. A mere "update" proves nothing.
 */
function isOf(verb: string, { action, isReboot }: PlanAttempt): boolean {
  const word = (action ?? '').toLowerCase().replaceAll(/[^a-z]/g, '')
  return word.includes(verb) || (verb === 'restart' && isReboot)
}

function isInTime({ change, skew }: Looked, { at, id }: PlanAttempt): boolean {
  if (readIds(change.known_attempts).includes(id)) return false
  const begun = change.created_at + skew
  return at >= begun - SLACK_MS && at <= begun + WINDOW_MS
}

/** Close to the end of the change before, and nobody looked between them. */
function mayBeOfBefore({ change, skew, lag, before }: Looked, { at }: PlanAttempt): boolean {
  if (change.known_attempts !== null || before === undefined) return false
  return at <= before.updated_at + skew + lag + SLACK_MS / 2
}

function readIds(text: string | null): readonly unknown[] {
  // written by us as a JSON array
  return text === null ? [] : (JSON.parse(text) as unknown[])
}

function nameAttempt({ id, refId, at, action, by }: PlanAttempt): string {
  const who = by === undefined ? '' : ` of ${plain(by)}`
  const what = action === undefined ? '' : ` (${plain(action)})`
  return `${plain(id)}${who} on ${plain(refId)} at ${formatTime(at)}${what}`
}

/** What leaves neither an attempt nor a state of its own. */
function judgeWithoutTrace(change: ChangeRow, resources: readonly ResourceView[]): Verdict {
  if (change.operation === 'cancelDeploymentResourcePendingPlan') {
    const isPending = resources.some(({ hasPending }) => hasPending)
    const evidence = isPending
      ? 'A plan is still pending on it; a cancelled plan stays so until it is rolled back.'
      : 'No plan is pending on it any more; ECE does not say whether it ended by itself or who cancelled it.'
    return { state: 'open', atLast: { state: 'unknown', evidence } }
  }
  return {
    state: 'unknown',
    evidence: 'ECE keeps no trace of this kind of change that the console could look for.',
  }
}
