// What a job has to know of a deployment, read from ECE's own answer. Tolerant: an unknown word or a missing member is
// "unknown" here, and what follows from unknown is decided in judge.ts.
import { RESOURCE_KINDS, z, type ResourceKind } from '@ece/api-types'

const opt = z.nullish
const Attempt = z.object({
  plan_attempt_id: opt(z.string()),
  healthy: opt(z.boolean()),
  attempt_start_time: opt(z.string()),
  attempt_end_time: opt(z.string()),
  source: opt(
    z.object({ date: opt(z.string()), user_id: opt(z.string()), admin_id: opt(z.string()) }),
  ),
  error: opt(z.object({ message: opt(z.string()) })),
})
const Entry = z.object({
  ref_id: z.string(),
  info: opt(
    z.object({
      healthy: opt(z.boolean()),
      status: opt(z.string()),
      elasticsearch: opt(z.object({ shards_status: opt(z.object({ status: opt(z.string()) })) })),
      plan_info: opt(
        z.object({
          healthy: opt(z.boolean()),
          current: opt(Attempt),
          pending: opt(Attempt),
          history: opt(z.array(Attempt)),
        }),
      ),
    }),
  ),
})
const Target = z.object({
  metadata: opt(z.object({ system_owned: opt(z.boolean()) })),
  resources: z.record(z.string(), opt(z.array(Entry))),
})

export interface AttemptView {
  readonly id: string | undefined
  /** Milliseconds since 1970 by ECE's clock; undefined when it does not say. */
  readonly started: number | undefined
  readonly failed: boolean
  /** Why it failed, in ECE's words, bounded. */
  readonly cause: string | undefined
  /** Who asked for it; undefined when ECE does not say, or nobody did. */
  readonly who: string | undefined
}

export interface ResourceView {
  readonly kind: ResourceKind
  readonly refId: string
  readonly healthy: boolean | undefined
  readonly status: string | undefined
  /** `green`, `yellow`, `red`. */
  readonly shards: string | undefined
  /** False when the last plan attempt failed. */
  readonly planHealthy: boolean | undefined
  readonly pending: AttemptView | undefined
  /** Ended ones, oldest first. */
  readonly ended: readonly AttemptView[]
}

export interface TargetView {
  readonly systemOwned: boolean
  readonly resources: readonly ResourceView[]
}

/** Undefined when it does not look like a deployment at all. */
export function readTarget(body: unknown): TargetView | undefined {
  const parsed = z.safeParse(Target, body)
  if (!parsed.success) return undefined
  const { metadata, resources } = parsed.data
  return {
    systemOwned: metadata?.system_owned === true,
    resources: RESOURCE_KINDS.flatMap((kind) =>
      (resources[kind] ?? []).map((entry) => toResource(kind, entry)),
    ),
  }
}

function toResource(kind: ResourceKind, { ref_id, info }: z.infer<typeof Entry>): ResourceView {
  const plans = info?.plan_info
  const history = plans?.history ?? []
  // without the history, and on versions that leave it out of there, the plan in force tells how the last attempt ended
  const current = plans?.current
  const isListed = history.some(({ plan_attempt_id: id }) => id === current?.plan_attempt_id)
  const ended = current && !isListed ? [...history, current] : history
  return {
    kind,
    refId: ref_id,
    healthy: info?.healthy ?? undefined,
    status: info?.status ?? undefined,
    shards: info?.elasticsearch?.shards_status?.status ?? undefined,
    planHealthy: plans?.healthy ?? undefined,
    pending: plans?.pending ? toAttempt(plans.pending) : undefined,
    ended: ended.map(toAttempt).toSorted((a, b) => (a.started ?? 0) - (b.started ?? 0)),
  }
}

function toAttempt(attempt: z.infer<typeof Attempt>): AttemptView {
  const { source, error } = attempt
  const started = Date.parse(attempt.attempt_start_time ?? source?.date ?? '')
  return {
    id: attempt.plan_attempt_id ?? undefined,
    started: Number.isNaN(started) ? undefined : started,
    failed: attempt.healthy === false || Boolean(error),
    cause: error?.message ? clip(error.message) : undefined,
    // real ones send `user_id: null` beside the admin's name (ece-behaviour 3.7)
    who: source?.user_id ?? source?.admin_id ?? undefined,
  }
}

const LONGEST_CAUSE = 300
/** For one line of text: what comes from outside is bounded and has no control characters. */
export const clip = (text: string): string => {
  const line = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim()
  return line.length <= LONGEST_CAUSE ? line : `${line.slice(0, LONGEST_CAUSE - 1)}…`
}
