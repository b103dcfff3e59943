// Is this database the one that the checkpoints speak of, or an older copy of it?
import { formatTime } from './words.ts'
import type { Store } from '../store/open.ts'
import type { AuditHeadTable } from '../store/schema.ts'
import { readCheckpoints, type Checkpoint } from './checkpoints.ts'
import type { PublicKeys } from './key-ring.ts'

export interface Loss {
  readonly bounds: { readonly from_seq: number; readonly to_seq: number }
  readonly evidence: string
}

interface LossParts {
  readonly store: Store
  readonly head: Pick<AuditHeadTable, 'chain' | 'seq'>
  readonly checkpointFile: string
  readonly publicKeys: PublicKeys
}

/** What the last checkpoint of this chain has seen and the database has not. Rejects when either cannot be read. */
export async function findLoss(parts: LossParts): Promise<Loss | undefined> {
  const { store, head, checkpointFile, publicKeys } = parts
  const read = await readCheckpoints(checkpointFile, publicKeys)
  const all = read?.checkpoints ?? []
  const last = all.at(-1)
  if (last === undefined) return undefined
  const to = last.seq
  if (last.chain !== head.chain) {
    return {
      bounds: { from_seq: 1, to_seq: to },
      evidence: `The database is not the one of the checkpoint of ${formatTime(last.at)}: its records 1 to ${to} are missing, and the same numbers name other records here.`,
    }
  }
  if (await isThere(store, last)) return undefined
  // of a console that slept while another one's months were pruned; whether they were, verify proves
  const first = await store.selectFrom('audit').select('seq').orderBy('seq').limit(1).execute()
  if ((first[0]?.seq ?? 0) > last.seq) return undefined
  const earlier = await findLastThere(
    store,
    all.filter(({ chain }) => chain === head.chain),
  )
  // records after the last checkpoint that still holds may be there as well
  const from = Math.max(earlier, head.seq < last.seq ? head.seq : 0) + 1
  return {
    bounds: { from_seq: from, to_seq: to },
    evidence: `The database is older than its checkpoint of ${formatTime(last.at)}, as after a restore from a backup: records ${from} to ${to} of then are missing, and the same numbers name other records from now on.`,
  }
}

async function isThere(store: Store, { seq, hash }: Checkpoint): Promise<boolean> {
  const row = await store
    .selectFrom('audit')
    .select('hash')
    .where('seq', '=', seq)
    .executeTakeFirst()
  return row?.hash === hash
}

async function findLastThere(store: Store, checkpoints: readonly Checkpoint[]): Promise<number> {
  for (const checkpoint of checkpoints.toReversed()) {
    if (await isThere(store, checkpoint)) return checkpoint.seq
  }
  return 0
}
