import { createHmac, timingSafeEqual } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Kysely, Migrator } from 'kysely'
import { DATABASE_FILE } from './database-file.ts'
import { migrations } from './migrations.ts'
import type { Database } from './schema.ts'
import { codeOfSqlite } from './sqlite-driver.ts'
import { cureOf, openSqlite } from './sqlite.ts'

export type Store = Kysely<Database>

/** The store cannot be used; the message says why and what to do, for the person who starts the console. */
export class StoreProblem extends Error {}

/**
 * Opens the database in `dataDir`, brings its tables up to date and proves that `key` is the key that sealed it.
 * Throws `StoreProblem`.
 */
export async function openStore(dataDir: string, key: Buffer): Promise<Store> {
  const path = join(dataDir, DATABASE_FILE)
  const store = await open(path)
  try {
    await migrate(store, path)
    await checkKey(store, key, path)
    return store
  } catch (error) {
    await store.destroy()
    throw error instanceof StoreProblem ? error : cannotOpen(path, error)
  }
}

async function open(path: string): Promise<Store> {
  try {
    mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 })
    return new Kysely<Database>({ dialect: await openSqlite(path) })
  } catch (error) {
    throw cannotOpen(path, error)
  }
}

function cannotOpen(path: string, cause: unknown): StoreProblem {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new StoreProblem(`DATA_DIR: cannot open the database ${path} (${why}). ${cureOf(cause)}`, {
    cause,
  })
}

async function migrate(store: Store, path: string): Promise<void> {
  const migrator = new Migrator({
    db: store,
    provider: { getMigrations: () => Promise.resolve(migrations) },
  })
  const { error } = await migrator.migrateToLatest()
  if (error === undefined) return
  if (codeOfSqlite(error) !== undefined) throw cannotOpen(path, error)
  const why = error instanceof Error ? error.message : 'unknown reason'
  throw new StoreProblem(
    `DATA_DIR: the tables in ${path} cannot be brought up to date (${why}). Was it written by a newer console?`,
    { cause: error },
  )
}

const KEY_CHECK = 'key_check'

/** With another key every sealed credential would look damaged and every operator would be signed out, silently. */
async function checkKey(store: Store, key: Buffer, path: string): Promise<void> {
  const check = createHmac('sha256', key).update('ece-console key check').digest()
  await store
    .insertInto('meta')
    .values({ name: KEY_CHECK, value: check.toString('base64') })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
  const { value } = await store
    .selectFrom('meta')
    .select('value')
    .where('name', '=', KEY_CHECK)
    .executeTakeFirstOrThrow()
  const stored = Buffer.from(value, 'base64')
  if (stored.length === check.length && timingSafeEqual(stored, check)) return
  throw new StoreProblem(
    `SECRET_KEY_FILE: the database ${path} was sealed with another key. Give the key file it was made with, or move the database away to start without sessions and changes.`,
  )
}
