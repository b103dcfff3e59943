// Nothing that leaves for the browser, the log or the disk holds a byte of a credential, in any spelling.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeDataDir, runConsole } from './testing/run-console.ts'
import type { Running } from './testing/run-console.ts'
import { API_KEY, PASSWORD, answer, startStandIn } from './testing/stand-in-ece.ts'
import type { StandIn } from './testing/stand-in-ece.ts'

let ece: StandIn
let running: Running
const dataDir = makeDataDir()

beforeEach(async () => {
  ece = await startStandIn()
  running = await runConsole({ ECE_URL: ece.url, DATA_DIR: dataDir })
})
afterEach(async () => {
  await running.stop()
  await ece.close()
})

const WRONG = 'canary-wrong-password-55e0'

function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret)
  // base64 of a text inside another one depends on where it starts: the inner characters of all three
  const shifted = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(4, -4),
  )
  return [
    secret,
    bytes.toString('hex'),
    encodeURIComponent(secret),
    ...shifted,
    ...shifted.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    [...secret].toReversed().join(''),
  ]
}

test('a whole day of signing in, working, failing and leaving', async () => {
  const browser = running.browser()
  const row = '/api/default/deployments'
  const echo = (what: string) => ({ errors: [{ code: 'x', message: `you sent ${what}` }] })
  const everybody = [browser]
  const fresh = () => {
    const made = running.browser()
    everybody.push(made)
    return made
  }

  await fresh().signIn(WRONG)
  ece.on.set('POST /users/auth/_login', ({ body }, response) => answer(response, 401, echo(body)))
  await fresh().signIn(WRONG)
  ece.on.set('POST /users/auth/_login', ({ body }, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(body)
  })
  await fresh().signIn(PASSWORD)
  ece.on.clear()
  const key = fresh()
  const installation = 'default'
  await key.ask({ method: 'POST', path: '/bff/session', body: { installation, api_key: API_KEY } })
  await key.get(row)
  await browser.signIn(PASSWORD)
  await browser.get('/bff/session')
  await browser.get(row)
  running.ahead += 13 * 60_000
  await browser.get(row)
  await running.tick()
  ece.on.set('POST /users/auth/_refresh', (_, response) => void response.destroy())
  ece.on.set('GET /user', (_, response) => void response.destroy())
  running.ahead += 13 * 60_000
  await running.tick()
  await browser.get(row)
  ece.on.clear()
  await browser.ask({ method: 'POST', path: '/bff/session', body: `{"password":"${PASSWORD}` })
  await browser.ask({
    method: 'POST',
    path: '/bff/session',
    headers: { 'content-type': 'application/json' },
    body: `{"password":"${PASSWORD}"`,
  })
  await browser.get(`/api/default/deployments/${PASSWORD}`)
  await browser.get(`/bff/session?password=${PASSWORD}`)
  await browser.get(`/${PASSWORD}`, { 'x-secret': PASSWORD })
  ece.tokens.clear()
  await browser.get(row)
  await browser.signIn(PASSWORD)
  await browser.signOut()

  const tables = ['sessions', 'credentials', 'accounts', 'sign_in_failures', 'changes'] as const
  for (const table of tables) await running.store.selectFrom(table).selectAll().execute()
  const disk = readdirSync(dataDir)
    .filter((name) => name !== 'key')
    .map((name) => readFileSync(join(dataDir, name), 'latin1'))
  const left = {
    browser: everybody.flatMap(({ received }) => received).join('\n'),
    log: running.logged.join('\n'),
    disk: disk.join('\n'),
  }
  // the scan sees what is there: everything went through to ECE
  const sent = ece.calls.map(({ authorization, body }) => `${authorization} ${body}`).join('\n')
  for (const secret of [PASSWORD, WRONG, API_KEY, ...ece.given.slice(0, 1)]) {
    expect(spellings(secret).some((spelling) => sent.includes(spelling))).toBe(true)
  }
  expect(running.logged.length).toBeGreaterThan(20)
  expect(ece.given.length).toBeGreaterThan(2)
  const found = [PASSWORD, WRONG, API_KEY, ...ece.given].flatMap((secret) =>
    Object.entries(left)
      .filter(([, text]) => spellings(secret).some((spelling) => text.includes(spelling)))
      .map(([where]) => `${secret} in ${where}`),
  )
  expect(found).toEqual([])
  const cookies = everybody
    .flatMap(({ received }) => received)
    .join()
    .match(/__Host-ececonsole=[^;"]{20,}/g)
  for (const cookie of cookies ?? []) expect(left.log).not.toContain(cookie.slice(20, 60))
})

test('the log has one line per request: row, status, time and id, and nothing that was sent', async () => {
  const browser = running.browser()
  await browser.signIn(PASSWORD)
  running.logged.length = 0
  const reply = await browser.get('/api/default/deployments', { 'x-mine': 'header' })
  await expect.poll(() => running.logged.length).toBe(1)
  const line: unknown = JSON.parse(running.logged[0] ?? '')
  expect(line).toMatchObject({
    level: 'info',
    msg: 'request',
    method: 'GET',
    row: 'listDeployments',
    status: 200,
    ms: expect.any(Number),
    request_id: reply.headers['x-request-id'],
  })
  await browser.get('/api/default/deployments?q=what-i-search')
  await browser.get('/what-i-search')
  await expect.poll(() => running.logged.length).toBe(3)
  expect(running.logged.join()).not.toMatch(/what-i-search|x-mine|header|cookie/)
})
