// Reads: asked, trimmed to what may leave, and shared among equal ones.
import type { Ece } from './ece.ts'
import { readErrors } from './ece-errors.ts'
import { EceFailure } from './ece-failure.ts'
import { askAlive, type Answered, type Exchange } from './exchange.ts'
import { errorReply, relayHeaders, type Reply } from './reply.ts'
import { createShare } from './share.ts'
import { carry } from './travel.ts'

/**
 * Answers a read with what may leave for the browser. Throws `EceFailure`, `ConsoleError` or the
 * signal's reason.
 */
export function createRead(eceFor: (installationId: string) => Ece) {
  const share = createShare<Reply>()

  const read = async (exchange: Exchange): Promise<Reply> => {
    const { session, operation } = exchange
    const ece = eceFor(session.installation.id)
    const answered = await askAlive(ece, exchange, await session.authorization())
    return answered.status < 300
      ? relaySuccess(exchange, answered)
      : relayRefusal(operation.name, answered)
  }

  return (exchange: Exchange & { signal: AbortSignal }): Promise<Reply> => {
    const { session, request, signal } = exchange
    if (request.method !== 'GET') return read(exchange)
    // never shared between sessions, nor across a renewal: an answer is for the eyes of one
    // credential
    const key = `${session.sessionKey} ${session.generation} ${session.installation.id} ${request.path}`
    return share(key, signal, (shared) => read({ ...exchange, signal: shared }))
  }
}

/** The answer in the row's travel mode. Throws `EceFailure`. */
export async function relaySuccess({ operation }: Exchange, answered: Answered): Promise<Reply> {
  const { status, headers, bytes, fetchedAt } = answered
  if (bytes.length === 0 && status !== 204) {
    const message = `ECE answered ${operation.name} with status ${status} and nothing else. Try again.`
    throw new EceFailure('console.bad_answer', 'yes', message, status)
  }
  const body = status === 204 ? Buffer.alloc(0) : await carry(operation, bytes)
  return { status, headers: relayHeaders(headers, fetchedAt), body }
}

/** ECE's refusal in its own words. Throws `EceFailure` when it is not in the words of an ECE. */
export function relayRefusal(name: string, { status, headers, bytes, fetchedAt }: Answered): Reply {
  const errors = readErrors(bytes)
  if (errors) return errorReply(status, errors, relayHeaders(headers, fetchedAt))
  const message = `ECE answered ${name} with status ${status}, but not in the words of ECE. Check what stands in front of it.`
  throw new EceFailure('console.bad_answer', 'yes', message, status)
}
