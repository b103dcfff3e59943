import { sql } from 'kysely'
import type { Store } from './open.ts'

/**
 * Another number after every change that was committed, by whichever process. Cheaper by far than reading anything, and
 * the one place that knows how this database tells: SQLite's `data_version` counts the commits of other connections, and
 * reads have a connection of their own (sqlite-driver.ts).
 */
export async function readVersion(store: Store): Promise<number> {
  // as a select, because only those go to the connection for reads
  const answer = sql<{ data_version: number }>`select data_version from pragma_data_version`
  const { rows } = await answer.execute(store)
  const [row] = rows
  if (row === undefined) throw new Error('the database did not tell its version')
  return row.data_version
}
