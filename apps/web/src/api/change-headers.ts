// What a change says about itself (architecture, "Every non-GET").
import type { Confirmed } from '@ece/api-types/bff'

export interface SaidOfChange {
  /** UUID that makes a change happen at most once. Reuse it to repeat the same change. */
  readonly idempotencyKey: string
  /** Why, for the record; at most 500 characters. */
  readonly reason?: string | undefined
  /** Number of a ticket; at most 64 characters. */
  readonly ticket?: string | undefined
  /** What the operator saw: `last_resource_plan_modified` and the pending attempt. */
  readonly seenVersion?: string | undefined
  /** What the page calls the target. */
  readonly targetName?: string | undefined
  /** What was done to confirm it; absent when nothing was asked. */
  readonly confirm?: Confirmed | undefined
}

/** As the server's limit: whoever reads the record has to recognise it, no more. */
const MAX_NAME = 200

/** Header values are one line and no text; half a pair of surrogates has no encoding. */
const encode = (text: string) =>
  encodeURIComponent(
    text.replaceAll(/\p{Surrogate}/gu, '\ufffd').replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' '),
  )

export function changeHeaders(said: SaidOfChange): Record<string, string> {
  const { idempotencyKey, reason, ticket, seenVersion, targetName, confirm } = said
  const name = [...(targetName ?? '')].slice(0, MAX_NAME).join('')
  return {
    'Idempotency-Key': idempotencyKey,
    ...(reason ? { 'X-Reason': encode(reason) } : {}),
    ...(ticket ? { 'X-Ticket': encode(ticket) } : {}),
    ...(seenVersion ? { 'X-Seen-Version': seenVersion } : {}),
    ...(name === '' ? {} : { 'X-Target-Name': encode(name) }),
    ...(confirm ? { 'X-Confirm': confirm } : {}),
  }
}
