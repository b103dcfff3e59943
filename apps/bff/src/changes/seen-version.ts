// Has the deployment moved on since the operator looked at it? Two people, or a plan that started
// meanwhile, must not surprise each other. The check is read just before sending: it makes the gap
// small, it cannot close it.
import { buildRequest, operations, z, type Operation } from '@ece/api-types'
import { formatTime } from '../audit/words.ts'
import type { Ece } from '../forward/ece.ts'
import { askAlive, type Exchange } from '../forward/exchange.ts'
import { relayRefusal, relaySuccess } from '../forward/read.ts'
import { consoleReply, type Reply } from '../forward/reply.ts'
import { skewOf } from './ece-time.ts'
import { plain } from './plain.ts'
import { actorOf } from './plan-attempts.ts'

export interface SeenCheck {
  /** Value of `X-Seen-Version`. */
  readonly seen?: string | undefined
  /** Absent for changes that are not about a deployment: there is nothing to compare then. */
  readonly deploymentId: string | undefined
}

export interface Looked {
  /** Answered when the change may not go on. */
  readonly refusal?: Reply
  /** Ids of the plan attempts that are there: none of them is that of the change to come. */
  readonly attempts: readonly string[]
  /** ECE's clock minus ours, in milliseconds; undefined when ECE does not say. */
  readonly skew: number | undefined
  /** In the words of `X-Seen-Version`; absent when ECE did not show the deployment. */
  readonly version?: string
}

const operation: Operation = operations.getDeployment

/**
 * Reads the deployment anew and compares; undefined when there is nothing to compare. Throws like a
 * read; nothing was sent in any case.
 */
export async function checkSeen(
  ece: Ece,
  exchange: Exchange,
  authorization: string,
  { seen, deploymentId }: SeenCheck,
  now: () => number,
): Promise<Looked | undefined> {
  if (seen === undefined || deploymentId === undefined) return undefined
  const request = buildRequest(operation, {
    params: { deployment_id: deploymentId },
    query: { show_plans: true, enrich_with_template: false },
  })
  const read = { ...exchange, operation, request }
  const answered = await askAlive(ece, read, authorization)
  const skew = skewOf(answered, now())
  if (answered.status >= 300) {
    return { refusal: relayRefusal(operation.name, answered), attempts: [], skew }
  }
  const { body } = await relaySuccess(read, answered)
  const deployment = z.parse(Seen, JSON.parse(body.toString()))
  const all = listAttempts(deployment)
  const attempts = all.flatMap(({ id }) => id ?? [])
  const version = versionOf(deployment, all)
  if (version === seen) return { attempts, skew, version }
  const refusal = consoleReply(
    'console.seen_version_changed',
    `The deployment has changed since you looked at it: ${describeNews(seen, all)} Nothing was sent. Look at it again, then decide.`,
  )
  return { refusal, attempts, skew, version }
}

const opt = z.nullish
const Attempt = z.object({
  plan_attempt_id: opt(z.string()),
  attempt_start_time: opt(z.string()),
  source: opt(
    z.object({
      facilitator: opt(z.string()),
      action: opt(z.string()),
      user_id: opt(z.string()),
      admin_id: opt(z.string()),
    }),
  ),
})
const Resource = z.object({
  ref_id: opt(z.string()),
  info: opt(
    z.object({ plan_info: opt(z.object({ pending: opt(Attempt), current: opt(Attempt) })) }),
  ),
})
const Seen = z.object({
  metadata: opt(z.object({ last_resource_plan_modified: opt(z.string()) })),
  resources: z.record(z.string(), opt(z.array(Resource))),
})

interface SeenAttempt {
  readonly id: string | undefined
  readonly isPending: boolean
  readonly resource: string
  readonly startedAt: number
  readonly action: string | undefined
  readonly by: string | undefined
}

const listAttempts = ({ resources }: z.infer<typeof Seen>): SeenAttempt[] =>
  Object.entries(resources).flatMap(([kind, entries]) =>
    (entries ?? []).flatMap(({ ref_id: refId, info }) =>
      (['pending', 'current'] as const).flatMap((place) => {
        const attempt = info?.plan_info?.[place]
        if (!attempt) return []
        return {
          id: attempt.plan_attempt_id ?? undefined,
          isPending: place === 'pending',
          resource: plain(refId ?? kind),
          startedAt: Date.parse(attempt.attempt_start_time ?? ''),
          action: attempt.source?.action ?? undefined,
          by: actorOf(attempt.source),
        }
      }),
    ),
  )

/**
 * `last_resource_plan_modified` and the ids of the pending attempts, sorted, with plus signs
 * between.
 */
function versionOf({ metadata }: z.infer<typeof Seen>, attempts: readonly SeenAttempt[]): string {
  const pending = attempts.flatMap(({ id, isPending }) => (isPending && id ? id : []))
  return [metadata?.last_resource_plan_modified ?? '', ...pending.toSorted()]
    .filter((part) => part !== '')
    .join('+')
}

const MOST_NAMED = 3

/** What is new about it, as far as the answer tells: plans that run, plans that ended. */
function describeNews(seen: string, attempts: readonly SeenAttempt[]): string {
  const parts = seen.split('+')
  const modified = Date.parse(parts.find((part) => !Number.isNaN(Date.parse(part))) ?? '')
  const known = new Set(parts)
  const started = attempts.filter(({ id, isPending }) => isPending && !known.has(id ?? ''))
  if (started.length > 0) {
    const plans = started.slice(0, MOST_NAMED).map((one) => `${describe(one)} runs`)
    return `${plans.join(', ')}${started.length > MOST_NAMED ? ' and more' : ''}.`
  }
  const running = new Set(attempts.flatMap(({ id, isPending }) => (isPending && id ? id : [])))
  const ended = attempts.filter(
    ({ id, isPending, startedAt }) =>
      !isPending && !running.has(id ?? '') && (known.has(id ?? '') || startedAt > modified),
  )
  if (ended.length > 0) {
    const plans = ended.slice(0, MOST_NAMED).map((one) => `${describe(one)} has ended`)
    return `${plans.join(', ')}${ended.length > MOST_NAMED ? ' and more' : ''}.`
  }
  return 'a plan started or ended.'
}

function describe({ resource, action, by, startedAt }: SeenAttempt): string {
  const what = action === undefined ? 'a plan' : `the plan "${plain(action)}"`
  const who = by === undefined ? '' : ` of ${plain(by)}`
  const when = Number.isNaN(startedAt) ? '' : `, begun ${formatTime(startedAt)},`
  return `${what}${who} on ${resource}${when}`
}
