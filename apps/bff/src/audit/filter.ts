// Finding records among a million. SQLite answers in the same thread that serves everybody, so no statement looks at more
// than one window of the log, and others get their turn between two of them.
import { setImmediate as giveWay } from 'node:timers/promises'
import { sql, type ExpressionBuilder, type SqlBool } from 'kysely'
import type { Store } from '../store/open.ts'
import type { AuditTable, Database } from '../store/schema.ts'

export interface AuditFilter {
  /** Records of these, and those that belong to none. */
  readonly installations: readonly string[]
  /** Leaves out those that belong to none. */
  readonly onlyInstallation?: boolean | undefined
  /** Milliseconds since 1970; `to` is not included. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly user?: string | undefined
  readonly target?: string | undefined
  readonly operation?: string | undefined
  readonly outcomes?: readonly string[] | undefined
  /** Anywhere in the record, whatever its case. */
  readonly text?: string | undefined
}

/** So many numbers are looked at by one statement: some ten milliseconds at worst. */
const WINDOW = 5_000

type Expressions = ExpressionBuilder<Database, 'audit'>

/** `like` differs in case between databases; `lower` of both sides does not. */
const contains = (column: 'record' | 'target' | 'target_name', text: string) =>
  sql<SqlBool>`lower(${sql.ref(column)}) like lower(${`%${text.replaceAll(/[!%_]/g, '!$&')}%`}) escape '!'`

function conditionsOf(is: Expressions, filter: AuditFilter) {
  const { installations, onlyInstallation, from, to, user, target, operation, outcomes, text } =
    filter
  return is.and([
    is.or([
      ...(installations.length === 0 ? [] : [is('installation', 'in', installations)]),
      ...(onlyInstallation === true ? [] : [is('installation', 'is', null)]),
    ]),
    ...(from === undefined ? [] : [is('at', '>=', from)]),
    ...(to === undefined ? [] : [is('at', '<', to)]),
    ...(user === undefined ? [] : [is('user_name', '=', user)]),
    ...(target === undefined
      ? []
      : [is.or([contains('target', target), contains('target_name', target)])]),
    ...(operation === undefined ? [] : [is('operation', '=', operation)]),
    ...(outcomes === undefined || outcomes.length === 0 ? [] : [is('outcome', 'in', outcomes)]),
    // as it is written in the record
    ...(text === undefined ? [] : [contains('record', JSON.stringify(text).slice(1, -1))]),
  ])
}

const inWindow = (store: Store, filter: AuditFilter, above: number, upTo: number) =>
  store
    .selectFrom('audit')
    .where('seq', '>', above)
    .where('seq', '<=', upTo)
    .where((is) => conditionsOf(is, filter))

export interface AuditPage {
  readonly rows: readonly AuditTable[]
  /** Where to go on, below which nothing was looked at; undefined when all was. */
  readonly next: number | undefined
}

/**
 * Newest first, below `before`. Stops at `limit` records or after `patienceMs`, whatever comes first: a page may be short
 * although there is a next one.
 */
export async function readPage(
  store: Store,
  filter: AuditFilter,
  { before, limit, patienceMs }: { before: number; limit: number; patienceMs: number },
): Promise<AuditPage> {
  const deadline = performance.now() + patienceMs
  const rows: AuditTable[] = []
  for (let upTo = before - 1; upTo > 0; upTo -= WINDOW) {
    const above = Math.max(0, upTo - WINDOW)
    const missing = limit - rows.length
    const found = await inWindow(store, filter, above, upTo)
      .selectAll()
      .orderBy('seq', 'desc')
      .limit(missing)
      .execute()
    rows.push(...found)
    const last = found.at(-1)
    if (found.length === missing && last !== undefined) {
      return { rows, next: last.seq > 1 ? last.seq : undefined }
    }
    if (above > 0 && performance.now() > deadline) return { rows, next: above + 1 }
    await giveWay()
  }
  return { rows, next: undefined }
}

/** Oldest first, up to and with `upTo`, some at a time. */
export async function* readAll(
  store: Store,
  filter: AuditFilter,
  upTo: number,
): AsyncGenerator<readonly AuditTable[]> {
  for (let above = 0; above < upTo; above += WINDOW) {
    const rows = await inWindow(store, filter, above, Math.min(upTo, above + WINDOW))
      .selectAll()
      .orderBy('seq')
      .execute()
    if (rows.length > 0) yield rows
    else await giveWay()
  }
}

export async function countAll(
  store: Store,
  filter: AuditFilter,
  { upTo, patienceMs }: { upTo: number; patienceMs: number },
): Promise<{ readonly count: number; readonly isComplete: boolean }> {
  const deadline = performance.now() + patienceMs
  let count = 0
  for (let last = upTo; last > 0; last -= WINDOW) {
    if (performance.now() > deadline) return { count, isComplete: false }
    const { found } = await inWindow(store, filter, Math.max(0, last - WINDOW), last)
      .select((select) => select.fn.countAll<number>().as('found'))
      .executeTakeFirstOrThrow()
    count += found
    await giveWay()
  }
  return { count, isComplete: true }
}
