import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeDataDir, runConsole } from '../testing/run-console.ts'
import type { Running } from '../testing/run-console.ts'
import { PASSWORD, startStandIn } from '../testing/stand-in-ece.ts'
import type { StandIn } from '../testing/stand-in-ece.ts'

const MINUTE = 60_000
const LOGIN = 'POST /users/auth/_login'

let ece: StandIn
let running: Running
let environment: Record<string, string>

beforeEach(async () => {
  ece = await startStandIn()
  environment = { ECE_URL: ece.url, DATA_DIR: makeDataDir() }
  running = await runConsole(environment)
})
afterEach(async () => {
  await running.stop()
  await ece.close()
})

const signIn = (password: string, username = 'admin') =>
  running.browser().signIn(password, username)

async function fail(times: number, username = 'admin') {
  for (let n = 0; n < times; n += 1) expect((await signIn('wrong', username)).status).toBe(401)
}

test('the eleventh attempt after ten failures does not reach ECE, not even with the right password', async () => {
  await fail(10)
  const reply = await signIn(PASSWORD)
  expect([reply.status, reply.json.errors[0].code]).toEqual([429, 'console.too_many_attempts'])
  expect(Number(reply.headers['retry-after'])).toBeGreaterThan(890)
  expect(Number(reply.headers['retry-after'])).toBeLessThanOrEqual(900)
  expect(ece.count(LOGIN)).toBe(10)
  running.ahead += 15 * MINUTE
  expect((await signIn(PASSWORD)).status).toBe(200)
})

test('other spellings of the name are the same account, other names are not', async () => {
  await fail(5, 'admin')
  await fail(5, ' ADMIN')
  expect((await signIn('wrong', 'Admin')).status).toBe(429)
  expect((await signIn(PASSWORD, 'someone')).status).toBe(200)
})

test('only failures count', async () => {
  for (let n = 0; n < 15; n += 1) expect((await signIn(PASSWORD)).status).toBe(200)
  ece.on.set(LOGIN, (_, response) => void response.destroy())
  for (let n = 0; n < 15; n += 1) expect((await signIn(PASSWORD)).status).toBe(502)
  ece.on.clear()
  expect((await signIn(PASSWORD)).status).toBe(200)
})

test('fifty guesses at once are ten guesses', async () => {
  const replies = await Promise.all(Array.from({ length: 50 }, () => signIn('wrong')))
  const statuses = replies.map(({ status }) => status)
  expect(statuses.filter((status) => status === 401)).toHaveLength(10)
  expect(statuses.filter((status) => status === 429)).toHaveLength(40)
  expect(ece.count(LOGIN)).toBe(10)
})

test('thirty right passwords at once all get in', async () => {
  const replies = await Promise.all(Array.from({ length: 30 }, () => signIn(PASSWORD)))
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]))
})

test('a restart forgets nothing', async () => {
  await fail(10)
  await running.stop()
  running = await runConsole(environment)
  expect((await signIn(PASSWORD)).status).toBe(429)
})

test('a flood of invented names fills no disk, opens no door, and keeps no operator out', async () => {
  expect((await signIn(PASSWORD, 'operator')).status).toBe(200)
  await fail(9, 'victim')
  const flood = Array.from({ length: 10_000 }, (_, n) => ({
    id: randomUUID(),
    installation: 'default',
    account: `invented-${n}`,
    failed_at: Date.now(),
  }))
  for (let at = 0; at < flood.length; at += 500) {
    const rows = flood.slice(at, at + 500)
    await running.store.insertInto('sign_in_failures').values(rows).execute()
  }
  expect((await signIn('wrong', 'one-more-invented')).status).toBe(429)
  await fail(1, 'victim')
  expect((await signIn('wrong', 'victim')).status).toBe(429)
  expect((await signIn(PASSWORD, 'operator')).status).toBe(200)
  running.ahead += 16 * MINUTE
  await running.tick()
  const left = await running.store.selectFrom('sign_in_failures').selectAll().execute()
  expect(left).toEqual([])
  expect((await signIn(PASSWORD, 'new-colleague')).status).toBe(200)
})
