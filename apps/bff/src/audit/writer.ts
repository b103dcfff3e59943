// Puts records at the end of the chain, inside a transaction of whoever calls.
import { randomUUID } from 'node:crypto'
import type { Transaction } from 'kysely'
import { failpoint } from '../failpoint.ts'
import type { Log } from '../log.ts'
import { isKeyOf } from '../store/key-check.ts'
import type { AuditHeadTable, Database } from '../store/schema.ts'
import type { AuditEntry } from './entry.ts'
import { makeRow } from './record.ts'
import { createSeal, isSame } from './seal.ts'

export interface Dated {
  readonly entry: AuditEntry
  /** Milliseconds since 1970. */
  readonly at: number
  /** The same moment by `performance.now()`, in whole milliseconds. */
  readonly mono: number
  readonly eventId: string
}

export interface WriterParts {
  /** The 32 bytes of the key file. */
  readonly key: Buffer
  readonly now: () => number
  readonly log: Log
  /** Names this process, as in `turns`. */
  readonly boot: string
}

export interface Writer {
  readonly toDated: (entry: AuditEntry) => Dated
  /**
   * Answers the new end of the chain. With `next`, the key that takes over, the last record is sealed by both keys and
   * the end by the new one.
   */
  write(db: Transaction<Database>, dated: readonly Dated[], next?: Buffer): Promise<AuditHeadTable>
  /** The end of the chain was seen committed at `seq`: a witness in memory. */
  saw(seq: number): void
}

export function createWriter({ key, now, log, boot }: WriterParts): Writer {
  const seal = createSeal(key)
  let seen = 0

  const toDated = (entry: AuditEntry): Dated => ({
    entry,
    at: now(),
    mono: Math.round(performance.now()),
    eventId: randomUUID(),
  })

  /** Somebody else wrote the end of the chain: going on as if nothing were would seal it. */
  const damageOf = async (
    { chain, seq, hash, mac }: AuditHeadTable,
    db: Transaction<Database>,
  ): Promise<AuditEntry | undefined> => {
    const isOurs =
      seq === 0 && hash === '' ? mac === '' : isSame(mac, seal.headMac(chain, seq, hash))
    const what = { stage: 'checkpoint', event: 'head_changed' } as const
    if (!isOurs) {
      if (!(await isKeyOf(db, key))) throw new Error('the key of this database was replaced')
      return { ...what, evidence: 'The end of the chain was written without the audit key.' }
    }
    if (seq >= seen) return undefined
    const lost = { from_seq: seq + 1, to_seq: seen, count: seen - seq }
    seen = seq
    return { ...what, ...lost, evidence: 'Records were cut off while the console was running.' }
  }

  return {
    toDated,
    async write(db, dated, next) {
      // writing the head first is what makes the chain single, on either kind of database
      const found = await db
        .updateTable('audit_head')
        .set((set) => ({ turn: set('turn', '+', 1) }))
        .returningAll()
        .executeTakeFirstOrThrow()
      const damage = await damageOf(found, db)
      if (damage !== undefined) log.error({ to_seq: found.seq }, 'the audit log was tampered with')
      const all = damage === undefined ? dated : [toDated(damage), ...dated]
      const nextSeal = next === undefined ? undefined : createSeal(next)
      const { chain } = found
      let { seq, hash } = found
      failpoint('audit.before_insert')
      for (const [index, { entry, at, mono, eventId }] of all.entries()) {
        const place = { chain, seq: seq + 1, prev: hash, at, boot, mono, eventId }
        const row = makeRow(entry, place, seal, index === all.length - 1 ? nextSeal : undefined)
        await db.insertInto('audit').values(row).execute()
        ;({ seq, hash } = row)
      }
      const head = { seq, hash, mac: (nextSeal ?? seal).headMac(chain, seq, hash) }
      await db.updateTable('audit_head').set(head).where('chain', '=', chain).execute()
      failpoint('audit.before_commit')
      return { ...found, ...head }
    },
    saw(seq) {
      seen = Math.max(seen, seq)
    },
  }
}
