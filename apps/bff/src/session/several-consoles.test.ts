// Two consoles on one database, as behind a balancer. Nothing but the database connects them.
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTurns } from '../store/turns.ts'
import { runConsole, type Running } from '../testing/run-console.ts'
import { makeDataDir } from '../testing/stores.ts'
import { API_KEY, PASSWORD, answer, startStandIn, type StandIn } from '../testing/stand-in-ece.ts'

const MINUTE = 60_000
const ROW = '/api/default/deployments'
const LOGIN = 'POST /users/auth/_login'
const REFRESH = 'POST /users/auth/_refresh'
const POLL = { 'x-ece-background': '1' }

let ece: StandIn
let dataDir: string
let one: Running
let two: Running
beforeEach(async () => {
  ece = await startStandIn()
  dataDir = makeDataDir()
  one = await runConsole({ ECE_URL: ece.url, DATA_DIR: dataDir })
  two = await runConsole({ ECE_URL: ece.url, DATA_DIR: dataDir })
})
afterEach(async () => {
  await Promise.all([one.stop(), two.stop()])
  await ece.close()
  rmSync(dataDir, { recursive: true, force: true })
})

/** The wall clock is the same for both. */
const pass = (ms: number) => {
  one.ahead += ms
  two.ahead += ms
}
const signIn = async (at: Running) => {
  const browser = at.browser()
  expect((await browser.signIn(PASSWORD)).status).toBe(200)
  return browser.cookie
}
const statusAt = async (at: Running, cookie: string | undefined, headers = {}) =>
  (await at.browser(cookie).get(ROW, headers)).status

test('who signed in at one works at the other', async () => {
  const cookie = await signIn(one)
  expect(await statusAt(two, cookie)).toBe(200)
  expect((await two.browser(cookie).get('/bff/session')).json).toEqual(
    (await one.browser(cookie).get('/bff/session')).json,
  )
})

describe('signing out', () => {
  test('at one ends the session at the other within two seconds', async () => {
    // a key still opens ECE afterwards: nothing but the database can tell the other console
    const browser = one.browser()
    const body = { installation: 'default', api_key: API_KEY }
    await browser.ask({ method: 'POST', path: '/bff/session', body })
    const { cookie } = browser
    expect(await statusAt(two, cookie)).toBe(200)
    expect((await browser.signOut()).status).toBe(204)
    const endedAt = performance.now()
    await expect.poll(() => statusAt(two, cookie), { interval: 20, timeout: 5_000 }).toBe(401)
    expect(performance.now() - endedAt).toBeLessThan(2_000)
  })

  test('is never undone by a call in flight at either: a second later none of 20 sessions lives', async () => {
    let alive = 0
    for (let round = 0; round < 20; round += 1) {
      const cookie = await signIn(one)
      expect(await statusAt(two, cookie)).toBe(200)
      // half of them at a time when the token is just being renewed
      pass(round % 2 === 0 ? 0 : 13 * MINUTE)
      const inFlight = [one, two, one, two, two].map((at) => statusAt(at, cookie))
      await Promise.all([...inFlight, one.browser(cookie).signOut()])
      pass(1_000)
      for (const at of [one, two]) if ((await statusAt(at, cookie)) !== 401) alive += 1
    }
    expect(alive).toBe(0)
    expect(await one.store.selectFrom('sessions').selectAll().execute()).toEqual([])
    expect(await one.store.selectFrom('credentials').selectAll().execute()).toEqual([])
  }, 60_000)
})

describe('a token', () => {
  test('is renewed once for 500 parallel requests at both, and both go on with the new one', async () => {
    const cookie = await signIn(one)
    pass(13 * MINUTE)
    const gate = hold()
    ece.on.set(REFRESH, async (_, response) => {
      await gate.promise
      ece.tokens.add('canary-token-renewed')
      answer(response, 200, { token: 'canary-token-renewed' })
    })
    const replies: number[] = []
    for (let round = 0; round < 5; round += 1) {
      pass(1_000)
      const fifty = (at: Running) => Array.from({ length: 50 }, () => statusAt(at, cookie))
      replies.push(...(await Promise.all([...fifty(one), ...fifty(two)])))
    }
    gate.resolve()
    expect(replies).toEqual(Array(500).fill(200))
    for (const at of [one, two]) {
      await expect
        .poll(async () => {
          await statusAt(at, cookie)
          return ece.calls.findLast(({ path }) => path === '/deployments')?.authorization
        })
        .toBe('Bearer canary-token-renewed')
    }
    expect(ece.count(REFRESH)).toBe(1)
  })

  test('that is about to end is renewed once for all who wait for it at both', async () => {
    const cookie = await signIn(one)
    await statusAt(two, cookie)
    pass(15 * MINUTE - 5_000)
    const old = `Bearer ${ece.given[0]}`
    const many = [one, two].flatMap((at) => Array.from({ length: 50 }, () => statusAt(at, cookie)))
    expect(await Promise.all(many)).toEqual(Array(100).fill(200))
    expect(ece.count(REFRESH)).toBe(1)
    const used = ece.calls.filter(({ path }) => path === '/deployments')
    expect(used.slice(1).some(({ authorization }) => authorization === old)).toBe(false)
  })

  test('of a hidden page is renewed by the clock of one of them', async () => {
    await signIn(one)
    pass(13 * MINUTE)
    await Promise.all([one.tick(), two.tick(), one.tick(), two.tick()])
    expect(ece.count(REFRESH)).toBe(1)
  })

  test('that cannot be renewed for a passing reason is tried by one of them, then by the next', async () => {
    const cookie = await signIn(one)
    ece.on.set(REFRESH, (_, response) => answer(response, 503, { errors: [] }))
    pass(13 * MINUTE)
    expect(await statusAt(one, cookie)).toBe(200)
    await expect.poll(() => ece.count(REFRESH)).toBe(1)
    expect(await statusAt(two, cookie)).toBe(200)
    expect(await statusAt(one, cookie)).toBe(200)
    expect(ece.count(REFRESH)).toBe(1)
    ece.on.clear()
    // the other one still waits for the first; then it is its turn
    await expect
      .poll(
        async () => {
          pass(1_000)
          await statusAt(two, cookie)
          return ece.count(REFRESH)
        },
        { timeout: 15_000 },
      )
      .toBe(2)
  })

  test('whose renewal died with its console is renewed by the other one before it ends', async () => {
    const cookie = await signIn(one)
    const [row] = await one.store.selectFrom('credentials').select('session_key').execute()
    const dead = createTurns(one.store, 'a console that died', () => Date.now() + one.ahead)
    pass(13 * MINUTE)
    await dead.take(`renew/${row?.session_key}/default`, 45_000)
    expect(await statusAt(two, cookie)).toBe(200)
    // resolves when it has waited long enough for the other one
    await two.tick()
    expect(ece.count(REFRESH)).toBe(0)
    await expect
      .poll(
        async () => {
          pass(5_000)
          await statusAt(two, cookie, POLL)
          return ece.count(REFRESH)
        },
        { timeout: 15_000, interval: 500 },
      )
      .toBe(1)
    expect(await statusAt(two, cookie)).toBe(200)
  })
})

describe('guesses', () => {
  const guess = async (at: Running, password = 'wrong') =>
    (await at.browser().signIn(password)).status

  test('at both count together', async () => {
    for (let n = 0; n < 5; n += 1) {
      expect([await guess(one), await guess(two)]).toEqual([401, 401])
    }
    expect([await guess(one, PASSWORD), await guess(two, PASSWORD)]).toEqual([429, 429])
    expect(ece.count(LOGIN)).toBe(10)
  })

  test('fifty at once at both are ten guesses', async () => {
    const fifty = Array.from({ length: 50 }, (_, n) => guess(n % 2 === 0 ? one : two))
    const statuses = await Promise.all(fifty)
    expect(ece.count(LOGIN)).toBe(10)
    expect(statuses.filter((status) => status === 401)).toHaveLength(10)
    expect(statuses.filter((status) => status === 429)).toHaveLength(40)
  })

  test('forty right passwords at once at both all get in, and twenty sessions stay', async () => {
    const forty = Array.from({ length: 40 }, (_, n) => guess(n % 2 === 0 ? one : two, PASSWORD))
    expect(new Set(await Promise.all(forty))).toEqual(new Set([200]))
    expect(await one.store.selectFrom('credentials').selectAll().execute()).toHaveLength(20)
    await expect
      .poll(() =>
        one.store
          .selectFrom('turns')
          .select('name')
          .where('name', 'like', 'sign-in/%/%/%')
          .execute(),
      )
      .toEqual([])
  })
})

test('signing in again from two pages at once ends the session that both came from', async () => {
  const cookie = await signIn(one)
  const replies = await Promise.all(
    [one, two].map(async (at) => {
      const browser = at.browser(cookie)
      await browser.signIn(PASSWORD)
      return browser.cookie
    }),
  )
  expect(await statusAt(one, replies[0])).toBe(200)
  expect(await statusAt(two, replies[1])).toBe(200)
  pass(1_000)
  expect([await statusAt(one, cookie), await statusAt(two, cookie)]).toEqual([401, 401])
})

test('what a console writes while it starts, sweeps and ends harms nobody at the other', async () => {
  const cookie = await signIn(one)
  await Promise.all([one.tick(), two.tick()])
  await two.stop()
  two = await runConsole({ ECE_URL: ece.url, DATA_DIR: dataDir })
  two.ahead = one.ahead
  await Promise.all([one.tick(), two.tick()])
  expect([await statusAt(one, cookie), await statusAt(two, cookie)]).toEqual([200, 200])
})

test('a console that does not know an installation yet ends no sign-in to it for an hour', async () => {
  const file = join(dataDir, 'installations.json')
  const entry = (id: string) => ({ id, url: ece.url })
  writeFileSync(file, JSON.stringify([entry('default'), entry('new')]))
  await two.stop()
  two = await runConsole({ ECE_INSTALLATIONS_FILE: file, DATA_DIR: dataDir })
  const browser = two.browser()
  expect((await browser.signIn(PASSWORD, 'admin', 'new')).status).toBe(200)
  await one.tick()
  pass(1_000)
  expect((await browser.get('/api/new/deployments')).status).toBe(200)
  pass(61 * MINUTE)
  await one.tick()
  expect((await browser.get('/api/new/deployments')).status).toBe(401)
})

test('work at one keeps the session alive at the other', async () => {
  const cookie = await signIn(one)
  await statusAt(two, cookie)
  for (let minutes = 0; minutes < 60; minutes += 10) {
    pass(10 * MINUTE)
    await one.tick()
    expect(await statusAt(one, cookie)).toBe(200)
    await one.tick()
  }
  await two.tick()
  expect(await statusAt(two, cookie, POLL)).toBe(200)
})

/** `Promise.withResolvers` is in Node from 22. */
function hold() {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
