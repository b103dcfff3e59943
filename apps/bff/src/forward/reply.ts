// What goes back to the browser: a status, a closed set of headers, and bytes that passed the row's
// travel mode.
import { CONSOLE_ERRORS, type ConsoleErrorCode, type ErrorItem } from '@ece/api-types'
import { hash } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { factsOf } from '../http/facts.ts'

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** JSON; empty only with status 204. */
  readonly body: Buffer
  /** Code of its first error. */
  readonly code?: string | undefined
}

/**
 * The headers of ECE that pass (ece-behaviour 1.3). Everything else is dropped, cookies first of
 * all.
 */
const RELAYED = [
  'x-cloud-error-codes',
  'x-cloud-resource-version',
  'x-cloud-resource-created',
  'x-cloud-resource-last-modified',
]
const LONGEST_HEADER = 1_024

export function relayHeaders(from: IncomingHttpHeaders, fetchedAt: number): Record<string, string> {
  const headers: Record<string, string> = {
    // the age of the data on screen counts from here, not from when a proxy or the browser got it
    'X-ECE-Fetched-At': new Date(fetchedAt).toISOString(),
  }
  for (const name of RELAYED) {
    const value = from[name]
    if (
      typeof value === 'string' &&
      /^[\x20-\x7e]*$/.test(value) &&
      value.length <= LONGEST_HEADER
    ) {
      headers[name] = value
    }
  }
  return headers
}

export function errorReply(
  status: number,
  errors: readonly ErrorItem[],
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return { status, headers, body: Buffer.from(JSON.stringify({ errors })), code: errors[0]?.code }
}

/** A refusal of the console's own, followed by what ECE itself said, if it did. */
export const consoleReply = (
  code: ConsoleErrorCode,
  message: string,
  more: readonly ErrorItem[] = [],
): Reply => errorReply(CONSOLE_ERRORS[code], [{ code, message }, ...more])

/** Sends it; a GET whose `If-None-Match` names the same bytes is answered 304 without them. */
export function sendReply(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  const { status, body, code } = reply
  if (code !== undefined) factsOf(response).errorCode = code
  if (response.destroyed) return
  for (const name in reply.headers) response.setHeader(name, reply.headers[name] ?? '')
  response.statusCode = status
  if (request.method === 'GET' && status === 200) {
    const tag = `"${hash('sha1', body, 'base64url')}"`
    response.setHeader('ETag', tag)
    if (request.headers['if-none-match'] === tag) {
      response.statusCode = 304
      response.end()
      return
    }
  }
  if (status !== 204) {
    response.setHeader('Content-Type', 'application/json; charset=utf-8')
    response.setHeader('Content-Length', body.length)
  }
  response.end(body)
}
