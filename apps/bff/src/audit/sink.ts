// The second copy of the log: a file that the database does not know of, best on another disk. It follows what is
// committed, so it has every record once it has caught up, whoever wrote it, and needs no second order of its own.
import { appendFile, mkdir, open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { describeError, type Log } from '../log.ts'
import type { Store } from '../store/open.ts'
import type { AuditTable } from '../store/schema.ts'
import { toJsonLine } from './export.ts'

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
/** The last line is looked for in so much; one record has at most some tens of kB. */
const END_BYTES = 1024 * 1024

const Line = z.looseObject({ record: z.looseObject({ seq: z.int() }), hash: z.string() })
interface End {
  readonly seq: number
  readonly hash: string
}
const NOTHING: End = { seq: 0, hash: '' }

export function createSink({ file, store, log, onSetAside }: SinkParts): Sink {
  let end: End | undefined
  let isFailing = false
  let last = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let isOver = false

  /** What the file holds is of this database, or it gets out of the way. */
  const begin = async (db: Store): Promise<End> => {
    const found = await readLast(file)
    if (found === undefined || found.seq === 0 || (await isOf(db, found))) return found ?? NOTHING
    const to = `${file}.${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
    await rename(file, to)
    log.error({ to_seq: found.seq }, 'the second file of the audit log is of another history')
    onSetAside(to, found.seq)
    return NOTHING
  }

  const copy = async (db: Store): Promise<void> => {
    end ??= await begin(db)
    for (;;) {
      const rows: readonly AuditTable[] = await db
        .selectFrom('audit')
        .selectAll()
        .where('seq', '>', end.seq)
        .orderBy('seq')
        .limit(AT_ONCE)
        .execute()
      const [first, newest] = [rows[0], rows.at(-1)]
      if (first === undefined || newest === undefined) return
      if (first.seq === end.seq + 1 && end.seq > 0 && first.prev !== end.hash) {
        // the database was replaced while we ran; or it was tampered with, which verify finds
        const again = await begin(db)
        if (again.seq !== end.seq) {
          end = again
          continue
        }
      }
      await mkdir(dirname(file), { recursive: true, mode: 0o700 })
      // begins with a line feed: after a line that was cut by a full disk it still stands on its own
      const text = rows.map((row) => `\n${toJsonLine(row).trimEnd()}`).join('')
      await appendFile(file, text, { mode: 0o600, flush: true })
      end = { seq: newest.seq, hash: newest.hash }
    }
  }

  const takeTurn = (db: Store): Promise<void> => {
    const mine = last.then(() => copy(db))
    last = mine.catch(() => undefined)
    return mine
  }
  const flush = (db?: Store): Promise<void> => {
    // with a connection in hand: whoever had the turn and waited for one could wait for those who wait for the turn
    const copied = db === undefined ? store.connection().execute(takeTurn) : takeTurn(db)
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
      await flush().catch(() => undefined)
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

/** The last whole record; undefined when there is no file. A file without any, and not empty, counts as number −1. */
async function readLast(file: string): Promise<End | undefined> {
  let handle
  try {
    handle = await open(file, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  try {
    const { size } = await handle.stat()
    if (size === 0) return NOTHING
    const length = Math.min(size, END_BYTES)
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length)
    for (const line of buffer.toString().split('\n').toReversed()) {
      const found = readSinkLine(line)
      if (found !== undefined) return { seq: found.record.seq, hash: found.hash }
    }
    return { seq: -1, hash: '' }
  } finally {
    await handle.close()
  }
}

/** Undefined for what is no record: a line that was cut. */
export function readSinkLine(line: string): z.infer<typeof Line> | undefined {
  try {
    return Line.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}
