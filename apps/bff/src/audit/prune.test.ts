// Old months leave the database for files, and what stays is provable.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isOnPostgres } from '../testing/stores.ts'
import { openCommandLine, type CommandLine } from './test-command.ts'
import { dropPruned, recordPrune, writeSegment } from './prune.ts'
import { SEAL, someEntry } from './test-log.ts'

const DAY_MS = 24 * 3_600_000
let line: CommandLine
let out: string
beforeEach(async () => {
  line = await openCommandLine()
  out = join(line.log.dataDir, 'pruned')
  // ten records in each of September, October and November 2025
  for (let n = 0; n < 30; n += 1) {
    line.log.at = Date.UTC(2025, 8 + Math.floor(n / 10), 3 + (n % 10))
    await line.log.audit.append(someEntry(n + 1))
  }
  await line.log.audit.stop()
})
afterEach(() => line.log.store.destroy())

const numbers = async () => {
  const rows = await line.log.store.selectFrom('audit').select('seq').orderBy('seq').execute()
  return rows.map(({ seq }) => seq)
}

test('months that ended go to files that prove themselves, and verify goes on from there', async () => {
  const { text } = await line.run('prune', '--before', '2025-11-15', '--out', out)
  expect(text).toContain('2025-09: records 1 to 10 are in ')
  expect(text).toContain('2025-10: records 11 to 20 are in ')
  expect(await numbers()).toEqual([...Array.from({ length: 10 }, (_, n) => n + 21), 31, 32])
  const names = readdirSync(out).toSorted()
  expect(names).toEqual([
    'ece-console-audit-2025-09-1-10.jsonl',
    'ece-console-audit-2025-10-11-20.jsonl',
  ])
  const pubkey = join(line.log.dataDir, 'audit.pem')
  writeFileSync(pubkey, (await line.run('key')).text)
  for (const name of names) {
    const { status, text: said } = await line.run(
      'verify',
      '--file',
      join(out, name),
      '--pubkey',
      pubkey,
    )
    expect([status, said]).toEqual([0, expect.stringContaining('WHOLE: 10 records')])
  }
  const verdict = await line.run('verify')
  expect([verdict.status, verdict.text]).toEqual([
    0,
    expect.stringContaining('Records up to 20 were pruned'),
  ])
  expect((await line.run('show', '32')).text).toContain('"to_seq": 20')
  // a console that starts misses nothing
  const restarted = line.log.restart()
  await restarted.start()
  await restarted.append(someEntry(40))
  await restarted.stop()
  expect((await line.run('verify')).status).toBe(0)
  expect((await line.run('verify', '--from', '5', '--to', '25')).status).toBe(0)
  await line.run('prune', '--before', '2025-12-01', '--out', out)
  expect((await numbers())[0]).toBe(31)
  expect((await line.run('verify')).status).toBe(0)
})

test('a console that was killed before its next checkpoint does not take a prune for a restore', async () => {
  const other = await openCommandLine()
  for (const month of [8, 9]) {
    other.log.at = Date.UTC(2025, month, 3)
    for (let n = 1; n <= 3; n += 1) await other.log.audit.append(someEntry(n))
    // only September has one
    if (month === 8) await other.log.audit.stop()
  }
  await other.run('prune', '--before', '2025-10-01', '--out', out)
  await other.log.restart().start()
  const found = other.log.store.selectFrom('audit').selectAll().where('event', '=', 'restored')
  expect(await found.execute()).toEqual([])
  expect((await other.run('verify')).status).toBe(0)
  await other.log.store.destroy()
})

test('the log is protected as before afterwards', async () => {
  await line.run('prune', '--before', '2025-10-01', '--out', out)
  const { store } = line.log
  const attempts = [store.deleteFrom('audit'), store.updateTable('audit').set({ user_name: 'eve' })]
  for (const attempt of attempts) await expect(attempt.execute()).rejects.toThrow(/never changed/)
})

test('what is dropped without a record about it, or more than it says, is found', async () => {
  await line.run('prune', '--before', '2025-10-01', '--out', out)
  await sql`drop trigger ${sql.raw(isOnPostgres ? 'audit_no_change on audit' : 'audit_no_delete')}`.execute(
    line.log.store,
  )
  await line.log.store.deleteFrom('audit').where('seq', '<=', 13).execute()
  const { status, text } = await line.run('verify')
  expect([status, text]).toEqual([
    1,
    expect.stringContaining('gap at record 11: records 11 to 13 are missing at the beginning'),
  ])
})

test('a prune that was interrupted is still whole, and the next one ends it', async () => {
  await line.run('prune', '--before', '2025-10-01', '--out', out)
  const { store } = line.log
  const gone = readFileSync(join(out, 'ece-console-audit-2025-09-1-10.jsonl'), 'utf8')
  expect(gone).toContain('"seq":10,')
  // as after a crash between the record and the last piece
  const rows = gone
    .split('\n')
    .slice(7, 10)
    .map((text) => JSON.parse(text))
  for (const { record, prev, hash, kid, mac } of rows) {
    const { seq, event_id, at, stage, event, state, action_id, installation } = record
    const { user_name, operation, target } = record
    const text = JSON.stringify(record)
    const columns = { seq, event_id, at, stage, event, action_id, installation, user_name }
    await store
      .insertInto('audit')
      .values({ ...columns, operation, target, outcome: state, record: text, prev, hash, kid, mac })
      .execute()
  }
  expect((await numbers())[0]).toBe(8)
  expect((await line.run('verify')).status).toBe(0)
  const { text } = await line.run('prune', '--before', '2025-10-01', '--out', out)
  expect(text).toContain('3 records of a prune that was interrupted were dropped')
  expect((await numbers())[0]).toBe(11)
})

const SEPTEMBER = { month: '2025-09', from: 1, to: 10, count: 10 }
const restoredIn = (log: CommandLine['log']) =>
  log.store.selectFrom('audit').select('record').where('event', '=', 'restored').execute()

test('a prune that was killed right after its record takes no console for restored, whichever has pruned', async () => {
  const { store, audit, restart } = line.log
  // the last checkpoint is about what goes
  const old = readFileSync(line.log.checkpointFile, 'utf8').split('\n')[1] ?? ''
  expect(old).toContain('"seq":30')
  const before = await openCommandLine()
  for (let n = 1; n <= 3; n += 1) {
    before.log.at = Date.UTC(2025, 8, n)
    await before.log.audit.append(someEntry(n))
  }
  await before.log.audit.stop()
  before.log.at = Date.UTC(2025, 9, 3)
  await before.log.audit.append(someEntry(4))
  const file = await writeSegment(before.log.store, SEAL, out, { ...SEPTEMBER, to: 3, count: 3 })
  const three = { ...SEPTEMBER, to: 3, count: 3 }
  await recordPrune(before.log.store, before.log.audit, three, file, 'by a test')
  const { text } = await before.run('prune', '--before', '2025-10-01', '--out', out)
  expect(text).toContain('3 records of a prune that was interrupted were dropped')
  await before.log.restart().start()
  expect(await restoredIn(before.log)).toEqual([])
  await before.log.store.destroy()
  // another console, which slept meanwhile, has checkpoints of its own
  // twice: the newest record always stays
  for (const _ of [1, 2]) await line.run('prune', '--before', '2025-12-01', '--out', out)
  expect((await numbers())[0]).toBeGreaterThan(30)
  writeFileSync(line.log.checkpointFile, `\n${old}`)
  await restart().start()
  expect(await restoredIn(line.log)).toEqual([])
  expect((await line.run('verify')).status).toBe(0)
  await audit.stop()
  expect(await store.selectFrom('audit').select('seq').execute()).not.toEqual([])
})

test('what a killed prune had not dropped goes to a file once more, should the first one be gone', async () => {
  const file = await writeSegment(line.log.store, SEAL, out, SEPTEMBER)
  await recordPrune(line.log.store, line.log.audit, SEPTEMBER, file, 'by a test')
  const other = join(line.log.dataDir, 'other')
  await line.run('prune', '--before', '2025-10-01', '--out', other)
  expect(readdirSync(other)).toEqual(['ece-console-audit-2025-09-1-10.jsonl'])
  expect((await numbers())[0]).toBe(11)
})

test('the file of another installation is never written over', async () => {
  mkdirSync(out)
  const name = join(out, 'ece-console-audit-2025-09-1-10.jsonl')
  writeFileSync(name, 'the only copy of something')
  await expect(line.run('prune', '--before', '2025-10-01', '--out', out)).rejects.toThrow(
    /is there already, and does not hold these records.*another folder/,
  )
  expect(readFileSync(name, 'utf8')).toBe('the only copy of something')
  expect(await numbers()).toHaveLength(30)
})

test('a legal hold that comes while a prune runs stops it where it is', async () => {
  const { store, audit } = line.log
  const file = await writeSegment(store, SEAL, out, SEPTEMBER)
  await line.run('hold', '--reason', 'Case 18')
  const recorded = recordPrune(store, audit, SEPTEMBER, file, 'by a test')
  await expect(recorded).rejects.toThrow(/Case 18.*Nothing more was pruned/)
  await line.run('hold', '--lift', '--reason', 'for a moment')
  await recordPrune(store, audit, SEPTEMBER, file, 'by a test')
  await line.run('hold', '--reason', 'Case 19')
  await expect(dropPruned(store)).rejects.toThrow('Case 19')
  expect((await numbers())[0]).toBe(1)
  expect((await line.run('verify')).status).toBe(0)
})

test('nothing is pruned while a legal hold is in force', async () => {
  await expect(line.run('hold')).rejects.toThrow('--reason')
  await line.run('hold', '--reason', 'Case 17')
  await expect(line.run('hold', '--reason', 'again')).rejects.toThrow('is in force')
  await expect(line.run('prune', '--before', '2025-10-01', '--out', out)).rejects.toThrow(
    /legal hold is in force since .*Case 17/,
  )
  expect((await numbers())[0]).toBe(1)
  await line.run('hold', '--lift', '--reason', 'Case 17 is closed')
  await line.run('prune', '--before', '2025-10-01', '--out', out)
  expect((await numbers())[0]).toBe(11)
})

test('nothing is pruned of a log that is not whole, or where a change has no end', async () => {
  const at = Date.UTC(2025, 8, 20)
  line.log.at = at
  const intent = someEntry(99, { stage: 'intent', event: 'intent', state: 'intent' })
  const other = await openCommandLine()
  other.log.at = at
  await other.log.audit.append(intent)
  other.log.at = Date.UTC(2025, 9, 2)
  await other.log.audit.append(someEntry(1))
  await expect(other.run('prune', '--before', '2025-10-01', '--out', out)).rejects.toThrow(
    'Change change-99 (record 1) has no end yet',
  )
  await other.log.store.destroy()
  await sql`drop trigger ${sql.raw(isOnPostgres ? 'audit_no_change on audit' : 'audit_no_update')}`.execute(
    line.log.store,
  )
  await line.log.store
    .updateTable('audit')
    .set({ user_name: 'eve' })
    .where('seq', '=', 25)
    .execute()
  await expect(line.run('prune', '--before', '2025-10-01', '--out', out)).rejects.toThrow(
    'not whole (edit at record 25)',
  )
  expect((await numbers())[0]).toBe(1)
})

test('a file that cannot be written drops nothing', async () => {
  mkdirSync(join(out, 'ece-console-audit-2025-09-1-10.jsonl.part'), { recursive: true })
  await expect(line.run('prune', '--before', '2025-10-01', '--out', out)).rejects.toThrow(/EISDIR/)
  expect(await numbers()).toHaveLength(30)
})

test('a file that does not hold every record of its month is not taken for it', async () => {
  const segment = { month: '2025-09', from: 1, to: 10, count: 11 }
  await expect(writeSegment(line.log.store, SEAL, out, segment)).rejects.toThrow(
    'does not hold what was to be pruned (10 of 11 records); nothing was dropped',
  )
  expect(readdirSync(out)).toEqual([expect.stringMatching(/\.part$/)])
  // the next one takes away what that one left
  await line.run('prune', '--before', '2025-10-01', '--out', out)
  expect(readdirSync(out)).toEqual(['ece-console-audit-2025-09-1-10.jsonl'])
})

test('400 days stay unless somebody says otherwise, and a rehearsal changes nothing', async () => {
  const days = (Date.now() - Date.UTC(2025, 9, 1)) / DAY_MS
  line.set({ AUDIT_RETENTION_DAYS: String(Math.floor(days)) })
  const { text } = await line.run('prune', '--dry-run')
  expect(text).toBe('2025-09: records 1 to 10 would be pruned.')
  expect(await numbers()).toHaveLength(30)
  line.set({ AUDIT_RETENTION_DAYS: '100000' })
  await expect(line.run('prune', '--dry-run')).rejects.toThrow('AUDIT_RETENTION_DAYS')
  const wrong = [['--before', 'yesterday'], ['--before', '2999-01-01'], []]
  line.set({ AUDIT_RETENTION_DAYS: '' })
  for (const argv of wrong) await expect(line.run('prune', ...argv)).rejects.toThrow(/prune|before/)
})

test('a clock that jumped ends a segment early, and nothing later is dropped', async () => {
  const other = await openCommandLine()
  for (const at of [Date.UTC(2025, 8, 1), Date.UTC(2025, 11, 1), Date.UTC(2025, 8, 2)]) {
    other.log.at = at
    await other.log.audit.append(someEntry(1))
  }
  await other.run('prune', '--before', '2025-11-01', '--out', out)
  const rows = await other.log.store.selectFrom('audit').select('seq').orderBy('seq').execute()
  expect(rows.map(({ seq }) => seq)).toEqual([2, 3, 4])
  expect((await other.run('verify')).status).toBe(0)
  await other.log.store.destroy()
})
