import { createServer, request as open, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { buffer } from 'node:stream/consumers'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { acceptsEncoding } from './accepts.ts'
import { sendBody } from './send-body.ts'

const LONG = Buffer.from(
  JSON.stringify({
    deployments: Array.from({ length: 200 }, (_, n) => ({ n, name: 'logging-prod' })),
  }),
)
const SHORT = Buffer.from('{"name":"logging-prod"}')
const TAG = '"abc"'
let server: Server

beforeAll(async () => {
  server = createServer((request, response) => {
    const body = request.url === '/short' ? SHORT : LONG
    sendBody(response, { status: 200, body, headers: ['X-Kept', 'yes'], tag: TAG })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(() => void server.close())

async function get(path: string, headers: Record<string, string> = {}) {
  // a server that listens on a port has such an address
  const { port } = server.address() as AddressInfo
  const outgoing = open({ port, host: '127.0.0.1', path, headers, agent: false }).end()
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
  return { status: answer.statusCode, headers: answer.headers, bytes: await buffer(answer) }
}

test('a browser that takes brotli gets brotli, one that takes only gzip gets gzip, others neither', async () => {
  const brotli = await get('/', { 'accept-encoding': 'gzip, deflate, br' })
  expect(brotli.headers['content-encoding']).toBe('br')
  expect(brotli.bytes.length).toBeLessThan(LONG.length / 10)
  expect(brotliDecompressSync(brotli.bytes).equals(LONG)).toBe(true)
  const gzip = await get('/', { 'accept-encoding': 'gzip, br;q=0' })
  expect(gzip.headers['content-encoding']).toBe('gzip')
  expect(gunzipSync(gzip.bytes).equals(LONG)).toBe(true)
  const plain = await get('/')
  expect(plain.headers['content-encoding']).toBeUndefined()
  expect(plain.bytes.equals(LONG)).toBe(true)
  for (const { headers } of [brotli, gzip, plain]) {
    expect(headers).toMatchObject({ vary: 'Accept-Encoding', 'x-kept': 'yes' })
    expect(headers['content-type']).toBe('application/json; charset=utf-8')
  }
})

test('what fits into a packet is sent as it is', async () => {
  const { headers, bytes } = await get('/short', { 'accept-encoding': 'br' })
  expect([headers['content-encoding'], headers.vary]).toEqual([undefined, undefined])
  expect(bytes.equals(SHORT)).toBe(true)
})

test('each encoding has a tag of its own, and a browser that names it gets 304 without the bytes', async () => {
  const encodings = ['br', 'gzip', 'identity']
  const tags = new Set<string>()
  for (const encoding of encodings) {
    const asked = { 'accept-encoding': encoding }
    const { etag = '' } = (await get('/', asked)).headers
    tags.add(etag)
    const again = await get('/', { ...asked, 'if-none-match': etag })
    expect([again.status, again.bytes.length, again.headers.etag]).toEqual([304, 0, etag])
  }
  expect(tags.size).toBe(3)
  // what it has is another representation
  expect((await get('/', { 'accept-encoding': 'br', 'if-none-match': TAG })).status).toBe(200)
})

test.each([
  ['br', true],
  ['gzip, BR', true],
  ['br;q=0.5', true],
  ['br;q=0', false],
  ['br; q=0.000', false],
  ['brotli', false],
  ['*', false],
  ['', false],
  [undefined, false],
])('Accept-Encoding: %s', (header, expected) => {
  expect(acceptsEncoding(header, 'br')).toBe(expected)
})
