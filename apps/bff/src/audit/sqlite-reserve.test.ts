// A disk that gets full: new changes stop while there still is room for the outcomes of those under way.
import { spawnSync } from 'node:child_process'
import { existsSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { createLog } from '../log.ts'
import { makeDataDir } from '../testing/stores.ts'
import { createReserve, type Disk } from './reserve.ts'
import { openTestLog, someEntry } from './test-log.ts'

const MB = 1024 * 1024
let folder: string
let disk: Disk
let logged: string[]
beforeEach(() => {
  folder = makeDataDir()
  disk = { free: 1_000 * MB, total: 10_000 * MB }
  logged = []
})

const fileOf = () => join(folder, 'audit-reserve')
const make = (bytes = 2 * MB) =>
  createReserve({
    file: fileOf(),
    bytes,
    log: createLog('debug', { write: (line) => void logged.push(line) }),
    askDisk: () => Promise.resolve(disk),
  })
const intent = someEntry(1, { stage: 'intent', event: 'intent', state: 'intent' })

test('the reserve takes its room at once, and is no sparse file', async () => {
  const reserve = make()
  await reserve.refill()
  const { size, blocks } = statSync(fileOf())
  expect([size, blocks * 512 >= size, reserve.isGone()]).toEqual([2 * MB, true, false])
})

test('no new change begins while less than the reserve is left; outcomes are recorded', async () => {
  const reserve = make()
  const log = await openTestLog(folder, { reserve })
  await reserve.refill()
  await log.audit.append(intent)
  disk = { ...disk, free: 2 * MB - 1 }
  // the disk is asked twice a second
  await expect.poll(() => reserve.isLow()).toBe(true)
  await expect(log.audit.append({ ...intent, action_id: 'change-2' })).rejects.toMatchObject({
    code: 'console.audit_unavailable',
    message: expect.stringContaining('nearly full'),
  })
  await log.audit.append(someEntry(1))
  expect(existsSync(fileOf())).toBe(true)
  disk = { ...disk, free: 3 * MB }
  await expect.poll(() => reserve.isLow()).toBe(false)
  await log.audit.append({ ...intent, action_id: 'change-2' })
  expect((await log.verify()).findings).toEqual([])
  await log.store.destroy()
})

test('on a full disk an outcome gets the room of the reserve, which comes back with the room', async () => {
  const reserve = make()
  const log = await openTestLog(folder, { reserve })
  await reserve.refill()
  disk = { ...disk, free: 0 }
  await log.audit.append(someEntry(1))
  expect([existsSync(fileOf()), log.audit.trouble()]).toEqual([false, ['reserve']])
  expect(logged.join('')).toContain('its reserve was given up')
  // enough to go on with changes, not enough to make the reserve as well
  disk = { ...disk, free: 3 * MB }
  await log.audit.tick()
  expect(existsSync(fileOf())).toBe(false)
  disk = { ...disk, free: 4 * MB }
  await log.audit.tick()
  expect([existsSync(fileOf()), log.audit.trouble()]).toEqual([true, []])
  await log.store.destroy()
})

test('of a small disk only an eighth is kept', async () => {
  disk = { free: 7 * MB, total: 8 * MB }
  const reserve = make(32 * MB)
  await reserve.refill()
  expect([statSync(fileOf()).size, await reserve.isLow()]).toEqual([MB, false])
})

/** Only root may mount a small disk; elsewhere the tests above must do. */
function mountSmall(): string | undefined {
  const there = makeDataDir()
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', there])
  return status === 0 ? there : undefined
}

test('on a real disk that is full to the last byte, outcomes are recorded and intents refused', async (run) => {
  const mounted = mountSmall()
  if (mounted === undefined) return run.skip('mounting a small disk needs root')
  try {
    folder = mounted
    const reserve = createReserve({
      file: fileOf(),
      bytes: 4 * MB,
      log: createLog('debug', { write: (line) => void logged.push(line) }),
    })
    const log = await openTestLog(folder, { reserve, checkpointFile: `${makeDataDir()}/c.jsonl` })
    await reserve.refill()
    await log.audit.append(intent)
    const other = join(folder, 'other-program')
    for (let size = MB; size >= 512; size /= 2) {
      // the next smaller piece, until nothing fits
      while (spawnSync('sh', ['-c', `head -c ${size} /dev/zero >> ${other}`]).status === 0);
    }
    await expect.poll(() => reserve.isLow()).toBe(true)
    await expect(log.audit.append({ ...intent, action_id: 'x' })).rejects.toMatchObject({
      code: 'console.audit_unavailable',
    })
    for (let n = 1; n <= 200; n += 1) await log.audit.append(someEntry(n))
    expect([existsSync(fileOf()), logged.join('')]).toEqual([
      false,
      expect.stringContaining('its reserve was given up'),
    ])
    rmSync(other)
    await log.audit.tick()
    expect(existsSync(fileOf())).toBe(true)
    await log.store.destroy()
  } finally {
    spawnSync('umount', ['-l', mounted])
  }
})

test('a disk that does not say how much room it has holds nothing up', async () => {
  const reserve = createReserve({
    file: join(folder, 'missing', 'audit-reserve'),
    bytes: MB,
    log: createLog('debug', { write: (line) => void logged.push(line) }),
  })
  await reserve.refill()
  expect(await reserve.isLow()).toBe(false)
  expect(logged.join('')).toContain('does not say how much room')
})

test('a reserve of 0 MB is none', async () => {
  const reserve = make(0)
  disk = { ...disk, free: 0 }
  await reserve.refill()
  expect([existsSync(fileOf()), await reserve.isLow(), reserve.isGone()]).toEqual([
    false,
    false,
    false,
  ])
})
