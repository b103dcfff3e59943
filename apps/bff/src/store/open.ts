import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Kysely, Migrator, type Dialect } from 'kysely'
import { describeDatabase, type DatabaseAddress } from '../config/database.ts'
import type { Log } from '../log.ts'
import { DATABASE_FILE } from './database-file.ts'
import { isKeyOf } from './key-check.ts'
import { migrations } from './migrations.ts'
import { codeOfPostgres, cureOfPostgres, openPostgres, whyOf } from './postgres.ts'
import type { Database } from './schema.ts'
import { codeOfSqlite } from './sqlite-driver.ts'
import { cureOf, openSqlite } from './sqlite.ts'

export type Store = Kysely<Database>

/** The store cannot be used; the message says why and what to do, for the person who starts the console. */
export class StoreProblem extends Error {}

export interface StoreOptions {
  /** A PostgreSQL in the place of the file. */
  readonly database?: DatabaseAddress | undefined
  /** Told of connections that were lost. */
  readonly log?: Log
}

/** What differs between the two, besides the dialect. */
interface Place {
  readonly variable: 'DATA_DIR' | 'DATABASE_URL'
  /** For messages. */
  readonly name: string
  readonly open: () => Promise<Dialect>
  /** Whether the database itself said no. */
  readonly isIts: (error: unknown) => boolean
  readonly cureOf: (error: unknown) => string
  readonly schema?: string
}

/**
 * Opens the database, a file in `dataDir` unless there is a PostgreSQL, brings its tables up to date and proves that
 * `key` is the key that sealed it. Throws `StoreProblem`.
 */
export async function openStore(
  dataDir: string,
  key: Buffer,
  { database, log }: StoreOptions = {},
): Promise<Store> {
  const place = database === undefined ? fileIn(dataDir) : serverAt(database, log)
  const store = await open(place)
  try {
    await migrate(store, place)
    await checkKey(store, key, place)
    return store
  } catch (error) {
    await store.destroy()
    throw error instanceof StoreProblem ? error : cannotOpen(place, error)
  }
}

function fileIn(dataDir: string): Place {
  const path = join(dataDir, DATABASE_FILE)
  return {
    variable: 'DATA_DIR',
    name: `the database ${path}`,
    open: () => {
      mkdirSync(dataDir, { recursive: true, mode: 0o700 })
      return openSqlite(path)
    },
    isIts: (error) => codeOfSqlite(error) !== undefined,
    cureOf,
  }
}

function serverAt(database: DatabaseAddress, log: Log | undefined): Place {
  return {
    variable: 'DATABASE_URL',
    name: describeDatabase(database),
    open: () => openPostgres(database, log),
    // a server that stops answers nothing at all
    isIts: (error) => codeOfPostgres(error) !== undefined || !isOfMigrator(error),
    cureOf: cureOfPostgres,
    schema: database.schema,
  }
}

async function open(place: Place): Promise<Store> {
  try {
    return new Kysely<Database>({ dialect: await place.open() })
  } catch (error) {
    throw cannotOpen(place, error)
  }
}

const cannotOpen = ({ variable, name, cureOf: cure }: Place, cause: unknown): StoreProblem =>
  new StoreProblem(`${variable}: cannot open ${name} (${whyOf(cause)}). ${cure(cause)}`, { cause })

/** Consoles that start at once take turns: Kysely locks the database where there can be several. */
async function migrate(store: Store, place: Place): Promise<void> {
  const migrator = new Migrator({
    db: store,
    provider: { getMigrations: () => Promise.resolve(migrations) },
    ...(place.schema === undefined ? {} : { migrationTableSchema: place.schema }),
  })
  const { error } = await migrator.migrateToLatest()
  if (error === undefined) return
  if (place.isIts(error)) throw cannotOpen(place, error)
  const why = error instanceof Error ? error.message : 'unknown reason'
  throw new StoreProblem(
    `${place.variable}: the tables in ${place.name} cannot be brought up to date (${why}). Was it written by a newer console?`,
    { cause: error },
  )
}

/** Kysely's own complaint, about migrations that it does not know. */
const isOfMigrator = (error: unknown) => error instanceof Error && /migration/.test(error.message)

/** With another key every sealed credential would look damaged and every operator would be signed out, silently. */
async function checkKey(store: Store, key: Buffer, { name }: Place): Promise<void> {
  if (await isKeyOf(store, key)) return
  throw new StoreProblem(
    `SECRET_KEY_FILE: ${name} was sealed with another key. Give the key file it was made with, or move the database away to start without sessions and changes.`,
  )
}
