// Why a change is not begun, in words for the one who asked.
import { CONSOLE_ERRORS, operations, type Operation } from '@ece/api-types'
import { formatTime } from '../audit/words.ts'
import type { Reply } from '../forward/reply.ts'
import { ConsoleError } from '../http/console-error.ts'
import { plain } from './plain.ts'
import type { ChangeRow } from './journal.ts'

const rows = new Map(Object.values<Operation>(operations).map((row) => [row.name, row]))

/** Such as `"Restart Elasticsearch"`; the row's name for those of other releases. */
export const wordsOf = (operation: string): string =>
  `"${rows.get(operation)?.summary ?? plain(operation)}"`

/** The change that holds the target is named in `fields`, as the path where it can be read. */
export function targetBusy(open: ChangeRow): ConsoleError {
  const who = `${plain(open.user_name)} sent ${wordsOf(open.operation)}`
  const when = formatTime(open.created_at)
  const how =
    open.state === 'unknown'
      ? 'whether it happened is not known yet: the console is looking'
      : 'it has no answer yet'
  return new ConsoleError(
    'console.target_busy',
    `${who} on the same target at ${when}, and ${how}. Nothing of yours was sent. Wait until that is settled.`,
    { fields: [`/bff/changes/${open.id}`], retryAfter: 5 },
  )
}

/** Another change of this console came and went while ECE was asked what is there. */
export const overtaken = (): ConsoleError =>
  new ConsoleError(
    'console.seen_version_changed',
    'Somebody else changed the same target through this console in this very moment. Nothing of yours was sent. Look at it again, then decide.',
  )

export const keyReused = (): ConsoleError =>
  new ConsoleError(
    'console.idempotency_key_reused',
    'This Idempotency-Key belongs to another change, so nothing was sent. Use a new key for a new change.',
    { fields: ['Idempotency-Key'] },
  )

export const changeInProgress = (): ConsoleError =>
  new ConsoleError(
    'console.change_in_progress',
    'This change is still under way, so nothing was sent again. Ask for its state in a moment.',
  )

export function cannotRecord(cause: unknown): never {
  if (cause instanceof ConsoleError) throw cause
  throw new ConsoleError(
    'console.unavailable',
    'The console cannot write its record of changes at the moment, so nothing was sent to ECE. Try again in a moment.',
    { cause, retryAfter: 5 },
  )
}

export const refusalOf = ({
  code,
  message,
}: ConsoleError): Pick<Reply, 'status' | 'body' | 'code'> => ({
  status: CONSOLE_ERRORS[code],
  code,
  body: Buffer.from(JSON.stringify({ errors: [{ code, message }] })),
})
