// Starting what is measured, pinned to a core, and ending exactly that.
import { once } from 'node:events'
import { createServer } from 'node:net'
import { ROOT, startProgram } from '../../tools/processes.mjs'
import { isInstalled } from './machine.mjs'

const START_MS = 30_000

/** What is measured has a core of its own; load generator and upstream share the other. */
export const MEASURED_CORE = '0'
export const OTHER_CORE = '1'

/**
 * A command line pinned to a core, where there is taskset and more than one core.
 * @param {string} core @param {readonly string[]} command
 */
export const pin = (core, command) =>
  isInstalled('taskset') ? ['taskset', '-c', core, ...command] : [...command]

/** @typedef {{ pid: number, url: string, said: () => string, stop: () => Promise<void>, ask: (question: string) => Promise<unknown> }} Program */

/**
 * Starts a Node program of ours: it says `{ type: 'ready', url }` when it listens, and ends with us.
 * @param {readonly string[]} args
 * @param {{ core: string, env?: Readonly<Record<string, string>>, flags?: readonly string[] }} options
 * @returns {Promise<Program>}
 */
export async function startNode(args, { core, env = {}, flags = [] }) {
  const [command = '', ...rest] = pin(core, [process.execPath, ...flags, ...args])
  const child = startProgram(command, rest, {
    cwd: ROOT,
    // the developer's own ECE_URL or PORT must not reach what is measured
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  // log lines are read and dropped, as a log collector does; the last ones explain a failed start
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (/** @type {Buffer} */ chunk) => {
      if (said.length < 20_000) said += chunk.toString()
    })
  }
  const signal = AbortSignal.timeout(START_MS)
  const exited = once(child, 'exit', { signal }).then(() => {
    throw new Error(`${args.join(' ')} did not start:\n${said}`)
  })
  exited.catch(() => undefined)
  const message = /** @type {Promise<[{ url: string }]>} */ (once(child, 'message', { signal }))
  const [{ url }] = await Promise.race([message, exited])
  return {
    // taskset becomes the program it starts
    pid: child.pid ?? 0,
    url,
    said: () => said,
    ask: async (question) => {
      child.send(question)
      const [answer] = await once(child, 'message', { signal: AbortSignal.timeout(START_MS) })
      return answer
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exit = once(child, 'exit')
      child.kill('SIGTERM')
      await exit
    },
  }
}

/** @returns {Promise<number>} */
export const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' ? (address?.port ?? 0) : 0
      probe.close(() => resolve(port))
    })
  })
