// May an item begin, and how did it end? Pure: what ECE said before and says now, nothing else. When in doubt an item is
// not begun, and an end is not called good.
import type { Effect } from './bulk-rows.ts'
import type { AttemptView, ResourceView, TargetView } from './target.ts'

/** What is remembered of a target from just before its change was sent; stored as JSON. */
export interface Before {
  /** By kind and ref id. */
  readonly resources: Readonly<Record<string, ResourceBefore>>
}
interface ResourceBefore {
  readonly healthy?: boolean | undefined
  readonly shards?: string | undefined
  /** The newest attempt by ECE's clock. */
  readonly lastStart?: number | undefined
  readonly lastId?: string | undefined
  readonly pendingId?: string | undefined
}

export type MayBegin =
  | { readonly go: true; readonly before: Before }
  | { readonly go: false; readonly why: string }

export type Verdict =
  | { readonly end: 'going'; readonly attemptId?: string | undefined }
  /** Its plan has ended well, but this is worse than before. */
  | { readonly end: 'worse'; readonly why: string; readonly attemptId?: string | undefined }
  | { readonly end: 'well'; readonly attemptId?: string | undefined }
  | { readonly end: 'failed'; readonly why: string; readonly attemptId?: string | undefined }
  /** Nothing is pending, and nothing tells that ours ever was. */
  | { readonly end: 'no_sign' }

export type Params = Readonly<Record<string, string>>

/** ECE takes `_main` for the only resource of its kind (ece-behaviour 3.3). */
const MAIN = '_main'

/** The resources that a row with these parameters touches. */
export function scopeOf({ resources }: TargetView, params: Params): readonly ResourceView[] {
  const { ref_id: refId } = params
  if (refId === undefined) return resources
  const kind = params.resource_kind ?? params.stateless_resource_kind ?? 'elasticsearch'
  const ofKind = resources.filter((one) => one.kind === kind)
  return refId === MAIN && ofKind.length === 1
    ? ofKind
    : ofKind.filter((one) => one.refId === refId)
}

const nameOf = ({ kind, refId }: ResourceView) => `${kind}/${refId}`
/** A status in which something happens already, whether a plan shows or not (ece-behaviour 4.2). */
const MOVING: ReadonlySet<string | undefined> = new Set([
  'initializing',
  'reconfiguring',
  'restarting',
  'rebooting',
  'stopping',
])

export function judgeBeginning(effect: Effect, target: TargetView, params: Params): MayBegin {
  const scope = scopeOf(target, params)
  const why =
    scope.length === 0 ? 'It has no such resource any more.' : reasonAgainst(effect, target, scope)
  return why === undefined ? { go: true, before: rememberOf(target) } : { go: false, why }
}

function reasonAgainst(
  effect: Effect,
  target: TargetView,
  scope: readonly ResourceView[],
): string | undefined {
  if (effect === 'instant') return undefined
  const isStopped = scope.every(({ status }) => status === 'stopped')
  if (effect === 'cancel') {
    return scope.some(({ pending }) => pending) ? undefined : 'No plan is pending.'
  }
  if (effect === 'shutdown') {
    if (isStopped) return 'It is shut down already.'
    if (target.systemOwned)
      return 'It belongs to ECE itself: without it the installation does not work.'
  }
  const busy = target.resources.find(({ pending, status }) => pending || MOVING.has(status))
  if (busy !== undefined) return busyReason(busy)
  if (effect === 'restore') {
    const running = scope.some(
      ({ kind, status }) => kind === 'elasticsearch' && status !== 'stopped',
    )
    if (running || !isStopped) return 'It is not shut down.'
    // Kibana alone; the restore of a deployment has its Elasticsearch in scope
    const isWithout = scope.every(
      (one) => one.kind !== 'elasticsearch' && !target.resources.some(carriesStateless),
    )
    return isWithout ? 'Its Elasticsearch is not started.' : undefined
  }
  if (effect === 'shutdown') return undefined
  if (scope.some(({ status }) => status === 'stopped')) {
    return 'It is stopped, and a restart would start it.'
  }
  if (scope.some(({ status }) => status !== 'started')) {
    return 'ECE does not say that it is started, and a restart would start it.'
  }
  const sick = scope.find(({ healthy, planHealthy }) => healthy === false || planHealthy === false)
  if (sick?.planHealthy === false) return 'Its last plan attempt failed: look at that first.'
  return sick === undefined ? undefined : 'It is unhealthy: a restart could make that worse.'
}

const carriesStateless = ({ kind, status }: ResourceView) =>
  kind === 'elasticsearch' && status === 'started'

function busyReason({ kind, pending, status }: ResourceView): string {
  if (pending === undefined) return `Its ${kind} is ${status ?? 'changing'}.`
  return `A plan of its ${kind} is running, by ${pending.who ?? 'the platform'}.`
}

const newestOf = ({ ended }: ResourceView) => ended.at(-1)

const rememberOf = ({ resources }: TargetView): Before => ({
  resources: Object.fromEntries(
    resources.map((one) => [
      nameOf(one),
      {
        healthy: one.healthy,
        shards: one.shards,
        lastStart: newestOf(one)?.started,
        lastId: newestOf(one)?.id,
        pendingId: one.pending?.id,
      },
    ]),
  ),
})

/** Attempts that began after `before`, oldest first; the clock is ECE's on both sides. */
const newAttempts = (one: ResourceView, before: Before): AttemptView[] => {
  const { lastStart, lastId } = before.resources[nameOf(one)] ?? {}
  return one.ended.filter(({ id, started }) => id !== lastId && (started ?? 0) >= (lastStart ?? 0))
}

export interface Judged {
  readonly effect: Effect
  readonly params: Params
  readonly before: Before
  /** Whose change it is. */
  readonly userName: string
  /** Ours, once it was seen. */
  readonly attemptId: string | undefined
}

/** `target` must have been read with its history. */
export function judgeEnd(item: Judged, target: TargetView): Verdict {
  const scope = scopeOf(target, item.params)
  if (scope.length === 0) return { end: 'failed', why: 'The resource is gone.' }
  switch (item.effect) {
    case 'instant':
      return { end: 'well' }
    case 'cancel':
      return judgeCancel(item, scope)
    case 'restart':
      return judgeRestart(item, scope)
    case 'shutdown':
      return judgeGoal(item, scope, ({ status }) => status === 'stopped')
    case 'restore':
      return judgeGoal(
        item,
        scope,
        ({ status, healthy }) => status === 'started' && healthy !== false,
      )
  }
}

function judgeCancel({ before }: Judged, scope: readonly ResourceView[]): Verdict {
  const isStill = scope.some(
    (one) => one.pending && one.pending.id === before.resources[nameOf(one)]?.pendingId,
  )
  return { end: isStill ? 'going' : 'well' }
}

const isOurs = ({ who }: AttemptView, { userName }: Judged) => who === undefined || who === userName

function judgeRestart(item: Judged, scope: readonly ResourceView[]): Verdict {
  for (const one of scope) {
    const { pending } = one
    const attempt =
      one.ended.find(({ id }) => id !== undefined && id === item.attemptId) ??
      (item.attemptId === undefined
        ? newAttempts(one, item.before).find((each) => isOurs(each, item))
        : undefined)
    if (attempt === undefined) {
      if (pending !== undefined) {
        const isKnown = item.attemptId === undefined && isOurs(pending, item)
        return { end: 'going', attemptId: isKnown ? pending.id : item.attemptId }
      }
      return MOVING.has(one.status)
        ? { end: 'going', attemptId: item.attemptId }
        : { end: 'no_sign' }
    }
    const attemptId = attempt.id ?? item.attemptId
    if (attempt.failed) return { end: 'failed', why: failure(attempt), attemptId }
    // whatever is pending now is not ours any more, but the gate between items wants it to be over
    if (pending !== undefined || MOVING.has(one.status)) return { end: 'going', attemptId }
    const worse = worseThan(item.before, one)
    return worse === undefined
      ? { end: 'well', attemptId }
      : { end: 'worse', why: worse, attemptId }
  }
  return { end: 'no_sign' }
}

/** Shutting down and restoring run a plan per resource, one after another; what counts is where all of them arrive. */
function judgeGoal(
  item: Judged,
  scope: readonly ResourceView[],
  isThere: (one: ResourceView) => boolean,
): Verdict {
  const isPending = scope.some(({ pending }) => pending)
  if (!isPending && scope.every(isThere)) return { end: 'well' }
  const failed = scope
    .flatMap((one) => newAttempts(one, item.before))
    .find((attempt) => attempt.failed)
  if (failed !== undefined && !isPending) {
    return { end: 'failed', why: failure(failed), attemptId: failed.id }
  }
  const isMoving = isPending || scope.some(({ status }) => MOVING.has(status))
  const hasBegun = scope.some((one) => newAttempts(one, item.before).length > 0)
  return { end: isMoving || hasBegun ? 'going' : 'no_sign' }
}

const failure = ({ cause }: AttemptView) =>
  cause === undefined ? 'Its plan failed; its activity says more.' : `Its plan failed: ${cause}`

const RANKS: Readonly<Record<string, number>> = { green: 0, yellow: 1, red: 2 }
const rankOf = (shards: string | undefined): number | undefined =>
  shards === undefined || !Object.hasOwn(RANKS, shards) ? undefined : RANKS[shards]

/** A sentence when the resource is in a worse state than before it began. */
function worseThan(before: Before, one: ResourceView): string | undefined {
  const was = before.resources[nameOf(one)]
  const [from, to] = [rankOf(was?.shards), rankOf(one.shards)]
  if (from !== undefined && to !== undefined && to > from) {
    return `Its shards are ${one.shards ?? ''}; before they were ${was?.shards ?? ''}.`
  }
  if (one.healthy === false && was?.healthy !== false) return 'It is unhealthy; before it was not.'
  return undefined
}
