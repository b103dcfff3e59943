import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isLocked, withLock } from './lock.mjs'

const run = promisify(execFile)
let folder = ''
let lock = ''
let journal = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ece-console-lock-'))
  lock = join(folder, 'set-up.lock')
  journal = join(folder, 'journal')
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

/** Another process: takes the lock, writes down when it is inside, and leaves. */
const WORKER = `
import { appendFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { withLock } from ${JSON.stringify(new URL('./lock.mjs', import.meta.url).href)}
const [lock, journal] = process.argv.slice(1)
await withLock(lock, () => {}, async () => {
  appendFileSync(journal, 'in\\n')
  await delay(50)
  appendFileSync(journal, 'out\\n')
})
`
const startWorker = () =>
  run(process.execPath, ['--input-type=module', '-e', WORKER, lock, journal])

async function findDeadPid() {
  const child = execFile(process.execPath, ['-e', ''])
  await once(child, 'exit')
  return String(child.pid)
}

it('lets one set-up in at a time, also when four take over from a dead one at once', async () => {
  writeFileSync(lock, await findDeadPid())
  await Promise.all([startWorker(), startWorker(), startWorker(), startWorker()])
  expect(readFileSync(journal, 'utf8')).toBe('in\nout\n'.repeat(4))
  expect(existsSync(lock)).toBe(false)
})

it('waits for a live owner and says once who it is', async () => {
  writeFileSync(lock, String(process.ppid))
  const told: string[] = []
  const onWait = (owner: string) => {
    told.push(owner)
    rmSync(lock)
  }
  await withLock(lock, onWait, async () => {
    expect(isLocked(lock)).toBe(true)
  })
  expect(told).toEqual([String(process.ppid)])
})

it('does not wait for a process that has only inherited the number of a dead owner', () => {
  writeFileSync(lock, String(process.ppid))
  const longAgo = new Date(Date.now() - 60_000)
  utimesSync(lock, longAgo, longAgo)
  expect(isLocked(lock)).toBe(false)
})

it('opens the lock again when the set-up fails', async () => {
  const failing = withLock(
    lock,
    () => undefined,
    async () => {
      throw new Error('no network')
    },
  )
  await expect(failing).rejects.toThrow('no network')
  expect(existsSync(lock)).toBe(false)
})

it('waits for what a killed set-up left running: two installs at once would ruin both', async () => {
  writeFileSync(lock, `${await findDeadPid()} ${process.ppid}`)
  expect(isLocked(lock)).toBe(true)
})
