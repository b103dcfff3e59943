import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { InstallationConfig } from '../config/installation.ts'
import { EceFailure } from './ece-failure.ts'
import { createEce, type Ece, type EceRequest } from './ece.ts'
import { json, startTestEce, type Script, type TestEce } from './test-ece.ts'

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close()
})

const installation = (url: string, ca?: string): InstallationConfig => ({
  id: 'default',
  name: 'Test',
  url,
  environment: 'test',
  colour: '#000000',
  policy: { read_only: false, require_reason: false, step_up: false, comment_reason: false },
  ...(ca === undefined ? {} : { ca }),
})

function connectTo(url: string, ca?: string): Ece {
  const ece = createEce(installation(url, ca))
  open.push(() => ece.close())
  return ece
}

async function start(script: Script): Promise<{ ece: Ece; server: TestEce }> {
  const server = await startTestEce(script)
  open.push(server.close)
  return { ece: connectTo(server.url), server }
}

/** A server that speaks no HTTP of its own: `talk` has the socket. */
async function startRaw(talk: (socket: Socket) => void): Promise<string> {
  const server = createServer(talk)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push(() => server.close())
  // a server that listens on a port has such an address
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const request = (more: Partial<EceRequest> = {}): EceRequest => ({
  method: 'GET',
  path: '/deployments',
  authorization: 'Bearer canary-token',
  requestId: 'request-1',
  timeoutMs: 5_000,
  maxBytes: 1_024,
  ...more,
})

const failureOf = async (work: Promise<unknown>): Promise<EceFailure> => {
  const error: unknown = await work.then(
    () => 'no failure',
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(EceFailure)
  // checked on the line above
  const failure = error as EceFailure
  expect(failure.message).not.toContain('canary')
  return failure
}

test('sends a fixed set of headers and nothing else', async () => {
  const { ece, server } = await start(json(200, {}))
  await ece.json(request())
  await ece.json(request({ method: 'POST', body: { size: 1 }, authorization: undefined }))
  await ece.json(request({ method: 'POST' }))
  const [get, post, empty] = server.seen
  expect(Object.keys(get?.headers ?? {}).toSorted()).toEqual([
    'accept',
    'authorization',
    'connection',
    'host',
    'user-agent',
    'x-request-id',
  ])
  expect(get?.url).toBe('/api/v1/deployments')
  expect(get?.headers['user-agent']).toMatch(/^ece-console\/\d/)
  expect(post?.headers).toMatchObject({
    'content-type': 'application/json',
    'content-length': '10',
  })
  expect(post?.headers).not.toHaveProperty('authorization')
  expect(post?.body).toBe('{"size":1}')
  expect(empty?.headers['content-length']).toBe('0')
})

test('keeps a path prefix of the installation', async () => {
  const { server } = await start(json(200, {}))
  await connectTo(`${server.url}/ece/`).json(request({ path: '/platform?q=1' }))
  expect(server.seen[0]?.url).toBe('/ece/api/v1/platform?q=1')
})

test.each([
  '/../x',
  '/a/..',
  '/a/%2e%2e/b',
  '//host/x',
  'x',
  '/a\\b',
  '/a b',
  '/a#b',
  `/${'a'.repeat(9_000)}`,
])('never sends the path %s', async (path) => {
  const { ece, server } = await start(json(200, {}))
  await expect(ece.json(request({ path }))).rejects.toThrow('was not sent')
  expect(server.seen).toHaveLength(0)
})

test('follows no redirect and says where it led', async () => {
  const { ece, server } = await start((response) => {
    response.writeHead(302, { location: 'https://login.example/sso?token=x' }).end()
  })
  const failure = await failureOf(ece.json(request()))
  expect(failure).toMatchObject({ code: 'console.not_an_ece', sent: 'yes', status: 302 })
  expect(failure.message).toContain('a redirect (302) to https://login.example,')
  expect(server.seen).toHaveLength(1)
})

test.each([
  ['declared', { 'content-length': '2000' }],
  ['chunked', {}],
] as const)('stops at the size cap when the length is %s', async (_, headers) => {
  const { ece } = await start((response) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers })
    response.end(`"${'x'.repeat(1_998)}"`)
  })
  const failure = await failureOf(ece.json(request()))
  expect(failure).toMatchObject({ code: 'console.answer_too_large', sent: 'yes' })
})

test.each([
  ['with a declared length', { 'content-length': '100' }],
  ['in chunks', {}],
] as const)('calls an answer %s that ends too early truncated', async (_, headers) => {
  const { ece } = await start((response) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers })
    response.write('{"deployments":[', () => response.destroy())
  })
  const failure = await failureOf(ece.json(request()))
  expect(failure).toMatchObject({ code: 'console.bad_answer', sent: 'yes' })
  expect(failure.message).toContain('truncated')
})

test('gives up when no answer comes, and when an answer does not end', async () => {
  const { ece, server } = await start(() => {})
  const silent = await failureOf(ece.json(request({ timeoutMs: 100 })))
  expect(silent).toMatchObject({ code: 'console.ece_timeout', sent: 'maybe' })
  expect(silent.message).toContain('did not answer within 0.1 s')
  server.script = (response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write('{')
  }
  const endless = await failureOf(ece.json(request({ timeoutMs: 100 })))
  expect(endless).toMatchObject({ code: 'console.ece_timeout', sent: 'yes', status: 200 })
})

test('an ECE that never finishes the TLS handshake was sent nothing', async () => {
  const url = await startRaw((socket) => {
    socket.on('error', () => {})
  })
  const failure = await failureOf(
    connectTo(url.replace('http:', 'https:')).json(request({ timeoutMs: 100 })),
  )
  expect(failure).toMatchObject({ code: 'console.ece_timeout', sent: 'no' })
})

test('tears the call down when the signal fires', async () => {
  const closed: Promise<unknown>[] = []
  const { ece, server } = await start((response) => {
    closed.push(once(response, 'close'))
  })
  const controller = new AbortController()
  const call = ece.json(request({ signal: controller.signal }))
  await expect.poll(() => server.seen.length).toBe(1)
  controller.abort()
  await expect(call).rejects.toMatchObject({ name: 'AbortError' })
  await closed[0]
  await expect(ece.json(request({ signal: controller.signal }))).rejects.toMatchObject({
    name: 'AbortError',
  })
  expect(server.seen).toHaveLength(1)
})

test('keeps connections for reads and gives every change its own', async () => {
  const { ece, server } = await start(json(200, {}))
  for (let i = 0; i < 3; i++) await ece.json(request())
  expect(server.connections).toBe(1)
  for (let i = 0; i < 3; i++) await ece.json(request({ method: 'POST', fresh: true }))
  expect(server.connections).toBe(4)
})

/** Answers the first request and drops the connection when the second one comes over it. */
const dropsSecond = () =>
  startRaw((socket) => {
    let requests = 0
    socket.on('error', () => {})
    socket.on('data', () => {
      requests++
      if (requests > 1) socket.destroy()
      else {
        const type = 'content-type: application/json'
        socket.write(`HTTP/1.1 200 OK\r\n${type}\r\ncontent-length: 2\r\n\r\n{}`)
      }
    })
  })

test('repeats a read once when a kept connection turns out to be dead', async () => {
  const ece = connectTo(await dropsSecond())
  await ece.json(request())
  expect(await ece.json(request())).toMatchObject({ status: 200, body: {} })
  await ece.json(request({ method: 'POST', repeatable: true }))
  expect(await ece.json(request({ method: 'POST', repeatable: true }))).toMatchObject({
    status: 200,
  })
})

test('never repeats what is no read', async () => {
  const ece = connectTo(await dropsSecond())
  await ece.json(request())
  const failure = await failureOf(ece.json(request({ method: 'POST' })))
  expect(failure).toMatchObject({ code: 'console.ece_unreachable', sent: 'maybe' })
})

test('does not repeat a read whose fresh connection was cut', async () => {
  let connections = 0
  const url = await startRaw((socket) => {
    connections++
    socket.on('error', () => {})
    socket.once('data', () => socket.destroy())
  })
  const failure = await failureOf(connectTo(url).json(request()))
  expect(failure).toMatchObject({ code: 'console.ece_unreachable', sent: 'maybe' })
  expect(failure.message).toContain('closed the connection without an answer')
  expect(connections).toBe(1)
})

test.each([
  ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', 'console.not_an_ece', 'did not answer in HTTP'],
  [
    'another protocol',
    'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
    'console.bad_answer',
    'switch protocols',
  ],
  [
    'an impossible status',
    'HTTP/1.1 999 What\r\ncontent-length: 0\r\n\r\n',
    'console.bad_answer',
    'status 999',
  ],
  [
    'endless headers',
    `HTTP/1.1 200 OK\r\n${'x: yyyyyyyyyyyyyyyyyyyyyy\r\n'.repeat(5_000)}\r\n`,
    'console.not_an_ece',
    'did not answer in HTTP',
  ],
  [
    'a compressed body',
    'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 0\r\n\r\n',
    'console.bad_answer',
    'compressed',
  ],
])('says so when it is answered with %s', async (_, answer, code, words) => {
  const url = await startRaw((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => socket.write(answer))
  })
  const failure = await failureOf(connectTo(url).json(request()))
  expect(failure.code).toBe(code)
  expect(failure.message).toContain(words)
})

test.each([
  ['text/html; charset=utf-8', '<html>canary</html>', 'text/html instead of JSON'],
  ['text/html<script>', '<html>', 'instead of JSON'],
  ['application/json', '{"a":', 'broken JSON'],
])('refuses an answer of type %s', async (type, body, words) => {
  const { ece } = await start((response) => {
    response.writeHead(200, { 'content-type': type })
    response.end(body)
  })
  const failure = await failureOf(ece.json(request()))
  expect(failure).toMatchObject({ code: 'console.bad_answer', sent: 'yes', status: 200 })
  expect(failure.message).toContain(words)
  expect(failure.message).not.toContain('<')
})

test('says that nothing was sent when nobody listens, and what to check', async () => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // a server that listens on a port has such an address
  const { port } = server.address() as AddressInfo
  server.close()
  const refused = await failureOf(connectTo(`http://127.0.0.1:${port}`).json(request()))
  expect(refused).toMatchObject({ code: 'console.ece_unreachable', sent: 'no' })
  expect(refused.message).toContain(`127.0.0.1:${port} refuses connections. Check that the address`)

  const nameless = await failureOf(connectTo('http://no-such-host.invalid').json(request()))
  expect(nameless).toMatchObject({ code: 'console.ece_unreachable', sent: 'no' })
  expect(nameless.message).toContain('no-such-host.invalid cannot be resolved')
})

test('says so when https meets a port that speaks http', async () => {
  const { server } = await start(json(200, {}))
  const failure = await failureOf(connectTo(server.url.replace('http:', 'https:')).json(request()))
  expect(failure).toMatchObject({ code: 'console.not_an_ece', sent: 'no' })
  expect(failure.message).toContain('does not speak TLS')
  expect(server.seen).toHaveLength(0)
})

test('a browser that hangs up in the middle of an answer ends that answer and nothing else', async () => {
  for (const headers of [{ 'content-length': '1000' }, {}]) {
    const { ece } = await start((response) => {
      response.writeHead(200, { 'content-type': 'application/json', ...headers })
      response.write('{"deployments":[')
    })
    const controller = new AbortController()
    const { body } = await ece.send(request({ signal: controller.signal }))
    const closed = once(body, 'close').catch(() => undefined)
    await once(body, 'data')
    // the abort's own error reaches the socket, whose code is a number and not one of Node's words
    controller.abort()
    await closed
    expect(body.errored?.name ?? 'closed').toMatch(/AbortError|closed/)
  }
})
