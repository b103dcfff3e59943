// Clocks that are wrong, or set right while people work.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runConsole, type Running } from '../testing/run-console.ts'
import { PASSWORD, answer, startStandIn, type StandIn } from '../testing/stand-in-ece.ts'

const MINUTE = 60_000
const ROW = '/api/default/deployments'
const REFRESH = 'POST /users/auth/_refresh'
let ece: StandIn
let running: Running
beforeEach(async () => {
  ece = await startStandIn()
  running = await runConsole({ ECE_URL: ece.url })
})
afterEach(async () => {
  await running.stop()
  await ece.close()
})

/** An ECE whose clock is `off` milliseconds ahead of ours; with `date: false` its answers do not say what time it is. */
function setTheirClock(off: number, { date = true } = {}) {
  ece.on.set('POST /users/auth/_login', (_, response) => {
    const token = `canary-token-${ece.given.length}`
    ece.tokens.add(token)
    ece.given.push(token)
    if (date) response.setHeader('Date', new Date(Date.now() + off).toUTCString())
    else response.sendDate = false
    const expires = new Date(Date.now() + off + 15 * MINUTE).toISOString()
    answer(response, 200, { token, session_expiration_time: expires })
  })
}

const signedIn = async () => {
  const browser = running.browser()
  expect((await browser.signIn(PASSWORD)).status).toBe(200)
  return browser
}

test.each([
  ['ten minutes ahead', 10 * MINUTE],
  ['ten minutes behind', -10 * MINUTE],
])('a token of an ECE whose clock is %s is renewed in time', async (_, off) => {
  setTheirClock(off)
  const browser = await signedIn()
  running.ahead += 11 * MINUTE
  await running.tick()
  expect(ece.count(REFRESH)).toBe(0)
  running.ahead += 2 * MINUTE
  await running.tick()
  expect(ece.count(REFRESH)).toBe(1)
  expect((await browser.get(ROW)).status).toBe(200)
})

test('a token of an ECE that does not say what time it is is renewed early rather than late', async () => {
  setTheirClock(10 * MINUTE, { date: false })
  await signedIn()
  running.ahead += 2 * MINUTE
  await running.tick()
  expect(ece.count(REFRESH)).toBe(1)
})

test('our clock is set back by ten minutes: tokens are renewed at once, because their end was counted by the old one', async () => {
  const browser = await signedIn()
  running.ahead += MINUTE
  await running.tick()
  expect(ece.count(REFRESH)).toBe(0)
  running.ahead -= 10 * MINUTE
  await running.tick()
  expect(ece.count(REFRESH)).toBe(1)
  expect((await browser.get(ROW)).status).toBe(200)
  await running.tick()
  expect(ece.count(REFRESH)).toBe(1)
})

test('our clock is set forward by ten minutes: nobody is signed out', async () => {
  const browser = await signedIn()
  running.ahead += 10 * MINUTE
  await running.tick()
  expect((await browser.get(ROW)).status).toBe(200)
})

test('a clock that ran a year ahead and was set right leaves no session that never ends', async () => {
  const year = 365 * 24 * 60 * MINUTE
  running.ahead += year
  const browser = await signedIn()
  await running.tick()
  running.ahead -= year
  await running.tick()
  expect((await browser.get(ROW)).status).toBe(200)
  running.ahead += 31 * MINUTE
  await running.tick()
  expect((await browser.get(ROW)).status).toBe(401)
})

test('a clock that ran a year ahead and was set right locks no account for a year', async () => {
  const year = 365 * 24 * 60 * MINUTE
  running.ahead += year
  for (let n = 0; n < 10; n += 1) await running.browser().signIn('wrong')
  expect((await running.browser().signIn(PASSWORD)).status).toBe(429)
  running.ahead -= year
  expect((await running.browser().signIn(PASSWORD)).status).toBe(200)
})

test('a clock that was set back lets nobody guess on, and makes nobody wait longer than a quarter of an hour', async () => {
  for (let n = 0; n < 10; n += 1) await running.browser().signIn('wrong')
  running.ahead -= 10 * MINUTE
  const reply = await running.browser().signIn(PASSWORD)
  expect(reply.status).toBe(429)
  expect(Number(reply.headers['retry-after'])).toBeLessThanOrEqual(15 * 60)
})

test("a clock that was set back does not keep yesterday's word on health", async () => {
  expect((await running.browser().get('/readyz')).status).toBe(200)
  running.ahead -= 10 * MINUTE
  await running.store.destroy()
  expect((await running.browser().get('/readyz')).status).toBe(503)
})

test('a renewal that failed is tried again although the clock was set back meanwhile', async () => {
  const browser = await signedIn()
  ece.on.set(REFRESH, (_, response) =>
    answer(response, 503, { errors: [{ code: 'a', message: 'b' }] }),
  )
  running.ahead += 13 * MINUTE
  await running.tick()
  expect(ece.count(REFRESH)).toBe(1)
  ece.on.delete(REFRESH)
  running.ahead -= 10 * MINUTE
  await running.tick()
  expect(ece.count(REFRESH)).toBe(2)
  expect((await browser.get(ROW)).status).toBe(200)
})

test('a token storm: two hundred calls refused with 401 at once make one renewal, and all are answered', async () => {
  const browser = await signedIn()
  ece.tokens.clear()
  ece.on.set(REFRESH, (_, response) => {
    ece.tokens.add('canary-token-new')
    answer(response, 200, { token: 'canary-token-new' })
  })
  // not more than 64 in flight and 200 within a second of the console's clock, which are the limits of one session
  const statuses: number[] = []
  for (let batch = 0; batch < 4; batch += 1) {
    running.ahead += 1_000
    const asked = Array.from({ length: 50 }, (_, n) => {
      const id = `${batch}${n}`.padStart(32, 'a')
      return running.browser(browser.cookie).get(`${ROW}/${id}`)
    })
    for (const { status } of await Promise.all(asked)) statuses.push(status)
  }
  expect(statuses.filter((status) => status === 401)).toEqual([])
  expect(ece.count(REFRESH)).toBe(1)
  expect(ece.count('GET /user')).toBeLessThanOrEqual(3)
})

test('an ECE that is away for a moment at sign-in says when to come back, and that counts as no failed attempt', async () => {
  const loginFails = (type: string, body: string) =>
    ece.on.set('POST /users/auth/_login', (_, response) => {
      response.writeHead(503, { 'content-type': type, 'retry-after': '20' }).end(body)
    })
  loginFails('application/json', '{"errors":[{"code":"a.b","message":"Not now"}]}')
  const told = await running.browser().signIn(PASSWORD)
  expect([told.status, told.json.errors[0].code, told.headers['retry-after']]).toEqual([
    503,
    'a.b',
    '20',
  ])
  loginFails('text/html', '<h1>Maintenance</h1>')
  const page = await running.browser().signIn(PASSWORD)
  // the address is right, so it must not be called wrong
  expect([page.status, page.json.errors[0].code, page.headers['retry-after']]).toEqual([
    502,
    'console.bad_answer',
    '20',
  ])
  for (let n = 0; n < 10; n += 1) await running.browser().signIn(PASSWORD)
  ece.on.clear()
  expect((await running.browser().signIn(PASSWORD)).status).toBe(200)
})
