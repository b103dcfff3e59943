// Reads a deployment for a job, with the operator's own credential, and says what a failure means for the item.
import { buildRequest, operations, z, DeploymentId, type Operation } from '@ece/api-types'
import { randomUUID } from 'node:crypto'
import type { Ece } from '../forward/ece.ts'
import { EceFailure } from '../forward/ece-failure.ts'
import { askAlive } from '../forward/exchange.ts'
import { passingOf } from '../forward/retry-after.ts'
import { ConsoleError } from '../http/console-error.ts'
import type { SignedIn } from '../session/signed-in.ts'
import { readTarget, type TargetView } from './target.ts'

export type TargetRead =
  | { readonly kind: 'read'; readonly target: TargetView }
  | { readonly kind: 'gone' }
  /** ECE is busy or away, or the sign-in has just ended: nothing is known, and nothing has failed. */
  | { readonly kind: 'wait'; readonly why: string; readonly seconds?: number | undefined }
  /** ECE says no, and will go on saying so. */
  | { readonly kind: 'refused'; readonly why: string }

const operation: Operation = operations.getDeployment

/** Never rejects. */
export async function askTarget(
  ece: Ece,
  session: SignedIn,
  deploymentId: string,
): Promise<TargetRead> {
  try {
    const request = buildRequest(operation, {
      params: { deployment_id: z.parse(DeploymentId, deploymentId) },
      query: { show_plans: true, show_plan_history: true, enrich_with_template: false },
    })
    const exchange = { operation, request, session, requestId: randomUUID() }
    const { status, headers, bytes } = await askAlive(ece, exchange, await session.authorization())
    if (status === 404) return { kind: 'gone' }
    if (status === 403) {
      return { kind: 'refused', why: 'ECE does not let this user see the deployment.' }
    }
    if (status >= 300) {
      const { retryAfter } = passingOf(status, headers)
      const why =
        status === 429 ? 'ECE asks for fewer calls.' : `ECE answers reads with status ${status}.`
      return { kind: 'wait', why, seconds: retryAfter }
    }
    const target = readTarget(JSON.parse(bytes.toString()))
    if (target === undefined) {
      return { kind: 'refused', why: 'ECE answered with something that is no deployment.' }
    }
    return { kind: 'read', target }
  } catch (error) {
    // the sentences of both are made for operators
    if (error instanceof EceFailure) {
      return { kind: 'wait', why: error.message, seconds: error.retryAfter }
    }
    if (error instanceof ConsoleError) {
      return { kind: 'wait', why: error.message, seconds: error.retryAfter }
    }
    return { kind: 'refused', why: "ECE's answer could not be read." }
  }
}
