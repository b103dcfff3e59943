// The table "Was it sent?": which word a change ends in, and what the browser is told. `unknown` is
// the word whenever ECE may have acted and did not say so: it is never guessed into a yes or a no.
import type { ErrorItem, Operation } from '@ece/api-types'
import type { ChangeState } from '@ece/api-types/bff'
import type { EceFailure } from '../forward/ece-failure.ts'
import { consoleReply, type Reply } from '../forward/reply.ts'

export interface Outcome {
  readonly state: Extract<ChangeState, 'accepted' | 'rejected' | 'not_sent' | 'unknown'>
  readonly reply: Reply
  /** How it went over the wire; absent where nothing was sent. */
  readonly sent?: Sent
}

export interface Sent {
  /** 2 when a 401 was followed by a new token. */
  readonly attempt: number
  /** Until the outcome was known. */
  readonly latency_ms: number
  /** `Date` of ECE's answer, ISO 8601; absent when there was none. */
  readonly upstream_date?: string
}

/**
 * A 4xx says no for certain only in ECE's own words: a proxy's 4xx does not tell what happened
 * behind it.
 */
export function isDefiniteRefusal(status: number, inWordsOfEce: boolean): boolean {
  return status >= 400 && status < 500 && inWordsOfEce
}

/** The answer of a call that failed on the way: before, while, or after ECE could act. */
export function judgeFailure(operation: Operation, failure: EceFailure): Outcome {
  const { code, sent, status, message } = failure
  if (sent === 'no') {
    const sentence = message.endsWith('Nothing was sent.')
      ? message
      : `${message} Nothing was sent.`
    return { state: 'not_sent', reply: consoleReply(code, sentence) }
  }
  if (sent === 'yes' && status !== undefined && status < 300) {
    // the status line said yes; only the details were lost, and the page reads those again anyway
    return { state: 'accepted', reply: { status, headers: {}, body: Buffer.from('{}') } }
  }
  return unknown(operation, withoutRetry(message))
}

/** Good advice for a read, and the one thing not to do after a change that may have happened. */
const withoutRetry = (message: string) => message.replace(/ Try again\b[^.]*\./, '')

export function unknown(
  { summary }: Pick<Operation, 'summary'>,
  why: string,
  more: readonly ErrorItem[] = [],
): Outcome {
  const message = `Whether "${summary}" happened is not known. ${why} It may or may not have been carried out: look at the activity of the deployment before you try again.`
  return { state: 'unknown', reply: consoleReply('console.outcome_unknown', message, more) }
}
