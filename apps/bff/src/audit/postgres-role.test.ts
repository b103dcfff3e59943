// A user of PostgreSQL for the consoles that may add records and never take one away, as docs/operating.md makes it.
import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readDatabase } from '../config/database.ts'
import { createLog } from '../log.ts'
import { openStore, type Store } from '../store/open.ts'
import { makeDataDir, postgresOf } from '../testing/stores.ts'
import { createAudit } from './audit.ts'
import { dropPruned } from './prune.ts'
import { KEY, SEAL, someEntry } from './test-log.ts'
import { verifyStore } from './verify-store.ts'

const dataDir = makeDataDir()
const ROLE = `console_${process.pid}`
let store: Store
let client: pg.Client

/** The statements of the documentation, for this schema and this role. */
function readStatements(schema: string): string {
  const text = readFileSync(new URL('../../../../docs/operating.md', import.meta.url), 'utf8')
  const [, statements] = /```sql\n(-- the tables[\s\S]+?)```/.exec(text) ?? []
  if (statements === undefined) throw new Error('docs/operating.md has no statements any more')
  return statements
    .replaceAll(/\bece_console_app\b/g, ROLE)
    .replaceAll(/\bece_console\./g, `${schema}.`)
    .replaceAll(/SCHEMA ece_console\b/g, `SCHEMA ${schema}`)
}

beforeAll(async () => {
  const url = new URL(await postgresOf(dataDir))
  const schema = url.searchParams.get('schema') ?? ''
  const open = (address: URL) => {
    const database = readDatabase(address.href, (_, wrong) => {
      throw new Error(wrong)
    })
    return openStore(dataDir, KEY, { database })
  }
  // the owner makes the tables
  await (await open(url)).destroy()
  client = new pg.Client({ connectionString: url.href.replace(/\?.*/, '') })
  await client.connect()
  await client.query(readStatements(schema))
  const limited = new URL(url)
  limited.username = ROLE
  limited.password = 'PASSWORD'
  store = await open(limited)
})
afterAll(async () => {
  await store.destroy()
  await client.query(`drop owned by ${ROLE}`)
  await client.query(`drop role ${ROLE}`)
  await client.end()
})

test('the console starts, appends and verifies as that user', async () => {
  const audit = createAudit({
    store,
    key: KEY,
    checkpointFile: `${dataDir}/checkpoints.jsonl`,
    now: Date.now,
    log: createLog('silent'),
    boot: 'limited',
  })
  await audit.start()
  await audit.append(someEntry(1))
  await store.transaction().execute((db) => audit.append(someEntry(2), db))
  await audit.stop()
  const { findings, checked } = await verifyStore({
    store,
    seal: SEAL,
    checkpointFile: `${dataDir}/checkpoints.jsonl`,
  })
  expect([checked, findings]).toEqual([2, []])
  const { rows } = await sql<{ name: string }>`select current_user as name`.execute(store)
  expect(rows).toEqual([{ name: ROLE }])
})

test.each([
  ["update audit set user_name = 'eve'"],
  ['delete from audit'],
  ['truncate audit'],
  ['alter table audit disable trigger audit_no_change'],
  ['drop trigger audit_no_change on audit'],
  ['drop table audit'],
  ['delete from audit_head'],
  ["insert into audit_head values ('another', 0, '', '', 0)"],
])('PostgreSQL refuses it: %s', async (statement) => {
  await expect(sql.raw(statement).execute(store)).rejects.toMatchObject({ code: '42501' })
})

test('pruning takes the owner', async () => {
  await client.query(`set search_path to ${await schemaOf()}`)
  const audit = createAudit({
    store,
    key: KEY,
    checkpointFile: `${dataDir}/checkpoints.jsonl`,
    now: Date.now,
    log: createLog('silent'),
    boot: 'limited',
  })
  await audit.append({ stage: 'prune', event: 'pruned', from_seq: 1, to_seq: 1 })
  await expect(dropPruned(store)).rejects.toMatchObject({ code: '42501' })
  const { rows } = await client.query<{ count: string }>('select count(*) from audit')
  expect(rows[0]?.count).toBe('3')
})

async function schemaOf(): Promise<string> {
  const { rows } = await sql<{ name: string }>`select current_schema() as name`.execute(store)
  return rows[0]?.name ?? ''
}
