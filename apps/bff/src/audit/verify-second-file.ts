// Does the second file say what the database says? It is whole in itself (each record holds on to the one before), sealed
// with our key, and each of its records is the one that the database has under that number.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import type { Store } from '../store/open.ts'
import { readEnd } from './chain.ts'
import { readKeyRing } from './key-ring.ts'
import { canonicalize, hashOf, type Seal } from './seal.ts'
import { SealedLine, textOf } from './sealed-line.ts'

export interface SecondFileParts {
  readonly store: Store
  readonly seal: Seal
  /** Of keys that were replaced. */
  readonly old?: readonly Seal[]
  /** The file and the parts that it was rotated to, in any order; `.gz` is unpacked. */
  readonly files: readonly string[]
}

export interface SecondFileVerdict {
  readonly checked: number
  /** The first thing wrong, with its place; undefined when the file says what the database says. */
  readonly wrong?: { readonly file: string; readonly line: number; readonly what: string }
  /** Numbers of its first and last record; 0 when it has none. */
  readonly first: number
  readonly last: number
  /** Lines that are cut: by a crash, or a disk that was full. */
  readonly cut: number
  /** Of the database, when the reading began. */
  readonly head: number
  /** When the first record after `last` was written, in milliseconds since 1970; absent when none is lacking. */
  readonly lacksSince?: number
}

interface Known {
  readonly seq: number
  readonly hash: string
  readonly file: string
  readonly line: number
}

interface Linked extends Known {
  readonly prev: string
}

const AT_ONCE = 500
/**
 * A file that was cut while a record was on its way to it begins with that one; what the copy lacks stands after it
 * (sink.ts). With more than it ever writes again, something is missing.
 */
const MOST_AHEAD = 20_000

/** Rejects when a file or the database cannot be read. */
export async function verifySecondFile(parts: SecondFileParts): Promise<SecondFileVerdict> {
  const { store, seal, old } = parts
  const ring = await readKeyRing(store, seal, old)
  // before the files, which follow: what they lack of these is really missing
  const { head } = await readEnd(store)
  let [checked, first, cut] = [0, 0, 0]
  let last: Pick<Known, 'seq' | 'hash'> = { seq: 0, hash: '' }
  const ahead = new Map<number, Linked>()
  let page: Known[] = []
  const answer = (wrong?: SecondFileVerdict['wrong']) => ({
    checked,
    ...(wrong === undefined ? {} : { wrong }),
    first,
    last: last.seq,
    cut,
    head: head.seq,
  })
  for await (const { file, line, text } of readAll(await inOrder(parts.files))) {
    const wrong = (what: string) => answer({ file, line, what })
    const found = readLine(text)
    if (found === 'cut') {
      // what it held was written again, or is missing below
      cut += 1
      continue
    }
    if (found === undefined) return wrong('it is no record')
    const { record, prev, hash, kid, mac, seq } = found
    // no key is needed to see these two; whoever compares texts must see what was sealed and nothing else
    if (hashOf(prev, canonicalize(record)) !== hash) {
      return wrong(`record ${seq} is not what was sealed`)
    }
    if (textOf(found) !== text) return wrong(`record ${seq} does not stand there as it was written`)
    const why = ring.whyBad({ seq, hash, kid, mac })
    if (why !== undefined) return wrong(`record ${seq} ${why}`)
    ahead.set(seq, { seq, prev, hash, file, line })
    // without the part before it, a file may begin with a later one
    if (first === 0 || (seq < first && last.seq - seq < MOST_AHEAD)) {
      first = seq
      last = { seq: 0, hash: '' }
    }
    for (;;) {
      const next = ahead.get(last.seq === 0 ? first : last.seq + 1)
      if (next === undefined) break
      if (last.seq > 0 && next.prev !== last.hash) {
        const { line: at, file: of } = next
        const what = `record ${next.seq} does not hold on to the one before it`
        return answer({ file: of, line: at, what })
      }
      ahead.delete(next.seq)
      last = next
    }
    // written again, and compared below
    if (seq <= last.seq && seq >= first) ahead.delete(seq)
    if (ahead.size > MOST_AHEAD) return answer(findGap(ahead, last.seq))
    checked += 1
    page.push({ seq, hash, file, line })
    if (page.length >= AT_ONCE) {
      const other = await compare(store, page)
      if (other !== undefined) return answer(other)
      page = []
    }
  }
  const wrong = (await compare(store, page)) ?? findGap(ahead, last.seq)
  const lacks = await store
    .selectFrom('audit')
    .select('at')
    .where('seq', '>', last.seq)
    .where('seq', '<=', head.seq)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()
  return { ...answer(wrong), ...(lacks === undefined ? {} : { lacksSince: lacks.at }) }
}

function findGap(ahead: ReadonlyMap<number, Linked>, last: number): SecondFileVerdict['wrong'] {
  const [seq] = [...ahead.keys()].toSorted((a, b) => a - b)
  const found = seq === undefined ? undefined : ahead.get(seq)
  if (seq === undefined || found === undefined) return undefined
  const { file, line } = found
  const what =
    seq < last
      ? `record ${seq} stands after later ones`
      : `records ${last + 1} to ${seq - 1} are missing before it`
  return { file, line, what }
}

/** By the number of the first record of each. */
async function inOrder(files: readonly string[]): Promise<readonly string[]> {
  const begun = await Promise.all(
    files.map(async (file) => {
      for await (const { text } of readAll([file])) {
        const found = readLine(text)
        if (typeof found === 'object') return { file, seq: found.seq }
      }
      return { file, seq: 0 }
    }),
  )
  return begun.toSorted((a, b) => a.seq - b.seq).map(({ file }) => file)
}

async function* readAll(files: readonly string[]) {
  for (const file of files) {
    const source = createReadStream(file)
    const input = file.endsWith('.gz') ? source.pipe(createGunzip()) : source
    // a pipe does not pass errors on
    if (input !== source) source.on('error', (error) => input.destroy(error))
    input.setEncoding('utf8')
    let line = 0
    try {
      for await (const text of createInterface({ input, crlfDelay: Infinity })) {
        line += 1
        if (text !== '') yield { file, line, text }
      }
    } finally {
      source.destroy()
    }
  }
}

async function compare(store: Store, page: readonly Known[]) {
  const numbers = page.map(({ seq }) => seq)
  if (numbers.length === 0) return undefined
  const rows = await store
    .selectFrom('audit')
    .select(['seq', 'hash'])
    .where('seq', '>=', Math.min(...numbers))
    .where('seq', '<=', Math.max(...numbers))
    .execute()
  const there = new Map(rows.map(({ seq, hash }) => [seq, hash]))
  const begin = await store.selectFrom('audit').select('seq').orderBy('seq').limit(1).execute()
  const from = begin[0]?.seq ?? 1
  for (const { seq, hash, file, line } of page) {
    // pruned
    if (seq < from) continue
    const other = there.get(seq)
    if (other === undefined) {
      return { file, line, what: `the database does not have record ${seq}` }
    }
    if (other !== hash) return { file, line, what: `the database has another record ${seq}` }
  }
  return undefined
}

/** `cut`: no JSON, as every beginning of a line; undefined: not ours. */
function readLine(text: string) {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return 'cut'
  }
  const found = SealedLine.safeParse(json).data
  const seq = Number(found?.record['seq'])
  if (found === undefined || !Number.isSafeInteger(seq) || seq < 1) return undefined
  return { ...found, seq }
}
