// One set-up at a time: `npm start` and `npm test` typed in two windows must not install over each other.
import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const HEARTBEAT_MS = 2_000
/** A holder that is silent for this long is gone, even if another process has its number by now. */
const SILENT_MS = 30_000
const POLL_MS = 100
/** `npm ci` outlives an owner that was killed, and beats no heart; it takes at most this long. */
const CHILD_MS = 600_000
/** Taking over is a handful of synchronous calls; whoever needs longer died in the middle. */
const TAKE_OVER_MS = 5_000

/**
 * @template T
 * @param {string} path the lock file: the owner's process id, and the one of the program it runs at the moment
 * @param {(owner: string) => void} onWait called once if somebody else is at work
 * @param {(onChild: (pid: number | undefined) => void) => Promise<T>} work tells which program it started
 * @returns {Promise<T>}
 */
export async function withLock(path, onWait, work) {
  mkdirSync(dirname(path), { recursive: true })
  let told = false
  while (!create(path)) {
    removeStale(path)
    if (!told && isLocked(path)) {
      onWait(read(path).owner)
      told = true
    }
    await delay(POLL_MS)
  }
  const heartbeat = setInterval(() => {
    if (isOurs(path)) utimesSync(path, new Date(), new Date())
  }, HEARTBEAT_MS)
  heartbeat.unref()
  const release = () => {
    if (isOurs(path)) rmSync(path, { force: true })
  }
  process.once('exit', release)
  try {
    return await work((pid) => writeFileSync(path, `${process.pid} ${pid ?? ''}`))
  } finally {
    clearInterval(heartbeat)
    process.off('exit', release)
    release()
  }
}

/** @param {string} path */
export function isLocked(path) {
  const age = ageOf(path)
  if (age === undefined) return false
  const { owner, child } = read(path)
  // Empty: created a moment ago, its number not yet written.
  const isOwned = (owner === '' || isAlive(owner)) && age < SILENT_MS
  return isOwned || (isAlive(child) && age < CHILD_MS)
}

/** @param {string} path */
const isOurs = (path) => read(path).owner === String(process.pid)

/** @param {string} path */
const isStale = (path) => ageOf(path) !== undefined && !isLocked(path)

/** @param {string} path */
function create(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

/**
 * Two waiters may find the same dead owner; only the one that holds the second file may remove the
 * first, and looks again before it does. Otherwise the slower one would remove the faster one's lock.
 * @param {string} path
 */
function removeStale(path) {
  if (!isStale(path)) return
  const takeOver = `${path}.takeover`
  if (!create(takeOver)) {
    if ((ageOf(takeOver) ?? 0) > TAKE_OVER_MS) rmSync(takeOver, { force: true })
    return
  }
  if (isStale(path)) rmSync(path, { force: true })
  rmSync(takeOver, { force: true })
}

/** @param {string} path */
function ageOf(path) {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat === undefined ? undefined : Date.now() - stat.mtimeMs
}

/** @param {string} path */
function read(path) {
  try {
    const [owner = '', child = ''] = readFileSync(path, 'utf8').split(' ')
    return { owner, child }
  } catch {
    return { owner: '', child: '' }
  }
}

/** @param {string} pid */
function isAlive(pid) {
  if (!/^\d+$/.test(pid)) return false
  try {
    process.kill(Number(pid), 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

/** @param {unknown} error */
const codeOf = (error) => (error instanceof Error && 'code' in error ? error.code : undefined)
