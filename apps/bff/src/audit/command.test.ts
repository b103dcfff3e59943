// `ece-console audit …`, as its exit status and what it prints.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore } from '../store/open.ts'
import { makeDataDir } from '../testing/run-console.ts'
import { isOnPostgres, storeEnvironment } from '../testing/stores.ts'
import { runAudit } from './command.ts'
import { KEY, openTestLog, someEntry, type TestLog } from './test-log.ts'

let log: TestLog
let environment: Readonly<Record<string, string | undefined>>
beforeEach(async () => {
  const dataDir = makeDataDir()
  log = await openTestLog(dataDir)
  writeFileSync(join(dataDir, 'key'), KEY.toString('base64'), { mode: 0o600 })
  environment = {
    ...(await storeEnvironment(dataDir)),
    AUDIT_CHECKPOINT_FILE: log.checkpointFile,
  }
  for (let n = 1; n <= 5; n += 1) await log.audit.append(someEntry(n))
  await log.audit.stop()
})
afterEach(() => log.store.destroy())

async function run(...argv: string[]) {
  const printed: string[] = []
  const status = await runAudit(argv, environment, (text) => void printed.push(text))
  return { status, text: printed.join('\n') }
}

const dropProtection = () =>
  sql`drop trigger ${sql.raw(isOnPostgres ? 'audit_no_change on audit' : 'audit_no_update')}`.execute(
    log.store,
  )

test('verify ends with 0 and the hash of the last record when the log is whole, beside a running console', async () => {
  const { status, text } = await run('verify')
  expect(status).toBe(0)
  expect(text).toMatch(/^5 records, 1 checkpoints\. Record 5 has the hash [0-9a-f]{64}\.\nWHOLE/)
  expect((await run('verify', '--from', '2', '--to', '4')).status).toBe(0)
})

test('verify ends with 1 and names the first bad record when somebody tampered', async () => {
  await dropProtection()
  await log.store.updateTable('audit').set({ user_name: 'eve' }).where('seq', '=', 3).execute()
  const { status, text } = await run('verify')
  expect(status).toBe(1)
  expect(text).toContain('edit at record 3: its column user_name is not what was sealed')
  expect(text).toContain('the first bad one is 3 (edit)')
  expect((await run('verify', '--from', '4')).status).toBe(0)
})

test('verify ends with 2 when a change of long ago has no end', async () => {
  log.at = Date.now() - 11 * 60_000
  await log.audit.append(someEntry(6, { stage: 'intent', event: 'intent', state: 'intent' }))
  const { status, text } = await run('verify')
  expect(status).toBe(2)
  expect(text).toContain('change change-6 was begun')
})

test('what cannot be read, or is no command, is said in a sentence', async () => {
  const wrong = [['verify', '--from', 'x'], ['export', '--format', 'xml'], ['nonsense'], ['show']]
  for (const argv of wrong) await expect(run(...argv)).rejects.toThrow(/[.]|Usage/)
  environment = { DATA_DIR: makeDataDir() }
  await expect(run('verify')).rejects.toThrow(/no key file/)
})

test('an export is whole by its public key, holds the record about itself, and no secret of ours', async () => {
  const out = join(log.dataDir, 'out.jsonl')
  const pubkey = join(log.dataDir, 'audit.pem')
  expect((await run('export', '--out', out)).status).toBe(0)
  const key = await run('key')
  writeFileSync(pubkey, key.text)
  expect(await run('verify', '--file', out, '--pubkey', pubkey)).toEqual({
    status: 0,
    text: 'WHOLE: 6 records as they were exported, the whole log.',
  })
  const text = readFileSync(out, 'utf8')
  expect(text).toContain('on the command line')
  expect(text).not.toContain(KEY.toString('base64'))
  writeFileSync(out, text.replace('reason 2', 'reason 9'))
  expect((await run('verify', '--file', out, '--pubkey', pubkey)).status).toBe(1)
})

test('tail and show tell what happened, and nothing in a record steers the terminal', async () => {
  await log.audit.append(someEntry(6, { reason: 'red \u001b[31m\u202e alert' }))
  const tail = await run('tail', '--count', '2')
  expect(tail.text.split('\n')).toHaveLength(2)
  expect(tail.text).toContain('"red \ufffd[31m\ufffd alert"')
  expect((await run('show', 'change-6')).text).toContain('6  2026-11-22 03:00:00 UTC')
  expect(JSON.parse((await run('show', '2')).text)).toMatchObject({ seq: 2, user_name: 'ada' })
  expect((await run('show', '99')).status).toBe(1)
  expect((await run('show', 'nobody')).status).toBe(1)
})

test.skipIf(isOnPostgres)('a database of another key is refused by name', async () => {
  writeFileSync(join(log.dataDir, 'key'), Buffer.alloc(32, 9).toString('base64'), { mode: 0o600 })
  await expect(run('verify')).rejects.toThrow(/sealed with another key/)
  await (await openStore(log.dataDir, KEY)).destroy()
})
