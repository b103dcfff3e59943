// What a crash left open, settled at the next start.
import { operations, type Operation } from '@ece/api-types'
import { consoleReply, type Reply } from '../forward/reply.ts'
import type { Log } from '../log.ts'
import type { Journal, MoveResult } from './journal.ts'
import { unknown } from './outcome.ts'

const store = ({ status, body }: Reply): MoveResult => ({ status, answer: body.toString() })

export const NEVER_SENT: MoveResult = store(
  consoleReply(
    'console.unavailable',
    'The console could not go on before this change was sent to ECE. Nothing was sent; you can do it again.',
  ),
)

/** Rows come and go with releases. */
const NO_ROW: Pick<Operation, 'summary'> = { summary: 'a change of another release' }

/**
 * An intent was never sent, because `sending` is on disk before the first byte leaves; of what was
 * sending nobody knows. Rejects with the store's error.
 */
export async function recover(journal: Journal, log: Log): Promise<void> {
  for (const { id, operation } of await journal.inState('intent')) {
    await journal.move(id, 'intent', 'not_sent', NEVER_SENT)
    log.warn({ change: id, row: operation, state: 'not_sent' }, 'a change was cut off by a restart')
  }
  const rows = new Map(Object.values<Operation>(operations).map((row) => [row.name, row]))
  for (const { id, operation } of await journal.inState('sending')) {
    const row = rows.get(operation) ?? NO_ROW
    const { reply } = unknown(row, 'The console ended while it was being sent.')
    await journal.move(id, 'sending', 'unknown', store(reply))
    log.warn({ change: id, row: operation, state: 'unknown' }, 'a change was cut off by a restart')
  }
}
