// What a change says about itself in headers (architecture, "Every non-GET").
import type { IncomingHttpHeaders } from 'node:http'
import type { InstallationConfig } from '../config/installation.ts'
import { ConsoleError } from '../http/console-error.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const LONGEST_REASON = 500

export interface ChangeHeaders {
  /** `Idempotency-Key`, in lower case: the name of the change. */
  readonly id: string
  readonly reason: string | undefined
  /** `X-Seen-Version`: what the operator saw of the deployment; absent = not compared. */
  readonly seen: string | undefined
}

/**
 * Throws `console.bad_request`, `console.reason_required` or `console.idempotency_key_required`.
 */
export function readChangeHeaders(
  headers: IncomingHttpHeaders,
  { name, policy }: InstallationConfig,
): ChangeHeaders {
  const reason = readReason(headers['x-reason'])
  if (reason === undefined && policy.require_reason) {
    throw new ConsoleError(
      'console.reason_required',
      `Changes to "${name}" need a reason. Say why in one sentence.`,
      { fields: ['X-Reason'] },
    )
  }
  const seen = readSeen(headers['x-seen-version'])
  const key = headers['idempotency-key']
  const id = typeof key === 'string' ? key.toLowerCase() : ''
  if (!UUID.test(id)) {
    throw new ConsoleError(
      'console.idempotency_key_required',
      'A change needs the header Idempotency-Key with a UUID, so that it cannot happen twice.',
      { fields: ['Idempotency-Key'] },
    )
  }
  return { id, reason, seen }
}

/** Percent-encoded UTF-8, because header values are not text. */
function readReason(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  const text = typeof header === 'string' ? decode(header) : undefined
  if (
    text === undefined ||
    /[\p{Cc}\u2028\u2029]/u.test(text) ||
    [...text].length > LONGEST_REASON
  ) {
    throw new ConsoleError(
      'console.bad_request',
      `X-Reason must be percent-encoded UTF-8 of at most ${LONGEST_REASON} characters on one line.`,
      { fields: ['X-Reason'] },
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

function decode(text: string): string | undefined {
  try {
    return /^[\x20-\x7e]*$/.test(text) ? decodeURIComponent(text) : undefined
  } catch {
    return undefined
  }
}
