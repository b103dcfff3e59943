// The two programs that `npm start` and `npm run dev` run, and what a person needs to know about them.
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { exitOf, isStopping, Problem, ROOT, startProgram } from './processes.mjs'

export const SIMULATOR = join(ROOT, 'packages/ece-simulator/dist/main.js')
export const CONSOLE = join(ROOT, 'apps/bff/bin/ece-console.mjs')

const HEALTH_POLL_MS = 100
/** A console that answers, and says that its ECE does not, is given this long: then its URL is worth more. */
const SICK_MS = 5_000
/** A console that does not answer at all is still starting. */
const SILENT_MS = 60_000

/** @typedef {{ type: 'ready', url: string, password?: string }} Ready */
/** @typedef {import('node:child_process').ChildProcess} Child */

/**
 * `simulated`: no address of an ECE is configured. Both kinds of address at once would leave open which counts.
 * @returns {{ simulated: boolean, signIn: string }}
 */
export function readTarget() {
  const url = process.env['ECE_URL'] ?? ''
  const file = process.env['ECE_INSTALLATIONS_FILE'] ?? ''
  if (url !== '' && file !== '') {
    throw new Problem(
      'ECE_URL and ECE_INSTALLATIONS_FILE are both set: unset one of them. The file can hold the installation of ECE_URL as well.',
    )
  }
  if (url !== '') return { simulated: false, signIn: `Sign in as a user of ${url}` }
  if (file !== '') {
    return { simulated: false, signIn: `Sign in as a user of an installation in ${file}` }
  }
  return { simulated: true, signIn: '' }
}

/** @param {string} password */
export const describeSimulatedSignIn = (password) =>
  `Sign in as admin with the password ${password} (a simulated ECE; readonly, manager and viewer have the same password)`

/**
 * Asks before the programs start, so that the answer is one sentence and not the end of a log.
 * @param {string} what
 * @param {string} variable
 * @param {number} fallback
 * @param {string} [host]
 */
export async function checkPort(what, variable, fallback, host = '127.0.0.1') {
  const port = Number(process.env[variable] || fallback)
  // What is no port at all is refused, with a better sentence, by the program that reads it.
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return
  const code = await new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', (error) => resolve('code' in error ? error.code : undefined))
    probe.listen(port, host, () => probe.close(() => resolve(undefined)))
  })
  if (code === 'EADDRINUSE') {
    throw new Problem(
      `Port ${port} for ${what} is in use: end the program that has it, or set ${variable} to a free port.`,
    )
  }
  if (code === 'EACCES') {
    throw new Problem(
      `Port ${port} for ${what} may not be opened by this user: set ${variable} to a port above 1023.`,
    )
  }
}

/**
 * Starts one of the programs and waits until it says that it is ready.
 * @param {string} name for sentences
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env on top of ours
 * @param {'quiet' | 'shown'} output of a quiet program only errors are shown, and all of it when it fails to start
 * @returns {Promise<{ child: Child, ready: Ready }>}
 */
export async function startAndWait(name, args, env, output) {
  const child = startProgram(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: [
      'ignore',
      output === 'quiet' ? 'pipe' : 'inherit',
      output === 'quiet' ? 'pipe' : 'inherit',
      'ipc',
    ],
  })
  let said = ''
  child.stdout?.on('data', (chunk) => (said += chunk))
  child.stderr?.on('data', (chunk) => (said += chunk))
  /** @type {Ready | number} */
  const first = await new Promise((resolve, reject) => {
    child.on('message', (/** @type {Ready} */ message) => {
      if (message?.type === 'ready') resolve(message)
    })
    exitOf(child).then(resolve, reject)
  })
  if (typeof first === 'number') {
    if (!isStopping()) process.stderr.write(said)
    throw new Problem(`${name} did not start (exit code ${first}); what it said stands above.`)
  }
  child.stdout?.removeAllListeners('data').resume()
  child.stderr?.removeAllListeners('data').pipe(process.stderr)
  return { child, ready: first }
}

/**
 * Waits until sign-in can work. Answers with a sentence for the screen when it cannot: the console then
 * runs on, because an ECE that is away may come back.
 * @param {string} url
 * @param {number} [sickMs] how long an answer may say that it does not work yet
 * @returns {Promise<string | undefined>}
 */
export async function waitForHealth(url, sickMs = SICK_MS) {
  // Its own certificate may be one that only the browsers of the house trust.
  if (!url.startsWith('http:')) return undefined
  const started = performance.now()
  for (;;) {
    const answer = await ask(`${url}/healthz`)
    if (answer.status === 200) return undefined
    const patience = answer.status === undefined ? SILENT_MS : sickMs
    if (performance.now() - started > patience || isStopping()) {
      const said = sentenceOf(answer.text)
      if (said !== undefined) return `Sign-in will not work yet. ${said}`
      return `Sign-in will not work yet: GET ${url}/healthz answers ${answer.status ?? 'nothing'} ${answer.text}`.trim()
    }
    await delay(HEALTH_POLL_MS)
  }
}

/** @param {string} url @returns {Promise<{ status?: number, text: string }>} */
async function ask(url) {
  try {
    const answer = await fetch(url)
    return { status: answer.status, text: (await answer.text()).slice(0, 2_000) }
  } catch (error) {
    return { text: error instanceof Error ? error.message : String(error) }
  }
}

/** What the console says in its error body; people read sentences, not JSON. @param {string} text */
function sentenceOf(text) {
  try {
    const message = JSON.parse(text).errors[0].message
    return typeof message === 'string' ? message : undefined
  } catch {
    return undefined
  }
}

/**
 * Waits for the first program to end; by itself none of them does.
 * @param {Readonly<Record<string, Child>>} programs
 * @returns {Promise<number>} the exit code for the whole
 */
export async function watchOver(programs) {
  const [name, code] = await Promise.race(
    Object.entries(programs).map(
      async ([program, child]) => /** @type {const} */ ([program, await exitOf(child)]),
    ),
  )
  if (isStopping()) return 0
  console.error(`\n${name} ended by itself (exit code ${code}); stopping the rest.`)
  return 1
}
