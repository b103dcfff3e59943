import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, askRaw } from '../testing/browser.ts'
import type { Ask } from '../testing/browser.ts'
import { makeCertificate } from '../testing/certificates.ts'
import { runConsole } from '../testing/run-console.ts'
import type { Running } from '../testing/run-console.ts'
import { PASSWORD, startStandIn } from '../testing/stand-in-ece.ts'
import type { StandIn } from '../testing/stand-in-ece.ts'

let ece: StandIn
let running: Running
const webRoot = mkdtempSync(join(tmpdir(), 'ece-console-web-'))

beforeAll(async () => {
  mkdirSync(join(webRoot, 'assets'))
  writeFileSync(join(webRoot, 'index.html'), '<!doctype html><title>ECE Console</title>')
  writeFileSync(join(webRoot, 'assets', 'app-1a2b.js'), 'export {}')
  ece = await startStandIn()
  running = await runConsole({ ECE_URL: ece.url }, { webRoot })
})
afterAll(async () => {
  await running.stop()
  await ece.close()
})

const SIGN_IN = { installation: 'default', username: 'admin', password: PASSWORD }

describe('every answer', () => {
  const asked: [number, Ask][] = [
    [200, { path: '/' }],
    [200, { path: '/default/deployments/abc?q=a.b' }],
    [200, { path: '/assets/app-1a2b.js' }],
    [404, { path: '/assets/gone.js' }],
    [200, { path: '/healthz' }],
    [200, { path: '/bff/installations' }],
    [401, { path: '/bff/session' }],
    [401, { path: '/api/default/deployments' }],
    [404, { path: '/bff/nothing' }],
    [400, { path: '/a//b' }],
    [403, { method: 'POST', path: '/bff/session', body: SIGN_IN }],
    [404, { method: 'POST', path: '/default/deployments' }],
    [400, { method: 'TRACE', path: '/' }],
    [400, { method: 'OPTIONS', path: '/bff/session' }],
  ]
  test.each(asked)('(%i) carries the security headers and an id', async (status, request) => {
    const reply = await ask(running.url, request)
    expect(reply.status).toBe(status)
    expect(reply.headers).toMatchObject({
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
    })
    const policy = reply.headers['content-security-policy']
    expect(policy).toContain("default-src 'none';script-src 'self';style-src 'self'")
    expect(policy).toContain("connect-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe|upgrade-insecure/)
    expect(reply.headers).not.toHaveProperty('x-powered-by')
    expect(reply.headers).not.toHaveProperty('strict-transport-security')
    expect(Object.keys(reply.headers).join()).not.toContain('access-control')
    if (status >= 400) {
      expect(reply.json.errors[0]).toEqual({
        code: expect.stringMatching(/^console\./),
        message: expect.stringMatching(/^[A-Z].*\.$/),
      })
      expect(reply.headers['content-type']).toBe('application/json; charset=utf-8')
    }
    const kept = status === 200 && request.path.startsWith('/assets/')
    expect(reply.headers['cache-control']).toBe(
      kept ? 'public, max-age=31536000, immutable' : 'no-store',
    )
  })

  test('to what is not HTTP at all carries them too', async () => {
    const reply = await askRaw(running.url, 'GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n')
    expect(reply).toMatch(/^HTTP\/1.1 400 /)
    expect(reply).toMatch(/content-security-policy: default-src/)
    expect(reply).toContain('"code":"console.bad_target"')
    const id = /x-request-id: ([0-9a-f-]{36})/i.exec(reply)?.[1]
    expect(running.logged.some((line) => line.includes(`"request_id":"${id}"`))).toBe(true)
  })

  test('over TLS of our own demands TLS for two years', async () => {
    const { cert, key } = makeCertificate(webRoot, 'console')
    const environment = {
      ECE_URL: ece.url,
      HOST: '0.0.0.0',
      TLS_CERT_FILE: cert,
      TLS_KEY_FILE: key,
    }
    const secure = await runConsole(environment, { webRoot })
    const origin = secure.url
    const ca = readFileSync(cert, 'utf8')
    const reply = await ask(origin, { path: '/', ca })
    expect(reply.headers['strict-transport-security']).toBe('max-age=63072000')
    const headers = { 'x-ece-console': '1', origin }
    const signedIn = await ask(origin, {
      method: 'POST',
      path: '/bff/session',
      headers,
      body: SIGN_IN,
      ca,
    })
    expect(signedIn.status).toBe(200)
    expect(signedIn.headers['set-cookie']).toHaveLength(1)
    await secure.stop()
  })

  test('behind a proxy is for the public origin only', async () => {
    const PUBLIC_URL = 'https://console.example.com'
    const proxied = await runConsole({ ECE_URL: ece.url, PUBLIC_URL, TRUST_PROXY: 'loopback' })
    const signIn = (origin: string) =>
      ask(proxied.url, {
        method: 'POST',
        path: '/bff/session',
        headers: { 'x-ece-console': '1', origin },
        body: SIGN_IN,
      })
    const good = await signIn(PUBLIC_URL)
    expect(good.status).toBe(200)
    expect(good.headers['set-cookie']?.[0]).toContain('; Secure')
    expect(good.headers['strict-transport-security']).toBeDefined()
    expect((await signIn(proxied.url)).status).toBe(403)
    await proxied.stop()
  })
})

describe('an address', () => {
  const refused = [
    '/a//b',
    '//evil.example.com/',
    '/\\evil.example.com',
    '/api/default/deployments/..%2f..%2fplatform',
    '/api/default/%2E%2e/platform',
    '/api/default/../platform',
    '/api/./default',
    '/bff/session%00',
    '/bff/session%5c',
    '/bff/session;x=1',
    '/bff/session#fragment',
    '/bff/%zz',
    '/?q=%00',
    '/ü',
    'http://evil.example.com/bff/session',
    '*',
    `/${'a'.repeat(2_048)}`,
  ]
  test.each(refused)('like %s is refused before anything looks at it', async (target) => {
    const before = ece.calls.length
    const reply = await askRaw(
      running.url,
      `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    )
    expect(reply).toMatch(/^HTTP\/1.1 400 /)
    expect(reply).toContain('"code":"console.bad_target"')
    expect(ece.calls.length).toBe(before)
  })

  test.each(['/default/deployments?q=a%2Fb//c..;d&x=%5B%22%5D', '/default/hosts/192.168.44.10'])(
    'like %s is a page',
    async (path) => {
      const reply = await ask(running.url, { path })
      expect([reply.status, reply.headers['content-type']]).toEqual([
        200,
        'text/html; charset=utf-8',
      ])
    },
  )

  test('with two Host headers is refused', async () => {
    const reply = await askRaw(
      running.url,
      'GET /bff/installations HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n',
    )
    expect(reply).toMatch(/^HTTP\/1.1 400 /)
  })

  test('with a method override is what its request line says', async () => {
    const reply = await ask(running.url, {
      path: '/bff/session?_method=DELETE',
      headers: { 'x-http-method-override': 'DELETE' },
    })
    expect(reply.json.errors[0].code).toBe('console.no_session')
  })
})

describe('a request that changes something', () => {
  const sites = [undefined, 'same-origin', 'same-site', 'cross-site', 'none']
  const origins = ['absent', 'own', 'foreign', 'null', 'own-as-https']
  const markers = [undefined, '1', '0']
  const types = ['application/json', 'text/plain', 'application/x-www-form-urlencoded', undefined]
  const routes = [
    { method: 'POST', path: '/bff/session', body: JSON.stringify(SIGN_IN), good: 200 },
    { method: 'DELETE', path: '/bff/session', body: undefined, good: 204 },
    { method: 'DELETE', path: '/bff/session/default', body: undefined, good: 204 },
  ]
  const originOf = (kind: string) =>
    ({
      own: running.url,
      foreign: 'https://evil.example.com',
      null: 'null',
      'own-as-https': running.url.replace('http:', 'https:'),
    })[kind]

  test.each(routes)('($method $path) comes from our own pages only', async (route) => {
    const cells = sites.flatMap((site) =>
      origins.flatMap((origin) =>
        markers.flatMap((marker) => types.map((type) => ({ site, origin, marker, type }))),
      ),
    )
    const wrong: unknown[] = []
    for (const { site, origin, marker, type } of cells) {
      const before = ece.calls.length
      const sent = originOf(origin)
      const { status } = await ask(running.url, {
        method: route.method,
        path: route.path,
        body: route.body,
        headers: {
          ...(site === undefined ? {} : { 'sec-fetch-site': site }),
          ...(sent === undefined ? {} : { origin: sent }),
          ...(marker === undefined ? {} : { 'x-ece-console': marker }),
          ...(type === undefined ? {} : { 'content-type': type }),
        },
      })
      const ours =
        marker === '1' &&
        (site === undefined || site === 'same-origin') &&
        (origin === 'absent' || origin === 'own') &&
        !(site === undefined && origin === 'absent')
      const typed = route.body === undefined || type === 'application/json'
      const expected = ours ? (typed ? route.good : 415) : 403
      const untouched = expected === route.good || ece.calls.length === before
      if (status !== expected || !untouched) wrong.push({ site, origin, marker, type, status })
    }
    expect(wrong).toEqual([])
    expect(cells).toHaveLength(300)
  })

  const send = (body: string, headers: Record<string, string> = {}) =>
    running.browser().ask({
      method: 'POST',
      path: '/bff/session',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    })

  test.each<[string, string, string]>([
    ['no JSON', '{"installation":', 'not valid JSON'],
    [
      'a key twice',
      '{"installation":"default","username":"a","password":"b","password":"c"}',
      'twice',
    ],
    ['an escaped key twice', '{"username":"a","\\u0075sername":"b"}', 'twice'],
    ['a prototype key', '{"__proto__":{"x":1}}', '__proto__'],
    ['a nested prototype key', '{"a":[{"constructor":{}}]}', 'constructor'],
    ['a bomb of brackets', '['.repeat(5_000) + ']'.repeat(5_000), 'nested deeper'],
  ])('with %s in its body is a bad request', async (_, body, words) => {
    const reply = await send(body)
    expect([reply.status, reply.json.errors[0].code]).toEqual([400, 'console.bad_request'])
    expect(reply.json.errors[0].message).toContain(words)
  })

  test('with a body over 64 KB is too large, however it is sent', async () => {
    const reply = await send(JSON.stringify({ password: 'x'.repeat(70_000) }))
    expect([reply.status, reply.json.errors[0].code]).toEqual([413, 'console.body_too_large'])
  })

  test('with a compressed body or another alphabet is refused', async () => {
    expect((await send('{}', { 'content-encoding': 'gzip' })).status).toBe(415)
    expect((await send('{}', { 'content-type': 'application/json; charset=utf-16' })).status).toBe(
      415,
    )
  })
})

describe('the server', () => {
  test('does not let one session take everything', async () => {
    const browser = running.browser()
    await browser.signIn(PASSWORD)
    ece.on.set('*', () => new Promise(() => undefined))
    const before = ece.calls.length
    const aborts = Array.from({ length: 64 }, () => new AbortController())
    const held = aborts.map(({ signal }, n) => {
      // equal reads would share one call
      const path = `/api/default/deployments/${n.toString(16).padStart(32, '0')}`
      const other = running.browser(browser.cookie)
      return other.ask({ path, signal }).catch(() => undefined)
    })
    await expect.poll(() => ece.calls.length - before).toBe(64)
    const reply = await browser.get('/bff/session')
    expect([reply.status, reply.json.errors[0].code]).toEqual([429, 'console.too_many_requests'])
    expect(reply.headers['retry-after']).toBe('1')
    ece.on.clear()
    expect((await running.browser().signIn(PASSWORD)).status).toBe(200)
    for (const abort of aborts) abort.abort()
    await Promise.all(held)
    await expect.poll(async () => (await browser.get('/bff/session')).status).toBe(200)
  })

  test('cuts off who sends headers slowly, and serves others meanwhile', async () => {
    const { hostname, port } = new URL(running.url)
    const slow = Array.from({ length: 50 }, () => connect(Number(port), hostname))
    for (const socket of slow) socket.write('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ')
    const startedAt = performance.now()
    const endings = slow.map((socket) => text(socket))
    expect((await ask(running.url, { path: '/bff/installations' })).status).toBe(200)
    const replies = await Promise.all(endings)
    expect(performance.now() - startedAt).toBeLessThan(9_000)
    expect(new Set(replies.map((reply) => reply.slice(0, 12)))).toEqual(new Set(['HTTP/1.1 408']))
  })
})
