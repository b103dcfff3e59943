// `audit reconcile`, `export --redact-users` and `verify --second-file`, as they are typed.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLog } from '../log.ts'
import { openCommandLine, type CommandLine } from './test-command.ts'
import { createSink } from './sink.ts'
import { someEntry } from './test-log.ts'

const ID = '0b7e7f3e-0000-4000-8000-000000000001'
let line: CommandLine
beforeEach(async () => {
  line = await openCommandLine()
})
afterEach(() => line.log.store.destroy())

const addUnknown = async (more: { evidence?: string; concluded_at?: number } = {}) => {
  await line.log.store
    .insertInto('changes')
    .values({
      id: ID,
      installation: 'default',
      user_name: 'ada',
      session_key: 'key',
      operation: 'restartDeploymentEsResource',
      method: 'POST',
      path: '/deployments/1',
      request_hash: '',
      state: 'unknown',
      created_at: Date.UTC(2026, 10, 22, 3),
      updated_at: 0,
      target: 'deployments/1',
      ...more,
    })
    .execute()
  const evidence = 'The connection broke \u001b[31m.'
  await line.log.audit.append(
    someEntry(1, { action_id: ID, event: 'unknown', state: 'unknown', evidence }),
  )
}

test('unknown changes are listed with all that is known of them, and nothing steers the terminal', async () => {
  expect((await line.run('reconcile')).text).toBe('No change has an unknown outcome.')
  await addUnknown({ evidence: 'ECE could not be read for 5 minutes.' })
  const { status, text } = await line.run('reconcile')
  expect(status).toBe(0)
  expect(text.split('\n')).toEqual([
    `${ID}  2026-11-22 03:00:00 UTC  ada: restartDeploymentEsResource on deployments/1 of default`,
    '  is still looked for: ECE could not be read for 5 minutes.',
    '  2026-11-22 03:00:00 UTC  unknown: The connection broke \ufffd[31m.',
    '1 changes.',
  ])
})

test('a note is a record of its own, and the change stays what it is', async () => {
  await addUnknown({ concluded_at: 1 })
  const before = await line.log.store.selectFrom('changes').selectAll().execute()
  await line.run('reconcile', '--note', ID, '--text', 'Grace saw the restart in ECE.')
  expect(await line.log.store.selectFrom('changes').selectAll().execute()).toEqual(before)
  const { text } = await line.run('reconcile')
  expect(text).toContain('stays unknown: nothing was found out yet')
  expect(text).toContain('note: Grace saw the restart in ECE. (by ')
  expect((await line.run('show', ID)).text).toContain('admin/note')
  expect((await line.run('verify')).status).toBe(0)
  const wrong = [
    ['--note', ID],
    ['--text', 'x'],
    ['--note', 'nothing', '--text', 'x'],
  ]
  for (const argv of wrong) await expect(line.run('reconcile', ...argv)).rejects.toThrow(/[.]/)
})

test('an export without names says what happened and not who did it, and any change of it shows', async () => {
  await line.log.audit.append(
    someEntry(1, {
      user_name: 'ada.lovelace',
      ip: '192.0.2.7',
      session: 'abcdef01',
      reason: 'Ada asked for it',
      ticket: 'HR-1852',
      cred_fp: 'c0ffee01c0de',
      ua_class: 'lynx/2',
      target_name: 'sandbox of ada.lovelace',
      evidence: 'paused by ada.lovelace, adamant',
    }),
  )
  await line.log.audit.append(someEntry(2, { user_name: 'ada', target: 'users/charles' }))
  await line.log.audit.append(someEntry(3, { user_name: 'ada.lovelace' }))
  const out = join(line.log.dataDir, 'out.jsonl')
  await line.run('export', '--redact-users', '--out', out)
  const text = readFileSync(out, 'utf8')
  const typed = ['Ada asked', 'HR-1852']
  const where = ['192.0.2.7', 'abcdef01', 'c0ffee01c0de', 'lynx']
  for (const secret of ['lovelace', 'charles', ...typed, ...where]) {
    expect(text).not.toContain(secret)
  }
  expect(text).toContain('adamant')
  expect(text).toContain('deployments/1')
  const records = text
    .trimEnd()
    .split('\n')
    .slice(0, 3)
    .map((one) => JSON.parse(one).record)
  expect(records[0].user_name).toMatch(/^user-[0-9a-f]{8}$/)
  expect(records[0].user_name).toBe(records[2].user_name)
  expect(records[0].user_name).not.toBe(records[1].user_name)
  expect(records[0].target_name).toBe(`sandbox of ${records[0].user_name}`)
  expect(records[0].evidence).toBe(`paused by ${records[0].user_name}, adamant`)

  const pubkey = join(line.log.dataDir, 'audit.pem')
  writeFileSync(pubkey, (await line.run('key')).text)
  const check = () => line.run('verify', '--file', out, '--pubkey', pubkey)
  expect((await check()).text).toContain('without names')
  writeFileSync(out, text.replace('deployments/1', 'deployments/2'))
  expect((await check()).status).toBe(1)
  // passing it off as a whole one
  writeFileSync(out, text.replace(',"redacted":"users"', ''))
  expect((await check()).status).toBe(1)
  // cut in the middle
  writeFileSync(out, text.slice(0, text.length / 2))
  expect((await check()).status).toBe(1)
  const csv = join(line.log.dataDir, 'out.csv')
  await line.run('export', '--redact-users', '--format', 'csv', '--out', csv)
  expect(readFileSync(csv, 'utf8')).not.toContain('lovelace')
})

test('verify compares the second file as well, where there is one', async () => {
  const file = join(line.log.dataDir, 'second.jsonl')
  for (let n = 1; n <= 3; n += 1) await line.log.audit.append(someEntry(n))
  const sink = createSink({
    file,
    store: line.log.store,
    log: createLog('silent'),
    onSetAside: () => undefined,
  })
  await sink.flush()
  line.set({ AUDIT_SECOND_FILE: file })
  const whole = await line.run('verify')
  expect([whole.status, whole.text]).toEqual([
    0,
    expect.stringContaining('The second file says the same: 3 records, 1 to 3.'),
  ])
  await line.log.audit.append(someEntry(4))
  expect((await line.run('verify')).text).toContain('it lacks the newest, 4 to 4')
  writeFileSync(file, readFileSync(file, 'utf8').replace('reason 2', 'reason 1'))
  const { status, text } = await line.run('verify')
  expect([status, text]).toEqual([1, expect.stringContaining('line 3: record 2 is not what was')])
  await expect(line.run('verify', '--second-file', `${file}.away`)).rejects.toThrow(/ENOENT/)
})
