// The audit log: who did what, in a chain that cannot be changed unseen. A record is on disk before whoever asked for it
// goes on; what must not happen without a record fails when it cannot be written.
import { randomUUID } from 'node:crypto'
import type { Transaction } from 'kysely'
import type { StoryLine } from '@ece/api-types/bff'
import { failpoint } from '../failpoint.ts'
import { ConsoleError } from '../http/console-error.ts'
import { describeError, type Log } from '../log.ts'
import type { Store } from '../store/open.ts'
import type { AuditHeadTable, Database } from '../store/schema.ts'
import { signCheckpoint, appendCheckpoint } from './checkpoints.ts'
import type { AuditEntry } from './entry.ts'
import { findLoss, type Loss } from './loss.ts'
import { createQueue } from './queue.ts'
import { makeRow, readRecord } from './record.ts'
import { createSeal, isSame } from './seal.ts'
import { createTogether } from './together.ts'

export interface Audit {
  /**
   * Resolves when the record is on disk; with `db`, when it will be with that transaction's commit. Append last in a
   * transaction: from then on until its end every other record waits. Rejects with `console.audit_unavailable`.
   */
  append(entry: AuditEntry, db?: Transaction<Database>): Promise<void>
  /**
   * For what goes on without a record (signing out, revoking, refusing): written as soon as it can be, with the time of
   * now. Never fails, nobody waits.
   */
  note(entry: AuditEntry): void
  /** Records that `note` has not written yet. */
  readonly waiting: () => number
  /** The records of one change or job, oldest first. Rejects with the store's error. */
  story(actionId: string): Promise<StoryLine[]>
  /** Compares the database with the last checkpoint; what is missing is put on record. */
  start(): Promise<void>
  /** Writes what waits, and a checkpoint when one is due. */
  tick(): Promise<void>
  /** Writes what waits and a last checkpoint. */
  stop(): Promise<void>
}

export interface AuditParts {
  readonly store: Store
  /** The 32 bytes of the key file. */
  readonly key: Buffer
  /** Where checkpoints are appended; best on another disk than the database. */
  readonly checkpointFile: string
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly log: Log
  /** Names this process, as in `turns`. */
  readonly boot: string
}

const CHECKPOINT_RECORDS = 1_000
const CHECKPOINT_MS = 5 * 60 * 1000
/** The story of a change has some ten records, the one of a job as many as somebody paused it. */
const MOST_LINES = 1_000

interface Dated {
  readonly entry: AuditEntry
  readonly at: number
  readonly eventId: string
}

export function createAudit(parts: AuditParts): Audit {
  const { store, key, checkpointFile, now, log, boot } = parts
  const seal = createSeal(key)
  /** The highest number that we saw committed: a witness in memory. */
  let seen = 0
  let sinceCheckpoint = 0
  let checkpoint = { seq: -1, hash: '', at: Number.NEGATIVE_INFINITY }

  /** Appends inside `db`. Writing the head first is what makes the chain single, on either kind of database. */
  const write = async (
    db: Transaction<Database>,
    dated: readonly Dated[],
  ): Promise<AuditHeadTable> => {
    const found = await db
      .updateTable('audit_head')
      .set((set) => ({ turn: set('turn', '+', 1) }))
      .returningAll()
      .executeTakeFirstOrThrow()
    const damage = damageOf(found)
    if (damage !== undefined) log.error({ to_seq: found.seq }, 'the audit log was tampered with')
    const all = damage === undefined ? dated : [toDated(damage), ...dated]
    const { chain } = found
    let { seq, hash } = found
    failpoint('audit.before_insert')
    for (const { entry, at, eventId } of all) {
      const place = { chain, seq: seq + 1, prev: hash, at, boot, eventId }
      const row = makeRow(entry, place, seal)
      await db.insertInto('audit').values(row).execute()
      ;({ seq, hash } = row)
    }
    const head = { seq, hash, mac: seal.headMac(chain, seq, hash) }
    await db.updateTable('audit_head').set(head).where('chain', '=', chain).execute()
    failpoint('audit.before_commit')
    sinceCheckpoint += all.length
    return { ...found, ...head }
  }

  /** Somebody else wrote the end of the chain: going on as if nothing were would seal it. */
  const damageOf = ({ chain, seq, hash, mac }: AuditHeadTable): AuditEntry | undefined => {
    const isOurs =
      seq === 0 && hash === '' ? mac === '' : isSame(mac, seal.headMac(chain, seq, hash))
    const what = { stage: 'checkpoint', event: 'head_changed' } as const
    if (!isOurs) {
      return { ...what, evidence: 'The end of the chain was written without the audit key.' }
    }
    if (seq >= seen) return undefined
    const lost = { from_seq: seq + 1, to_seq: seen, count: seen - seq }
    seen = seq
    return { ...what, ...lost, evidence: 'Records were cut off while the console was running.' }
  }

  const toDated = (entry: AuditEntry): Dated => ({ entry, at: now(), eventId: randomUUID() })

  const commit = async (dated: readonly Dated[]): Promise<void> => {
    try {
      const head = await store.transaction().execute((db) => write(db, dated))
      seen = Math.max(seen, head.seq)
    } catch (error) {
      // a connection that broke during the commit does not say whether there was one
      if (!(await areThere(dated).catch(() => false))) throw error
    }
  }

  const areThere = async (dated: readonly Dated[]): Promise<boolean> => {
    const ids = dated.map(({ eventId }) => eventId)
    const rows = await store
      .selectFrom('audit')
      .select('event_id')
      .where('event_id', 'in', ids)
      .execute()
    return rows.length === dated.length
  }

  // what comes while one is being written goes into the next commit together: where a disk takes longer than records
  // come apart (measured: 13 ms at 100 a second on a busy machine), each on its own would wait for all before it
  const commitTogether = createTogether(commit)

  const append = async (entry: AuditEntry, db?: Transaction<Database>): Promise<void> => {
    const dated = toDated(entry)
    try {
      await (db === undefined ? commitTogether(dated) : write(db, [dated]))
    } catch (error) {
      log.error(describeError(error), 'a record of the audit log could not be written')
      throw new ConsoleError(
        'console.audit_unavailable',
        'The console cannot write its audit log at the moment, and does nothing that would not be on record. Reading and signing out go on.',
        { cause: error, retryAfter: 5 },
      )
    }
  }

  const queue = createQueue<Dated>(commit, log, (count) =>
    toDated({
      stage: 'checkpoint',
      event: 'records_dropped',
      count,
      evidence: 'They could not be written for so long that there was no room left for them.',
    }),
  )

  const readHead = () => store.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow()

  const writeCheckpoint = async () => {
    const { chain, seq, hash } = await readHead()
    const at = now()
    if (seq > 0 && (seq !== checkpoint.seq || hash !== checkpoint.hash)) {
      failpoint('audit.before_checkpoint')
      await appendCheckpoint(checkpointFile, signCheckpoint({ chain, seq, hash, at }, seal))
    }
    checkpoint = { seq, hash, at }
    sinceCheckpoint = 0
  }
  const tryCheckpoint = () =>
    writeCheckpoint().catch((error: unknown) =>
      log.error(describeError(error), 'a checkpoint of the audit log could not be written'),
    )

  const report = async (loss: Loss) => {
    log.error(loss.bounds, 'the database is older than its checkpoints: audit records are missing')
    await append({
      stage: 'checkpoint',
      event: 'restored',
      ...loss.bounds,
      count: loss.bounds.to_seq - loss.bounds.from_seq + 1,
      evidence: loss.evidence,
    })
  }

  return {
    append,
    note: (entry) => queue.add(toDated(entry)),
    waiting: queue.waiting,
    async story(actionId) {
      const rows = await store
        .selectFrom('audit')
        .select('record')
        .where('action_id', '=', actionId)
        .orderBy('seq')
        .limit(MOST_LINES)
        .execute()
      return rows.map(({ record }) => toLine(record))
    },
    async start() {
      try {
        const head = await readHead()
        seen = head.seq
        const loss = await findLoss({ store, head, checkpointFile, publicKey: seal.publicKey })
        if (loss !== undefined) await report(loss)
        // also says that the file can be written
        await tryCheckpoint()
      } catch (error) {
        log.error(describeError(error), 'the audit log could not be compared with its checkpoints')
      }
    },
    async tick() {
      await queue.drain()
      const age = now() - checkpoint.at
      // a clock that was set back makes the next one due
      const isDue = age >= CHECKPOINT_MS || age < 0
      if (isDue || sinceCheckpoint >= CHECKPOINT_RECORDS) await tryCheckpoint()
    },
    async stop() {
      await queue.drain()
      await tryCheckpoint()
    },
  }
}

function toLine(text: string): StoryLine {
  const { at, stage, event, user_name, status, codes, evidence } = readRecord(text)
  return {
    at: new Date(at).toISOString(),
    stage,
    event,
    ...(user_name === undefined ? {} : { user_name }),
    ...(status === undefined ? {} : { status }),
    ...(codes === undefined ? {} : { codes }),
    ...(evidence === undefined ? {} : { evidence }),
  }
}
