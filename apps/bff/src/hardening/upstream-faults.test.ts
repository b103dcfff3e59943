// What an ECE, or what stands in front of it, can do to one call, byte by byte.
import { operations } from '@ece/api-types'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestConsole, validAsk, type TestConsole } from '../forward/test-console.ts'
import { http, JSON_TYPE, ok, refused, startRawEce, type RawEce } from '../testing/raw-ece.ts'
import { LIES } from './upstream-lies.ts'

let ece: RawEce
let console: TestConsole
beforeEach(async () => {
  ece = await startRawEce((socket) => socket.write(ok()))
  console = await startTestConsole({ eceUrl: ece.url })
})
afterEach(async () => {
  await console.stop()
  await ece.close()
})

const LIST = { path: '/api/default/deployments' }
const PLATFORM = { path: '/api/default/platform' }
const restart = () => validAsk(operations.restartDeploymentEsResource)
const codeOf = ({ json }: { json: { errors?: { code: string }[] } }) => json.errors?.[0]?.code
const changeState = ({ headers }: { headers: Record<string, unknown> }) =>
  headers['x-ece-change-state']

test.each(LIES)('an ECE that %s harms nobody', async (_, bytes, cut, status, code, state) => {
  ece.talk = (socket) => {
    socket.write(bytes)
    if (cut) socket.end()
  }
  console.timeoutMs = 3_000
  const read = await console.ask(PLATFORM)
  expect([read.status, codeOf(read)]).toEqual([status, code])
  expect(read.text).not.toMatch(/<html|<script|\.ts:\d/)
  expect(ece.heads.length).toBeLessThanOrEqual(3)

  ece.heads.length = 0
  const change = await console.ask(restart())
  expect(changeState(change)).toBe(state)
  expect(ece.heads).toHaveLength(1)

  ece.talk = (socket) => socket.write(ok())
  expect((await console.ask(LIST)).status).toBe(200)
})

test.each([
  ['a 100 that nobody waits for', `HTTP/1.1 100 Continue\r\n\r\n${ok()}`],
  [
    'early hints and a 102',
    `HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n${ok()}`,
  ],
  ['fifty of them', `${'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(50)}${ok()}`],
])('%s before the answer does not disturb it', async (_, bytes) => {
  ece.talk = (socket) => socket.write(bytes)
  expect([(await console.ask(LIST)).status, ece.heads.length]).toEqual([200, 1])
  const change = await console.ask(restart())
  expect([changeState(change), ece.heads.length]).toEqual(['accepted', 2])
})

test('an answer that comes one byte at a time is whole', async () => {
  const bytes = ok()
  ece.talk = (socket) => {
    let at = 0
    const drip = () => {
      socket.write(bytes.charAt(at++))
      if (at < bytes.length) setImmediate(drip)
    }
    socket.setNoDelay(true)
    drip()
  }
  // equal reads of one session would share one call
  const users = ['admin', 'manager', 'viewer', 'restricted'] as const
  const answers = await Promise.all(users.map((user) => console.ask(LIST, user)))
  expect(answers.map(({ status, json }) => [status, json])).toEqual(
    answers.map(() => [200, { deployments: [] }]),
  )
})

test('a body behind a 204 is not taken for the next answer', async () => {
  ece.talk = (socket, nth) =>
    socket.write(
      nth === 1
        ? `HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 22\r\n\r\n{"deployments":["lie"]}`
        : ok(),
    )
  const first = await console.ask(LIST)
  expect([204, 502]).toContain(first.status)
  expect(first.text).not.toContain('lie')
  const next = await console.ask(LIST)
  expect([next.status, next.json]).toEqual([200, { deployments: [] }])
})

test('an answer that nobody asked for, sent ahead on a kept connection, reaches nobody', async () => {
  ece.talk = (socket) => socket.write(ok() + ok('{"deployments":[],"planted":true}'))
  const answers = []
  for (let n = 0; n < 3; n += 1) answers.push(await console.ask(LIST))
  for (const { status, text } of answers) {
    expect(status).toBe(200)
    expect(text).not.toContain('planted')
  }
})

test('of headers that come twice none is made up', async () => {
  ece.talk = (socket) =>
    socket.write(
      `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-cloud-resource-version: 1\r\nx-cloud-resource-version: 2\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 18\r\n\r\n{"deployments":[]}`,
    )
  const { status, headers } = await console.ask(LIST)
  expect([status, headers['set-cookie']]).toEqual([200, undefined])
  expect(headers['x-cloud-resource-version']).toBe('1, 2')
})

test('a cut read is asked again, and the operator notices nothing', async () => {
  ece.talk = (socket, nth) => {
    if (nth === 1) socket.end(http('200 OK', { ...JSON_TYPE, 'Content-Length': '99' }, '{"depl'))
    else if (nth === 2) socket.destroy()
    else socket.write(ok())
  }
  expect([(await console.ask(LIST)).status, ece.heads.length]).toEqual([200, 3])
})

test.each([
  ['503 Service Unavailable', 'unknown', 502],
  ['429 Too Many Requests', 'rejected', 429],
])('after %s a read is asked again, a change never', async (status, state, told) => {
  ece.talk = (socket, nth) => socket.write(nth % 2 === 1 ? refused(status) : ok())
  expect([(await console.ask(LIST)).status, ece.heads.length]).toEqual([200, 2])
  ece.talk = (socket) => socket.write(refused(status, { 'Retry-After': '1' }))
  ece.heads.length = 0
  const change = await console.ask(restart())
  expect([change.status, changeState(change), ece.heads.length]).toEqual([told, state, 1])
})

test('a read waits as long as ECE asks, if that is short', async () => {
  ece.talk = (socket, nth) =>
    socket.write(nth === 1 ? refused('503 Service Unavailable', { 'Retry-After': '1' }) : ok())
  const startedAt = performance.now()
  expect((await console.ask(LIST)).status).toBe(200)
  expect(performance.now() - startedAt).toBeGreaterThan(1_000)
})

const AWAY = 'Thu, 01 Jan 2026 00:00:00 GMT'

test.each<[string, Record<string, string>, string | undefined]>([
  ['30 seconds', { 'Retry-After': '30' }, '30'],

  [
    'a date by a clock that is far off',
    { 'Retry-After': 'Thu, 01 Jan 2026 00:00:20 GMT', Date: AWAY },
    '20',
  ],
  ['thirty years', { 'Retry-After': '1000000000' }, '60'],
  ['a number that is none any more', { 'Retry-After': '9'.repeat(400) }, '60'],
])('a wait of %s is passed on, and not sat out', async (_, headers, seconds) => {
  ece.talk = (socket) => socket.write(refused('503 Service Unavailable', headers))
  const answer = await console.ask(LIST)
  expect([answer.status, codeOf(answer)]).toEqual([503, 'a.b'])
  expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(Number(seconds))
  expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(Number(seconds) - 2)
  expect(ece.heads).toHaveLength(1)
})

test('a page of a proxy with 503 passes its wait on as well', async () => {
  const headers = { 'Content-Type': 'text/html', 'Retry-After': '25' }
  ece.talk = (socket) => socket.write(http('503 Service Unavailable', headers, '<html>'))
  const answer = await console.ask(LIST)
  expect([answer.status, answer.headers['retry-after']]).toEqual([502, '25'])
})

test('while ECE is down for everybody, it is asked hardly more often than without retries', async () => {
  ece.talk = (socket) => socket.write(refused('503 Service Unavailable'))
  const reads = 100
  for (let n = 0; n < reads; n += 10) {
    await Promise.all(
      Array.from({ length: 10 }, (__, m) =>
        console.ask({ path: `/api/default/deployments/${String(n + m).padStart(32, 'a')}` }),
      ),
    )
  }
  expect(ece.heads.length).toBeGreaterThan(reads)
  expect(ece.heads.length).toBeLessThanOrEqual(reads * 1.1)
})

test('a flapping ECE is asked again when it is back, without a new sign-in', async () => {
  let up = false
  ece.talk = (socket) => {
    if (up) socket.write(ok())
    else socket.destroy()
  }
  for (let round = 0; round < 5; round += 1) {
    up = false
    expect(codeOf(await console.ask(LIST))).toBe('console.ece_unreachable')
    up = true
    expect((await console.ask(LIST)).status).toBe(200)
  }
  expect(console.ended).toBe(0)
})

test('a browser that hangs up while a read waits to be asked again ends it', async () => {
  ece.talk = (socket) => socket.write(refused('503 Service Unavailable', { 'Retry-After': '1' }))
  const hungUp = new AbortController()
  const call = console.ask({ ...LIST, signal: hungUp.signal })
  await expect.poll(() => ece.heads.length).toBe(1)
  hungUp.abort()
  await expect(call).rejects.toThrow('aborted')
  await expect.poll(() => console.logged.some((line) => line.includes('"aborted":true'))).toBe(true)
  // longer than the pause that the retry would have made
  await expect(console.ask(PLATFORM)).resolves.toMatchObject({ status: 503 })
  expect(ece.heads.filter((head) => head.includes('/deployments'))).toHaveLength(1)
})
