// The first thing that happens to every request: it gets an id, and when it is over a log line and its place in the
// metrics.
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { startFacts } from './facts.ts'

export interface BeginParts {
  readonly log: Log
  readonly metrics: Pick<Metrics, 'answered'>
}

export function createBegin({ log, metrics }: BeginParts) {
  let underWay = 0
  const begin = (request: IncomingMessage, response: ServerResponse): void => {
    underWay += 1
    const startedAt = performance.now()
    const facts = startFacts(response, randomUUID())
    response.on('close', () => {
      underWay -= 1
      const { row, installation, session, eceRequestId, errorCode } = facts
      const aborted = response.writableFinished ? undefined : true
      metrics.answered(row, response.statusCode, errorCode, aborted === true)
      log.request({
        request_id: facts.requestId,
        method: request.method,
        row,
        status: response.statusCode,
        ms: Math.round((performance.now() - startedAt) * 10) / 10,
        aborted,
        installation,
        session,
        ece_request_id: eceRequestId,
        code: errorCode,
      })
    })
  }
  /** `underWay`: how many requests wait for the end of their answer. */
  return Object.assign(begin, { underWay: () => underWay })
}
