// `verify` over a database, beside a running console or without one.
import type { Store } from '../store/open.ts'
import { readChain, readEnd } from './chain.ts'
import { readCheckpoints } from './checkpoints.ts'
import { readPublicKey, type Seal } from './seal.ts'
import { verifyChain, type Verdict } from './verify.ts'

export interface VerifyStoreParts {
  readonly store: Store
  readonly seal: Seal
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
  readonly head: { readonly seq: number; readonly hash: string }
}

/** Rejects when the database or the file cannot be read. */
export async function verifyStore(parts: VerifyStoreParts): Promise<StoreVerdict> {
  const { store, seal, checkpointFile, from = 1, to, known = new Set(), onProgress } = parts
  // before the records: a checkpoint is never newer than the records it is about
  const checkpoints = await readCheckpoints(checkpointFile, readPublicKey(seal.publicKey))
  const { head, last } = await readEnd(store)
  const end = Math.max(head.seq, last)
  const upTo = Math.min(to ?? end, end)
  const row = await store
    .selectFrom('audit')
    .select(['seq', 'hash'])
    .where('seq', '=', from - 1)
    .executeTakeFirst()
  const verdict = await verifyChain({
    pages: readChain(store, from - 1, upTo),
    seal,
    head: to === undefined ? head : undefined,
    checkpoints,
    known,
    ...(from === 1 ? {} : { before: row ?? { seq: from - 1, hash: '' } }),
    onProgress: (seq) => onProgress?.(seq, upTo),
  })
  const isWithoutCheckpoints = checkpoints === undefined || checkpoints.checkpoints.length === 0
  return { ...verdict, isWithoutCheckpoints, head: { seq: head.seq, hash: head.hash } }
}
