// What every answer carries is added at the latest when its head is written: no path can miss it, and the answers that
// leave by the thousand pay for one array instead of a dozen calls.
import { ServerResponse } from 'node:http'
import { factsOf } from './facts.ts'

export interface EveryAnswer {
  readonly headers: ReadonlyMap<string, string>
  /** While the console ends, connections are not kept. */
  readonly isDraining: () => boolean
}

/** As Node passes them on: status, then optionally a reason and headers. */
type WriteHead = (this: ServerResponse, status: number, ...rest: unknown[]) => ServerResponse

/**
 * Changes `prototype`, from which all responses of one server are made. The result sets the headers at once, for
 * handlers that read or change them.
 */
export function carryHeaders(prototype: ServerResponse, { headers, isDraining }: EveryAnswer) {
  // one signature instead of Node's overloads, which cannot be spread
  // oxlint-disable-next-line typescript/unbound-method -- always called with the response it is for
  const original = ServerResponse.prototype.writeHead as WriteHead
  const fixed = [...headers].flat()

  const setHeaders = (response: ServerResponse): void => {
    for (const [name, value] of headers) {
      if (!response.hasHeader(name)) response.setHeader(name, value)
    }
    if (!response.hasHeader('x-request-id')) {
      response.setHeader('X-Request-Id', factsOf(response).requestId)
    }
    if (isDraining()) response.setHeader('Connection', 'close')
  }

  const writeHead: WriteHead = function writeHead(status, ...rest) {
    const [own] = rest
    if (isFlat(own) && !this.headersSent && this.getHeaderNames().length === 0) {
      const closing = isDraining() ? ['Connection', 'close'] : []
      const { requestId } = factsOf(this)
      return original.call(this, status, [...fixed, 'X-Request-Id', requestId, ...closing, ...own])
    }
    // Node refuses a second head by itself
    if (!this.headersSent) setHeaders(this)
    return original.call(this, status, ...rest)
  }
  prototype.writeHead = writeHead
  return setHeaders
}

/** Names and values in turn. */
const isFlat = (headers: unknown): headers is readonly string[] => Array.isArray(headers)
