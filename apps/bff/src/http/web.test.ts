import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask } from '../testing/browser.ts'
import { runConsole } from '../testing/run-console.ts'
import type { Running } from '../testing/run-console.ts'

const webRoot = mkdtempSync(join(tmpdir(), 'ece-console-web-'))
const SCRIPT = 'console.log("the console")\n'.repeat(50)
const FRAME = 'body{margin:0}'
const BOOT = 'document.title'
const PAGE = `<!doctype html><title>ECE Console</title><style>${FRAME}</style><script>${BOOT}</script><script src="/assets/app-1a2b.js"></script>`
let running: Running

beforeAll(async () => {
  const assets = join(webRoot, 'assets')
  mkdirSync(assets)
  writeFileSync(join(webRoot, 'index.html'), PAGE)
  writeFileSync(join(webRoot, 'secret.txt'), 'not an asset')
  writeFileSync(join(assets, 'app-1a2b.js'), SCRIPT)
  writeFileSync(join(assets, 'app-1a2b.js.br'), brotliCompressSync(SCRIPT))
  writeFileSync(join(assets, 'app-1a2b.js.gz'), gzipSync(SCRIPT))
  writeFileSync(join(assets, 'app-1a2b.js.map'), '{}')
  writeFileSync(join(assets, 'app-3c4d.css'), 'body{}')
  writeFileSync(join(assets, '.hidden.js'), '')
  running = await runConsole({ ECE_URL: 'http://127.0.0.1:9' }, { webRoot })
})
afterAll(() => running.stop())

const get = (path: string, encoding?: string, method = 'GET') =>
  ask(running.url, {
    method,
    path,
    headers: encoding === undefined ? {} : { 'accept-encoding': encoding },
  })

test.each<[string | undefined, string | undefined, number]>([
  ['gzip, deflate, br, zstd', 'br', brotliCompressSync(SCRIPT).length],
  ['gzip, deflate', 'gzip', gzipSync(SCRIPT).length],
  ['br;q=0, gzip;q=0.5', 'gzip', gzipSync(SCRIPT).length],
  ['identity', undefined, SCRIPT.length],
  [undefined, undefined, SCRIPT.length],
])('an asset asked for with %s is sent as %s', async (accept, encoding, length) => {
  for (const method of ['GET', 'HEAD']) {
    const reply = await get('/assets/app-1a2b.js', accept, method)
    expect(reply.status).toBe(200)
    expect(reply.headers['content-encoding']).toBe(encoding)
    expect(reply.headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(reply.headers['content-length']).toBe(String(length))
    expect(reply.headers.vary).toBe('Accept-Encoding')
    if (method === 'GET' && encoding === undefined) expect(reply.text).toBe(SCRIPT)
    if (method === 'HEAD') expect(reply.text).toBe('')
  }
})

test('a file without a compressed twin is sent as it is', async () => {
  const reply = await get('/assets/app-3c4d.css', 'br')
  expect([reply.text, reply.headers['content-encoding']]).toEqual(['body{}', undefined])
})

test.each([
  '/assets',
  '/assets/',
  '/assets/gone-9z.js',
  '/assets/.hidden.js',
  '/assets/app-1a2b.js.br',
  '/assets/app-1a2b.js.map',
  '/assets/app-1a2b.js/more',
])('%s is no asset and never the page', async (path) => {
  const reply = await get(path)
  expect([reply.status, reply.json?.errors[0].code]).toEqual([404, 'console.not_found'])
})

test.each(['/', '/sign-in', '/default/hosts/10.0.0.1', '/secret.txt', '/apis', '/bffs', '/app.js'])(
  '%s is the page, and never stored',
  async (path) => {
    const reply = await get(path)
    expect([reply.status, reply.text, reply.headers['cache-control']]).toEqual([
      200,
      PAGE,
      'no-store',
    ])
    expect((await get(path, undefined, 'HEAD')).status).toBe(200)
  },
)

test.each(['/api', '/api/', '/api/default/x.css', '/bff', '/bff/x.js', '/bff/session/'])(
  '%s is never the page',
  async (path) => {
    const reply = await get(path)
    expect(reply.status).toBeGreaterThanOrEqual(400)
    expect(reply.json.errors[0].code).toMatch(/^console\./)
  },
)

test('without a built web the page says what to do', async () => {
  const bare = await runConsole({ ECE_URL: 'http://127.0.0.1:9' }, { webRoot: '/nowhere' })
  const reply = await ask(bare.url, { path: '/' })
  expect(reply.status).toBe(503)
  expect(reply.json.errors[0].message).toMatch(/not built. Run "npm start"/)
  await bare.stop()
})

test('the page may run what the build wrote into it, by its hash, and nothing else inline', async () => {
  const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  const page = await get('/default/deployments')
  expect(page.text).toBe(PAGE)
  const policy = page.headers['content-security-policy']
  expect(policy).toContain(`script-src 'self' ${hashOf(BOOT)};`)
  expect(policy).toContain(`style-src 'self' ${hashOf(FRAME)};`)
  expect(policy).not.toContain('unsafe')
  // whatever is no page keeps the policy that allows nothing inline
  const asset = await get('/assets/app-1a2b.js')
  expect(asset.headers['content-security-policy']).toContain("script-src 'self';style-src 'self';")
})
