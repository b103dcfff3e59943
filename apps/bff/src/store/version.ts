import { PostgresAdapter, sql } from 'kysely'
import type { Store } from './open.ts'

/**
 * Another text after every change that was committed, by whichever process. Cheaper by far than reading anything, and
 * the one place that knows how a database tells.
 *
 * SQLite's `data_version` counts the commits of other connections, and reads have a connection of their own
 * (sqlite-driver.ts). PostgreSQL's snapshot names the transactions that can be seen: while it stays the same, so does
 * everything. It needs no trigger and no row that all writers queue for, and unlike a sequence it moves with the commit,
 * not before it; the price is that other programs' commits move it too, and sessions are then read once more than needed.
 */
export async function readVersion(store: Store): Promise<string> {
  const isPostgres = store.getExecutor().adapter instanceof PostgresAdapter
  const answer = isPostgres
    ? sql<Told>`select pg_current_snapshot()::text as version`
    : // as a select, because only those go to the connection for reads
      sql<Told>`select cast(data_version as text) as version from pragma_data_version`
  const { rows } = await answer.execute(store)
  const [row] = rows
  if (row === undefined) throw new Error('the database did not tell its version')
  return row.version
}

interface Told {
  readonly version: string
}
