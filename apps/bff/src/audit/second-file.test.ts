// The second copy of the log, on another disk than the database.
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { makeDataDir } from '../testing/stores.ts'
import { openTestLog, SEAL, someEntry, type TestLog } from './test-log.ts'
import { verifySecondFile } from './verify-second-file.ts'

const opened: TestLog[] = []
afterEach(async () => {
  for (const { audit, store } of opened.splice(0)) {
    await audit.stop()
    await store.destroy()
  }
})

async function openWith(mode: 'any' | 'all', file = join(makeDataDir(), 'second.jsonl')) {
  const log = await openTestLog(makeDataDir(), { secondFile: { file, mode } })
  opened.push(log)
  const verify = (...files: string[]) =>
    verifySecondFile({ store: log.store, seal: SEAL, files: files.length === 0 ? [file] : files })
  return { log, file, verify }
}
/** A folder in the place of the file: nothing can be written there. */
const block = (file: string) => mkdirSync(file, { recursive: true })
const unblock = (file: string) => rmSync(file, { recursive: true })
const intent = (n: number) => someEntry(n, { stage: 'intent', event: 'intent', state: 'intent' })

test('the file follows the log, and says the same', async () => {
  const { log, file, verify } = await openWith('any')
  for (let n = 1; n <= 3; n += 1) await log.audit.append(someEntry(n))
  await expect.poll(() => readFileSync(file, 'utf8').split('\n').filter(Boolean).length).toBe(3)
  await log.store.transaction().execute((db) => log.audit.append(someEntry(4), db))
  await log.audit.stop()
  expect(await verify()).toEqual({ checked: 4, first: 1, last: 4, cut: 0, head: 4 })
  const restarted = log.restart()
  await restarted.append(someEntry(5))
  await restarted.stop()
  expect(await verify()).toMatchObject({ checked: 5, last: 5 })
})

test('with "any" changes go on without the file, loudly, and it catches up', async () => {
  const { log, file, verify } = await openWith('any')
  block(file)
  await log.audit.append(intent(1))
  await log.audit.append(someEntry(1))
  await expect.poll(() => log.audit.trouble()).toEqual(['second_file'])
  expect(log.logged.join('')).toContain('the second file of the audit log cannot be written')
  unblock(file)
  await log.audit.append(someEntry(2))
  await expect.poll(() => log.audit.trouble()).toEqual([])
  await log.audit.stop()
  expect(await verify()).toEqual({ checked: 3, first: 1, last: 3, cut: 0, head: 3 })
})

test('with "all" nothing begins without its record in the file; outcomes and sign-outs go on', async () => {
  const { log, file, verify } = await openWith('all')
  await log.audit.append(intent(1))
  await log.audit.append(someEntry(1, { stage: 'sending', event: 'sending' }))
  // the intent is in the file before the change may be sent
  expect(readFileSync(file, 'utf8')).toContain('"stage":"intent"')
  renameSync(file, `${file}.away`)
  block(file)
  const unavailable = { code: 'console.audit_unavailable' }
  await expect(log.audit.append(intent(2))).rejects.toMatchObject(unavailable)
  const inTransaction = log.store.transaction().execute((db) => log.audit.append(intent(3), db))
  await expect(inTransaction).rejects.toMatchObject(unavailable)
  const signIn = someEntry(1, { stage: 'auth', event: 'signed_in' })
  await expect(log.audit.append(signIn)).rejects.toMatchObject(unavailable)
  await log.audit.append(someEntry(1))
  log.audit.note({ stage: 'auth', event: 'signed_out' })
  await log.audit.tick()
  unblock(file)
  renameSync(`${file}.away`, file)
  await log.audit.append(intent(4))
  await log.audit.stop()
  expect(await verify()).toEqual({ checked: 5, first: 1, last: 5, cut: 0, head: 5 })
  const rows = await log.store.selectFrom('audit').select('action_id').orderBy('seq').execute()
  expect(rows.map((row) => row.action_id)).toEqual([
    'change-1',
    'change-1',
    'change-1',
    null,
    'change-4',
  ])
})

test('many changes at once do not wait for one another for ever', async () => {
  const { log, verify } = await openWith('all')
  await Promise.all(
    Array.from({ length: 30 }, (_, n) =>
      log.store.transaction().execute((db) => log.audit.append(intent(n), db)),
    ),
  )
  await log.audit.stop()
  expect(await verify()).toMatchObject({ checked: 30, last: 30 })
})

test('a line that a full disk cut is written again, and the file is whole', async () => {
  const { log, file, verify } = await openWith('any')
  await log.audit.append(someEntry(1))
  await log.audit.append(someEntry(2))
  await log.audit.stop()
  const whole = readFileSync(file, 'utf8')
  writeFileSync(file, whole.slice(0, -30))
  const restarted = log.restart()
  await restarted.append(someEntry(3))
  await restarted.stop()
  expect(await verify()).toEqual({ checked: 3, first: 1, last: 3, cut: 1, head: 3 })
})

test('after a restore from a backup the file is kept beside, and a new one begins', async () => {
  const { log, file } = await openWith('any')
  for (let n = 1; n <= 3; n += 1) await log.audit.append(someEntry(n))
  await log.audit.stop()
  const { log: other, verify } = await openWith('any', file)
  expect((await verify()).wrong?.what).toBe('the database does not have record 1')
  await other.audit.append(someEntry(9))
  await other.audit.stop()
  const names = readdirSync(dirname(file))
  expect(names).toHaveLength(2)
  expect(await verify()).toMatchObject({ last: 2, head: 2 })
  const aside = names.find((name) => name !== 'second.jsonl') ?? ''
  expect((await verify(join(dirname(file), aside))).wrong?.what).toBe(
    'the database has another record 1',
  )
  const { record } = await other.store
    .selectFrom('audit')
    .select('record')
    .where('event', '=', 'second_file_set_aside')
    .executeTakeFirstOrThrow()
  expect(record).toContain('held record 3')
})

test('whatever is changed, left out or added in the file shows', async () => {
  const { log, file, verify } = await openWith('any')
  for (let n = 1; n <= 5; n += 1) await log.audit.append(someEntry(n))
  await log.audit.stop()
  const whole = readFileSync(file, 'utf8')
  const lines = whole.split('\n')
  const wrong = async (text: string) => {
    writeFileSync(file, text)
    return (await verify()).wrong?.what
  }
  expect(await wrong(whole.replace('reason 3', 'reason 4'))).toBe('record 3 is not what was sealed')
  expect(await wrong(lines.toSpliced(3, 1).join('\n'))).toBe('records 3 to 3 are missing before it')
  // what a person or a search sees first is not what a parser takes
  const twice = (text: string) =>
    text.replace('"record":{', '"record":{"reason":"none"},"record":{')
  expect(await wrong(twice(whole))).toBe('record 1 does not stand there as it was written')
  expect(await wrong(whole.replace('"user_name":"ada"', '"user_name": "ada"'))).toContain(
    'does not stand there as it was written',
  )
  expect(await wrong(`${whole}\n{"note":"all is well"}`)).toBe('it is no record')
  expect(await wrong(whole.replace(/"mac":"[0-9a-f]/, '"mac":"x'))).toContain(
    'without the audit key',
  )
  writeFileSync(file, whole)
  appendFileSync(file, '\n{"cut')
  expect((await verify()).wrong).toBeUndefined()
  writeFileSync(file, lines.slice(0, -2).join('\n'))
  expect(await verify()).toMatchObject({ checked: 3, first: 1, last: 3, head: 5 })
})
