// Plan attempts as evidence: who asked ECE for what, and when. Read tolerantly: whatever is missing proves nothing.
import { z } from '@ece/api-types'

const opt = z.nullish
const Attempt = z.object({
  plan_attempt_id: opt(z.string()),
  attempt_start_time: opt(z.string()),
  source: opt(
    z.object({
      facilitator: opt(z.string()),
      action: opt(z.string()),
      date: opt(z.string()),
      user_id: opt(z.string()),
      admin_id: opt(z.string()),
    }),
  ),
  plan: opt(
    z.object({
      transient: opt(
        z.object({ plan_configuration: opt(z.object({ cluster_reboot: opt(z.string()) })) }),
      ),
    }),
  ),
})
const Instance = z.object({
  instance_name: opt(z.string()),
  container_started: opt(z.boolean()),
  maintenance_mode: opt(z.boolean()),
})
const Resource = z.object({
  ref_id: opt(z.string()),
  info: opt(
    z.object({
      status: opt(z.string()),
      topology: opt(z.object({ instances: opt(z.array(Instance)) })),
      plan_info: opt(
        z.object({
          pending: opt(Attempt),
          current: opt(Attempt),
          history: opt(z.array(Attempt)),
        }),
      ),
    }),
  ),
})
/** As much of a deployment as says what became of a change. */
export const Evidence = z.object({ resources: z.record(z.string(), opt(z.array(Resource))) })
export type Evidence = z.infer<typeof Evidence>

export interface PlanAttempt {
  readonly id: string
  readonly refId: string
  /** Milliseconds since 1970, by ECE's clock. */
  readonly at: number
  readonly action: string | undefined
  /** Undefined for what the platform does by itself, and where ECE does not say. */
  readonly by: string | undefined
  readonly isOfPlatform: boolean
  readonly isReboot: boolean
}

interface Source {
  readonly user_id?: string | null | undefined
  readonly admin_id?: string | null | undefined
}

/** Raw ECE sends `user_id: null` beside the `admin_id` (ece-behaviour 3.7). */
export const actorOf = (source: Source | null | undefined): string | undefined =>
  source?.user_id ?? source?.admin_id ?? undefined

export interface ResourceView {
  readonly kind: string
  readonly refId: string
  readonly status: string | undefined
  readonly hasPending: boolean
  readonly instances: readonly z.infer<typeof Instance>[]
  /** Oldest first; one that is both current and in the history is there once. */
  readonly attempts: readonly PlanAttempt[]
}

export const listResources = ({ resources }: Evidence): ResourceView[] =>
  Object.entries(resources).flatMap(([kind, entries]) =>
    (entries ?? []).map(({ ref_id, info }): ResourceView => {
      const refId = ref_id ?? kind
      const { history, current, pending } = info?.plan_info ?? {}
      const attempts = new Map<string, PlanAttempt>()
      for (const attempt of [...(history ?? []), current, pending]) {
        const view = attempt && toAttempt(attempt, refId)
        if (view) attempts.set(view.id, view)
      }
      return {
        kind,
        refId,
        status: info?.status ?? undefined,
        hasPending: Boolean(pending),
        instances: info?.topology?.instances ?? [],
        attempts: [...attempts.values()].toSorted((a, b) => a.at - b.at),
      }
    }),
  )

function toAttempt(attempt: z.infer<typeof Attempt>, refId: string): PlanAttempt | undefined {
  const { plan_attempt_id: id, attempt_start_time: started, source, plan } = attempt
  // when it was asked for comes before when the platform came round to it
  const at = Date.parse(source?.date ?? started ?? '')
  if (!id || Number.isNaN(at)) return undefined
  const reboot = plan?.transient?.plan_configuration?.cluster_reboot
  return {
    id,
    refId,
    at,
    action: source?.action ?? undefined,
    by: actorOf(source),
    isOfPlatform: source?.facilitator === 'constructor',
    isReboot: reboot !== undefined && reboot !== null,
  }
}
