// Sends a change once, on a connection of its own, and says what became of it.
import type { Ece } from '../forward/ece.ts'
import { readErrors } from '../forward/ece-errors.ts'
import { EceFailure } from '../forward/ece-failure.ts'
import { askAlive, type Answered, type Exchange } from '../forward/exchange.ts'
import { relaySuccess } from '../forward/read.ts'
import { consoleReply, errorReply, refusalHeaders, type Reply } from '../forward/reply.ts'
import { ContractMismatch } from '../forward/travel.ts'
import { ConsoleError } from '../http/console-error.ts'
import { describeError, type Log } from '../log.ts'
import { isDefiniteRefusal, judgeFailure, unknown, type Outcome } from './outcome.ts'

export interface SendParts {
  readonly eceFor: (installationId: string) => Ece
  readonly log: Log
}

export type SendChange = (exchange: Exchange, authorization: string) => Promise<Outcome>

/** The result never rejects: whatever went wrong after this point is an outcome. */
export function createSendChange({ eceFor, log }: SendParts): SendChange {
  const details = async (exchange: Exchange, answered: Answered): Promise<Reply> => {
    try {
      return await relaySuccess(exchange, answered)
    } catch (error) {
      if (!(error instanceof EceFailure)) throw error
      const field = error instanceof ContractMismatch ? error.field : undefined
      const { operation, requestId } = exchange
      log.warn(
        { request_id: requestId, row: operation.name, code: error.code, field },
        'a change was accepted, but its answer could not be read',
      )
      return judgeFailure(
        operation,
        new EceFailure(error.code, 'yes', error.message, answered.status),
      ).reply
    }
  }

  const judge = async (exchange: Exchange, answered: Answered): Promise<Outcome> => {
    const { status, bytes } = answered
    if (status < 300) return { state: 'accepted', reply: await details(exchange, answered) }
    const errors = readErrors(bytes)
    if (errors && isDefiniteRefusal(status, true)) {
      return { state: 'rejected', reply: errorReply(status, errors, refusalHeaders(answered)) }
    }
    // a proxy may answer 5xx after ECE acted, and so may ECE itself
    return unknown(exchange.operation, `ECE answered with status ${status}.`, errors)
  }

  const exchangeOnce = async (
    exchange: Exchange,
    authorization: string,
  ): Promise<{ readonly outcome: Outcome; readonly date?: string | undefined }> => {
    try {
      const ece = eceFor(exchange.session.installation.id)
      const answered = await askAlive(ece, exchange, authorization)
      return { outcome: await judge(exchange, answered), date: answered.headers.date }
    } catch (error) {
      const { operation, requestId } = exchange
      if (error instanceof EceFailure) {
        const { code, status } = error
        const facts = { request_id: requestId, row: operation.name, code, ece_status: status }
        log.warn(facts, 'a change got no whole answer')
        return { outcome: judgeFailure(operation, error) }
      }
      if (error instanceof ConsoleError) {
        // only thrown behind a 401 of ECE, which did nothing
        return { outcome: { state: 'rejected', reply: consoleReply(error.code, error.message) } }
      }
      const facts = { request_id: requestId, row: operation.name, ...describeError(error) }
      log.error(facts, 'sending a change failed here')
      return {
        outcome: unknown(operation, 'The console itself failed after it had begun to send.'),
      }
    }
  }

  return async (exchange, authorization) => {
    let attempt = 0
    const began = performance.now()
    const onSend = () => {
      attempt += 1
    }
    const { outcome, date } = await exchangeOnce({ ...exchange, onSend }, authorization)
    const at = Date.parse(date ?? '')
    const sent = {
      attempt,
      latency_ms: Math.round(performance.now() - began),
      ...(Number.isNaN(at) ? {} : { upstream_date: new Date(at).toISOString() }),
    }
    return { ...outcome, sent }
  }
}
