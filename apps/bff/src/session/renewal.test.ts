import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runConsole } from '../testing/run-console.ts'
import type { Running } from '../testing/run-console.ts'
import { API_KEY, PASSWORD, answer, startStandIn } from '../testing/stand-in-ece.ts'
import type { StandIn } from '../testing/stand-in-ece.ts'

const MINUTE = 60_000
const ROW = '/api/default/deployments'
const REFRESH = 'POST /users/auth/_refresh'
const POLL = { 'x-ece-background': '1' }

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

const code = (reply: { json: { errors: { code: string }[] } }) => reply.json.errors[0]?.code
const unauthorized = { errors: [{ code: 'root.unauthorized', message: 'expired' }] }

async function signedIn() {
  const browser = running.browser()
  expect((await browser.signIn(PASSWORD)).status).toBe(200)
  return browser
}
const askMany = (cookie: string | undefined, count: number) =>
  // a few sessions' worth would meet the limit of 64 in flight: four rounds of fifty
  Array.from({ length: count }, () => running.browser(cookie).get(ROW))

describe('a token', () => {
  test('is not renewed while it has long to live', async () => {
    const browser = await signedIn()
    running.ahead += 11 * MINUTE
    await browser.get(ROW)
    expect(ece.count(REFRESH)).toBe(0)
  })

  test('is renewed ahead of its end, once for 200 parallel requests, and nobody notices', async () => {
    const browser = await signedIn()
    running.ahead += 13 * MINUTE
    let release = () => {}
    ece.on.set(REFRESH, async (_, response) => {
      await new Promise<void>((resolve) => {
        release = resolve
      })
      ece.tokens.add('canary-token-renewed')
      answer(response, 200, { token: 'canary-token-renewed' })
    })
    const replies = []
    for (let round = 0; round < 4; round += 1) {
      running.ahead += 1_000
      replies.push(...(await Promise.all(askMany(browser.cookie, 50))))
    }
    release()
    expect(replies.map(({ status }) => status)).toEqual(Array(200).fill(200))
    expect(ece.count(REFRESH)).toBe(1)
    await expect
      .poll(async () => {
        await browser.get(ROW)
        return ece.calls.findLast(({ path }) => path === '/deployments')?.authorization
      })
      .toBe('Bearer canary-token-renewed')
    expect(ece.count(REFRESH)).toBe(1)
  })

  test('that is about to end is renewed before it is used, once for all who wait', async () => {
    const browser = await signedIn()
    running.ahead += 15 * MINUTE - 5_000
    const old = ece.given[0]
    const replies = await Promise.all(askMany(browser.cookie, 60))
    expect(replies.map(({ status }) => status)).toEqual(Array(60).fill(200))
    expect(ece.count(REFRESH)).toBe(1)
    const used = ece.calls.filter(({ path }) => path === '/deployments')
    expect(used.some(({ authorization }) => authorization === `Bearer ${old}`)).toBe(false)
  })

  test('of a page that is open but hidden is renewed by the clock', async () => {
    const browser = await signedIn()
    running.ahead += 13 * MINUTE
    await running.tick()
    expect(ece.count(REFRESH)).toBe(1)
    running.ahead += 13 * MINUTE
    await running.tick()
    expect(ece.count(REFRESH)).toBe(2)
    expect((await browser.get(ROW)).status).toBe(200)
  })

  test('is renewed every minute by an ECE that does not say how long it lives', async () => {
    await running.stop()
    ece.life = undefined
    running = await runConsole({ ECE_URL: ece.url })
    const browser = await signedIn()
    await browser.get(ROW)
    expect(ece.count(REFRESH)).toBe(0)
    running.ahead += MINUTE
    await browser.get(ROW)
    await expect.poll(() => ece.count(REFRESH)).toBe(1)
  })

  test('that cannot be renewed for a passing reason goes on being used, without a storm', async () => {
    const browser = await signedIn()
    ece.on.set(REFRESH, (_, response) => answer(response, 503, { errors: [] }))
    running.ahead += 13 * MINUTE
    for (let n = 0; n < 20; n += 1) expect((await browser.get(ROW)).status).toBe(200)
    expect(ece.count(REFRESH)).toBe(1)
    ece.on.clear()
    running.ahead += 6_000
    await browser.get(ROW)
    await expect.poll(() => ece.count(REFRESH)).toBe(2)
    expect((await browser.get(ROW)).status).toBe(200)
  })

  test('that cannot be renewed, but still opens doors, is used to its end', async () => {
    const browser = await signedIn()
    ece.on.set(REFRESH, (_, response) => answer(response, 401, unauthorized))
    running.ahead += 13 * MINUTE
    await running.tick()
    expect(ece.count(REFRESH)).toBe(1)
    expect((await browser.get(ROW)).status).toBe(200)
  })

  test('that ECE does not know any more ends the sign-in, and the next one works', async () => {
    const browser = await signedIn()
    ece.tokens.clear()
    const replies = await Promise.all(askMany(browser.cookie, 50))
    expect(new Set(replies.map(code))).toEqual(new Set(['console.session_expired']))
    expect(ece.count(REFRESH)).toBeLessThanOrEqual(1)
    expect(code(await browser.get('/bff/session'))).toBe('console.session_expired')
    await browser.signIn(PASSWORD)
    expect((await browser.get(ROW)).status).toBe(200)
  })

  test('that one row refuses with 401 is not dead: the answer is about the row', async () => {
    const browser = await signedIn()
    ece.on.set('GET /deployments', (_, response) => answer(response, 401, unauthorized))
    const reply = await browser.get(ROW)
    expect([reply.status, code(reply)]).toEqual([401, 'root.unauthorized'])
    ece.on.clear()
    expect((await browser.get(ROW)).status).toBe(200)
    expect(ece.count(REFRESH)).toBe(0)
  })

  test('that ECE refuses while it can still be renewed is renewed, once for all', async () => {
    const browser = await signedIn()
    const old = `Bearer ${ece.given[0]}`
    for (const operation of ['GET /deployments', 'GET /user']) {
      ece.on.set(operation, ({ authorization }, response) =>
        authorization === old
          ? answer(response, 401, unauthorized)
          : answer(response, 200, { user_name: 'admin', deployments: [] }),
      )
    }
    const replies = await Promise.all(askMany(browser.cookie, 60))
    expect(replies.map(({ status }) => status)).toEqual(Array(60).fill(200))
    expect(ece.count(REFRESH)).toBe(1)
  })

  test('is not taken for dead while ECE is away', async () => {
    const browser = await signedIn()
    running.ahead += 16 * MINUTE
    for (const operation of [REFRESH, 'GET /user', 'GET /deployments']) {
      ece.on.set(operation, (_, response) => void response.destroy())
    }
    expect((await browser.get(ROW)).status).toBe(502)
    ece.on.clear()
    running.ahead += 6_000
    expect((await browser.get(ROW)).status).toBe(200)
  })
})

describe('an API key', () => {
  test('is never renewed, and ends the sign-in when it is revoked', async () => {
    const browser = running.browser()
    const body = { installation: 'default', api_key: API_KEY }
    await browser.ask({ method: 'POST', path: '/bff/session', body })
    running.ahead += 20 * MINUTE
    expect((await browser.get(ROW)).status).toBe(200)
    await running.tick()
    expect(ece.count(REFRESH)).toBe(0)
    for (const operation of ['GET /deployments', 'GET /user']) {
      ece.on.set(operation, (_, response) => answer(response, 401, unauthorized))
    }
    expect(code(await browser.get(ROW))).toBe('console.session_expired')
  })
})

describe('roles', () => {
  test('that were taken away are noticed within minutes, polls included', async () => {
    const browser = await signedIn()
    ece.on.set('GET /user', (_, response) =>
      answer(response, 200, { user_name: 'admin', security: { roles: ['ece_platform_viewer'] } }),
    )
    running.ahead += 6 * MINUTE
    await browser.get(ROW, POLL)
    await expect
      .poll(async () => (await browser.get('/bff/session')).json.installations.default.roles)
      .toEqual(['ece_platform_viewer'])
  })
})
