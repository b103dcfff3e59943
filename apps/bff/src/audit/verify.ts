// Is the log what was written? Everything that a database can be made to say is recomputed from the key.
import type { AuditHeadTable, AuditTable } from '../store/schema.ts'
import type { Checkpoint, ReadCheckpoints } from './checkpoints.ts'
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
}

export interface VerifyParts {
  /** In ascending order, from `above` on. */
  readonly pages: AsyncIterable<readonly AuditTable[]>
  readonly seal: Pick<Seal, 'mac' | 'headMac'>
  /** Read before the pages; absent when only a part is verified, whose end is not the end. */
  readonly head?: AuditHeadTable | undefined
  readonly checkpoints?: ReadCheckpoints | undefined
  /** The record before the first one: its number and hash. */
  readonly before?: { readonly seq: number; readonly hash: string }
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
  const { pages, seal, head, checkpoints, known = new Set() } = parts
  const findings: Finding[] = []
  const find = (kind: FindingKind, seq: number, detail: string) => {
    if (findings.length < MOST_FINDINGS) findings.push({ kind, seq, detail })
  }
  const open = new Map<string, OpenIntent>()
  const losses: Loss[] = []
  const wanted = new Map((checkpoints?.checkpoints ?? []).map(({ seq }) => [seq, '']))
  let { seq: last, hash: prev } = parts.before ?? { seq: 0, hash: '' }
  const first = last
  let checked = 0
  for await (const rows of pages) {
    for (const row of rows) {
      checked += 1
      const record = checkRow(row, { last, prev, seal, find })
      if (record !== undefined) {
        follow(record, open)
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
  }
}

type Find = (kind: FindingKind, seq: number, detail: string) => void
interface Step {
  readonly last: number
  readonly prev: string
  readonly seal: Pick<Seal, 'mac' | 'headMac'>
  readonly find: Find
}

function checkRow(row: AuditTable, { last, prev, seal, find }: Step): StoredRecord | undefined {
  const { seq } = row
  if (seq !== last + 1) {
    const many = seq - last - 1
    find('gap', last + 1, many === 1 ? 'one record is missing' : `${many} records are missing`)
  } else if (row.prev !== prev) find('reorder', seq, 'does not hold on to the record before it')
  if (!isSame(hashOf(row.prev, row.record), row.hash)) {
    find('edit', seq, 'its text is not what was sealed')
  } else if (!isSame(seal.mac(row.hash), row.mac)) {
    find('bad mac', seq, 'was sealed without the audit key, or with another one')
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

function checkHead(head: AuditHeadTable, { last, prev, seal, find }: Step): void {
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
