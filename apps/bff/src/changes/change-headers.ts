// What a change says about itself in headers (architecture, "Every non-GET").
import { Confirmed, LONGEST_TICKET } from '@ece/api-types/bff'
import type { IncomingHttpHeaders } from 'node:http'
import type { InstallationConfig } from '../config/installation.ts'
import { ConsoleError } from '../http/console-error.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const LONGEST_REASON = 500
const LONGEST_NAME = 200

export interface ChangeHeaders {
  /** `Idempotency-Key`, in lower case: the name of the change. */
  readonly id: string
  readonly reason: string | undefined
  /** `X-Seen-Version`: what the operator saw of the deployment; absent = not compared. */
  readonly seen: string | undefined
  /** `X-Target-Name`: what the page called the target. */
  readonly targetName: string | undefined
  /** `X-Ticket`: number of a ticket. */
  readonly ticket: string | undefined
  /** `X-Confirm`: what the page says was done to confirm it. */
  readonly confirm: Confirmed | undefined
}

/**
 * Throws `console.bad_request`, `console.reason_required` or `console.idempotency_key_required`.
 */
export function readChangeHeaders(
  headers: IncomingHttpHeaders,
  { name, policy }: InstallationConfig,
): ChangeHeaders {
  const reason = readText(headers, 'X-Reason', LONGEST_REASON)
  if (reason === undefined && policy.require_reason) {
    throw new ConsoleError(
      'console.reason_required',
      `Changes to "${name}" need a reason. Say why in one sentence.`,
      { fields: ['X-Reason'] },
    )
  }
  const seen = readSeen(headers['x-seen-version'])
  const targetName = readText(headers, 'X-Target-Name', LONGEST_NAME)
  const ticket = readText(headers, 'X-Ticket', LONGEST_TICKET)
  const confirm = readConfirm(headers['x-confirm'])
  const key = headers['idempotency-key']
  const id = typeof key === 'string' ? key.toLowerCase() : ''
  if (!UUID.test(id)) {
    throw new ConsoleError(
      'console.idempotency_key_required',
      'A change needs the header Idempotency-Key with a UUID, so that it cannot happen twice.',
      { fields: ['Idempotency-Key'] },
    )
  }
  return { id, reason, seen, targetName, ticket, confirm }
}

/** Percent-encoded UTF-8, because header values are not text. */
function readText(
  headers: IncomingHttpHeaders,
  name: 'X-Reason' | 'X-Target-Name' | 'X-Ticket',
  longest: number,
): string | undefined {
  const header = headers[name.toLowerCase()]
  if (header === undefined) return undefined
  const text = typeof header === 'string' ? decode(header) : undefined
  if (text === undefined || /[\p{Cc}\u2028\u2029]/u.test(text) || [...text].length > longest) {
    throw new ConsoleError(
      'console.bad_request',
      `${name} must be percent-encoded UTF-8 of at most ${longest} characters on one line.`,
      { fields: [name] },
    )
  }
  return text.trim() === '' ? undefined : text.trim()
}

function readSeen(header: string | string[] | undefined): string | undefined {
  if (
    header === undefined ||
    (typeof header === 'string' && /^[\x21-\x7e]{1,2048}$/.test(header))
  ) {
    return header
  }
  throw new ConsoleError(
    'console.bad_request',
    'X-Seen-Version must be the last plan change and the pending attempts, joined with plus signs.',
    { fields: ['X-Seen-Version'] },
  )
}

function readConfirm(header: string | string[] | undefined): Confirmed | undefined {
  if (header === undefined) return undefined
  const confirm = Confirmed.safeParse(header)
  if (confirm.success) return confirm.data
  throw new ConsoleError('console.bad_request', 'X-Confirm must be button or typed.', {
    fields: ['X-Confirm'],
  })
}

function decode(text: string): string | undefined {
  try {
    return /^[\x20-\x7e]*$/.test(text) ? decodeURIComponent(text) : undefined
  } catch {
    return undefined
  }
}
