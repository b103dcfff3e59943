import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { IDLE_MS, ABSOLUTE_MS } from './find.ts'
import { runConsole } from '../testing/run-console.ts'
import type { Running } from '../testing/run-console.ts'
import { API_KEY, PASSWORD, VERSION, answer, startStandIn } from '../testing/stand-in-ece.ts'
import type { StandIn } from '../testing/stand-in-ece.ts'

const MINUTE = 60_000
const ROW = '/api/default/deployments'

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

async function signedIn() {
  const browser = running.browser()
  const reply = await browser.signIn(PASSWORD)
  expect(reply.status).toBe(200)
  return browser
}

describe('signing in', () => {
  test('answers who I am and sets one cookie that pages cannot read', async () => {
    const browser = running.browser()
    const reply = await browser.signIn(PASSWORD)
    expect(reply.status).toBe(200)
    expect(reply.json).toEqual({
      installations: {
        default: {
          user_name: 'admin',
          roles: ['ece_platform_admin'],
          permissions: ['get-deployment'],
          auth: 'password',
          expires_at: expect.stringMatching(/^\d{4}-.*Z$/),
          ece_version: VERSION,
        },
      },
    })
    const cookies = reply.headers['set-cookie'] ?? []
    expect(cookies).toHaveLength(1)
    const [pair, ...attributes] = cookies[0]?.split('; ') ?? []
    expect(pair).toMatch(/^__Host-ececonsole=.{80,}/)
    expect(attributes.toSorted()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Strict', 'Secure'])
    expect((cookies[0] ?? '').length).toBeLessThan(200)
    expect((await browser.get('/bff/session')).json).toEqual(reply.json)
    expect((await browser.get(ROW)).status).toBe(200)
  })

  test('with an API key is a session like any other, and the key is never the cookie', async () => {
    const browser = running.browser()
    const body = { installation: 'default', api_key: API_KEY }
    const reply = await browser.ask({ method: 'POST', path: '/bff/session', body })
    expect(reply.status).toBe(200)
    expect(reply.json.installations.default).toMatchObject({ user_name: 'admin', auth: 'api_key' })
    expect((await browser.get(ROW)).status).toBe(200)
    expect(ece.calls.at(-1)?.authorization).toBe(`ApiKey ${API_KEY}`)
    expect(browser.cookie).not.toContain(API_KEY)
  })

  test.each<[string, object]>([
    ['a wrong password', { username: 'admin', password: 'wrong-and-secret' }],
    ['a wrong key', { api_key: 'wrong-and-secret' }],
  ])('with %s says so in the words of ECE, and repeats nothing', async (_, body) => {
    ece.on.set('POST /users/auth/_login', (call, response) =>
      answer(response, 401, { errors: [{ code: 'root.unauthenticated', message: call.body }] }),
    )
    const browser = running.browser()
    const reply = await browser.ask({
      method: 'POST',
      path: '/bff/session',
      body: { installation: 'default', ...body },
    })
    expect(reply.status).toBe(401)
    expect(code(reply)).toMatch(/^root\.unauth/)
    expect(reply.text + running.logged.join()).not.toContain('wrong-and-secret')
    expect(browser.cookie).toBeUndefined()
  })

  test('to an installation that does not exist is 404, and asks nobody', async () => {
    const reply = await running.browser().signIn(PASSWORD, 'admin', 'other')
    expect([reply.status, code(reply)]).toEqual([404, 'console.unknown_installation'])
    expect(ece.calls).toEqual([])
  })

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['no password', { installation: 'default', username: 'admin' }],
    ['both ways', { installation: 'default', username: 'a', password: 'b', api_key: 'c' }],
    ['a number as the name', { installation: 'default', username: 1, password: 'b' }],
    ['an array', []],
    ['a key with a line break', { installation: 'default', api_key: 'a\r\nx: y' }],
  ])('with %s is a bad request', async (_, body) => {
    const reply = await running.browser().ask({ method: 'POST', path: '/bff/session', body })
    expect([reply.status, code(reply)]).toEqual([400, 'console.bad_request'])
    expect(ece.calls).toEqual([])
  })

  test('passes an odd password on byte by byte', async () => {
    const odd = `  "\\'ü…漢😀 ${'x'.repeat(900)}`
    await running.browser().signIn(odd, ' Ünü "x" ')
    expect(JSON.parse(ece.calls[0]?.body ?? '')).toEqual({ username: ' Ünü "x" ', password: odd })
  })

  test('works when ECE says nothing about the user', async () => {
    ece.life = undefined
    ece.on.set('GET /user', (_, response) => answer(response, 200, { user_name: 'admin' }))
    ece.on.set('GET /platform', (_, response) =>
      answer(response, 403, { errors: [{ code: 'root.unauthorized.rbac', message: 'no' }] }),
    )
    const reply = await running.browser().signIn(PASSWORD)
    expect(reply.json.installations.default).toEqual({
      user_name: 'admin',
      roles: [],
      permissions: [],
      auth: 'password',
    })
  })

  test('works when ECE fails right after the password was right', async () => {
    ece.on.set('GET /user', (_, response) => void response.destroy())
    ece.on.set('GET /platform', (_, response) => answer(response, 500, { errors: [] }))
    const browser = running.browser()
    const reply = await browser.signIn(PASSWORD, 'typed-name')
    expect(reply.json.installations.default).toMatchObject({ user_name: 'typed-name', roles: [] })
    ece.on.clear()
    await expect
      .poll(async () => (await browser.get('/bff/session')).json.installations.default.roles)
      .toEqual(['ece_platform_admin'])
  })

  test.each<[string, number, string, string]>([
    ['a web page', 200, 'text/html', '<h1>Welcome</h1>'],
    ['a page that is not found', 404, 'text/html', '<h1>404</h1>'],
    ['JSON of something else', 200, 'application/json', '{"hello":"world"}'],
    ['a JSON error of something else', 404, 'application/json', '{"error":"no"}'],
    ['a token with a line break', 200, 'application/json', '{"token":"a\\r\\nb"}'],
  ])('to an address that answers %s is 502: not an ECE', async (_, status, type, content) => {
    ece.on.set('POST /users/auth/_login', (_call, response) => {
      response.writeHead(status, { 'content-type': type }).end(content)
    })
    const reply = await running.browser().signIn(PASSWORD)
    expect([reply.status, code(reply)]).toEqual([502, 'console.not_an_ece'])
    expect(reply.headers['set-cookie']).toBeUndefined()
  })

  test.each<[string, string, string]>([
    ['a web page', 'text/html', '<h1>Welcome</h1>'],
    ['JSON of something else', 'application/json', '{"status":"green"}'],
  ])(
    'with an API key to an address that answers %s is 502: not an ECE',
    async (_, type, content) => {
      ece.on.set('*', (_call, response) => {
        response.writeHead(200, { 'content-type': type }).end(content)
      })
      const body = { installation: 'default', api_key: API_KEY }
      const reply = await running.browser().ask({ method: 'POST', path: '/bff/session', body })
      expect([reply.status, code(reply)]).toEqual([502, 'console.not_an_ece'])
      expect(reply.headers['set-cookie']).toBeUndefined()
    },
  )

  test('to an ECE that is away is 502, and no failed attempt', async () => {
    await ece.close()
    for (let n = 0; n < 11; n += 1) {
      const reply = await running.browser().signIn(PASSWORD)
      expect([reply.status, code(reply)]).toEqual([502, 'console.ece_unreachable'])
    }
    ece = await startStandIn()
  })

  test('gives a new id every time; the old one opens nothing, not even a planted one', async () => {
    const browser = await signedIn()
    const first = browser.cookie
    await browser.signIn(PASSWORD)
    expect(browser.cookie).not.toBe(first)
    expect((await running.browser(first).get(ROW)).status).toBe(401)
    expect((await browser.get(ROW)).status).toBe(200)
    const planted = running.browser('__Host-ececonsole=s%3Aplanted.signature')
    await planted.signIn(PASSWORD)
    expect(planted.cookie).not.toContain('planted')
  })

  test('ends the oldest session of a user who has twenty', async () => {
    const browsers = []
    for (let n = 0; n < 21; n += 1) {
      running.ahead += 1
      browsers.push(await signedIn())
    }
    const states = await Promise.all(browsers.map((one) => one.get(ROW)))
    expect(states.map(({ status }) => status)).toEqual([401, ...Array(20).fill(200)])
  })

  test('makes no session when the browser hung up meanwhile', async () => {
    const abort = new AbortController()
    ece.on.set('GET /platform', async (_, response) => {
      abort.abort()
      await expect.poll(() => running.logged.join()).toContain('"aborted":true')
      answer(response, 200, { version: VERSION })
    })
    const request = running.browser().ask({
      method: 'POST',
      path: '/bff/session',
      body: { installation: 'default', username: 'admin', password: PASSWORD },
      signal: abort.signal,
    })
    await expect(request).rejects.toThrow(/abort/i)
    await expect.poll(() => ece.count('POST /users/auth/_logout')).toBe(1)
    expect(await running.store.selectFrom('sessions').selectAll().execute()).toEqual([])
  })
})

describe('a session', () => {
  test('that never was is told from one that ended', async () => {
    const stranger = await running.browser().get(ROW)
    expect([stranger.status, code(stranger)]).toEqual([401, 'console.no_session'])
    expect(code(await running.browser().get('/bff/session'))).toBe('console.no_session')
    const browser = await signedIn()
    const { cookie } = browser
    await browser.signOut()
    expect(code(await running.browser(cookie).get(ROW))).toBe('console.session_expired')
    expect(code(await running.browser(cookie).get('/bff/session'))).toBe('console.session_expired')
    const forged = cookie?.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
    expect(code(await running.browser(`${forged}`).get(ROW))).toMatch(
      /console\.(no_session|session_expired)/,
    )
  })

  test('ends after 30 minutes in which only polls came', async () => {
    const browser = await signedIn()
    for (let minute = 0; minute < 25; minute += 5) {
      running.ahead += 5 * MINUTE
      expect((await browser.get(ROW, { 'x-ece-background': '1' })).status).toBe(200)
    }
    running.ahead += 6 * MINUTE
    expect(code(await browser.get(ROW, { 'x-ece-background': '1' }))).toBe(
      'console.session_expired',
    )
    await expect.poll(() => ece.count('POST /users/auth/_logout')).toBe(1)
  })

  test('goes on when the operator did something after 29 minutes', async () => {
    const browser = await signedIn()
    running.ahead += 29 * MINUTE
    expect((await browser.get('/bff/session')).status).toBe(200)
    running.ahead += 29 * MINUTE
    expect((await browser.get(ROW)).status).toBe(200)
    running.ahead += IDLE_MS + 1
    expect((await browser.get(ROW)).status).toBe(401)
  })

  test('ends after 12 hours, however busy', async () => {
    const browser = await signedIn()
    for (let passed = 0; passed < ABSOLUTE_MS; passed += 20 * MINUTE) {
      expect((await browser.get(ROW)).status).toBe(200)
      running.ahead += 20 * MINUTE
    }
    running.ahead += 1000
    expect(code(await browser.get(ROW))).toBe('console.session_expired')
    expect(code(await browser.get('/bff/session'))).toBe('console.session_expired')
  })

  test('survives a restart of the console, its database alone opens nothing', async () => {
    const browser = await signedIn()
    const rows = await running.store.selectFrom('credentials').selectAll().execute()
    const sessions = await running.store.selectFrom('sessions').selectAll().execute()
    const stored = JSON.stringify([rows, sessions])
    expect(rows).toHaveLength(1)
    for (const secret of [
      ...ece.given,
      PASSWORD,
      decodeURIComponent(browser.cookie ?? '').slice(20, 60),
    ]) {
      expect(stored).not.toContain(secret)
    }
  })

  test('is not lost because the store is', async () => {
    const browser = await signedIn()
    running.ahead += 5_000
    await running.store.destroy()
    for (const path of [ROW, '/bff/session']) {
      const reply = await browser.get(path)
      expect([reply.status, code(reply)]).toEqual([503, 'console.unavailable'])
      expect(reply.headers['set-cookie']).toBeUndefined()
    }
    // taking access away does not wait for a disk
    const { cookie } = browser
    const out = await browser.signOut()
    expect([out.status, out.headers['set-cookie']?.[0]]).toEqual([
      204,
      expect.stringContaining('Max-Age=0'),
    ])
    const after = await running.browser(cookie).get('/bff/session')
    expect([after.status, code(after)]).toEqual([401, 'console.session_expired'])
  })
})

describe('signing out', () => {
  test('ends the session here and the token at ECE', async () => {
    const browser = await signedIn()
    const { cookie } = browser
    const reply = await browser.signOut()
    expect(reply.status).toBe(204)
    expect(reply.headers['set-cookie']).toEqual([
      expect.stringMatching(/^__Host-ececonsole=;.*Max-Age=0/),
    ])
    expect((await running.browser(cookie).get(ROW)).status).toBe(401)
    await expect.poll(() => ece.tokens.size).toBe(0)
    expect((await browser.signOut()).status).toBe(204)
  })

  test('works while ECE is away', async () => {
    const browser = await signedIn()
    const { cookie } = browser
    ece.on.set('POST /users/auth/_logout', () => new Promise(() => undefined))
    const startedAt = performance.now()
    expect((await browser.signOut()).status).toBe(204)
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    expect((await running.browser(cookie).get(ROW)).status).toBe(401)
  })

  test('is never undone by a call in flight', async () => {
    // on two stores; 200 more against the built console are part of `npm run faults`
    const rounds = 60
    let alive = 0
    for (let round = 0; round < rounds; round += 1) {
      const browser = await signedIn()
      const { cookie } = browser
      // half of them at a time when the token is just being renewed
      running.ahead += round % 2 === 0 ? 0 : 13 * MINUTE
      const inFlight = Array.from({ length: 5 }, () => running.browser(cookie).get(ROW))
      const out = browser.signOut()
      await Promise.all([...inFlight, out])
      const after = await running.browser(cookie).get(ROW)
      if (after.status !== 401) alive += 1
    }
    expect(alive).toBe(0)
    expect(await running.store.selectFrom('sessions').selectAll().execute()).toEqual([])
    expect(await running.store.selectFrom('credentials').selectAll().execute()).toEqual([])
    // 420 requests and as many database writes, on whatever machine
  }, 120_000)
})
