// The first thing that happens to every request: it gets an id, the headers that every answer carries, and a log line.
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Log } from '../log.ts'
import { startFacts } from './facts.ts'

export interface BeginParts {
  readonly headers: ReadonlyMap<string, string>
  readonly log: Log
  /** While the console ends, connections are not kept. */
  readonly isDraining: () => boolean
}

export function createBegin({ headers, log, isDraining }: BeginParts) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const startedAt = performance.now()
    const facts = startFacts(response, randomUUID())
    for (const [name, value] of headers) response.setHeader(name, value)
    response.setHeader('X-Request-Id', facts.requestId)
    if (isDraining()) response.setHeader('Connection', 'close')
    response.once('close', () => {
      const { row, installation, session, eceRequestId, errorCode } = facts
      log.info(
        {
          request_id: facts.requestId,
          method: request.method,
          row,
          status: response.statusCode,
          ms: Math.round((performance.now() - startedAt) * 10) / 10,
          ...(response.writableFinished ? {} : { aborted: true }),
          installation,
          session,
          ece_request_id: eceRequestId,
          code: errorCode,
        },
        'request',
      )
    })
  }
}
