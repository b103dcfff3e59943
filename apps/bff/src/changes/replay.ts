// The same key again: the same answer, or why not.
import type { ConsoleErrorCode } from '@ece/api-types'
import type { ChangeState } from '@ece/api-types/bff'
import type { Reply } from '../forward/reply.ts'
import type { ChangeRow } from './journal.ts'
import { changeInProgress, keyReused } from './refusals.ts'

export interface Result {
  readonly reply: Reply
  /** Absent when the change was refused before it was recorded. */
  readonly state?: ChangeState
  readonly replayed?: boolean
}

/** Throws `console.idempotency_key_reused`. */
export function checkSameRequest(before: string, hash: string): void {
  if (before !== hash) throw keyReused()
}

/**
 * ECE refused the credential, so nothing happened; after signing in again the operator's same click
 * goes on with the same key.
 */
export function isOpenAgain(
  { state, answer, request_hash: before }: ChangeRow,
  hash: string,
): boolean {
  const code: ConsoleErrorCode = 'console.session_expired'
  return (
    state === 'rejected' && before === hash && answer?.startsWith(START_OF_ERRORS + code) === true
  )
}
const START_OF_ERRORS = '{"errors":[{"code":"'

/** Throws `console.idempotency_key_reused` or `console.change_in_progress`. */
export function replay(row: ChangeRow, hash: string): Result {
  checkSameRequest(row.request_hash, hash)
  // the column holds nothing but states
  const state = row.state as ChangeState
  if (state === 'intent' || state === 'sending' || row.status === null) throw changeInProgress()
  const body = Buffer.from(row.status === 204 ? '' : (row.answer ?? ''))
  return { state, reply: { status: row.status, headers: {}, body }, replayed: true }
}

export function toReply({ state, reply, replayed }: Result): Reply {
  return {
    ...reply,
    headers: {
      ...reply.headers,
      ...(state === undefined ? {} : { 'X-ECE-Change-State': state }),
      ...(replayed ? { 'Idempotency-Replayed': 'true' } : {}),
    },
  }
}
