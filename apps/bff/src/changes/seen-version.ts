// Has the deployment moved on since the operator looked at it? Two people, or a plan that started
// meanwhile, must not surprise each other. The check is read just before sending: it makes the gap
// small, it cannot close it.
import { buildRequest, operations, z, type Operation } from '@ece/api-types'
import type { Ece } from '../forward/ece.ts'
import { askAlive, type Exchange } from '../forward/exchange.ts'
import { relayRefusal, relaySuccess } from '../forward/read.ts'
import { consoleReply, type Reply } from '../forward/reply.ts'

export interface SeenCheck {
  /** Value of `X-Seen-Version`. */
  readonly seen: string | undefined
  /** Absent for changes that are not about a deployment: there is nothing to compare then. */
  readonly deploymentId: string | undefined
}

const operation: Operation = operations.getDeployment

/**
 * Reads the deployment anew and compares. Answers the refusal, or `undefined` when the change may
 * go on. Throws like a read; nothing was sent in any case.
 */
export async function checkSeen(
  ece: Ece,
  exchange: Exchange,
  authorization: string,
  { seen, deploymentId }: SeenCheck,
): Promise<Reply | undefined> {
  if (seen === undefined || deploymentId === undefined) return undefined
  const request = buildRequest(operation, {
    params: { deployment_id: deploymentId },
    query: { show_plans: true, enrich_with_template: false },
  })
  const read = { ...exchange, operation, request }
  const answered = await askAlive(ece, read, authorization)
  if (answered.status >= 300) return relayRefusal(operation.name, answered)
  const { body } = await relaySuccess(read, answered)
  if (versionOf(JSON.parse(body.toString())) === seen) return undefined
  return consoleReply(
    'console.seen_version_changed',
    'The deployment has changed since you looked at it: a plan started or ended. Nothing was sent. Look at it again, then decide.',
  )
}

const Pending = z.object({
  info: z.nullish(
    z.object({
      plan_info: z.nullish(
        z.object({ pending: z.nullish(z.object({ plan_attempt_id: z.nullish(z.string()) })) }),
      ),
    }),
  ),
})
const Seen = z.object({
  metadata: z.nullish(z.object({ last_resource_plan_modified: z.nullish(z.string()) })),
  resources: z.record(z.string(), z.nullish(z.array(Pending))),
})

/**
 * `last_resource_plan_modified` and the ids of the pending attempts, sorted, with plus signs
 * between.
 */
function versionOf(deployment: unknown): string {
  const { metadata, resources } = z.parse(Seen, deployment)
  const pending = Object.values(resources)
    .flatMap((kind) => kind ?? [])
    .flatMap(({ info }) => info?.plan_info?.pending?.plan_attempt_id ?? [])
  return [metadata?.last_resource_plan_modified ?? '', ...pending.toSorted()]
    .filter((part) => part !== '')
    .join('+')
}
