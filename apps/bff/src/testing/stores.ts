// The same tests on both stores. Which one a run is for says TEST_STORE, set by the project in vitest.config.ts.
import { createHash } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { readDatabase } from '../config/database.ts'
import type { Environment } from '../config.ts'
import { openStore, type Store } from '../store/open.ts'

export const isOnPostgres = process.env['TEST_STORE'] === 'postgresql'

export const makeDataDir = () => mkdtempSync(join(tmpdir(), 'ece-console-'))

/** The store that belongs to `dataDir`, on whichever database this run is for: the same folder opens the same store. */
export async function openTestStore(dataDir: string, key: Buffer): Promise<Store> {
  const { DATABASE_URL } = await storeEnvironment(dataDir)
  if (DATABASE_URL === undefined) return openStore(dataDir, key)
  const database = readDatabase(DATABASE_URL, (_, wrong) => {
    throw new Error(`TEST_DATABASE_URL ${wrong}`)
  })
  return openStore(dataDir, key, { database })
}

/** Variables of a console that keeps its data in the store of `dataDir`. */
export async function storeEnvironment(dataDir: string): Promise<Environment> {
  const environment = { DATA_DIR: dataDir }
  return isOnPostgres ? { ...environment, DATABASE_URL: await postgresOf(dataDir) } : environment
}

/**
 * The address of a schema that belongs to `name`, also in runs for SQLite: for tests that are about PostgreSQL. There is
 * one wherever the stage `unit` of `npm test` runs, unless PostgreSQL cannot be had.
 */
export async function postgresOf(name: string): Promise<string> {
  const server = process.env['TEST_DATABASE_URL']
  if (server === undefined) throw new Error('TEST_DATABASE_URL is not set; use npm test -- unit')
  const url = new URL(server)
  // a database per file: looking up tables takes as long as there are tables, and files share processes
  made ??= makeDatabase(server, `test_${process.pid}_${Math.round(performance.now())}`)
  url.pathname = `/${await made}`
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 16)
  url.searchParams.set('schema', `test_${hash}`)
  return url.href
}

let made: Promise<string> | undefined

async function makeDatabase(server: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    // left behind by a process of the same number
    await client.query(`drop database if exists ${name} with (force)`)
    await client.query(`create database ${name}`)
  } finally {
    await client.end()
  }
  return name
}
