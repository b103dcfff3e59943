// SQLite behind Kysely. Node has `node:sqlite` from 22.13; on Node 20 a package with the same API stands in for it.
import { closeSync, openSync, statSync } from 'node:fs'
import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, type Dialect } from 'kysely'
import { codeOfSqlite, createDriver, type NativeDatabase } from './sqlite-driver.ts'

/** What both modules export, as far as we use it. */
interface SqliteModule {
  readonly DatabaseSync: new (path: string) => NativeDatabase
}

const PRAGMAS = [
  'PRAGMA journal_mode = WAL',
  // an acknowledged change survives a power cut
  'PRAGMA synchronous = FULL',
  'PRAGMA foreign_keys = ON',
]
/**
 * SQLite waits for a lock by stopping the whole process; anything longer is waited for by the driver, while others go
 * on. At the start nobody else is there.
 */
const BUSY_AT_START_MS = 2_000
const BUSY_MS = 20

/** Opens or makes the file at `path`, readable by its owner only. Throws when it is no sound database or cannot be written. */
export async function openSqlite(path: string): Promise<Dialect> {
  // the files that WAL adds take over the mode of this one
  closeSync(openSync(path, 'a', 0o600))
  const { DatabaseSync } = await loadSqlite()
  const open = () => new DatabaseSync(path)
  const writer = open()
  let reader: NativeDatabase | undefined
  try {
    prepare(writer)
    const [found] = writer.prepare('PRAGMA quick_check(1)').all()
    if (found === undefined || Object.values(found)[0] !== 'ok') throw new DamagedFile()
    reader = open()
    prepare(reader)
    for (const database of [writer, reader]) database.exec(`PRAGMA busy_timeout = ${BUSY_MS}`)
    const { dev, ino } = statSync(path)
    const driver = createDriver({
      reader,
      writer,
      isInPlace: () => {
        const there = statSync(path, { throwIfNoEntry: false })
        return there?.ino === ino && there.dev === dev
      },
    })
    return {
      createDriver: () => driver,
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createAdapter: () => new SqliteAdapter(),
      createIntrospector: (db) => new SqliteIntrospector(db),
    }
  } catch (error) {
    writer.close()
    reader?.close()
    throw error
  }
}

function prepare(database: NativeDatabase): void {
  database.exec(`PRAGMA busy_timeout = ${BUSY_AT_START_MS}`)
  for (const pragma of PRAGMAS) database.exec(pragma)
}

class DamagedFile extends Error {
  constructor() {
    super('database disk image is malformed')
  }
}

const MOVE_AWAY =
  'Put a sound copy in its place, or move it away, with the files -wal and -shm beside it, to start without sessions and changes.'
const CURES: Readonly<Record<number, string>> = {
  5: 'Another program holds it: end that program, then start again.',
  11: `The file is damaged. ${MOVE_AWAY}`,
  13: 'The disk is full: make room, then start again.',
  26: `The file is damaged, or no database of this console. ${MOVE_AWAY}`,
}

/** What to do about an error of `openSqlite`. */
export function cureOf(error: unknown): string {
  const code = error instanceof DamagedFile ? 11 : codeOfSqlite(error)
  return CURES[code ?? 0] ?? 'Give a folder that the user running the console may write.'
}

async function loadSqlite(): Promise<SqliteModule> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const builtIn = major > 22 || (major === 22 && minor >= 13)
  // The name is put together at run time: bundlers on Node 20 trip over a module that they do not know.
  const name = builtIn ? ['node', 'sqlite'].join(':') : '@photostructure/sqlite'
  // an import by computed name has no type; both modules have the API of the built-in one
  return (await import(/* @vite-ignore */ name)) as SqliteModule
}
