// The second copy of the log: a file that the database does not know of, best on another disk. It follows what is
// committed, so it has every record once it has caught up, whoever wrote it, and needs no second order of its own.
import { rename } from 'node:fs/promises'
import { describeError, type Log } from '../log.ts'
import type { Store } from '../store/open.ts'
import type { AuditTable } from '../store/schema.ts'
import { toJsonLine } from './export.ts'
import { createSinkFile } from './sink-file.ts'
import { listParts, readLast, type End } from './sink-parts.ts'

export interface SinkSettings {
  readonly file: string
  /** `all`: nothing is sent to ECE before its intent is in both; `any`: the file follows as it can. */
  readonly mode: 'any' | 'all'
}

export interface Sink {
  /**
   * Resolves when the file holds all records that `db` sees, on disk. Rejects with Node's or the store's error; then it
   * is tried again the next time. Inside a transaction it reads with that one.
   */
  flush(db?: Store): Promise<void>
  /** The same soon, once for whatever comes in between; never rejects. */
  follow(): void
  readonly isFailing: () => boolean
  /** A last `flush`; afterwards nothing follows any more. Never rejects. */
  stop(): Promise<void>
}

export interface SinkParts {
  readonly file: string
  readonly store: Store
  readonly log: Log
  /** The file holds records that the database does not have; it was moved to `to`. */
  readonly onSetAside: (to: string, lastSeq: number) => void
}

const AT_ONCE = 500
const SOON_MS = 20
/**
 * So many records are written again when the file was cut or removed and no part of it is beside it: whoever copied it
 * before that read for some seconds, and what came meanwhile is in no copy.
 */
const OVERLAP = 10_000
const NOTHING: End = { seq: 0, hash: '' }

export function createSink({ file, store, log, onSetAside }: SinkParts): Sink {
  let end: End | undefined
  let isFailing = false
  let last = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let isOver = false

  const onDisk = createSinkFile(file)

  /** The newest part beside it that is of this database says where to go on. */
  const readEndOfParts = async (db: Store): Promise<End | undefined> => {
    for (const part of await listParts(file)) {
      const found = await readLast(part)
      if (found !== undefined && (await isOf(db, found))) return found
    }
    return undefined
  }

  /** What the file holds is of this database, or it gets out of the way. */
  const begin = async (db: Store): Promise<End> => {
    const found = await readLast(file)
    if (found === undefined) return (await readEndOfParts(db)) ?? NOTHING
    if (await isOf(db, found)) return found
    const to = `${file}.${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
    await rename(file, to)
    log.error({ to_seq: found.seq }, 'the second file of the audit log is of another history')
    onSetAside(to, found.seq)
    await onDisk.look()
    return NOTHING
  }

  /** Where to go on, after somebody rotated the file or not. */
  const findEnd = async (db: Store): Promise<End> => {
    const fate = await onDisk.look()
    if (end === undefined || fate === 'other') {
      end = undefined
      return begin(db)
    }
    if (fate !== 'shrunk') return end
    const overlap = { seq: Math.max(0, end.seq - OVERLAP), hash: '' }
    // the next look will not say so again, should this one not come to its end
    end = undefined
    return (await readEndOfParts(db)) ?? overlap
  }

  const copy = async (db: Store): Promise<void> => {
    for (;;) {
      end = await findEnd(db)
      const rows: readonly AuditTable[] = await db
        .selectFrom('audit')
        .selectAll()
        .where('seq', '>', end.seq)
        .orderBy('seq')
        .limit(AT_ONCE)
        .execute()
      const [first, newest] = [rows[0], rows.at(-1)]
      if (first === undefined || newest === undefined) return
      if (first.seq === end.seq + 1 && end.hash !== '' && first.prev !== end.hash) {
        // the database was replaced while we ran; or it was tampered with, which verify finds
        const again = await begin(db)
        if (again.seq !== end.seq) {
          end = again
          continue
        }
      }
      // begins with a line feed: after a line that was cut by a full disk it still stands on its own
      await onDisk.append(rows.map((row) => `\n${toJsonLine(row).trimEnd()}`).join(''))
      end = { seq: newest.seq, hash: newest.hash }
    }
  }

  const takeTurn = (db: Store): Promise<void> => {
    const mine = last.then(() => copy(db))
    last = mine.catch(() => undefined)
    return mine
  }
  /** Some wait for a connection: the turn is theirs later. */
  const pending = new Set<Promise<void>>()
  const flush = (db?: Store): Promise<void> => {
    // with a connection in hand: whoever had the turn and waited for one could wait for those who wait for the turn
    const copied = db === undefined ? store.connection().execute(takeTurn) : takeTurn(db)
    pending.add(copied)
    const forget = () => void pending.delete(copied)
    copied.then(forget, forget)
    return copied.then(
      () => {
        if (isFailing) log.info({}, 'the second file of the audit log is written again')
        isFailing = false
      },
      (error: unknown) => {
        if (!isFailing) {
          log.error(describeError(error), 'the second file of the audit log cannot be written')
        }
        isFailing = true
        throw error
      },
    )
  }

  return {
    flush,
    follow() {
      if (isOver) return
      timer ??= setTimeout(() => {
        timer = undefined
        // said in the log, and tried again
        flush().catch(() => undefined)
      }, SOON_MS).unref()
    },
    isFailing: () => isFailing,
    async stop() {
      isOver = true
      clearTimeout(timer)
      await Promise.allSettled(pending)
      await flush().catch(() => undefined)
      await onDisk.close().catch(() => undefined)
    },
  }
}

async function isOf(db: Store, { seq, hash }: End): Promise<boolean> {
  const row = await db.selectFrom('audit').select('hash').where('seq', '=', seq).executeTakeFirst()
  if (row !== undefined) return row.hash === hash
  // pruned meanwhile; a record that is still to come is of another history
  const first = await db.selectFrom('audit').select('seq').orderBy('seq').limit(1).execute()
  return (first[0]?.seq ?? 0) > seq
}
