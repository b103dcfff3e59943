// Every answer of the console itself is JSON, and every refusal has the vendor's body.
import { CONSOLE_ERRORS, type ConsoleErrorCode, type ErrorItem } from '@ece/api-types'
import type { ServerResponse } from 'node:http'
import { factsOf } from './facts.ts'
import { sendBody } from './send-body.ts'

/** Sends `body` as JSON and ends the response. Headers set before are kept. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  sendBody(response, { status, body: Buffer.from(JSON.stringify(body)) })
}

export function sendErrors(
  response: ServerResponse,
  status: number,
  errors: readonly ErrorItem[],
): void {
  const code = errors[0]?.code
  if (code !== undefined) factsOf(response).errorCode = code
  response.setHeader('Cache-Control', 'no-store')
  sendJson(response, status, { errors })
}

/** One refusal of the console's own. */
export function sendError(
  response: ServerResponse,
  code: ConsoleErrorCode,
  message: string,
  options: { fields?: readonly string[] | undefined; retryAfter?: number | undefined } = {},
): void {
  if (options.retryAfter !== undefined) response.setHeader('Retry-After', options.retryAfter)
  const fields = options.fields === undefined ? {} : { fields: [...options.fields] }
  sendErrors(response, CONSOLE_ERRORS[code], [{ code, message, ...fields }])
}
