// Reads: asked, trimmed to what may leave, and shared among equal ones.
import type { Metrics } from '../metrics.ts'
import type { Ece } from './ece.ts'
import { readErrors } from './ece-errors.ts'
import { EceFailure } from './ece-failure.ts'
import { askAlive, type Answered, type Exchange } from './exchange.ts'
import type { Signal } from './hang-up.ts'
import { errorReply, refusalHeaders, relayHeaders, type Reply } from './reply.ts'
import { createRetry } from './retry.ts'
import { passingOf } from './retry-after.ts'
import { createFresh } from './fresh.ts'
import { createShare } from './share.ts'
import { carry } from './travel.ts'

type ReadExchange = Exchange & {
  readonly signal: Signal
  /** A poll that nobody waits for. */
  readonly background: boolean
}

/** Sessions that changed something; when there are more, all of them begin a new epoch. */
const MOST_EPOCHS = 10_000

export interface ReadParts {
  readonly eceFor: (installationId: string) => Ece
  readonly metrics: Pick<Metrics, 'shared'>
}

/**
 * Answers a read with what may leave for the browser. Throws `EceFailure`, `ConsoleError` or the
 * signal's reason.
 */
export function createRead({ eceFor, metrics }: ReadParts) {
  const share = createShare<Reply>()
  let firstEpoch = 0
  let lastEpoch = 0
  const retry = createRetry()

  const ask = async (exchange: Exchange): Promise<Reply> => {
    const { session, operation } = exchange
    const ece = eceFor(session.installation.id)
    const answered = await askAlive(ece, exchange, await session.authorization())
    return answered.status < 300
      ? relaySuccess(exchange, answered)
      : relayRefusal(operation.name, answered)
  }
  const read = (exchange: Exchange) => retry(exchange, ask)

  const fresh = createFresh()
  /** Counts the beginnings and ends of changes: what was asked before one is not the answer to what is asked after it. */
  const epochs = new Map<string, number>()

  const answer = async (exchange: ReadExchange): Promise<Reply> => {
    const { operation, session, request, requestId, signal, background } = exchange
    // never shared between sessions, nor across a renewal: an answer is for the eyes of one
    // credential
    const { sessionKey, generation, installation } = session
    const body = request.body === undefined ? '' : JSON.stringify(request.body)
    const epoch = epochs.get(sessionKey) ?? firstEpoch
    const key = `${sessionKey} ${epoch} ${generation} ${installation.id} ${request.method} ${request.path} ${body}`
    const recent = background ? fresh.get(key) : undefined
    if (recent !== undefined) {
      metrics.shared(operation.name, 'fresh')
      return recent
    }
    const reply = await share(
      key,
      signal,
      (shared) => read({ operation, request, session, requestId, signal: shared }),
      () => metrics.shared(operation.name, 'in_flight'),
    )
    if (background) fresh.put(key, reply)
    return reply
  }

  /** To be called when a change of the session begins, and when it has ended. */
  const forget = (sessionKey: string): void => {
    lastEpoch += 1
    if (epochs.size >= MOST_EPOCHS) {
      epochs.clear()
      firstEpoch = lastEpoch
    }
    epochs.set(sessionKey, lastEpoch)
  }
  return Object.assign(answer, { forget })
}

/** The answer in the row's travel mode. Throws `EceFailure`. */
export async function relaySuccess({ operation }: Exchange, answered: Answered): Promise<Reply> {
  const { status, headers, bytes, fetchedAt } = answered
  if (bytes.length === 0 && status !== 204) {
    const message = `ECE answered ${operation.name} with status ${status} and nothing else. Try again.`
    throw new EceFailure('console.bad_answer', 'yes', message, status)
  }
  const body = status === 204 ? Buffer.alloc(0) : await carry(operation, bytes)
  const streamed = operation.travel === 'stream'
  return { status, headers: relayHeaders(headers, fetchedAt), body, streamed }
}

/** ECE's refusal in its own words. Throws `EceFailure` when it is not in the words of an ECE. */
export function relayRefusal(name: string, answered: Answered): Reply {
  const { status, headers, bytes } = answered
  const errors = readErrors(bytes)
  if (errors) return errorReply(status, errors, refusalHeaders(answered))
  const message = `ECE answered ${name} with status ${status}, but not in the words of ECE. Check what stands in front of it.`
  throw new EceFailure('console.bad_answer', 'yes', message, status, passingOf(status, headers))
}
