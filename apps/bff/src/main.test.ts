// The process as it is started, from the bundle as it is shipped: exit codes, what it prints, how it ends.
import { fork, spawn } from 'node:child_process'
import type { ChildProcess, ForkOptions } from 'node:child_process'
import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Environment } from './config.ts'
import { Browser, ask } from './testing/browser.ts'
import { makeDataDir } from './testing/run-console.ts'
import { PASSWORD, answer, startStandIn } from './testing/stand-in-ece.ts'
import type { StandIn } from './testing/stand-in-ece.ts'

const PACKAGE = fileURLToPath(new URL('..', import.meta.url))
// below node_modules, so that the bundle finds its libraries
const BUILT = join(PACKAGE, `../../node_modules/.cache/ece-console-test-${process.pid}`)
const CLI = join(BUILT, 'cli.js')
const LAUNCHER = fileURLToPath(new URL('../bin/ece-console.mjs', import.meta.url))

let ece: StandIn
const children: ChildProcess[] = []

beforeAll(() =>
  build({
    root: PACKAGE,
    logLevel: 'error',
    build: { ssr: 'src/cli.ts', outDir: BUILT, emptyOutDir: true },
  }),
)
afterAll(() => rmSync(BUILT, { recursive: true, force: true }))
beforeEach(async () => {
  ece = await startStandIn()
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await ece.close()
})

function start(parameters: readonly string[], environment: Environment) {
  const env = { PATH: process.env.PATH, PORT: '0', DATA_DIR: makeDataDir(), ...environment }
  const options: ForkOptions = { env, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] }
  const child = fork(CLI, parameters, options)
  children.push(child)
  // both are pipes by the options above
  const out = child.stdout === null ? '' : text(child.stdout)
  const err = child.stderr === null ? '' : text(child.stderr)
  const ended = once(child, 'exit').then(async ([code]) => ({
    code,
    out: await out,
    err: await err,
  }))
  return { child, ended }
}

async function serve(environment: Environment = {}) {
  const { child, ended } = start([], { ECE_URL: ece.url, ...environment })
  const [message] = await once(child, 'message')
  expect(message).toEqual({ type: 'ready', url: expect.stringMatching(/^http:\/\/127.0.0.1:\d+$/) })
  const { url } = message as { url: string }
  return { child, ended, url }
}

test('a bad configuration is listed as a whole, and the console does not start', async () => {
  const { code, err, out } = await start([], { PORT: 'x', HOST: '0.0.0.0' }).ended
  expect(code).toBe(1)
  expect(err).toMatch(/3 problems:\n {2}PORT: .*\n.*\n {2}HOST: .*\n.*\n {2}ECE_URL: /)
  expect(err + out).not.toMatch(/ at .*\.ts/)
})

test('check says what it read, and starts nothing', async () => {
  const good = await start(['check'], { ECE_URL: ece.url }).ended
  expect([good.code, good.err]).toEqual([0, ''])
  expect(good.out).toContain(`installation "default" (ECE): ${ece.url}`)
  expect((await start(['check'], {}).ended).code).toBe(1)
})

test('a PostgreSQL is named without its password, also when it does not answer', async () => {
  const DATABASE_URL = 'postgres://ece:canary-password@127.0.0.1:1/console'
  const environment = { ECE_URL: ece.url, DATABASE_URL }
  const good = await start(['check'], environment).ended
  expect(good.out).toContain('keeps its data in the database console on 127.0.0.1:1 (schema')
  const bad = await start([], environment).ended
  expect([bad.code, bad.err]).toEqual([
    1,
    expect.stringMatching(/^DATABASE_URL: cannot open .*ECONNREFUSED.*Start it, or correct host/),
  ])
  expect(bad.err).not.toMatch(/ at .*\.ts/)
  expect(good.out + bad.out + bad.err).not.toContain('canary')
})

test('an unknown command is answered with those that exist', async () => {
  const { code, err } = await start(['frobnicate'], {}).ended
  expect(code).toBe(1)
  expect(err).toMatch(/"frobnicate" is no command.*\n\nUsage: ece-console/)
})

test('a port in use is one clear sentence', async () => {
  const holder = createServer().listen(0, '127.0.0.1')
  await once(holder, 'listening')
  const { port } = holder.address() as AddressInfo
  const { code, err } = await start([], { ECE_URL: ece.url, PORT: String(port) }).ended
  expect(code).toBe(1)
  expect(err).toBe(
    `PORT: ${port} on 127.0.0.1 is in use. Stop the program that has it, or set PORT to another number.\n`,
  )
  holder.close()
})

test('SIGTERM lets a call in flight finish, answers nobody new, and exits with 0', async () => {
  const { child, ended, url } = await serve()
  const browser = new Browser(url)
  let release = () => {}
  ece.on.set('POST /users/auth/_login', async (_, response) => {
    await new Promise<void>((resolve) => {
      release = resolve
    })
    answer(response, 200, { token: 'late' })
  })
  const inFlight = browser.signIn(PASSWORD)
  await expect.poll(() => ece.count('POST /users/auth/_login')).toBe(1)
  // as after Ctrl+C in a terminal
  child.kill('SIGINT')
  child.kill('SIGTERM')
  await expect
    .poll(() => ask(url, { path: '/readyz' }).catch((error) => error.code))
    .toBe('ECONNREFUSED')
  release()
  expect((await inFlight).status).toBe(200)
  const { code, out } = await ended
  expect(code).toBe(0)
  expect(out).toContain('ECE Console is shutting down')
})

test('a connection that a browser opened ahead of need does not hold up the end', async () => {
  const { child, ended, url } = await serve()
  const { hostname, port } = new URL(url)
  const silent = connect(Number(port), hostname)
  await once(silent, 'connect')
  silent.on('error', () => undefined)
  child.kill('SIGTERM')
  // else it would wait for the deadline, which is longer than a test may take
  expect((await ended).code).toBe(0)
  silent.destroy()
}, 15_000)

test('the console ends with the process that started it', async () => {
  const { child, ended } = await serve()
  child.disconnect()
  expect((await ended).code).toBe(0)
})

test('a console whose reader is gone, or has stopped reading, still ends when it is told to', async () => {
  const launch = async () => {
    const env = { PATH: process.env.PATH, PORT: '0', DATA_DIR: makeDataDir(), ECE_URL: ece.url }
    const child = fork(CLI, [], { env, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
    children.push(child)
    const [message] = await once(child, 'message')
    // asserted where `serve` is
    return { child, url: (message as { url: string }).url }
  }
  const gone = await launch()
  gone.child.stdout?.destroy()
  gone.child.kill('SIGTERM')
  expect(await once(gone.child, 'exit')).toEqual([0, null])

  // more lines than a pipe holds, and nobody takes them
  const stalled = await launch()
  const lines = Array.from({ length: 3_000 }, () => ask(stalled.url, { path: '/bff/session' }))
  await Promise.all(lines)
  stalled.child.kill('SIGHUP')
  expect(await once(stalled.child, 'exit')).toEqual([null, 'SIGKILL'])
})

test('a session outlives a restart, and a crash', async () => {
  const DATA_DIR = makeDataDir()
  const first = await serve({ DATA_DIR })
  const browser = new Browser(first.url)
  await browser.signIn(PASSWORD)
  first.child.kill('SIGKILL')
  await first.ended
  const second = await serve({ DATA_DIR })
  const reply = await new Browser(second.url, browser.cookie).get('/bff/session')
  expect([reply.status, reply.json.installations.default.user_name]).toEqual([200, 'admin'])
  const other = await start([], { ECE_URL: ece.url, DATA_DIR, SECRET_KEY_FILE: '/nowhere' }).ended
  expect(other.err).toMatch(/^The configuration has a problem:\n {2}SECRET_KEY_FILE: cannot read/)
})

test('the launcher says what to do before anything is built', async () => {
  const folder = makeDataDir()
  mkdirSync(join(folder, 'bin'))
  copyFileSync(LAUNCHER, join(folder, 'bin', 'ece-console.mjs'))
  const child = spawn(process.execPath, [join(folder, 'bin', 'ece-console.mjs'), 'check'])
  const err = text(child.stderr)
  const [code] = await once(child, 'exit')
  expect([code, await err]).toEqual([
    1,
    expect.stringMatching(/not built yet. Run "npm start" once/),
  ])
})
