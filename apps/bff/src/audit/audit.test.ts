import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestLog, someEntry, type TestLog } from './test-log.ts'

let log: TestLog
beforeEach(async () => {
  log = await openTestLog()
  await log.audit.start()
})
afterEach(() => log.store.destroy())

const seqs = async () => {
  const rows = await log.store.selectFrom('audit').select('seq').orderBy('seq').execute()
  return rows.map(({ seq }) => seq)
}

test('records are numbered without a gap, however many are written at once', async () => {
  const other = log.restart()
  await Promise.all(
    Array.from({ length: 60 }, (_, n) => (n % 2 === 0 ? log.audit : other).append(someEntry(n))),
  )
  expect(await seqs()).toEqual(Array.from({ length: 60 }, (_, n) => n + 1))
  expect((await log.verify()).findings).toEqual([])
})

test('the story of a change is told in its order', async () => {
  await log.audit.append(someEntry(1, { stage: 'intent', event: 'intent' }))
  await log.audit.append(someEntry(2))
  await log.audit.append(someEntry(1))
  const story = await log.audit.story('change-1')
  expect(story.map(({ stage, event }) => `${stage}/${event}`)).toEqual([
    'intent/intent',
    'outcome/accepted',
  ])
  expect(story[1]).toMatchObject({ at: '2026-11-22T03:00:00.000Z', status: 202 })
})

test('a record stands or falls with the transaction that it is written in', async () => {
  const failed = log.store.transaction().execute(async (db) => {
    await log.audit.append(someEntry(1), db)
    throw new Error('changed my mind')
  })
  await expect(failed).rejects.toThrow('changed my mind')
  expect(await seqs()).toEqual([])
  await log.store.transaction().execute((db) => log.audit.append(someEntry(2), db))
  await log.audit.append(someEntry(3))
  expect(await seqs()).toEqual([1, 2])
  expect((await log.verify()).findings).toEqual([])
})

test('the database refuses to change, delete or empty the log', async () => {
  await log.audit.append(someEntry(1))
  const { store } = log
  const attempts = [
    store.updateTable('audit').set({ user_name: 'somebody else' }),
    store.deleteFrom('audit'),
    store.deleteFrom('audit').where('seq', '=', 1),
  ]
  for (const attempt of attempts) await expect(attempt.execute()).rejects.toThrow(/never changed/)
  expect(await seqs()).toEqual([1])
})

test('hostile texts are stored whole, without what a database cannot hold', async () => {
  const hostile = `=HYPERLINK("x")\0\ud800 "\\\u2028 ${'x'.repeat(5_000)}`
  await log.audit.append(someEntry(1, { user_name: hostile, target: hostile, reason: hostile }))
  const verdict = await log.verify()
  expect([verdict.checked, verdict.findings]).toEqual([1, []])
  const { user_name: name } = await log.store
    .selectFrom('audit')
    .select('user_name')
    .executeTakeFirstOrThrow()
  expect(name).toContain('=HYPERLINK("x")\ufffd\ufffd "\\')
  expect(name?.length).toBeLessThan(2_100)
})

test('a clock that jumps back leaves the order and the proof alone', async () => {
  await log.audit.append(someEntry(1))
  log.at -= 365 * 24 * 3_600_000
  await log.audit.append(someEntry(2))
  await log.audit.tick()
  log.at += 800 * 24 * 3_600_000
  await log.audit.append(someEntry(3))
  await log.audit.tick()
  expect(await seqs()).toEqual([1, 2, 3])
  expect(await log.verify()).toMatchObject({ findings: [], checkpoints: 2 })
})

test('checkpoints are written every five minutes while something happens, and at the end', async () => {
  const lines = () => readFileSync(log.checkpointFile, 'utf8').split('\n').filter(Boolean).length
  await log.audit.append(someEntry(1))
  log.at += 5 * 60_000
  await log.audit.tick()
  expect(lines()).toBe(1)
  log.at += 5 * 60_000
  await log.audit.tick()
  expect(lines()).toBe(1)
  await log.audit.append(someEntry(2))
  await log.audit.tick()
  expect(lines()).toBe(1)
  await log.audit.stop()
  expect(lines()).toBe(2)
})

test('a database restored from yesterday says what is missing, once, and goes on', async () => {
  for (let n = 1; n <= 4; n += 1) await log.audit.append(someEntry(n))
  const yesterday = {
    head: await log.store.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow(),
    rows: await log.store.selectFrom('audit').selectAll().execute(),
  }
  for (let n = 5; n <= 9; n += 1) await log.audit.append(someEntry(n))
  await log.audit.stop()

  const restored = await openTestLog()
  await restored.store.insertInto('audit').values(yesterday.rows).execute()
  await restored.store.updateTable('audit_head').set(yesterday.head).execute()
  writeFileSync(restored.checkpointFile, readFileSync(log.checkpointFile))
  expect((await restored.verify()).findings).toMatchObject([
    { kind: 'checkpoint mismatch', seq: 9 },
  ])

  await restored.audit.start()
  expect(restored.logged.join('')).toContain('audit records are missing')
  await restored.audit.append(someEntry(10))
  const { record } = await restored.store
    .selectFrom('audit')
    .select('record')
    .where('seq', '=', 5)
    .executeTakeFirstOrThrow()
  expect(JSON.parse(record)).toMatchObject({
    stage: 'checkpoint',
    event: 'restored',
    from_seq: 5,
    to_seq: 9,
    count: 5,
    evidence: expect.stringContaining('records 5 to 9 of then are missing'),
  })
  await restored.audit.stop()
  await restored.restart().start()
  const { seq } = await restored.store
    .selectFrom('audit_head')
    .select('seq')
    .executeTakeFirstOrThrow()
  expect(seq).toBe(6)
  expect((await restored.verify()).findings).toMatchObject([{ kind: 'restored', seq: 5 }])
  expect((await restored.verify(restored.store, [5])).findings).toEqual([])
  await restored.store.destroy()
})

test('another database in the place of the first is noticed', async () => {
  await log.audit.append(someEntry(1))
  await log.audit.stop()
  const fresh = await openTestLog()
  writeFileSync(fresh.checkpointFile, readFileSync(log.checkpointFile))
  await fresh.audit.start()
  const [first] = await fresh.store.selectFrom('audit').select('record').execute()
  expect(first?.record).toContain('not the one of the checkpoint')
  await fresh.store.destroy()
})

test('a file of checkpoints that was cut in the middle of a line is read as far as it goes', async () => {
  await log.audit.append(someEntry(1))
  log.at += 300_000
  await log.audit.tick()
  await log.audit.append(someEntry(2))
  await log.audit.stop()
  truncateSync(log.checkpointFile, readFileSync(log.checkpointFile).length - 40)
  await log.restart().start()
  expect(await log.verify()).toMatchObject({ findings: [], checkpoints: 2 })
})

test('a checkpoint that cannot be written is loud and stops nothing', async () => {
  await log.audit.append(someEntry(1))
  mkdirSync(log.checkpointFile)
  await log.audit.stop()
  expect(log.logged.join('')).toContain('a checkpoint of the audit log could not be written')
  await log.audit.append(someEntry(2))
  expect(await seqs()).toEqual([1, 2])
})

test('what is noted is written at once, also after a quiet time', async () => {
  await log.audit.tick()
  log.audit.note(someEntry(1))
  await expect.poll(seqs).toEqual([1])
  expect(log.audit.waiting()).toBe(0)
})

test('what may not fail waits in memory until it can be written, with the time it happened at', async () => {
  await sql`alter table audit_head rename to away`.execute(log.store)
  log.audit.note(someEntry(1))
  await expect(log.audit.append(someEntry(2))).rejects.toMatchObject({
    code: 'console.audit_unavailable',
  })
  await expect.poll(() => log.audit.waiting()).toBe(1)
  await sql`alter table away rename to audit_head`.execute(log.store)
  log.at += 60_000
  await log.audit.tick()
  expect(log.audit.waiting()).toBe(0)
  const [row] = await log.store.selectFrom('audit').select(['seq', 'at']).execute()
  expect(row).toEqual({ seq: 1, at: log.at - 60_000 })
})
