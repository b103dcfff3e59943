// What a dead process left open, and what this one could not bring to its end.
import { operations, type Operation } from '@ece/api-types'
import { consoleReply, type Reply } from '../forward/reply.ts'
import { describeError, type Log } from '../log.ts'
import type { Alive } from './alive.ts'
import { factsOfChange, factsOfReply } from './entry-of.ts'
import type { ChangeRow, Journal } from './journal.ts'
import { unknown } from './outcome.ts'

export const toStored = ({ status, body }: Pick<Reply, 'status' | 'body'>) => ({
  status,
  answer: body.toString(),
})

export const neverSent = consoleReply(
  'console.unavailable',
  'The console could not go on before this change was sent to ECE. Nothing was sent; you can do it again.',
)

/** Rows come and go with releases. */
const NO_ROW: Pick<Operation, 'summary'> = { summary: 'a change of another release' }
const rows = new Map(Object.values<Operation>(operations).map((row) => [row.name, row]))

export interface RecoverParts {
  readonly journal: Journal
  readonly alive: Alive
  readonly log: Log
  /** Id of this process. */
  readonly boot: string
  /** Whether this process has it under way. */
  readonly isRunning: (id: string) => boolean
}

/**
 * An intent was never sent, because `sending` is on disk before the first byte leaves; of what was sending nobody
 * knows. Rejects with the store's error.
 */
export async function recover({ journal, alive, log, boot, isRunning }: RecoverParts) {
  const open = (await journal.listOpen()).filter(({ state }) => state !== 'unknown')
  const boots = new Set(open.map((row) => row.boot ?? ''))
  const dead = await alive.listDead([...boots])
  const isLeft = (row: ChangeRow) =>
    row.boot === boot ? !isRunning(row.id) : dead.has(row.boot ?? '')
  const failures: unknown[] = []
  for (const row of open.filter(isLeft)) {
    try {
      await settle(journal, row)
      const facts = { change: row.id, row: row.operation, state: row.state }
      log.warn(facts, 'a change was cut off by the end of its process')
    } catch (error) {
      // it moved on meanwhile, or cannot be written; the others may still be
      failures.push(error)
      log.warn({ change: row.id, ...describeError(error) }, 'a change was not settled')
    }
  }
  const [cause] = failures
  if (failures.length > 0) throw new Error('open changes could not be settled', { cause })
}

async function settle(journal: Journal, row: ChangeRow): Promise<void> {
  const base = { ...factsOfChange(row), stage: 'outcome' } as const
  if (row.state === 'intent') {
    await journal.move(row.id, 'intent', 'not_sent', toStored(neverSent), {
      ...base,
      ...factsOfReply(neverSent),
      event: 'not_sent',
      state: 'not_sent',
    })
    return
  }
  const why = 'The console ended while it was being sent.'
  const { reply } = unknown(rows.get(row.operation) ?? NO_ROW, why)
  await journal.move(row.id, 'sending', 'unknown', toStored(reply), {
    ...base,
    ...factsOfReply(reply),
    event: 'unknown',
    state: 'unknown',
    evidence: why,
  })
}
