// Does the second file say what the database says? It is whole in itself (each record holds on to the one before), and
// each of its records is the one that the database has under that number.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { Store } from '../store/open.ts'
import { readEnd } from './chain.ts'
import { canonicalize, hashOf } from './seal.ts'

const Value = z.union([z.string(), z.int(), z.array(z.string())])
const Line = z.looseObject({
  record: z.record(z.string(), Value),
  prev: z.string(),
  hash: z.string(),
})

export interface SecondFileVerdict {
  readonly checked: number
  /** The first thing wrong, with its line; undefined when the file says what the database says. */
  readonly wrong?: { readonly line: number; readonly what: string }
  /** Numbers of its first and last record; 0 when it has none. */
  readonly first: number
  readonly last: number
  /** Of the database, when the reading began. */
  readonly head: number
}

interface Known {
  readonly seq: number
  readonly hash: string
  readonly line: number
}

const AT_ONCE = 500

/** Rejects when the file or the database cannot be read. */
export async function verifySecondFile(store: Store, file: string): Promise<SecondFileVerdict> {
  // before the file, which follows: what it lacks of these is really missing
  const { head } = await readEnd(store)
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })
  let [line, checked, first] = [0, 0, 0]
  let last: Omit<Known, 'line'> = { seq: 0, hash: '' }
  let page: Known[] = []
  const answer = (wrong?: { readonly line: number; readonly what: string }) => ({
    checked,
    ...(wrong === undefined ? {} : { wrong }),
    first,
    last: last.seq,
    head: head.seq,
  })
  for await (const text of lines) {
    line += 1
    if (text === '') continue
    const found = readLine(text)
    // a crash or a full disk cut it; what it held was written again, or is missing below
    if (found === undefined) continue
    const { record, prev, hash } = found
    const seq = Number(record['seq'])
    if (hashOf(prev, canonicalize(record)) !== hash) {
      return answer({ line, what: `record ${seq} is not what was sealed` })
    }
    const isAgain = seq <= last.seq && seq >= first
    if (!isAgain) {
      if (last.seq > 0 && seq !== last.seq + 1) {
        const to = seq - 1
        return answer({ line, what: `records ${last.seq + 1} to ${to} are missing in it` })
      }
      if (last.seq > 0 && prev !== last.hash) {
        return answer({ line, what: `record ${seq} does not hold on to the one before it` })
      }
      if (first === 0) first = seq
      last = { seq, hash }
    }
    checked += 1
    page.push({ seq, hash, line })
    if (page.length >= AT_ONCE) {
      const wrong = await compare(store, page)
      if (wrong !== undefined) return answer(wrong)
      page = []
    }
  }
  return answer(await compare(store, page))
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
  for (const { seq, hash, line } of page) {
    // pruned
    if (seq < from) continue
    const other = there.get(seq)
    if (other === undefined) return { line, what: `the database does not have record ${seq}` }
    if (other !== hash) return { line, what: `the database has another record ${seq}` }
  }
  return undefined
}

function readLine(text: string) {
  try {
    const found = Line.safeParse(JSON.parse(text)).data
    return Number.isSafeInteger(found?.record['seq']) ? found : undefined
  } catch {
    return undefined
  }
}
