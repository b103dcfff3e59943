// SQLite behind Kysely. Node has `node:sqlite` from 22.13; on Node 20 a package with the same API stands in for it.
import { closeSync, openSync } from 'node:fs'
import { SqliteDialect } from 'kysely'
import type { SqliteDatabase, SqliteStatement } from 'kysely'

/** What both modules export, as far as we use it. */
interface SqliteModule {
  readonly DatabaseSync: new (path: string) => NativeDatabase
}
interface NativeDatabase {
  exec(sql: string): void
  prepare(sql: string): NativeStatement
  close(): void
}
interface NativeStatement {
  all(...values: readonly unknown[]): unknown[]
  run(...values: readonly unknown[]): ReturnType<SqliteStatement['run']>
  iterate(...values: readonly unknown[]): IterableIterator<unknown>
}

/** Statement texts are few (Kysely compiles the same ones); the bound is for generated ones. */
const MAX_PREPARED = 500

const PRAGMAS = [
  'PRAGMA journal_mode = WAL',
  // an acknowledged change survives a power cut
  'PRAGMA synchronous = FULL',
  // another process (`npx ece-console …` beside a running console) may hold the file for a moment
  'PRAGMA busy_timeout = 5000',
  'PRAGMA foreign_keys = ON',
]

/** Opens or makes the file at `path`, readable by its owner only. Throws when it is no database or cannot be written. */
export async function openSqlite(path: string): Promise<SqliteDialect> {
  // the files that WAL adds take over the mode of this one
  closeSync(openSync(path, 'a', 0o600))
  const { DatabaseSync } = await loadSqlite()
  const database = new DatabaseSync(path)
  for (const pragma of PRAGMAS) database.exec(pragma)
  return new SqliteDialect({ database: adapt(database) })
}

async function loadSqlite(): Promise<SqliteModule> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const builtIn = major > 22 || (major === 22 && minor >= 13)
  // The name is put together at run time: bundlers on Node 20 trip over a module that they do not know.
  const name = builtIn ? ['node', 'sqlite'].join(':') : '@photostructure/sqlite'
  // an import by computed name has no type; both modules have the API of the built-in one
  return (await import(/* @vite-ignore */ name)) as SqliteModule
}

function adapt(database: NativeDatabase): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>()
  return {
    close: () => database.close(),
    prepare(sql) {
      const known = prepared.get(sql)
      if (known !== undefined) return known
      const native = database.prepare(sql)
      const statement: SqliteStatement = {
        reader: ANSWERS_ROWS.test(sql),
        all: (values) => native.all(...values),
        run: (values) => native.run(...values),
        iterate: (values) => native.iterate(...values),
      }
      if (prepared.size >= MAX_PREPARED) prepared.clear()
      prepared.set(sql, statement)
      return statement
    },
  }
}

/** `StatementSync.columns()` would tell, but Node has it from 22.16 only. Values are bound, never part of the text. */
const ANSWERS_ROWS = /^\s*(?:select|with|pragma)\b|\breturning\b/i
