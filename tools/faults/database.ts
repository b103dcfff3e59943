// The console's SQLite file, opened from outside: to break it.
import { join } from 'node:path'

/** What `node:sqlite` and its stand-in have in common, as far as it is used here. */
interface Database {
  exec(sql: string): void
  prepare(sql: string): {
    all(...values: readonly unknown[]): Record<string, unknown>[]
    run(...values: readonly unknown[]): unknown
  }
  close(): void
}
interface Module {
  readonly DatabaseSync: new (path: string) => Database
}

/** As in the server: older Node brings none, and a bundler must not look for either. */
const NAMES = [['node', 'sqlite'].join(':'), ['@photostructure', 'sqlite'].join('/')]

export async function openDatabase(dataDir: string): Promise<Database> {
  for (const name of NAMES) {
    try {
      // both export a class of this name
      const { DatabaseSync } = (await import(name)) as Module
      return new DatabaseSync(join(dataDir, 'ece-console.sqlite'))
    } catch (error) {
      if (name === NAMES.at(-1)) throw error
    }
  }
  throw new Error('there is no SQLite')
}
