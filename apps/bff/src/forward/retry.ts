// Reads that met a passing trouble are asked again: a few times, spread out, within the time that the row gives to one
// read, and not at all while most of them fail. Changes never come here.
import { EceFailure } from './ece-failure.ts'
import type { Exchange } from './exchange.ts'
import { waitFor } from './hang-up.ts'
import type { Reply } from './reply.ts'

const MOST_RETRIES = 2
/** Before the first retry; three times that before the second one. */
const FIRST_PAUSE_MS = 200
const PAUSE_FACTOR = 3
/** Longer than this an operator is better told than kept waiting. */
const LONGEST_PAUSE_MS = 5_000
/** A retry with less time than this would only end in a timeout. */
const SHORTEST_TRY_MS = 500
/**
 * Each failure takes one credit, each success gives a tenth back, and below half there are no retries: an ECE that is
 * down gets hardly more requests than without them (gRPC's retry throttling, A6).
 */
const MOST_CREDIT = 10
const CREDIT_PER_SUCCESS = 0.1

/** What a try ended in, when asking again may help. */
interface Trouble {
  /** Seconds that ECE asked for. */
  readonly retryAfter: number | undefined
}

type Retry = (exchange: Exchange, ask: (exchange: Exchange) => Promise<Reply>) => Promise<Reply>

/** `retry(exchange, ask)`: the answer of the last try, or its error. Rejects with the signal's reason while it waits. */
export function createRetry(): Retry {
  /** By installation. */
  const credits = new Map<string, number>()

  return async (exchange, ask) => {
    const { id } = exchange.session.installation
    const deadline = performance.now() + exchange.operation.timeout * 1_000
    const pauseAfter = (tries: number, trouble: Trouble | undefined): number | undefined => {
      const credit = credits.get(id) ?? MOST_CREDIT
      const left = credit + (trouble === undefined ? CREDIT_PER_SUCCESS : -1)
      credits.set(id, Math.min(MOST_CREDIT, Math.max(0, left)))
      if (trouble === undefined || tries > MOST_RETRIES || credit <= MOST_CREDIT / 2)
        return undefined
      const own = FIRST_PAUSE_MS * PAUSE_FACTOR ** (tries - 1) * (0.5 + Math.random())
      // never earlier than asked for, and not all at the same moment
      const pause = Math.max((trouble.retryAfter ?? 0) * 1_000 + own / 2, own)
      const rest = deadline - performance.now() - pause
      return pause <= LONGEST_PAUSE_MS && rest >= SHORTEST_TRY_MS ? pause : undefined
    }

    for (let tries = 1; ; tries += 1) {
      const limited =
        tries === 1 ? exchange : { ...exchange, timeoutMs: deadline - performance.now() }
      const ended = await ask(limited).catch((error: unknown) => ({ error }))
      const pause = pauseAfter(tries, troubleOf(ended))
      if (pause === undefined) {
        if ('error' in ended) throw ended.error
        return ended
      }
      await waitFor(pause, exchange.signal)
    }
  }
}

/** Too busy, away for the moment, or cut off. A timeout is none: it has used the time up. */
function troubleOf(ended: Reply | { readonly error: unknown }): Trouble | undefined {
  if ('error' in ended) {
    const { error } = ended
    return error instanceof EceFailure && error.passing ? error : undefined
  }
  const { status, headers } = ended
  if (status !== 429 && status !== 503) return undefined
  const retryAfter = headers['Retry-After']
  return { retryAfter: retryAfter === undefined ? undefined : Number(retryAfter) }
}
