// Old records go to a file, and then out of the database. What remains is provable: the record about it holds the hash
// that the first remaining record holds on to.
import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Transaction } from 'kysely'
import { failpoint } from '../failpoint.ts'
import { allowDeletes } from '../store/migration-audit.ts'
import type { Store } from '../store/open.ts'
import type { Database } from '../store/schema.ts'
import type { Audit } from './audit.ts'
import { readChain } from './chain.ts'
import { UsageProblem } from './command-place.ts'
import { writeExport } from './export.ts'
import { readHold } from './hold.ts'
import { readRecord } from './record.ts'
import { readPublicKey, type Seal } from './seal.ts'
import { verifyFile } from './verify-file.ts'

export interface Segment {
  /** Such as `2025-09`. */
  readonly month: string
  readonly from: number
  readonly to: number
  readonly count: number
}

/** Others wait while a piece is deleted: a tenth of a second. */
const AT_ONCE = 2_000

const monthOf = (at: number) => new Date(at).toISOString().slice(0, 7)
function endOfMonth(at: number): number {
  const date = new Date(at)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1)
}

const numberAndTime = (store: Store) => store.selectFrom('audit').select(['seq', 'at'])

/**
 * The months that ended at or before `before`, oldest first. Where a clock jumped, a segment ends before the first record
 * of a later month. The newest record always stays.
 */
export async function findSegments(store: Store, before: number): Promise<readonly Segment[]> {
  const segments: Segment[] = []
  const newest = await numberAndTime(store).orderBy('seq', 'desc').limit(1).executeTakeFirst()
  let first = await numberAndTime(store).orderBy('seq').limit(1).executeTakeFirst()
  const most = (newest?.seq ?? 0) - 1
  while (first !== undefined) {
    const end = endOfMonth(first.at)
    if (end > before) break
    const next = await numberAndTime(store)
      .where('at', '>=', end)
      .where('seq', '>', first.seq)
      .orderBy('seq')
      .limit(1)
      .executeTakeFirst()
    const to = next === undefined ? most : next.seq - 1
    if (to < first.seq) break
    const { seq: from } = first
    segments.push({ month: monthOf(first.at), from, to, count: to - from + 1 })
    first = next
  }
  return segments
}

const UNFINISHED = '.part'

/**
 * The file, whole on disk and verified. Rejects with Node's error, when it does not hold the segment, and with
 * `UsageProblem` when the folder has other records under that name: nothing is ever written over.
 */
export async function writeSegment(
  store: Store,
  seal: Seal,
  folder: string,
  { month, from, to, count }: Segment,
): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, `ece-console-audit-${month}-${from}-${to}.jsonl`)
  await removeUnfinished(folder, file)
  // a name of its own: two prunes at once do not write into one file
  const unfinished = `${file}.${randomUUID()}${UNFINISHED}`
  const { chain } = await store.selectFrom('audit_head').select('chain').executeTakeFirstOrThrow()
  const facts = { chain, at: Date.now(), filter: `records ${from} to ${to}` }
  const handle = await open(unfinished, 'wx', 0o600)
  try {
    for await (const text of writeExport(readChain(store, from - 1, to), 'jsonl', facts, seal)) {
      await handle.appendFile(text)
      failpoint('audit.prune_writing')
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  const publicKey = readPublicKey(seal.publicKey)
  const { wrong, checked, digest } = await verifyFile(unfinished, publicKey)
  if (wrong !== undefined || checked !== count) {
    const why = wrong === undefined ? `${checked} of ${count} records` : wrong.what
    throw new Error(
      `${unfinished} does not hold what was to be pruned (${why}); nothing was dropped`,
    )
  }
  failpoint('audit.prune_unnamed')
  if (await isThere(file)) {
    const there = await verifyFile(file, publicKey)
    if (there.wrong !== undefined || there.digest !== digest) {
      await rm(unfinished, { force: true })
      throw new UsageProblem(
        `${file} is there already, and does not hold these records: it may be all that is left of others. Nothing was dropped; give --out another folder.`,
      )
    }
  }
  await rename(unfinished, file)
  const there = await open(folder, 'r')
  // the name is on disk as well before anything is dropped
  try {
    await there.sync()
  } finally {
    await there.close()
  }
  failpoint('audit.prune_written')
  return file
}

const isThere = (file: string) =>
  stat(file).then(
    () => true,
    () => false,
  )

/** Of this segment, by a prune that was killed. One that still runs finds its own gone, and drops nothing. */
async function removeUnfinished(folder: string, file: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith(`${basename(file)}.`) && name.endsWith(UNFINISHED)) {
      await rm(join(folder, name), { force: true })
    }
  }
}

/**
 * Puts on record what is about to be dropped. Rejects with `console.audit_unavailable`, and with `UsageProblem` when
 * somebody set a legal hold, or pruned the same, meanwhile.
 */
export async function recordPrune(
  store: Store,
  audit: Pick<Audit, 'append'>,
  { month, from, to, count }: Segment,
  file: string,
  who: string,
): Promise<void> {
  const hashOf = async (db: Store, seq: number) => {
    const row = await db
      .selectFrom('audit')
      .select('hash')
      .where('seq', '=', seq)
      .executeTakeFirst()
    if (row !== undefined) return row.hash
    throw new UsageProblem(`Record ${seq} is gone: another prune is under way.`)
  }
  await store.transaction().execute(async (db) => {
    await audit.append(
      {
        stage: 'prune',
        event: 'pruned',
        from_seq: from,
        to_seq: to,
        count,
        first_hash: await hashOf(db, from),
        last_hash: await hashOf(db, to),
        evidence: `${month}, written to ${file} ${who}`,
      },
      db,
    )
    // whoever appends is alone from here on to the commit
    await checkHold(db)
  })
  failpoint('audit.prune_recorded')
}

async function checkHold(db: Store): Promise<void> {
  const hold = await readHold(db)
  if (hold === undefined) return
  throw new UsageProblem(`A legal hold is in force ${hold}. Nothing more was pruned.`)
}

/** Number of the last record that a record about a prune says is gone; 0 when there is none. */
async function readPrunedTo(store: Store): Promise<number> {
  const row = await store
    .selectFrom('audit')
    .select('record')
    .where('outcome', '=', 'pruned')
    .where('stage', '=', 'prune')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? 0 : (readRecord(row.record).to_seq ?? 0)
}

/** What is on record as pruned and still there, after an interruption; undefined when nothing is. */
export async function findRest(store: Store): Promise<Segment | undefined> {
  const to = await readPrunedTo(store)
  const first = await numberAndTime(store).orderBy('seq').limit(1).executeTakeFirst()
  if (first === undefined || first.seq > to) return undefined
  return { month: monthOf(first.at), from: first.seq, to, count: to - first.seq + 1 }
}

/**
 * Drops what is on record as pruned and still there; answers how many records. To be repeated after an interruption.
 * Rejects with `UsageProblem` when a legal hold was set.
 */
export async function dropPruned(store: Store): Promise<number> {
  const to = await readPrunedTo(store)
  let dropped = 0
  for (;;) {
    const first = await numberAndTime(store).orderBy('seq').limit(1).executeTakeFirst()
    if (first === undefined || first.seq > to) return dropped
    const last = Math.min(first.seq + AT_ONCE - 1, to)
    dropped += await store.transaction().execute((db) => dropPiece(db, last))
    failpoint('audit.prune_dropped')
  }
}

const dropPiece = (db: Transaction<Database>, last: number) =>
  allowDeletes(db, async () => {
    await checkHold(db)
    const { numDeletedRows } = await db
      .deleteFrom('audit')
      .where('seq', '<=', last)
      .executeTakeFirst()
    failpoint('audit.prune_dropping')
    return Number(numDeletedRows)
  })
