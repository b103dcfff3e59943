// Starting programs and ending all of them again. Plain Node: on a bare clone nothing is installed yet.
import { spawn } from 'node:child_process'
import { accessSync, constants as modes } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Time a program gets to finish what it has in hand before it is killed. */
const GRACE_MS = 10_000

/** Something the person at the terminal can mend: shown as its message, without a stack. */
export class Problem extends Error {}

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()
let stopping = false

/**
 * Starts a program that ends with this one. Node programs get an IPC channel: when this process dies
 * without a word, the channel closes and they notice.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export function startProgram(command, args, options = {}) {
  const child = spawn(command, args, { cwd: ROOT, ...options })
  running.add(child)
  child.once('exit', () => running.delete(child))
  child.once('error', () => running.delete(child))
  return child
}

/**
 * Runs a shell script when this process is gone, however it went: SIGKILL leaves nobody who could clean up. The script is
 * held up by a pipe that only we have the other end of, in a session of its own, which no Ctrl+C reaches.
 * @param {string} script @param {readonly string[]} args its $1, $2 and so on
 * @returns {() => void} runs it now
 */
export function runWhenGone(script, ...args) {
  const child = spawn('sh', ['-c', `read -r _; ${script}`, 'sh', ...args], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  // without a shell nothing is cleaned up after a SIGKILL, and all else works
  child.once('error', () => undefined)
  child.unref()
  return () => void child.stdin.end()
}

/**
 * Exit code of a child: a signal counts as the shell counts it.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
export function exitOf(child) {
  return new Promise((resolve, reject) => {
    /** @param {number | null} code @param {NodeJS.Signals | null} signal */
    const settle = (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    if (child.exitCode !== null || child.signalCode !== null) {
      settle(child.exitCode, child.signalCode)
    }
    child.once('error', reject)
    child.once('exit', settle)
  })
}

export async function stopAll() {
  stopping = true
  const ends = [...running].map(async (child) => {
    const end = exitOf(child).catch(() => 1)
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
    await end
    clearTimeout(timer)
  })
  await Promise.all(ends)
}

/** True once the end has begun: a child's exit is then no news. */
export const isStopping = () => stopping

/**
 * Runs a command line of ours: signals end everything it started, a `Problem` is one sentence.
 * @param {() => Promise<number>} work answers with the exit code; while it runs a signal means 128 + number
 * @param {{ endsBySignal?: boolean }} [options] `endsBySignal`: a server, for which a signal is the normal end
 */
export async function runMain(work, options = {}) {
  /** @param {NodeJS.Signals} signal */
  const end = (signal) => {
    if (stopping) return
    void stopAll().then(() =>
      process.exit(options.endsBySignal === true ? 0 : 128 + constants.signals[signal]),
    )
  }
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => end(signal))
  }
  watchParent(() => end('SIGTERM'))
  let code = 1
  try {
    code = await work()
  } catch (error) {
    if (!stopping) console.error(error instanceof Problem ? `\n${error.message}` : error)
  }
  // A signal is already ending us, and decides the exit code.
  if (stopping) return
  await stopAll()
  process.exit(code)
}

/**
 * `npm start` may be killed outright; it then passes no signal on, but we get another parent. The scripts of
 * package.json begin with `exec` for this and for signals: a shell in between passes neither on.
 * @param {() => void} onOrphaned
 */
function watchParent(onOrphaned) {
  if (process.env['npm_lifecycle_event'] === undefined) return
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) onOrphaned()
  }, 1000).unref()
}

/** @param {string} name */
export function findOnPath(name) {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable)
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, modes.X_OK)
    return true
  } catch {
    return false
  }
}
