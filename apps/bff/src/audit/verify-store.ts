// `verify` over a database, beside a running console or without one.
import type { Store } from '../store/open.ts'
import { readChain, readEnd } from './chain.ts'
import { readCheckpoints } from './checkpoints.ts'
import { readKeyRing } from './key-ring.ts'
import type { Seal } from './seal.ts'
import { verifyChain, type Verdict } from './verify.ts'

export interface VerifyStoreParts {
  readonly store: Store
  readonly seal: Seal
  /** Of keys that were replaced. */
  readonly old?: readonly Seal[]
  readonly checkpointFile: string
  /** Numbers of the first and last record; absent means the whole log. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly known?: ReadonlySet<number>
  readonly onProgress?: (seq: number, of: number) => void
}

export interface StoreVerdict extends Verdict {
  /** No checkpoints to compare with: a tail that was cut off with care cannot be seen. */
  readonly isWithoutCheckpoints: boolean
  /** So far the present key vouches through the record with this number only, which was not read; else absent. */
  readonly unproven?: number
  readonly head: { readonly seq: number; readonly hash: string }
}

/** A prune drops a piece in a tenth of a second, and has as many pieces as it has. */
const MOST_TRIES = 20

/** Rejects when the database or the file cannot be read. */
export async function verifyStore(parts: VerifyStoreParts): Promise<StoreVerdict> {
  for (let tries = 1; ; tries += 1) {
    const begin = await readBegin(parts.store)
    const verdict = await verifyOnce(parts, begin)
    const isGood = verdict.findings.length === 0
    // what a prune takes away under our hands is not missing
    if (isGood || tries >= MOST_TRIES || begin?.seq === (await readBegin(parts.store))?.seq) {
      return verdict
    }
  }
}

const readBegin = (store: Store) =>
  store.selectFrom('audit').select(['seq', 'prev']).orderBy('seq').limit(1).executeTakeFirst()

type Begin = Awaited<ReturnType<typeof readBegin>>

async function verifyOnce(parts: VerifyStoreParts, begin: Begin): Promise<StoreVerdict> {
  const { store, seal, old = [], checkpointFile, to, known = new Set(), onProgress } = parts
  const ring = await readKeyRing(store, seal, old)
  // before the records: a checkpoint is never newer than the records it is about
  const checkpoints = await readCheckpoints(checkpointFile, ring.publicKeys)
  const { head, last } = await readEnd(store)
  const end = Math.max(head.seq, last)
  const upTo = Math.min(to ?? end, end)
  const isWhole = (parts.from ?? 1) <= (begin?.seq ?? 1)
  const from = isWhole ? (begin?.seq ?? 1) : (parts.from ?? 1)
  const row = await store
    .selectFrom('audit')
    .select(['seq', 'hash'])
    .where('seq', '=', from - 1)
    .executeTakeFirst()
  const before = isWhole ? { seq: from - 1, hash: begin?.prev ?? '' } : row
  const verdict = await verifyChain({
    pages: readChain(store, from - 1, upTo),
    seal,
    ring,
    head: to === undefined ? head : undefined,
    checkpoints,
    known,
    ...(from === 1 ? {} : { before: before ?? { seq: from - 1, hash: '' } }),
    isPruned: isWhole && to === undefined && from > 1,
    onProgress: (seq) => onProgress?.(seq, upTo),
  })
  const isWithoutCheckpoints = checkpoints === undefined || checkpoints.checkpoints.length === 0
  return {
    ...verdict,
    isWithoutCheckpoints,
    ...(upTo < ring.since && old.length === 0 ? { unproven: ring.since } : {}),
    head: { seq: head.seq, hash: head.hash },
  }
}
