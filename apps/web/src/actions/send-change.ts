// Sends one change and finds out how it ended. Never says more than is known: when the answer is lost between browser
// and console, the console is asked by the same key first.
import type { Confirmed } from '@ece/api-types/bff'
import { callWithAge } from '../api/call.ts'
import { changeHeaders } from '../api/change-headers.ts'
import { bff } from '../api/client.ts'
import { type ApiError, isApiError } from '../api/api-error.ts'
import type { Action, OptionValues } from './action.ts'
import { judge, outcome, type Outcome, outcomeOfChange, readWarnings } from './outcome.ts'

export interface ChangeRequest {
  /** A verb, or as much of one as can be sent. */
  readonly action: Pick<Action, 'operation' | 'toInput'> & {
    readonly target?: Pick<Action['target'], 'seen' | 'name'>
  }
  readonly values: OptionValues
  /** The `Idempotency-Key`. */
  readonly key: string
  readonly reason?: string | undefined
  readonly ticket?: string | undefined
  /** Absent: nothing was asked. */
  readonly confirm?: Confirmed | undefined
}

/** `session`: nobody is signed in any more; nothing was sent, and the key stays good. */
export type SendResult = Outcome | 'session'

/** Seconds between two questions about a change whose answer was lost. */
const PAUSES = [0.5, 1, 2, 4, 8, 15, 30]

export const pause = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000))

/** A 404 may come before the change itself has arrived; ask again before believing it. */
const NOT_THERE_TIMES = 3

const stillUnknown = (error: ApiError | undefined): Outcome => outcome('unknown', { error })

/**
 * Asks the record of changes what became of a key. Waits while the change is on its way, at most about a minute;
 * `not_sent` with `keepsKey` when the console has never heard of it.
 */
export async function askByKey(key: string, wait = pause): Promise<Outcome> {
  let missing = 0
  let error: ApiError | undefined
  for (const seconds of PAUSES) {
    await wait(seconds)
    try {
      const found = outcomeOfChange(await bff.change(key))
      if (found !== undefined) return found
      error = undefined
    } catch (failure) {
      if (!isApiError(failure)) throw failure
      error = failure
      // another answer than "no such change" is no news about the change
      missing = failure.status === 404 ? missing + 1 : 0
      if (missing === NOT_THERE_TIMES) return outcome('not_sent', { error, keepsKey: true })
      if (failure.status === 401) return stillUnknown(failure)
    }
  }
  return stillUnknown(error)
}

/** Sends it once. Rejects only for programming errors. */
export async function sendChange(request: ChangeRequest, wait = pause): Promise<SendResult> {
  const { action, values, key, reason, ticket, confirm } = request
  try {
    const { data } = await callWithAge(action.operation, action.toInput(values), {
      headers: changeHeaders({
        idempotencyKey: key,
        reason: reason?.trim(),
        ticket: ticket?.trim(),
        confirm,
        seenVersion: action.target?.seen,
        targetName: action.target?.name,
      }),
    })
    return outcome('accepted', { warnings: readWarnings(data) })
  } catch (error) {
    const verdict = judge(error)
    return verdict === 'ask' ? askByKey(key, wait) : verdict
  }
}
