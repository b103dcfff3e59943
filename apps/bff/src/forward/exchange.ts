// One forwarded call: sent with the operator's credential, its answer read to the end.
import type { BuiltRequest, Operation } from '@ece/api-types'
import type { IncomingHttpHeaders } from 'node:http'
import { ConsoleError } from '../http/console-error.ts'
import type { SignedIn } from '../session/signed-in.ts'
import { checkIsJson, readBody } from './answer-body.ts'
import type { Ece } from './ece.ts'
import type { Signal } from './hang-up.ts'

export interface Exchange {
  readonly operation: Operation
  readonly request: BuiltRequest
  readonly session: SignedIn
  readonly requestId: string
  readonly signal?: Signal | undefined
  /** Less than the row's own time, when part of that is used up. */
  readonly timeoutMs?: number
  /** Told each time that it leaves for ECE. */
  readonly onSend?: (() => void) | undefined
}

/** What ECE answered: any status but redirects; JSON or nothing. */
export interface Answered {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
  /** Milliseconds since 1970. */
  readonly fetchedAt: number
}

/** Sends once. Throws `EceFailure`, or the signal's reason. */
async function ask(ece: Ece, exchange: Exchange, authorization: string): Promise<Answered> {
  const { operation, request, requestId, signal } = exchange
  const isRead = operation.danger === 'read'
  exchange.onSend?.()
  // written out: V8 makes a literal at once, and one that begins with `...` property by property
  const { status, headers, body } = await ece.send({
    method: request.method,
    path: request.path,
    body: request.body,
    authorization,
    requestId,
    row: operation.name,
    signal,
    timeoutMs: exchange.timeoutMs ?? operation.timeout * 1_000,
    maxBytes: operation.maxBytes,
    fresh: !isRead,
    repeatable: isRead,
  })
  const bytes = await readBody(body, status)
  checkIsJson(bytes, headers, status)
  return { status, headers, bytes, fetchedAt: Date.now() }
}

/**
 * The same with the credential kept alive: after a 401 it is renewed once, and the call is repeated
 * once with the new one. That holds for changes, too: a 401 is a definite refusal, nothing was
 * executed. A 401 that stays although the credential lives is ECE's answer to this call. Throws
 * `console.session_expired` when the credential is dead.
 */
export async function askAlive(
  ece: Ece,
  exchange: Exchange,
  authorization: string,
): Promise<Answered> {
  const { session } = exchange
  const answered = await ask(ece, exchange, authorization)
  if (answered.status !== 401) return answered
  const renewed = await session.renew(session.generation)
  if (renewed === undefined) {
    await session.end()
    throw new ConsoleError(
      'console.session_expired',
      `Your sign-in to "${session.installation.name}" has ended. Sign in again.`,
    )
  }
  return renewed === authorization ? answered : ask(ece, exchange, renewed)
}
