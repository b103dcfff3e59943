// `_search` over plain documents: the request is checked and compiled once, then every document is asked.
import type { Mapping } from './mapping.ts'
import { matchAll } from './matcher.ts'
import { compileQuery } from './query.ts'
import { invalid, isText, isWhole, readObject, readOptional } from './read.ts'
import { type Cursor, readCursor, writeCursor } from './cursor.ts'
import { compileSort, type Sort, type SortKeys } from './sort.ts'
import { type Doc, MISS } from './values.ts'

export interface SearchOptions extends Mapping {
  /** As in a request; used when it has none. */
  readonly defaultSort: readonly unknown[]
  /** Breaks ties; `id` unless the documents have another. */
  readonly idField?: string
  /** How many hits a request without `size` gets. */
  readonly defaultSize?: number
}

export interface SearchResult<Document extends Doc = Doc> {
  readonly hits: readonly Document[]
  /** All documents that match, whatever the page. */
  readonly matchCount: number
  /** ECE sends `match_count` only when there was a query (ece-behaviour 3.2). */
  readonly hasQuery: boolean
  /** For the next page; there is none after an empty page. */
  readonly cursor?: string
}

// Not established for ECE (ece-behaviour 3.2): Elasticsearch's own default is 10.
const DEFAULT_SIZE = 10
/** `index.max_result_window` of Elasticsearch: beyond it only a cursor reaches. */
const MAX_WINDOW = 10_000

interface Page {
  readonly request: Doc
  readonly size: number
  readonly from: number
  readonly now: number
  readonly after?: SortKeys
}

function readCount(request: Doc, name: string): number | undefined {
  const value = readOptional(request, name, '', isWhole, 'a whole number')
  if (value !== undefined && value < 0) throw invalid(name, 'must not be negative')
  return value
}

function readPage(body: unknown, now: number, defaultSize: number): Page {
  const request = body === undefined || body === null ? {} : readObject(body, 'body')
  const text = readOptional(request, 'cursor', '', isText, 'text')
  const cursor: Cursor | undefined = text === undefined ? undefined : readCursor(text)
  const size = readCount(request, 'size') ?? readCount(cursor?.request ?? {}, 'size') ?? defaultSize
  // With a cursor every other field is ignored, but ecctl repeats its `size` and means it.
  const from = cursor === undefined ? (readCount(request, 'from') ?? 0) : 0
  if (from + size > MAX_WINDOW) {
    throw invalid(
      'from',
      `from + size must not exceed ${MAX_WINDOW}; use the cursor of the previous answer`,
    )
  }
  return cursor === undefined ? { request, size, from, now } : { ...cursor, size, from }
}

interface Ranked<Document> {
  readonly doc: Document
  readonly keys: SortKeys
}

/** Keeps the first `count` in order without sorting everything: most documents are worse than all that are kept. */
function createBest<Document>({ compare }: Sort, count: number) {
  const ranks = (a: Ranked<Document>, b: Ranked<Document>) => compare(a.keys, b.keys)
  let kept: Ranked<Document>[] = []
  let worst: SortKeys | undefined
  return {
    add(item: Ranked<Document>) {
      if (worst !== undefined && compare(item.keys, worst) > 0) return
      kept.push(item)
      if (kept.length < 2 * count) return
      kept = kept.toSorted(ranks).slice(0, count)
      worst = kept.at(-1)?.keys
    },
    list: () => kept.toSorted(ranks).slice(0, count),
  }
}

/**
 * Makes a search over documents of one kind. The answer `(request body, documents, now = epoch ms)` throws `Failure`
 * 400 `search.invalid_request` for whatever is wrong in the request. Documents are only read; no state is kept.
 */
export function createSearch(options: SearchOptions) {
  const idField = options.idField ?? 'id'
  return <Document extends Doc>(
    body: unknown,
    documents: Iterable<Document>,
    now = Date.now(),
  ): SearchResult<Document> => {
    const page = readPage(body, now, options.defaultSize ?? DEFAULT_SIZE)
    const { query, sort } = page.request
    if (sort !== undefined && sort !== null && !Array.isArray(sort))
      throw invalid('sort', 'must be an array')
    const hasQuery = query !== undefined && query !== null
    const scope = { mapping: options, path: '', dates: { now: page.now } }
    const matches = hasQuery ? compileQuery(query, scope) : matchAll
    const order = compileSort(sort ?? options.defaultSort, options, idField)

    const best = createBest<Document>(order, page.from + page.size)
    let matchCount = 0
    for (const doc of documents) {
      const score = matches(doc)
      if (score === MISS) continue
      matchCount += 1
      if (page.size === 0) continue
      const keys = order.keysOf(doc, score)
      if (page.after === undefined || order.compare(keys, page.after) > 0) best.add({ doc, keys })
    }
    const hits = best.list().slice(page.from)
    const after = hits.at(-1)?.keys
    const result = { hits: hits.map(({ doc }) => doc), matchCount, hasQuery }
    if (after === undefined) return result
    const request = { ...(hasQuery ? { query } : {}), ...(sort ? { sort } : {}), size: page.size }
    return { ...result, cursor: writeCursor({ request, after, now: page.now }) }
  }
}
