// What goes back to the browser: a status, a closed set of headers, and bytes that passed the row's
// travel mode.
import { CONSOLE_ERRORS, type ConsoleErrorCode, type ErrorItem } from '@ece/api-types'
import { hash } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { factsOf } from '../http/facts.ts'
import { sendBody } from '../http/send-body.ts'
import type { Answered } from './exchange.ts'
import { passingOf } from './retry-after.ts'

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** JSON; empty only with status 204. */
  readonly body: Buffer
  /** Code of its first error. */
  readonly code?: string | undefined
  /** It passed as it came. */
  readonly streamed?: boolean
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

/** The same of a refusal, which may say when to come back. */
export function refusalHeaders({ status, headers, fetchedAt }: Omit<Answered, 'bytes'>) {
  const { retryAfter } = passingOf(status, headers)
  const wait = retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }
  return { ...relayHeaders(headers, fetchedAt), ...wait }
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

/**
 * Sends it; a GET whose `If-None-Match` names the same bytes is answered 304 without them. Streamed answers are not
 * hashed: that would cost more than sending them.
 */
export function sendReply(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  const { status, body, code, streamed } = reply
  if (code !== undefined) factsOf(response).errorCode = code
  if (response.destroyed) return
  const headers = ['Cache-Control', 'no-store']
  for (const name in reply.headers) headers.push(name, reply.headers[name] ?? '')
  if (status === 204) {
    response.writeHead(204, headers)
    response.end()
    return
  }
  const isTagged = request.method === 'GET' && status === 200 && streamed !== true
  const tag = isTagged ? `"${hash('sha1', body, 'base64url')}"` : undefined
  sendBody(response, { status, body, headers, tag })
}
