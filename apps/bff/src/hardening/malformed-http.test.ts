// Bytes that are no request of a browser. Each carries the cookie of somebody who may do everything: whatever got
// through would reach the ECE.
import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { runConsole, type Running } from '../testing/run-console.ts'
import { PASSWORD, startStandIn, type StandIn } from '../testing/stand-in-ece.ts'

let ece: StandIn
let running: Running
let cookie = ''
beforeAll(async () => {
  ece = await startStandIn()
  running = await runConsole({ ECE_URL: ece.url })
  const browser = running.browser()
  await browser.signIn(PASSWORD)
  cookie = browser.cookie ?? ''
})
afterAll(async () => {
  await running.stop()
  await ece.close()
})
beforeEach(() => {
  ece.calls.length = 0
})

const TARGET = '/api/default/deployments'
/** A request line and headers; the cookie and a Host are added unless `bare`. */
const lines = (...text: readonly string[]) => `${text.join('\r\n')}\r\n\r\n`
const whole = (line: string, ...more: readonly string[]) =>
  lines(line, 'Host: localhost', `Cookie: ${cookie}`, ...more)
const SMUGGLED = () => lines(`GET ${TARGET} HTTP/1.1`, 'Host: localhost', `Cookie: ${cookie}`)
const post = (...more: readonly string[]) =>
  whole(
    'POST /api/default/deployments/_search HTTP/1.1',
    'Content-Type: application/json',
    'X-ECE-Console: 1',
    'Sec-Fetch-Site: same-origin',
    ...more,
  )

const requests: readonly [string, () => string][] = [
  ['a request line of one word', () => whole('GET')],
  ['no version', () => whole(`GET ${TARGET}`)],
  ['HTTP/0.9', () => `GET ${TARGET}\r\n`],
  ['HTTP/2.0 by name', () => whole(`GET ${TARGET} HTTP/2.0`)],
  ['the preface of HTTP/2', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['a version with letters', () => whole(`GET ${TARGET} HTTP/1.x`)],
  ['HTTP/1.1 in lower case', () => whole(`GET ${TARGET} http/1.1`)],
  ['ICY instead of HTTP', () => whole(`GET ${TARGET} ICY/1.1`)],
  ['a tab in the request line', () => whole(`GET\t${TARGET} HTTP/1.1`)],
  ['a word too many in the request line', () => whole(`GET ${TARGET} x HTTP/1.1`)],
  ['a method in lower case', () => whole(`get ${TARGET} HTTP/1.1`)],
  ['a method that nobody knows', () => whole(`GETT ${TARGET} HTTP/1.1`)],
  ['a method with a NUL', () => whole(`GE\0T ${TARGET} HTTP/1.1`)],
  ['the method TRACE', () => whole(`TRACE ${TARGET} HTTP/1.1`)],
  ['the method OPTIONS for everything', () => whole('OPTIONS * HTTP/1.1')],
  ['the method CONNECT to a host', () => whole('CONNECT 169.254.169.254:80 HTTP/1.1')],
  ['the method CONNECT to a path', () => whole(`CONNECT ${TARGET} HTTP/1.1`)],
  ['the method PURGE', () => whole(`PURGE ${TARGET} HTTP/1.1`)],
  ['the method PROPFIND', () => whole(`PROPFIND ${TARGET} HTTP/1.1`)],
  ['an absolute target', () => whole(`GET http://localhost${TARGET} HTTP/1.1`)],
  ['an absolute target elsewhere', () => whole(`GET ${ece.url}/api/v1/deployments HTTP/1.1`)],
  ['a target without a slash', () => whole('GET api/default/deployments HTTP/1.1')],
  ['a target of an asterisk', () => whole('GET * HTTP/1.1')],
  ['an authority as the target', () => whole('GET //evil.example/api HTTP/1.1')],
  ['a NUL in the target', () => whole(`GET ${TARGET}\0 HTTP/1.1`)],
  ['bytes over 127 in the target', () => whole(`GET ${TARGET}/\xff\xfe HTTP/1.1`)],
  ['a line feed in the target', () => whole(`GET ${TARGET}\n HTTP/1.1`)],
  ['a fragment in the target', () => whole(`GET ${TARGET}#x HTTP/1.1`)],
  ['a backslash in the target', () => whole('GET /api\\default\\deployments HTTP/1.1')],
  ['a target of 3 KB', () => whole(`GET ${TARGET}?q=${'a'.repeat(3_000)} HTTP/1.1`)],
  ['a target of 100 KB', () => whole(`GET ${TARGET}?q=${'a'.repeat(100_000)} HTTP/1.1`)],
  ['no Host', () => lines(`GET ${TARGET} HTTP/1.1`, `Cookie: ${cookie}`)],
  ['two Hosts', () => whole(`GET ${TARGET} HTTP/1.1`, 'Host: evil.example')],
  ['a space before the colon of a header', () => whole(`GET ${TARGET} HTTP/1.1`, 'X-A : 1')],
  ['a header without a colon', () => whole(`GET ${TARGET} HTTP/1.1`, 'Nonsense')],
  ['a header without a name', () => whole(`GET ${TARGET} HTTP/1.1`, ': x')],
  ['a NUL in the value of a header', () => whole(`GET ${TARGET} HTTP/1.1`, 'X-A: \0')],
  ['a NUL in the name of a header', () => whole(`GET ${TARGET} HTTP/1.1`, 'X-\0A: 1')],
  ['a carriage return in a header', () => whole(`GET ${TARGET} HTTP/1.1`, 'X-A: a\rb')],
  [
    'a header folded over two lines before the first',
    () => lines(`GET ${TARGET} HTTP/1.1`, ' folded', 'Host: localhost'),
  ],
  ['bytes over 127 in the name of a header', () => whole(`GET ${TARGET} HTTP/1.1`, 'X-\xe4: 1')],
  ['a header of 20 KB', () => whole(`GET ${TARGET} HTTP/1.1`, `X-A: ${'a'.repeat(20_000)}`)],
  [
    'five thousand headers',
    () => whole(`GET ${TARGET} HTTP/1.1`, ...Array.from({ length: 5_000 }, (_, n) => `X-${n}: 1`)),
  ],
  [
    'a header without an end',
    () => `GET ${TARGET} HTTP/1.1\r\nHost: localhost\r\nX-A: ${'a'.repeat(200_000)}`,
  ],
  [
    'length and chunks at once',
    () => `${post('Content-Length: 4', 'Transfer-Encoding: chunked')}0\r\n\r\n${SMUGGLED()}`,
  ],
  [
    'chunks and length at once',
    () => `${post('Transfer-Encoding: chunked', 'Content-Length: 5')}0\r\n\r\n${SMUGGLED()}`,
  ],
  [
    'two lengths that differ',
    () => `${post('Content-Length: 2', 'Content-Length: 80')}{}${SMUGGLED()}`,
  ],
  ['two lengths in one header', () => `${post('Content-Length: 2, 80')}{}${SMUGGLED()}`],
  ['a negative length', () => `${post('Content-Length: -1')}{}`],
  ['a length with a plus', () => `${post('Content-Length: +2')}{}`],
  ['a hexadecimal length', () => `${post('Content-Length: 0x2')}{}`],
  ['a length beyond every number', () => `${post(`Content-Length: ${'9'.repeat(40)}`)}{}`],
  [
    'an encoding that only looks like chunked',
    () => `${post('Transfer-Encoding: xchunked')}0\r\n\r\n${SMUGGLED()}`,
  ],
  [
    'chunked, then identity',
    () => `${post('Transfer-Encoding: chunked, identity')}0\r\n\r\n${SMUGGLED()}`,
  ],
  [
    'two encodings',
    () =>
      `${post('Transfer-Encoding: identity', 'Transfer-Encoding: chunked')}0\r\n\r\n${SMUGGLED()}`,
  ],
  [
    'an encoding with a vertical tab',
    () => `${post('Transfer-Encoding: \x0bchunked')}0\r\n\r\n${SMUGGLED()}`,
  ],
  [
    'a chunk of a size that is none',
    () => `${post('Transfer-Encoding: chunked')}zz\r\n{}\r\n0\r\n\r\n`,
  ],
  [
    'a chunk of a negative size',
    () => `${post('Transfer-Encoding: chunked')}-2\r\n{}\r\n0\r\n\r\n`,
  ],
  [
    'a chunk of an enormous size',
    () => `${post('Transfer-Encoding: chunked')}ffffffffffffffffff\r\n{}\r\n0\r\n\r\n`,
  ],
  [
    'a chunk longer than it says',
    () => `${post('Transfer-Encoding: chunked')}1\r\n{}{}{}\r\n0\r\n\r\n${SMUGGLED()}`,
  ],
  [
    'an extension of a chunk that never ends',
    () => `${post('Transfer-Encoding: chunked')}2;${'a'.repeat(200_000)}`,
  ],
  [
    'lines that end in a line feed alone, with a length',
    () => `POST ${TARGET}/_search HTTP/1.1\nHost: localhost\nContent-Length: 2\n\n{}`,
  ],
  [
    'junk behind a request',
    // the first one is whole and gets its own answer; other paths than these would get the page
    () => `${whole('GET /assets/nothing-here.js HTTP/1.1')}\0\x01\x02 junk\r\n\r\n${SMUGGLED()}`,
  ],
  [
    'an upgrade to a web socket',
    () =>
      whole(
        `GET ${TARGET} HTTP/1.1`,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      ),
  ],
  [
    'an upgrade to HTTP/2',
    () =>
      whole(
        `GET ${TARGET} HTTP/1.1`,
        'Connection: Upgrade, HTTP2-Settings',
        'Upgrade: h2c',
        'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA',
      ),
  ],
  ['an expectation that nobody knows', () => `${post('Content-Length: 2', 'Expect: 200-ok')}{}`],
  ['the greeting of TLS', () => '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03'],
  ['a line of SSH', () => 'SSH-2.0-OpenSSH_9.2\r\n'],
  ['only line feeds, then junk', () => `${'\r\n'.repeat(500)}junk\r\n\r\n`],
]

/** Everything that comes back until the other side closes, or until nothing came for a while after an answer. */
function send(bytes: string): Promise<string> {
  const { hostname, port } = new URL(running.url)
  return new Promise((resolve) => {
    let received = ''
    const socket = connect(Number(port), hostname)
    const end = () => {
      socket.destroy()
      resolve(received)
    }
    // half closed: whoever waits for more bytes learns that there are none
    socket.end(Buffer.from(bytes, 'latin1'))
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1')
    })
    socket.on('error', end)
    socket.on('close', end)
  })
}

test('there are at least sixty ways to be wrong', () => {
  expect(requests.length).toBeGreaterThanOrEqual(60)
})

test.each(requests)('%s is refused, and ECE hears nothing of it', async (_, bytes) => {
  const received = await send(bytes())
  const statuses = [...received.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) =>
    Number(status),
  )
  for (const status of statuses) {
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
  }
  expect(received).not.toMatch(/\.[jt]s:\d+|node:internal|at \w+ \(/)
  expect(ece.calls).toEqual([])
  expect(running.logged.filter((line) => line.includes('a request failed here'))).toEqual([])
})

test('what stands on the same connection before the nonsense is answered, and nothing after it', async () => {
  const received = await send(`${SMUGGLED()}NONSENSE\r\n\r\n${SMUGGLED()}`)
  expect(ece.calls.length).toBeLessThanOrEqual(1)
  expect([...received.matchAll(/^HTTP\/1\.1 200/gm)].length).toBeLessThanOrEqual(1)
})

test('after all that the console answers as before', async () => {
  expect((await running.browser(cookie).get(TARGET)).status).toBe(200)
})
