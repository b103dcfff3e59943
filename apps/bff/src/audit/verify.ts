// Is the log what was written? Everything that a database can be made to say is recomputed from the key.
import type { AuditHeadTable, AuditTable } from '../store/schema.ts'
import type { Checkpoint, ReadCheckpoints } from './checkpoints.ts'
import type { KeyRing } from './key-ring.ts'
import { columnsOf, readRecord, type StoredRecord } from './record.ts'
import { hashOf, isSame, type Seal } from './seal.ts'
import { formatTime } from './words.ts'

export type FindingKind =
  | 'edit'
  | 'gap'
  | 'reorder'
  | 'cut tail'
  | 'bad mac'
  | 'head changed'
  | 'checkpoint mismatch'
  | 'checkpoint forged'
  | 'restored'
  | 'records dropped'

export interface Finding {
  readonly kind: FindingKind
  /** Number of the first record that it concerns; 0 when it concerns the file of checkpoints as a whole. */
  readonly seq: number
  readonly detail: string
}

export interface OpenIntent {
  readonly actionId: string
  readonly seq: number
  /** Milliseconds since 1970. */
  readonly at: number
}

export interface Verdict {
  readonly checked: number
  /** The first of them in the order of their numbers comes first. */
  readonly findings: readonly Finding[]
  readonly open: readonly OpenIntent[]
  readonly checkpoints: number
  /** The record about what was dropped before the first one; absent when nothing was. */
  readonly pruned?: Pruned
}

export interface Pruned {
  readonly seq: number
  /** Number of the last record that may be gone. */
  readonly to: number
  /** Milliseconds since 1970. */
  readonly at: number
  readonly lastHash: string
}

export interface VerifyParts {
  /** In ascending order, from `above` on. */
  readonly pages: AsyncIterable<readonly AuditTable[]>
  readonly seal: Pick<Seal, 'headMac'>
  readonly ring: Pick<KeyRing, 'whyBad'>
  /** Read before the pages; absent when only a part is verified, whose end is not the end. */
  readonly head?: AuditHeadTable | undefined
  readonly checkpoints?: ReadCheckpoints | undefined
  /** The record before the first one: its number and hash. */
  readonly before?: { readonly seq: number; readonly hash: string }
  /** That record and all before it are not there: a record about a prune must say so. */
  readonly isPruned?: boolean
  /** Records about a loss that is known and accepted. */
  readonly known?: ReadonlySet<number>
  readonly onProgress?: (seq: number) => void
}

/** More of them say nothing new. */
const MOST_FINDINGS = 20

interface Loss {
  readonly seq: number
  readonly from: number
  readonly to: number
}

export async function verifyChain(parts: VerifyParts): Promise<Verdict> {
  const { pages, seal, ring, head, checkpoints, known = new Set() } = parts
  const findings: Finding[] = []
  const find = (kind: FindingKind, seq: number, detail: string) => {
    if (findings.length < MOST_FINDINGS) findings.push({ kind, seq, detail })
  }
  const open = new Map<string, OpenIntent>()
  const losses: Loss[] = []
  let pruned: Pruned | undefined
  const wanted = new Map((checkpoints?.checkpoints ?? []).map(({ seq }) => [seq, '']))
  let { seq: last, hash: prev } = parts.before ?? { seq: 0, hash: '' }
  const { last: first, prev: beginning } = { last, prev }
  let checked = 0
  for await (const rows of pages) {
    for (const row of rows) {
      checked += 1
      const record = checkRow(row, { last, prev, ring, find })
      if (record !== undefined) {
        follow(record, open)
        if (record.stage === 'prune') pruned = toPruned(record)
        const { seq, event, from_seq: from = seq, to_seq: to = seq } = record
        if (record.stage === 'checkpoint') {
          if (event === 'restored' || event === 'head_changed') losses.push({ seq, from, to })
          if (!known.has(seq)) reportOwn(record, find)
        }
      }
      if (wanted.has(row.seq)) wanted.set(row.seq, row.hash)
      last = row.seq
      prev = row.hash
    }
    parts.onProgress?.(last)
  }
  if (parts.isPruned === true) checkBeginning(pruned, { first, beginning, find })
  if (head !== undefined) checkHead(head, { last, prev, seal, find })
  if (checkpoints !== undefined && head !== undefined) {
    for (const line of checkpoints.bad) {
      find('checkpoint forged', 0, `line ${line} of the checkpoints is not signed with our key`)
    }
    checkCheckpoints(checkpoints.checkpoints, { chain: head.chain, first, wanted, losses, find })
  }
  return {
    checked,
    findings: findings.toSorted((a, b) => a.seq - b.seq),
    open: [...open.values()],
    checkpoints: checkpoints?.checkpoints.length ?? 0,
    ...(pruned === undefined ? {} : { pruned }),
  }
}

type Find = (kind: FindingKind, seq: number, detail: string) => void
interface Step {
  readonly last: number
  readonly prev: string
  readonly find: Find
}

function checkRow(
  row: AuditTable,
  { last, prev, ring, find }: Step & Pick<VerifyParts, 'ring'>,
): StoredRecord | undefined {
  const { seq } = row
  if (seq !== last + 1) {
    const many = seq - last - 1
    find('gap', last + 1, many === 1 ? 'one record is missing' : `${many} records are missing`)
  } else if (row.prev !== prev) find('reorder', seq, 'does not hold on to the record before it')
  // no secret: whoever wrote the row knows it
  if (hashOf(row.prev, row.record) !== row.hash) {
    find('edit', seq, 'its text is not what was sealed')
  } else {
    const why = ring.whyBad(row)
    if (why !== undefined) find('bad mac', seq, why)
  }
  let record: StoredRecord
  try {
    record = readRecord(row.record)
  } catch {
    find('edit', seq, 'its text is no record')
    return undefined
  }
  if (record.seq !== seq) find('reorder', seq, `was written as record ${record.seq}`)
  const columns = Object.entries(columnsOf(record))
  // Object.entries forgets that the names are columns
  const wrong = columns.find(([name, value]) => row[name as keyof AuditTable] !== value)
  if (wrong !== undefined && record.seq === seq) {
    find('edit', seq, `its column ${wrong[0]} is not what was sealed`)
  }
  return record
}

function reportOwn({ seq, event, evidence = event, count = 0 }: StoredRecord, find: Find): void {
  if (event === 'restored') find('restored', seq, evidence)
  if (event === 'head_changed') find('head changed', seq, evidence)
  if (event === 'records_dropped') find('records dropped', seq, `${count}: ${evidence}`)
}

/** An intent without an end is a finding of its own. */
function follow({ action_id: id, stage, seq, at }: StoredRecord, open: Map<string, OpenIntent>) {
  if (id === undefined) return
  if (stage === 'intent') open.set(id, { actionId: id, seq, at })
  if (stage === 'outcome' || stage === 'reconcile') open.delete(id)
}

const toPruned = ({ seq, at, to_seq: to = 0, last_hash: lastHash = '' }: StoredRecord): Pruned => ({
  seq,
  to,
  at,
  lastHash,
})

/** `first` is the number of the last record that is gone, `beginning` the hash that the next one holds on to. */
function checkBeginning(
  pruned: Pruned | undefined,
  { first, beginning, find }: { first: number; beginning: string; find: Find },
): void {
  const to = pruned?.to ?? 0
  // less may be gone: dropping was interrupted
  if (first > to) {
    const from = to === 0 ? 1 : to + 1
    find('gap', from, `records ${from} to ${first} are missing at the beginning`)
  } else if (first === to && beginning !== pruned?.lastHash) {
    find('reorder', first + 1, 'does not hold on to the last record that was pruned')
  }
}

function checkHead(
  head: AuditHeadTable,
  { last, prev, seal, find }: Step & Pick<VerifyParts, 'seal'>,
): void {
  if (head.seq > last) {
    find('cut tail', last + 1, `records ${last + 1} to ${head.seq} are missing at the end`)
  } else if (head.seq < last || head.hash !== prev) {
    find('head changed', last, 'the end of the chain is not its last record')
  }
  const isFresh = head.seq === 0 && last === 0 && head.mac === ''
  if (!isFresh && !isSame(seal.headMac(head.chain, head.seq, head.hash), head.mac)) {
    find('head changed', head.seq, 'the end of the chain was written without the audit key')
  }
}

interface CheckpointStep {
  readonly chain: string
  /** Records up to here were not looked at. */
  readonly first: number
  /** Number → hash that the database has there; empty when it has none. */
  readonly wanted: ReadonlyMap<number, string>
  readonly losses: readonly Loss[]
  readonly find: Find
}

function checkCheckpoints(checkpoints: readonly Checkpoint[], step: CheckpointStep): void {
  const { chain, first, wanted, losses, find } = step
  const holds = ({ chain: of, seq, hash }: Checkpoint) => of === chain && wanted.get(seq) === hash
  for (const [index, checkpoint] of checkpoints.entries()) {
    const { seq, at } = checkpoint
    if (seq <= first || holds(checkpoint)) continue
    // of records that were lost: somebody put that on record, and the file went on from there
    const isKnown = losses.some(
      (loss) =>
        loss.from <= seq &&
        seq <= loss.to &&
        checkpoints.slice(index + 1).some((later) => later.seq >= loss.seq && holds(later)),
    )
    if (isKnown) continue
    const there = wanted.get(seq) === '' ? 'is not there' : 'is another one'
    find(
      'checkpoint mismatch',
      seq,
      `record ${seq} of the checkpoint of ${formatTime(at)} ${there}`,
    )
  }
}
