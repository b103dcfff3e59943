// Whoever rotates log files renames the second file, copies and cuts it, or moves it to another disk, while consoles write.
import {
  appendFileSync,
  copyFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { makeDataDir } from '../testing/stores.ts'
import { openTestLog, SEAL, someEntry, type TestLog } from './test-log.ts'
import { openCommandLine } from './test-command.ts'
import { verifySecondFile } from './verify-second-file.ts'

/** Lines of the file before the next rotation. */
const ENOUGH = 8

const opened: TestLog[] = []
afterEach(async () => {
  for (const { audit, store } of opened.splice(0)) {
    await audit.stop()
    await store.destroy()
  }
})

async function open(mode: 'any' | 'all' = 'any') {
  const folder = makeDataDir()
  const file = join(folder, 'second.jsonl')
  const log = await openTestLog(makeDataDir(), { secondFile: { file, mode } })
  opened.push(log)
  const parts = () => readdirSync(folder).map((name) => join(folder, name))
  const verify = (files = parts()) => verifySecondFile({ store: log.store, seal: SEAL, files })
  return { log, file, folder, verify }
}
type Opened = Awaited<ReturnType<typeof open>>

const linesOf = (file: string) => readFileSync(file, 'utf8').split('\n').filter(Boolean).length

const readAll = (folder: string) =>
  readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('')

/** Records without a pause; `rotate` comes in between as often as there are records in the file by then. */
async function fillWhile({ log, file, folder }: Opened, rotate: (nth: number) => void) {
  let n = 0
  for (let nth = 1; nth <= 3; nth += 1) {
    const enough = new AbortController()
    const writers = [1, 2].map(async () => {
      while (!enough.signal.aborted) {
        await log.audit.append(someEntry((n += 1)))
        // a database in this process lets nobody else come in between
        await setImmediate()
      }
    })
    try {
      await expect.poll(() => linesOf(file), { timeout: 10_000 }).toBeGreaterThan(ENOUGH)
      rotate(nth)
    } finally {
      enough.abort()
    }
    await Promise.all(writers)
    // a day passes until the next time
    await log.audit.append(someEntry((n += 1)))
    await expect.poll(() => readAll(folder), { timeout: 10_000 }).toContain(`"seq":${n},`)
  }
  await log.audit.append(someEntry((n += 1)))
  await log.audit.stop()
  return n
}

test('a file that is renamed under load goes on in a new one: each record is in one of them, once', async () => {
  for (const mode of ['any', 'all'] as const) {
    const one = await open(mode)
    const count = await fillWhile(one, (nth) => renameSync(one.file, `${one.file}.${nth}`))
    expect(readdirSync(one.folder)).toHaveLength(4)
    const whole = { checked: count, first: 1, last: count, cut: 0, head: count }
    expect(await one.verify()).toEqual(whole)
    expect(one.log.audit.trouble()).toEqual([])
    // a part that is left out is missed
    const parts = [one.file, `${one.file}.1`, `${one.file}.3`]
    expect((await one.verify(parts)).wrong?.what).toMatch(/^records \d+ to \d+ are missing/)
  }
})

test('a file that is copied and cut under load loses no record: what was not copied is written again', async () => {
  const one = await open()
  const count = await fillWhile(one, (nth) => {
    copyFileSync(one.file, `${one.file}.${nth}`)
    // as records that came while it was copied, which the copy has not
    truncateSync(`${one.file}.${nth}`, readFileSync(one.file).length - 900)
    truncateSync(one.file)
  })
  const { wrong, first, last } = await one.verify()
  expect([wrong, first, last]).toEqual([undefined, 1, count])
})

test('a file that is moved to another disk under load, which copies and removes it, loses no record', async () => {
  const one = await open()
  const archive = makeDataDir()
  const count = await fillWhile(one, (nth) => {
    copyFileSync(one.file, join(archive, `part-${nth}`))
    truncateSync(join(archive, `part-${nth}`), readFileSync(one.file).length - 900)
    rmSync(one.file)
  })
  const parts = readdirSync(archive).map((name) => join(archive, name))
  const { wrong, first, last } = await one.verify([one.file, ...parts])
  expect([wrong, first, last]).toEqual([undefined, 1, count])
})

test('a console that starts after a rotation goes on where the newest part ends, packed or not', async () => {
  const one = await open()
  const { log, file } = one
  for (let n = 1; n <= 4; n += 1) await log.audit.append(someEntry(n))
  await log.audit.stop()
  renameSync(file, `${file}.1`)
  // as logrotate's "create" leaves it
  writeFileSync(file, '', { mode: 0o600 })
  const second = log.restart()
  await second.append(someEntry(5))
  await second.stop()
  expect(linesOf(file)).toBe(1)
  writeFileSync(`${file}.1.gz`, gzipSync(readFileSync(file)))
  rmSync(file)
  const third = log.restart()
  await third.append(someEntry(6))
  await third.stop()
  expect(linesOf(file)).toBe(1)
  const whole = { checked: 6, first: 1, last: 6, cut: 0, head: 6 }
  expect(await one.verify()).toEqual(whole)
  // with no part of ours beside it, all that there is
  for (const part of [file, `${file}.1`, `${file}.1.gz`]) rmSync(part)
  const fourth = log.restart()
  await fourth.append(someEntry(7))
  await fourth.stop()
  expect(linesOf(file)).toBe(7)
})

test('a file that was put in its place by somebody else is looked at before anything is added', async () => {
  const one = await open()
  const { log, file } = one
  for (let n = 1; n <= 2; n += 1) await log.audit.append(someEntry(n))
  await expect.poll(() => linesOf(file)).toBe(2)
  const early = `${file}.early`
  copyFileSync(file, early)
  await log.audit.append(someEntry(3))
  await expect.poll(() => linesOf(file)).toBe(3)
  // an older copy of itself, by a rename
  renameSync(early, file)
  await log.audit.append(someEntry(4))
  await log.audit.stop()
  expect(await one.verify()).toEqual({ checked: 4, first: 1, last: 4, cut: 0, head: 4 })
})

test('verify takes all parts, packed ones as well, and calls a file that was emptied tampered with', async () => {
  const line = await openCommandLine()
  const { log } = line
  opened.push(log)
  const file = join(makeDataDir(), 'second.jsonl')
  const one = await openTestLog(log.dataDir, { secondFile: { file, mode: 'any' } })
  opened.push(one)
  one.at = Date.now() - 3_600_000
  for (let n = 1; n <= 3; n += 1) await one.audit.append(someEntry(n))
  await one.audit.stop()
  line.set({ AUDIT_SECOND_FILE: file })
  expect((await line.run('verify')).text).toContain('says the same: 3 records, 1 to 3.')
  const whole = readFileSync(file, 'utf8').split('\n')
  writeFileSync(`${file}.2.gz`, gzipSync(whole.slice(0, 3).join('\n')))
  writeFileSync(`${file}.1`, whole.slice(3).join('\n'))
  writeFileSync(file, '')
  const parts = [file, `${file}.1`, `${file}.2.gz`].flatMap((part) => ['--second-file', part])
  const { status, text } = await line.run('verify', ...parts)
  expect([status, text]).toEqual([0, expect.stringContaining('says the same: 3 records, 1 to 3.')])
  const newest = await line.run('verify', '--second-file', `${file}.1`)
  expect([newest.status, newest.text]).toEqual([
    0,
    expect.stringContaining('begins with record 3: what is before it is in none of these files'),
  ])
  const emptied = await line.run('verify')
  expect([emptied.status, emptied.text]).toEqual([
    1,
    expect.stringMatching(/it lacks the newest, 1 to 3\.\nTAMPERED: what the second file lacks/),
  ])
  await expect(line.run('verify', '--second-file', `${file}.9`)).rejects.toThrow(
    'second.jsonl.9 cannot be read (ENOENT).',
  )
  appendFileSync(`${file}.1`, '\n{"record":{"seq":4}}')
  const forged = await line.run('verify', '--second-file', `${file}.1`)
  expect([forged.status, forged.text]).toEqual([1, expect.stringContaining('it is no record')])
})
