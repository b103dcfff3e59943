// A system that gives the console few open files, and clients that take all of them.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { operations } from '@ece/api-types'
import { createSimulator, type Simulator } from '@ece/simulator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newKey, pathOf } from '../forward/test-console.ts'
import { Browser } from '../testing/browser.ts'
import { buildConsole } from '../testing/built-console.ts'
import { makeDataDir } from '../testing/run-console.ts'

const MOST_FILES = 256
const CLIENTS = 2 * MOST_FILES

let folder = ''
let simulator: Simulator
const dataDir = makeDataDir()
const sockets: Socket[] = []
beforeAll(async () => {
  folder = await buildConsole('few-files')
  simulator = await createSimulator({ fleet: 20 })
}, 120_000)
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  await simulator.stop()
  for (const path of [folder, dataDir]) rmSync(path, { recursive: true, force: true })
})

async function start() {
  const limited = `ulimit -n ${MOST_FILES} && exec "$0" "$1"`
  const child = spawn('sh', ['-c', limited, process.execPath, join(folder, 'cli.js')], {
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      LOG_LEVEL: 'error',
      AUDIT_RESERVE_MB: '0',
      DATA_DIR: dataDir,
      ECE_URL: simulator.url,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const [ready] = await once(child, 'message')
  return { child, url: String(ready.url) }
}

async function takeAllFiles(url: string): Promise<void> {
  const { hostname, port } = new URL(url)
  const opened = Array.from({ length: CLIENTS }, () => connect(Number(port), hostname))
  sockets.push(...opened)
  for (const socket of opened) {
    socket.on('error', () => {})
    socket.on('connect', () => socket.write('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: '))
  }
  // the kernel takes them all; the console does not
  await Promise.all(opened.map((socket) => once(socket, 'connect')))
}

test('with 256 open files, and clients that take them all, it stays up, says that nothing was sent, and recovers by itself', async () => {
  const { child, url } = await start()
  const browser = new Browser(url)
  expect((await browser.signIn(simulator.password)).status).toBe(200)
  const targets = [...simulator.world.deployments.values()].flatMap(({ id, resources }) => {
    const found = resources.find(({ kind }) => kind === 'elasticsearch')
    return found === undefined ? [] : [{ deployment_id: id, ref_id: found.ref_id }]
  })
  const restart = (params: (typeof targets)[number]) => {
    const path = pathOf(operations.restartDeploymentEsResource, params)
    return {
      path,
      send: () =>
        browser.ask({
          method: 'POST',
          path: `/api/default${path}`,
          headers: { 'idempotency-key': newKey() },
        }),
    }
  }
  const [first, second] = targets.slice(-2).map(restart)
  if (first === undefined || second === undefined) throw new Error('the fleet is too small')

  await takeAllFiles(url)
  // its connection is open, and there is no file left to reach ECE with
  expect((await first.send()).status).toBeGreaterThanOrEqual(500)
  const sent = () => simulator.requests.filter(({ path }) => path.includes(first.path)).length
  expect(sent()).toBe(0)
  expect(child.exitCode).toBe(null)

  for (const socket of sockets.splice(0)) socket.destroy()
  await expect
    .poll(async () => (await browser.get('/readyz').catch(() => undefined))?.status, {
      timeout: 20_000,
    })
    .toBe(200)
  expect((await browser.get('/api/default/deployments')).status).toBe(200)
  expect((await second.send()).status).toBeLessThan(300)
  expect(sent()).toBe(0)
  child.kill('SIGTERM')
  await once(child, 'exit')
}, 90_000)
