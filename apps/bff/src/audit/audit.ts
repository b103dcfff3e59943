// The audit log: who did what, in a chain that cannot be changed unseen. A record is on disk before whoever asked for it
// goes on; what must not happen without a record fails when it cannot be written.
import type { Transaction } from 'kysely'
import type { StoryLine } from '@ece/api-types/bff'
import { failpoint } from '../failpoint.ts'
import { ConsoleError } from '../http/console-error.ts'
import { describeError, type Log } from '../log.ts'
import type { Store } from '../store/open.ts'
import type { Database } from '../store/schema.ts'
import { signCheckpoint, appendCheckpoint } from './checkpoints.ts'
import type { AuditEntry } from './entry.ts'
import { findLoss, type Loss } from './loss.ts'
import { readKeyRing } from './key-ring.ts'
import { createQueue } from './queue.ts'
import { readRecord } from './record.ts'
import { noReserve, type Reserve } from './reserve.ts'
import { canonicalize, createSeal, isSame } from './seal.ts'
import { createSink, type SinkSettings } from './sink.ts'
import { createTogether } from './together.ts'
import { createWriter, type Dated } from './writer.ts'

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
  /**
   * For an outcome that not even the reserve has room for: a line of JSON on the standard error, which whoever runs the
   * process collects. The change is completed later, because its intent is on record.
   */
  sayUnwritten(entry: AuditEntry): void
  /** Records that `note` has not written yet. */
  readonly waiting: () => number
  /** What an operator should mend; empty when all is well. */
  readonly trouble: () => readonly AuditTrouble[]
  /** The records of one change or job, oldest first. Rejects with the store's error. */
  story(actionId: string): Promise<StoryLine[]>
  /** Compares the database with the last checkpoint; what is missing is put on record. */
  start(): Promise<void>
  /** Writes what waits, and a checkpoint when one is due. */
  tick(): Promise<void>
  /** Writes what waits and a last checkpoint. */
  stop(): Promise<void>
}

export type AuditTrouble =
  /** Records wait in memory, because the database cannot be written. */
  | 'records_wait'
  /** The second file cannot be written. */
  | 'second_file'
  /** The reserve on the disk was given up, or there is no room for it. */
  | 'reserve'

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
  /** Absent: the disk is somebody else's, as with PostgreSQL. */
  readonly reserve?: Reserve | undefined
  readonly secondFile?: SinkSettings | undefined
  /** In the place of the standard error. */
  readonly stderr?: (line: string) => void
}

const CHECKPOINT_RECORDS = 1_000
const CHECKPOINT_MS = 5 * 60 * 1000
/** The story of a change has some ten records, the one of a job as many as somebody paused it. */
const MOST_LINES = 1_000

export function createAudit(parts: AuditParts): Audit {
  const { store, key, checkpointFile, now, log, reserve = noReserve, secondFile } = parts
  const seal = createSeal(key)
  const writer = createWriter(parts)
  const { toDated } = writer
  const { stderr = (line) => void process.stderr.write(line) } = parts
  let sinceCheckpoint = 0
  let checkpoint = { seq: -1, hash: '', at: Number.NEGATIVE_INFINITY }

  const sink =
    secondFile &&
    createSink({
      file: secondFile.file,
      store,
      log,
      onSetAside: (to, last) =>
        queue.add(
          toDated({
            stage: 'checkpoint',
            event: 'second_file_set_aside',
            to_seq: last,
            evidence: `The second file held record ${last}, which this database does not have: it is kept as ${to}.`,
          }),
        ),
    })

  const write = async (db: Transaction<Database>, dated: readonly Dated[]) => {
    const head = await writer.write(db, dated)
    sinceCheckpoint += dated.length
    sink?.follow()
    return head
  }

  const commit = async (dated: readonly Dated[]): Promise<void> => {
    try {
      const head = await store.transaction().execute((db) => write(db, dated))
      writer.saw(head.seq)
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

  /** What would only be begun waits for better times; what is under way gets all room that there is. */
  const prepare = async (entry: AuditEntry, db?: Store): Promise<void> => {
    if (entry.stage === 'intent') {
      if (await reserve.isLow()) throw new Full()
    } else await reserve.makeRoom()
    if (secondFile?.mode === 'all' && isBegun(entry)) await sink?.flush(db)
  }

  const append = async (entry: AuditEntry, db?: Transaction<Database>): Promise<void> => {
    const dated = toDated(entry)
    try {
      await prepare(entry, db)
      await (db === undefined ? commitTogether(dated) : write(db, [dated]))
    } catch (error) {
      log.error(describeError(error), 'a record of the audit log could not be written')
      const why =
        error instanceof Full
          ? error.message
          : 'The console cannot write its audit log at the moment, and does nothing that would not be on record. Reading and signing out go on.'
      throw new ConsoleError('console.audit_unavailable', why, { cause: error, retryAfter: 5 })
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
    const { chain, seq, hash, mac } = await readHead()
    // our signature would vouch for whoever wrote it, or speak for a key that was replaced
    if (seq > 0 && !isSame(mac, seal.headMac(chain, seq, hash))) {
      throw new Error('the end of the chain is not sealed with our key: it gets no checkpoint')
    }
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
    sayUnwritten: (entry) => {
      stderr(`{"audit_unwritten":${canonicalize({ ...entry, at: now() })}}\n`)
    },
    note: (entry) => queue.add(toDated(entry)),
    waiting: queue.waiting,
    trouble: () => [
      ...(queue.isStuck() ? ['records_wait' as const] : []),
      ...(sink?.isFailing() === true ? ['second_file' as const] : []),
      ...(reserve.isGone() ? ['reserve' as const] : []),
    ],
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
        // some tens of milliseconds for nobody to wait for
        void reserve.refill()
        const head = await readHead()
        writer.saw(head.seq)
        const { publicKeys } = await readKeyRing(store, seal)
        const loss = await findLoss({ store, head, checkpointFile, publicKeys })
        if (loss !== undefined) await report(loss)
        sink?.follow()
        // also says that the file can be written
        await tryCheckpoint()
      } catch (error) {
        log.error(describeError(error), 'the audit log could not be compared with its checkpoints')
      }
    },
    async tick() {
      await queue.drain()
      await reserve.refill()
      sink?.follow()
      const age = now() - checkpoint.at
      // a clock that was set back makes the next one due
      const isDue = age >= CHECKPOINT_MS || age < 0
      if (isDue || sinceCheckpoint >= CHECKPOINT_RECORDS) await tryCheckpoint()
    },
    async stop() {
      // what it finds in the second file may be one more record
      await sink?.flush().catch(() => undefined)
      await queue.drain()
      await tryCheckpoint()
      await sink?.stop()
    },
  }
}

/** Nothing of these has happened yet: without its record in both places it does not. */
const isBegun = ({ stage, event }: AuditEntry) =>
  stage === 'intent' || stage === 'sending' || stage === 'export' || event === 'signed_in'

class Full extends Error {
  constructor() {
    super(
      'The disk of the database is nearly full, and what is left is kept for the outcomes of changes that are under way. Nothing was sent. Make room on that disk; reading and signing out go on.',
    )
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
