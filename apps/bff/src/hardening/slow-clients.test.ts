// Two thousand clients that stop in the middle: of their headers, of their body, of taking an answer.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from '../testing/browser.ts'
import { noteFigures } from '../testing/note-figures.ts'
import { runConsole, type Running } from '../testing/run-console.ts'
import { PASSWORD, answer, startStandIn, type StandIn } from '../testing/stand-in-ece.ts'

const HALF_HEADERS = 992
const HALF_BODIES = 992
const STOPPED_READERS = 16
/** More than the kernel takes off our hands, which is up to 10 MB per connection. */
const ANSWER_BYTES = 16 * 1024 * 1024
const ASKS = 150

let ece: StandIn
let running: Running
const sockets: Socket[] = []
beforeAll(async () => {
  ece = await startStandIn()
  ece.on.set('GET /deployments', (_, response) => {
    const deployment = { id: 'a'.repeat(32), name: 'x'.repeat(1_000), resources: [] }
    const deployments = Array.from({ length: ANSWER_BYTES / 1_000 }, () => deployment)
    answer(response, 200, { deployments })
  })
  running = await runConsole({ ECE_URL: ece.url })
})
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  await running.stop()
  await ece.close()
})

async function open(bytes: string, count: number): Promise<Socket[]> {
  const { hostname, port } = new URL(running.url)
  const opened = Array.from({ length: count }, () => connect(Number(port), hostname))
  sockets.push(...opened)
  for (const socket of opened) socket.on('error', () => {})
  await Promise.all(opened.map((socket) => once(socket, 'connect')))
  for (const socket of opened) socket.write(bytes)
  return opened
}

async function medianOf(browser: Browser): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < ASKS; n += 1) {
    const at = performance.now()
    // without a cookie: a session has a limit per second
    expect((await browser.get('/bff/installations')).status).toBe(200)
    times.push(performance.now() - at)
  }
  return times.toSorted((a, b) => a - b)[ASKS / 2] ?? 0
}

/** The log has a line for each request that is over. */
const countOver = () =>
  running.logged.filter((line) => line.includes('"row":"listDeployments"')).length
const isOpen = (socket: Socket) => !socket.destroyed && !socket.readableEnded

test('two thousand stalled clients do not slow the others, and are cut off', async () => {
  const reader = running.browser()
  await reader.signIn(PASSWORD)
  const other = running.browser()
  await medianOf(other)
  const before = await medianOf(other)
  const rssBefore = process.memoryUsage().rss

  const headers = await open('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ', HALF_HEADERS)
  const bodies = await open(
    'POST /bff/session HTTP/1.1\r\nHost: localhost\r\nX-ECE-Console: 1\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"in',
    HALF_BODIES,
  )
  const stopped = await open(
    `GET /api/default/deployments HTTP/1.1\r\nHost: localhost\r\nCookie: ${reader.cookie}\r\n\r\n`,
    STOPPED_READERS,
  )
  for (const socket of stopped) socket.pause()
  await expect.poll(() => ece.count('GET /deployments'), { timeout: 20_000 }).toBeGreaterThan(0)
  const during = await medianOf(other)
  const grown = (process.memoryUsage().rss - rssBefore) / 1024 / 1024
  process.stdout.write(
    `slow clients: median ${before.toFixed(2)} ms without, ${during.toFixed(2)} ms with ${sockets.length} stalled: ${(during / before).toFixed(2)} ×; memory +${grown.toFixed(0)} MB (clients included)\n`,
  )
  noteFigures({
    stalled: sockets.length,
    before_ms: before,
    during_ms: during,
    grown_mb: grown,
  })
  // how much slower the others are is a figure of `npm run faults -- stalled`: here other tests run beside this one, and the
  // clients live in this process, too
  expect(grown).toBeLessThan(600)

  // those that stopped sending are ended by the time that a request may take
  for (const socket of [...headers, ...bodies]) socket.resume()
  await expect
    .poll(() => [...headers, ...bodies].filter(isOpen).length, { timeout: 30_000 })
    .toBe(0)
  expect(countOver()).toBe(0)
  for (const socket of stopped) socket.destroy()
  await expect.poll(countOver, { timeout: 20_000 }).toBe(STOPPED_READERS)
}, 90_000)

test('who stops taking an answer is cut off after two minutes, and its memory is free', async () => {
  expect(running.server.timeout).toBe(120_000)
  const reader = running.browser()
  await reader.signIn(PASSWORD)
  // in a test two seconds must do
  running.server.timeout = 2_000
  const stopped = await open(
    `GET /api/default/deployments HTTP/1.1\r\nHost: localhost\r\nCookie: ${reader.cookie}\r\n\r\n`,
    STOPPED_READERS,
  )
  for (const socket of stopped) socket.pause()
  const before = countOver()
  await expect.poll(() => countOver() - before, { timeout: 20_000 }).toBe(STOPPED_READERS)
}, 30_000)

test('who takes an answer slowly, but takes it, gets it whole', async () => {
  // less than all of it takes, more than any pause in it
  running.server.timeout = 2_000
  const reader = running.browser()
  await reader.signIn(PASSWORD)
  const [socket] = await open(
    `GET /api/default/deployments HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: ${reader.cookie}\r\n\r\n`,
    1,
  )
  if (socket === undefined) throw new Error('no connection')
  let received = 0
  socket.on('data', (chunk: Buffer) => {
    received += chunk.length
    socket.pause()
    setTimeout(() => socket.resume(), 15)
  })
  await once(socket, 'end')
  expect(received).toBeGreaterThan(ANSWER_BYTES)
})
