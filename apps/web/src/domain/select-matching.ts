// Every row that a list's search finds, for a selection that is larger than what is on screen.
import { operations, type SearchRequest } from '@ece/api-types'
import { call } from '../api/call.ts'
import { type ListSource, MAX_ROWS } from './export.ts'
import { nextSearch } from './search.ts'

/** The most that ECE answers at once without trouble. */
const PAGE_SIZE = 500

interface Matching<Row> {
  readonly rows: readonly Row[]
  /** There are more than anything here takes. */
  readonly isCapped: boolean
}

/** Reads page by page; `tell` gets the number of rows so far. Throws what a read throws: half of them would be a trap. */
export async function readMatching<Row>(
  { from, idOf }: Pick<ListSource<Row>, 'from' | 'idOf'>,
  signal: AbortSignal,
  tell: (rows: number) => void,
): Promise<Matching<Row>> {
  if (!('body' in from)) return { rows: from.rows, isCapped: false }
  const found = new Map<string, Row>()
  let body: SearchRequest | undefined = { ...from.body, size: PAGE_SIZE }
  let pages = 0
  while (body !== undefined && found.size < MAX_ROWS && pages < (2 * MAX_ROWS) / PAGE_SIZE) {
    const answer = await call(operations.searchDeployments, { body }, { signal })
    for (const row of from.toRows(answer)) {
      if (found.size < MAX_ROWS) found.set(idOf(row), row)
    }
    body = nextSearch(body, answer)
    pages += 1
    tell(found.size)
  }
  return { rows: [...found.values()], isCapped: body !== undefined && found.size >= MAX_ROWS }
}
