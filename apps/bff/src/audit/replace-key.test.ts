// Another key file takes over: what was sealed before stays proven, and the old key is worth nothing any more.
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLog } from '../log.ts'
import { isOnPostgres, openTestStore } from '../testing/stores.ts'
import { createAudit } from './audit.ts'
import { openCommandLine, type CommandLine } from './test-command.ts'
import { makeRow, readRecord } from './record.ts'
import { createSeal } from './seal.ts'
import { KEY, SEAL, someEntry } from './test-log.ts'

const NEXT = randomBytes(32)
let line: CommandLine
let oldFile: string
let nextFile: string
beforeEach(async () => {
  line = await openCommandLine()
  const { dataDir, audit } = line.log
  oldFile = join(dataDir, 'key')
  nextFile = join(dataDir, 'next')
  writeFileSync(nextFile, NEXT.toString('base64'), { mode: 0o600 })
  for (let n = 1; n <= 5; n += 1) await audit.append(someEntry(n))
  await audit.stop()
})
afterEach(() => line.log.store.destroy())

const storeOf = () => line.log.store
const appendWith = async (key: Buffer, n: number) => {
  const audit = createAudit({
    store: storeOf(),
    key,
    checkpointFile: line.log.checkpointFile,
    now: Date.now,
    log: createLog('silent'),
    boot: 'another',
  })
  await audit.append(someEntry(n))
  await audit.stop()
}
const replace = async () => {
  const said = await line.run('replace-key', '--new-key', nextFile)
  line.set({ SECRET_KEY_FILE: nextFile })
  return said
}
const allowUpdates = () =>
  sql`drop trigger ${sql.raw(isOnPostgres ? 'audit_no_change on audit' : 'audit_no_update')}`.execute(
    storeOf(),
  )

test('the record about it is sealed by both, and both parts are whole, with the old key and without', async () => {
  const { text } = await replace()
  expect(text).toContain(`Key ${createSeal(NEXT).kid} took over from ${SEAL.kid} with record 6`)
  await appendWith(NEXT, 7)
  const row = await storeOf()
    .selectFrom('audit')
    .select(['kid', 'mac', 'hash', 'record'])
    .where('seq', '=', 6)
    .executeTakeFirstOrThrow()
  expect(row.kid).toBe(`${SEAL.kid}+${createSeal(NEXT).kid}`)
  expect(row.mac).toBe(`${SEAL.mac(row.hash)}+${createSeal(NEXT).mac(row.hash)}`)
  expect(readRecord(row.record)).toMatchObject({ stage: 'admin', event: 'key_replaced' })
  const verdict = await line.run('verify')
  expect([verdict.status, verdict.text]).toEqual([0, expect.stringMatching(/^7 records/)])
  expect((await line.run('verify', '--old-key', oldFile)).status).toBe(0)
})

test('a record that the old key seals afterwards is bad', async () => {
  await replace()
  const head = await storeOf().selectFrom('audit_head').selectAll().executeTakeFirstOrThrow()
  const place = {
    chain: head.chain,
    seq: head.seq + 1,
    prev: head.hash,
    at: Date.now(),
    boot: 'thief',
    mono: 1,
    eventId: 'forged',
  }
  const row = makeRow(someEntry(9), place, SEAL)
  await storeOf().insertInto('audit').values(row).execute()
  const mac = SEAL.headMac(head.chain, row.seq, row.hash)
  await storeOf().updateTable('audit_head').set({ seq: row.seq, hash: row.hash, mac }).execute()
  const { status, text } = await line.run('verify')
  expect(status).toBe(1)
  expect(text).toContain('bad mac at record 7: was sealed without the audit key')
})

test('whoever has the old key cannot write the past anew', async () => {
  await replace()
  await allowUpdates()
  let prev = ''
  const rows = await storeOf().selectFrom('audit').selectAll().orderBy('seq').execute()
  for (const row of rows) {
    const {
      seq,
      at,
      chain,
      boot,
      mono_ms: mono = 0,
      event_id: eventId,
      ...rest
    } = readRecord(row.record)
    const place = { chain, seq, prev, at, boot, mono, eventId }
    const user = seq === 2 ? 'nobody' : rest.user_name
    // a record's fields are an entry's, and their types are wider
    const entry = { ...rest, ...(user === undefined ? {} : { user_name: user }) } as ReturnType<
      typeof someEntry
    >
    const made = makeRow(entry, place, SEAL)
    const { kid, mac } = seq === 6 ? row : made
    await storeOf()
      .updateTable('audit')
      .set({ ...made, kid, mac })
      .where('seq', '=', seq)
      .execute()
    prev = made.hash
  }
  const { status, text } = await line.run('verify')
  expect([status, text]).toEqual([1, expect.stringContaining('bad mac at record 6')])
})

test('a console that runs on with the old key puts nothing on record, and does not call it tampering', async () => {
  await replace()
  await expect(line.log.audit.append(someEntry(7))).rejects.toMatchObject({
    code: 'console.audit_unavailable',
  })
  // nor does it sign a checkpoint about what the new key sealed
  await appendWith(NEXT, 7)
  await line.log.audit.stop()
  expect((await line.run('verify')).status).toBe(0)
  await expect(openTestStore(line.log.dataDir, KEY)).rejects.toThrow(/sealed with another key/)
})

test('all sign-ins of the old key end, and nothing of them stays', async () => {
  await storeOf()
    .insertInto('sessions')
    .values({ session_key: 'a', data: '{}', created_at: 1, active_at: 1, detached_at: null })
    .execute()
  await replace()
  expect(await storeOf().selectFrom('sessions').selectAll().execute()).toEqual([])
})

test('checkpoints of the old key count for what was there, and for nothing after it', async () => {
  await replace()
  await appendWith(NEXT, 7)
  expect((await line.run('verify')).text).toMatch(/7 records, 3 checkpoints/)
  const head = await storeOf().selectFrom('audit_head').selectAll().executeTakeFirstOrThrow()
  const { appendCheckpoint, signCheckpoint } = await import('./checkpoints.ts')
  const { chain, seq, hash } = head
  await appendCheckpoint(line.log.checkpointFile, signCheckpoint({ chain, seq, hash, at: 1 }, SEAL))
  const { status, text } = await line.run('verify')
  expect([status, text]).toEqual([1, expect.stringContaining('is not signed with our key')])
})

test('a part from before says what the present key cannot prove of it alone', async () => {
  await replace()
  const { status, text } = await line.run('verify', '--to', '3')
  expect([status, text]).toEqual([0, expect.stringContaining('Verify up to record 6 or more')])
  expect((await line.run('verify', '--to', '3', '--old-key', oldFile)).text).not.toContain(
    'or more',
  )
})

test('it can be done again and again', async () => {
  await replace()
  const third = join(line.log.dataDir, 'third')
  writeFileSync(third, randomBytes(32).toString('base64'), { mode: 0o600 })
  await line.run('replace-key', '--new-key', third)
  line.set({ SECRET_KEY_FILE: third })
  expect((await line.run('verify')).status).toBe(0)
  expect((await line.run('verify', '--old-key', oldFile, '--old-key', nextFile)).status).toBe(0)
})

test('the same command again, after it was ended before it could say so, says that it was done', async () => {
  await line.run('replace-key', '--new-key', nextFile)
  const { status, text } = await line.run('replace-key', '--new-key', nextFile)
  expect([status, text]).toEqual([0, expect.stringContaining('It was replaced already')])
  expect(text).toContain(`Key ${createSeal(NEXT).kid} took over from ${SEAL.kid} with record 6`)
  const third = join(line.log.dataDir, 'third')
  writeFileSync(third, randomBytes(32).toString('base64'), { mode: 0o600 })
  await expect(line.run('replace-key', '--new-key', third)).rejects.toThrow(/another key/)
  line.set({ SECRET_KEY_FILE: nextFile })
  expect((await line.run('verify')).status).toBe(0)
})

test('a log that is not whole, a key that is in use, and a console that runs are refused', async () => {
  await expect(line.run('replace-key')).rejects.toThrow('--new-key')
  await expect(line.run('replace-key', '--new-key', oldFile)).rejects.toThrow('in use already')
  const turn = { name: 'boot/x', holder: 'x', until: Date.now() + 20_000 }
  await storeOf().insertInto('turns').values(turn).execute()
  await expect(line.run('replace-key', '--new-key', nextFile)).rejects.toThrow('1 consoles run')
  await storeOf().deleteFrom('turns').execute()
  await allowUpdates()
  await storeOf().updateTable('audit').set({ user_name: 'eve' }).where('seq', '=', 3).execute()
  await expect(line.run('replace-key', '--new-key', nextFile)).rejects.toThrow('edit at record 3')
  expect((await line.run('verify')).text).toContain('edit at record 3')
})
