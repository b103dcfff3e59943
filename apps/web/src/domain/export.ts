// A list as a file: the browser reads it page by page, keeps what it has read when something ends that early, and can go on
// from there.
import { operations, type Output, type SearchRequest } from '@ece/api-types'
import { isApiError } from '../api/api-error.ts'
import { call } from '../api/call.ts'
import { BYTE_ORDER_MARK, toCsvLine } from '../lib/csv.ts'
import { nextSearch } from './search.ts'

export type ExportFormat = 'csv' | 'json'

/** What a file is made of: a search that is answered in pages, or rows that are all here. */
export interface ListSource<Row> {
  /** Of the file: `deployments`. */
  readonly name: string
  /** One row: `deployment`. */
  readonly noun: string
  readonly idOf: (row: Row) => string
  /** A row of the JSON file: as the API returned it. */
  readonly toJson: (row: Row) => unknown
  readonly from:
    | { readonly body: SearchRequest; readonly toRows: (answer: SearchAnswer) => readonly Row[] }
    | { readonly rows: readonly Row[] }
}
type SearchAnswer = Output<typeof operations.searchDeployments>

/** A column of the CSV file. */
export interface FileColumn<Row> {
  readonly header: string
  readonly value: (row: Row) => string | number | undefined
}

export interface ExportProgress {
  /** Hits of the search, which are rows or what the rows are parts of. */
  readonly read: number
  readonly total: number | undefined
  readonly rows: number
  /** Seconds that ECE, or the console, asked to wait for before the next page. */
  readonly waiting?: number
}

/** `capped`: there are more than a file takes. */
export type ExportEnd = 'complete' | 'capped'

export const MAX_ROWS = 10_000
/** An answer whose cursor leads round in a circle must not be read for ever. */
const MOST_HITS = 2 * MAX_ROWS
/** The most that ECE answers at once without trouble. */
const PAGE_SIZE = 500
/** A pause that somebody asks for is kept, up to this; a longer one is a refusal. */
const LONGEST_PAUSE = 120
const MOST_PAUSES = 20

interface Page<Row> {
  readonly rows: readonly Row[]
  readonly read: number
  readonly total: number | undefined
  readonly next: SearchRequest | undefined
}

async function readPage<Row>(
  { from }: ListSource<Row>,
  next: SearchRequest | undefined,
  signal: AbortSignal,
): Promise<Page<Row>> {
  if ('rows' in from) {
    return { rows: from.rows, read: from.rows.length, total: from.rows.length, next: undefined }
  }
  const body = next ?? { ...from.body, size: PAGE_SIZE }
  const answer = await call(operations.searchDeployments, { body }, { signal })
  return {
    rows: from.toRows(answer),
    read: answer.return_count,
    total: answer.match_count ?? undefined,
    next: nextSearch(body, answer),
  }
}

const pauseOf = (error: unknown): number | undefined => {
  if (!isApiError(error) || ![429, 503].includes(error.status)) return undefined
  const { retryAfter } = error
  return retryAfter !== undefined && retryAfter <= LONGEST_PAUSE ? retryAfter : undefined
}

const wait = (seconds: number, signal: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason instanceof Error ? signal.reason : new Error('Cancelled'))
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, seconds * 1000)
    signal.addEventListener('abort', stop, { once: true })
  })

export interface Export {
  /** Reads on from where it ended. Throws what the read throws; what was read before stays. */
  readonly run: (
    signal: AbortSignal,
    tell: (progress: ExportProgress) => void,
  ) => Promise<ExportEnd>
  readonly progress: () => ExportProgress
  /** What was read so far, as one file. */
  readonly file: () => Blob
}

export function createExport<Row>(
  source: ListSource<Row>,
  format: ExportFormat,
  columns: readonly FileColumn<Row>[],
): Export {
  // a row that moved between two pages is written once
  const ids = new Set<string>()
  const lines: string[] = []
  let read = 0
  let total: number | undefined
  let next: SearchRequest | undefined
  /** A page had more rows than the file still took. */
  let wasFull = false
  const progress = (): ExportProgress => ({ read, total, rows: ids.size })

  const add = (rows: readonly Row[]) => {
    for (const row of rows) {
      const id = source.idOf(row)
      if (ids.has(id)) continue
      if (ids.size >= MAX_ROWS) {
        wasFull = true
        return
      }
      ids.add(id)
      lines.push(
        format === 'csv'
          ? toCsvLine(columns.map(({ value }) => value(row)))
          : JSON.stringify(source.toJson(row)),
      )
    }
  }

  const readPatiently = async (
    signal: AbortSignal,
    tell: (progress: ExportProgress) => void,
  ): Promise<Page<Row>> => {
    for (let pauses = 0; ; pauses += 1) {
      try {
        return await readPage(source, next, signal)
      } catch (error) {
        const waiting = pauses < MOST_PAUSES ? pauseOf(error) : undefined
        if (waiting === undefined) throw error
        tell({ ...progress(), waiting })
        await wait(waiting, signal)
      }
    }
  }

  return {
    progress,
    run: async (signal, tell) => {
      for (;;) {
        const page = await readPatiently(signal, tell)
        add(page.rows)
        read += page.read
        total = page.total ?? total
        next = page.next
        tell(progress())
        if (next === undefined || ids.size >= MAX_ROWS || read >= MOST_HITS) {
          // a row that is deleted meanwhile is not one that is missing: only at a limit is there more
          const isAtLimit = ids.size >= MAX_ROWS || read >= MAX_ROWS
          const isMore = total === undefined ? next !== undefined : total > read
          return wasFull || (isAtLimit && isMore) ? 'capped' : 'complete'
        }
      }
    },
    file: () =>
      format === 'csv'
        ? new Blob([BYTE_ORDER_MARK, toCsvLine(columns.map(({ header }) => header)), ...lines], {
            type: 'text/csv;charset=utf-8',
          })
        : new Blob(['[\n', lines.join(',\n'), '\n]\n'], { type: 'application/json' }),
  }
}
