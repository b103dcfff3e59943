import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { call, pick } from './stranger.ts'

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))
const started: ChildProcess[] = []

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

function run(argv: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = fork(MAIN, argv, {
    execArgv: ['--import', 'tsx'],
    env: { PATH: process.env['PATH'], SIMULATOR_PORT: '0', ...env },
    silent: true,
  })
  started.push(child)
  const said: string[] = []
  child.stdout?.on('data', (chunk) => said.push(String(chunk)))
  child.stderr?.on('data', (chunk) => said.push(String(chunk)))
  // Not `close`: it never comes after the starter itself has disconnected
  const ended = once(child, 'exit').then(([code]: unknown[]) => code)
  return { child, ended, said: () => said.join('') }
}

test('it says how to use it, tells its starter, and ends on SIGTERM', async () => {
  const { child, ended, said } = run(['--control-port', '0', '--tls', '--tls-port', '0'], {
    SIMULATOR_PASSWORD: 'a good password',
  })
  const [ready]: unknown[] = await once(child, 'message')
  const url = String(pick(ready, 'url'))
  expect(ready).toMatchObject({
    type: 'ready',
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    tlsUrl: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/),
    controlUrl: expect.stringMatching(/^http:/),
    users: ['admin', 'readonly', 'manager', 'viewer'],
    password: 'a good password',
  })
  await expect.poll(said).toContain(`ECE simulator ready on ${url}`)
  await expect.poll(said).toContain('password  a good password')
  expect((await call(url, 'GET /users/auth/methods')).status).toBe(200)
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
})

test('it ends when whoever started it is gone', async () => {
  const { child, ended } = run([])
  await once(child, 'message')
  child.disconnect()
  expect(await ended).toBe(0)
})

test('a port in use is named together with the variable to change', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const port = String(pick(taken.address(), 'port'))
  const { ended, said } = run([], { SIMULATOR_PORT: port })
  expect(await ended).toBe(1)
  taken.close()
  await expect.poll(said).toContain(`Port ${port} is in use.`)
  expect(said()).toContain('SIMULATOR_PORT')
  expect(said()).not.toContain('    at ')
})

test('a bad flag is one sentence, not a stack', async () => {
  const { ended, said } = run(['--fleet', 'big'])
  expect(await ended).toBe(1)
  await expect
    .poll(said)
    .toBe('--fleet is "big", but must be small or a whole number from 0 to 100000.\n')
})
