// Old records go to a file, and then out of the database. What remains is provable: the record about it holds the hash
// that the first remaining record holds on to.
import { mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeyObject } from 'node:crypto'
import { allowDeletes } from '../store/migration-audit.ts'
import type { Store } from '../store/open.ts'
import type { Audit } from './audit.ts'
import { readChain } from './chain.ts'
import { writeExport } from './export.ts'
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

/** The file, whole on disk and verified. Rejects with Node's error, or when it does not hold the segment. */
export async function writeSegment(
  store: Store,
  seal: Seal,
  folder: string,
  { month, from, to, count }: Segment,
): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, `ece-console-audit-${month}-${from}-${to}.jsonl`)
  const unfinished = `${file}.part`
  const { chain } = await store.selectFrom('audit_head').select('chain').executeTakeFirstOrThrow()
  const facts = { chain, at: Date.now(), filter: `records ${from} to ${to}` }
  const handle = await open(unfinished, 'w', 0o600)
  try {
    for await (const text of writeExport(readChain(store, from - 1, to), 'jsonl', facts, seal)) {
      await handle.write(text)
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  await checkFile(unfinished, readPublicKey(seal.publicKey), count)
  await rename(unfinished, file)
  const there = await open(folder, 'r')
  // the name is on disk as well before anything is dropped
  try {
    await there.sync()
  } finally {
    await there.close()
  }
  return file
}

async function checkFile(file: string, publicKey: KeyObject, count: number): Promise<void> {
  const { wrong, checked } = await verifyFile(file, publicKey)
  if (wrong === undefined && checked === count) return
  const why = wrong === undefined ? `${checked} of ${count} records` : wrong.what
  throw new Error(`${file} does not hold what was to be pruned (${why}); nothing was dropped`)
}

/** Puts on record what is about to be dropped. Rejects with `console.audit_unavailable`. */
export async function recordPrune(
  store: Store,
  audit: Pick<Audit, 'append'>,
  { month, from, to, count }: Segment,
  file: string,
  who: string,
): Promise<void> {
  const hashOf = async (seq: number) => {
    const { hash } = await store
      .selectFrom('audit')
      .select('hash')
      .where('seq', '=', seq)
      .executeTakeFirstOrThrow()
    return hash
  }
  await audit.append({
    stage: 'prune',
    event: 'pruned',
    from_seq: from,
    to_seq: to,
    count,
    first_hash: await hashOf(from),
    last_hash: await hashOf(to),
    evidence: `${month}, written to ${file} ${who}`,
  })
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

/** Drops what is on record as pruned and still there; answers how many records. To be repeated after an interruption. */
export async function dropPruned(store: Store): Promise<number> {
  const to = await readPrunedTo(store)
  let dropped = 0
  for (;;) {
    const first = await numberAndTime(store).orderBy('seq').limit(1).executeTakeFirst()
    if (first === undefined || first.seq > to) return dropped
    const last = Math.min(first.seq + AT_ONCE - 1, to)
    dropped += await store.transaction().execute((db) =>
      allowDeletes(db, async () => {
        const { numDeletedRows } = await db
          .deleteFrom('audit')
          .where('seq', '<=', last)
          .executeTakeFirst()
        return Number(numDeletedRows)
      }),
    )
  }
}
