// Somebody with all rights on the database, and without the key, tries to change what is on record. Each attack runs in a
// transaction that is taken back afterwards, over a real log on a real database.
import { createHmac } from 'node:crypto'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { sql, type Transaction } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AuditHeadTable, AuditTable, Database } from '../store/schema.ts'
import { isOnPostgres } from '../testing/stores.ts'
import { columnsOf, readRecord } from './record.ts'
import { canonicalize, hashOf } from './seal.ts'
import { openTestLog, someEntry, type TestLog } from './test-log.ts'
import type { StoreVerdict } from './verify-store.ts'

const RECORDS = 40
const ROUNDS = 100

let log: TestLog
let rows: readonly AuditTable[] = []
/** The head after each record: what an older copy of the database holds. */
const heads: AuditHeadTable[] = []
beforeAll(async () => {
  log = await openTestLog()
  for (let n = 1; n <= RECORDS; n += 1) {
    await log.audit.append(someEntry(n))
    heads.push(await log.store.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow())
    if (n % 10 === 0) {
      log.at += 300_000
      await log.audit.tick()
    }
  }
  rows = await log.store.selectFrom('audit').selectAll().orderBy('seq').execute()
})
afterAll(() => log.store.destroy())

type Attack = (db: Transaction<Database>, random: (below: number) => number) => Promise<unknown>

/** mulberry32: the same attacks in every run. */
function createRandom(seed: number) {
  let state = seed
  return (below: number) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

async function dropTriggers(db: Transaction<Database>) {
  const names = isOnPostgres
    ? ['audit_no_change on audit', 'audit_no_truncate on audit']
    : ['audit_no_update', 'audit_no_delete']
  for (const name of names) await sql`drop trigger ${sql.raw(name)}`.execute(db)
}

/** What `verify` says after the attack; the database is as before afterwards. */
async function verdictOf(attack: Attack, round: number): Promise<StoreVerdict> {
  let verdict: StoreVerdict | undefined
  const undo = new Error('undo')
  const done = log.store.transaction().execute(async (db) => {
    await dropTriggers(db)
    await attack(db, createRandom(round + 1))
    verdict = await log.verify(db)
    throw undo
  })
  await done.catch((error: unknown) => {
    if (error !== undo) throw error
  })
  if (verdict === undefined) throw new Error('there was no verdict')
  return verdict
}

const rowAt = (index: number): AuditTable => {
  const row = rows[index]
  if (row === undefined) throw new Error(`there is no record at ${index}`)
  return row
}
const put = (db: Transaction<Database>, seq: number, set: Partial<AuditTable>) =>
  db.updateTable('audit').set(set).where('seq', '=', seq).execute()
const remove = (db: Transaction<Database>, from: number, to = from) =>
  db.deleteFrom('audit').where('seq', '>=', from).where('seq', '<=', to).execute()

function changeByte(text: string, random: (below: number) => number): string {
  const at = random(text.length)
  const code = text.charCodeAt(at)
  // another printable character
  const other = 32 + ((code - 32 + 1 + random(94)) % 95)
  return `${text.slice(0, at)}${String.fromCharCode(other)}${text.slice(at + 1)}`
}

const COLUMNS = ['record', 'hash', 'mac', 'prev', 'user_name', 'target', 'outcome'] as const

/** The whole chain anew, with every hash right and a key that is not ours. */
async function recompute(db: Transaction<Database>, changed: readonly AuditTable[]) {
  const forge = (text: string) => createHmac('sha256', 'guess').update(text).digest('hex')
  let prev = ''
  await db.deleteFrom('audit').execute()
  for (const row of changed) {
    const hash = hashOf(prev, row.record)
    await db
      .insertInto('audit')
      .values({ ...row, prev, hash, mac: forge(hash) })
      .execute()
    prev = hash
  }
  await db
    .updateTable('audit_head')
    .set({ hash: prev, seq: changed.length, mac: forge(prev) })
    .execute()
}

const attacks: Readonly<Record<string, Attack>> = {
  'one character of one field is changed': (db, random) => {
    const row = rowAt(random(RECORDS))
    const column = COLUMNS[random(COLUMNS.length)] ?? 'record'
    return put(db, row.seq, { [column]: changeByte(row[column] || 'x', random) })
  },
  'a record in the middle is deleted': (db, random) => remove(db, 1 + random(RECORDS - 1)),
  'two records change places': async (db, random) => {
    const [one, two] = [rowAt(random(RECORDS / 2)), rowAt(RECORDS / 2 + random(RECORDS / 2))]
    await remove(db, one.seq)
    await remove(db, two.seq)
    await db
      .insertInto('audit')
      .values([
        { ...one, seq: two.seq },
        { ...two, seq: one.seq },
      ])
      .execute()
  },
  'a record is put in between': async (db, random) => {
    const at = 1 + random(RECORDS)
    for (let seq = RECORDS; seq >= at; seq -= 1) await put(db, seq, { seq: seq + 1 })
    const model = rowAt(random(RECORDS))
    await db
      .insertInto('audit')
      .values({ ...model, seq: at, event_id: `forged-${at}` })
      .execute()
  },
  'the last records are cut off': (db, random) =>
    remove(db, RECORDS - random(RECORDS - 1), RECORDS),
  'the last records are cut off and the end is moved': async (db, random) => {
    const end = 1 + random(RECORDS - 1)
    await remove(db, end + 1, RECORDS)
    const { hash, mac } = rowAt(end - 1)
    await db.updateTable('audit_head').set({ seq: end, hash, mac }).execute()
  },
  'everything is computed anew without the key': async (db, random) => {
    const victim = random(RECORDS)
    const changed = rows.map((row, index) => {
      if (index !== victim) return row
      const record = canonicalize({ ...JSON.parse(row.record), user_name: 'nobody' })
      return { ...row, ...columnsOf(readRecord(record)), record }
    })
    await recompute(db, changed)
  },
  'an older copy of the database is put in its place': async (db, random) => {
    const end = 1 + random(RECORDS - 1)
    const head = heads[end - 1]
    if (head === undefined) throw new Error('there is no such head')
    await remove(db, end + 1, RECORDS)
    await db.updateTable('audit_head').set(head).execute()
  },
}

describe('is found out every time that', () => {
  test.each(Object.entries(attacks))('%s', async (_, attack) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { findings } = await verdictOf(attack, round)
      expect([round, findings.length > 0]).toEqual([round, true])
    }
  })

  test('a checkpoint is changed or made up', async () => {
    const whole = readFileSync(log.checkpointFile, 'utf8')
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        const random = createRandom(round + 1)
        const lines = whole.split('\n')
        const at = lines.length - 1 - random(3)
        const line = lines[at] ?? ''
        const changed = line.replace(/"seq":\d+/, `"seq":${1 + random(9)}`)
        writeFileSync(log.checkpointFile, lines.with(at, changed).join('\n'))
        const { findings } = await log.verify()
        expect([round, findings[0]?.kind]).toEqual([round, 'checkpoint forged'])
      }
    } finally {
      writeFileSync(log.checkpointFile, whole)
    }
  })
})

test('untouched, the log is whole', async () => {
  expect(await log.verify()).toMatchObject({ checked: RECORDS, findings: [], checkpoints: 4 })
})

test('an older copy can be told only by checkpoints that are kept elsewhere, and verify says so', async () => {
  const whole = readFileSync(log.checkpointFile)
  try {
    writeFileSync(log.checkpointFile, '')
    const attack = attacks['an older copy of the database is put in its place']
    if (attack === undefined) throw new Error('there is no such attack')
    expect(await verdictOf(attack, 1)).toMatchObject({ findings: [], isWithoutCheckpoints: true })
  } finally {
    writeFileSync(log.checkpointFile, '')
    appendFileSync(log.checkpointFile, whole)
  }
})

test('the first bad record and what is wrong with it are named', async () => {
  const found = async (attack: Attack) => (await verdictOf(attack, 1)).findings[0]
  expect(await found((db) => put(db, 7, { record: rowAt(7).record }))).toMatchObject({
    kind: 'edit',
    seq: 7,
  })
  expect(await found((db) => remove(db, 9))).toMatchObject({ kind: 'gap', seq: 9 })
  expect(await found((db) => remove(db, 38, 40))).toMatchObject({ kind: 'cut tail', seq: 38 })
  expect(await found((db) => recompute(db, rows))).toMatchObject({ kind: 'bad mac', seq: 1 })
})
