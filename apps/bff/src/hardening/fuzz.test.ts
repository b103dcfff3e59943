// Random targets, headers and bodies against the whole table. More than the usual runs:
//   npm run faults -- fuzz
// and `--seed N` repeats a run.
import { randomInt } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createMatcher, operations, type Operation } from '@ece/api-types'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newKey, pathOf, startTestConsole, type TestConsole } from '../forward/test-console.ts'
import { json } from '../forward/test-ece.ts'
import { leastAnswer } from '../testing/least-answer.ts'
import { noteFigures } from '../testing/note-figures.ts'
import { createRawClient } from '../testing/raw-client.ts'
import { makeDataDir } from '../testing/run-console.ts'
import { BODIES } from './hostile-bodies.ts'

const RUNS = Number(process.env.FUZZ_RUNS ?? 3_000)
const SEED = Number(process.env.FUZZ_SEED ?? randomInt(2 ** 31))
const CONNECTIONS = 16

const ROWS = Object.values<Operation>(operations).filter(({ travel }) => travel !== 'server')
const match = createMatcher(ROWS)
// half of them honest, or no change would ever pass
const hostile = BODIES.map(([, make]) => make())
const bodies = [...hostile, ...hostile.map(() => '{}')]

let console: TestConsole
beforeAll(async () => {
  // also the place of the web: unknown addresses get a page, as they do in a built console
  const dataDir = makeDataDir()
  writeFileSync(join(dataDir, 'index.html'), '<!doctype html><title>Console</title>')
  console = await startTestConsole({ dataDir })
  console.ece.script = (response, seen) => {
    const row = match(seen.method, pathnameOf(seen.url))?.operation
    return json(200, row === undefined ? {} : leastAnswer(row.response))(response, seen)
  }
})
afterAll(() => console.stop())

const pathnameOf = (url: string) => (url.split('?', 1)[0] ?? '').replace('/api/v1', '')

/** mulberry32: small, seeded, good enough to choose with. */
function createRandom(seed: number) {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    chance: (share: number) => next() < share,
    pick: <Value>(values: readonly Value[]): Value => {
      const value = values[below(values.length)]
      if (value === undefined) throw new Error('nothing to pick from')
      return value
    },
  }
}
type Random = ReturnType<typeof createRandom>

const PIECES = [
  '..',
  '.',
  '%2e%2e',
  '%2E.',
  '..%2f',
  '%2f',
  '%5c',
  '\\',
  '//',
  ';x=1',
  '%00',
  '\0',
  '%',
  '%zz',
  '%c0%ae',
  '%u002e',
  '\xff\xfe',
  '\xe2\x80\xae',
  'a'.repeat(300),
  '__proto__',
  'constructor',
  'toString',
  '*',
  '{deployment_id}',
  '$ref',
  '~',
  "'",
  '"',
  '<script>',
  '`',
  '|',
  '^',
  ' ',
  '\t',
  '+',
  '@evil.example',
  ':80',
  '#x',
  '?x',
  '&',
  '=',
  '-1',
  '0',
  '1e9',
  'NaN',
]
const QUERY = [
  'show_plans=true',
  'show_plans=maybe',
  'show_plans=true&show_plans=false',
  'show_security=true',
  'show_metadata=true',
  'q=x',
  'size=-1',
  'size=1e9',
  'from=99999999999999999999',
  'cancel_pending=true',
  'version=',
  '__proto__=1',
  'a[b]=c',
  '=',
  '&&&',
  '%',
  '%ff=%ff',
  `x=${'y'.repeat(2_500)}`,
  'x=\0',
  'cursor=..%2f..',
]
const METHODS = [
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'get',
  'X',
  'PROPFIND',
]
const HEADERS = [
  'X-Forwarded-Host: evil.example',
  'X-HTTP-Method-Override: DELETE',
  'Authorization: Bearer mine',
  'Transfer-Encoding: identity',
  'Expect: 100-continue',
  'X-Seen-Version: \x7f',
  'X-Seen-Version: 2026-01-01T00:00:00Z',
  'X-Reason: %ff',
  `X-Reason: ${'%41'.repeat(600)}`,
  'If-None-Match: *',
  'Range: bytes=0-1',
  'Content-Encoding: gzip',
  'Accept-Encoding: gzip;q=0',
  'Connection: X-ECE-Console, Cookie',
  'Upgrade: h2c',
  'X-ECE-Background: 1',
  'Cookie: user=viewer',
]

function makeTarget(random: Random, row: Operation): string {
  let path = pathOf(row)
  for (let n = random.chance(0.5) ? 0 : 1 + random.below(2); n > 0; n -= 1) {
    const parts = path.split('/')
    const at = 1 + random.below(parts.length)
    const piece = random.pick(PIECES)
    const old = parts[at] ?? ''
    parts[at] = random.pick([piece, old + piece, piece + old, ''])
    path = parts.join('/')
  }
  const root = random.chance(0.9)
    ? '/api/default'
    : random.pick([
        '/api/other',
        '/api',
        '/API/default',
        '/bff',
        '/bff/changes',
        '',
        '/assets',
        '/api/default/api/v1',
        '/api/%64efault',
      ])
  const query = Array.from({ length: random.chance(0.6) ? 0 : 1 + random.below(2) }, () =>
    random.pick(QUERY),
  ).join('&')
  return `${root}${path}${query === '' ? '' : `?${query}`}`
}

function makeRequest(random: Random): { bytes: string; isHead: boolean } {
  const row = random.pick(ROWS)
  const method = random.chance(0.8) ? row.method : random.pick(METHODS)
  const body = random.chance(row.body ? 0.8 : 0.2) ? random.pick(bodies) : ''
  const keep = () => random.chance(0.93)
  const lines = [
    `${method} ${makeTarget(random, row)} HTTP/1.1`,
    'Host: localhost',
    ...(keep()
      ? [
          `Cookie: user=${random.pick(['admin', 'admin', 'admin', 'viewer', 'restricted', 'old', 'expired', 'x'])}`,
        ]
      : []),
    ...(keep() ? ['X-ECE-Console: 1'] : []),
    ...(keep() ? ['Sec-Fetch-Site: same-origin'] : ['Sec-Fetch-Site: cross-site']),
    ...(keep() ? [`Idempotency-Key: ${newKey()}`] : ['Idempotency-Key: x']),
    ...(body === ''
      ? []
      : [
          keep() ? 'Content-Type: application/json' : 'Content-Type: text/plain',
          `Content-Length: ${body.length}`,
        ]),
    ...Array.from({ length: random.below(3) }, () => random.pick(HEADERS)),
  ]
  return { bytes: `${lines.join('\r\n')}\r\n\r\n${body}`, isHead: method === 'HEAD' }
}

test(
  `${RUNS} random requests are refused or served, and nothing but rows of the table reaches ECE`,
  async () => {
    const lag = monitorEventLoopDelay({ resolution: 5 })
    const statuses = new Map<string, number>()
    const wrong: string[] = []
    const outside: string[] = []
    const random = createRandom(SEED)
    let left = RUNS
    let sent = 0

    const work = async () => {
      const client = createRawClient(console.url)
      while (left > 0) {
        left -= 1
        const { bytes, isHead } = makeRequest(random)
        const { status, text } = await client.send(bytes, isHead)
        const kind = status === undefined ? 'closed' : String(status)
        statuses.set(kind, (statuses.get(kind) ?? 0) + 1)
        // 501: the row came later than the ECE of this user ("old")
        const isFine = status === undefined || status === 501 || (status >= 200 && status < 500)
        if (!isFine || /\.[jt]s:\d+|node:internal|    at /.test(text))
          wrong.push(`${bytes.slice(0, 400)}\n→ ${text.slice(0, 600)}`)
        for (const seen of console.ece.seen.splice(0)) {
          sent += 1
          const isRow = match(seen.method, pathnameOf(seen.url)) !== undefined
          if (!isRow || !seen.url.startsWith('/api/v1/')) outside.push(`${seen.method} ${seen.url}`)
        }
      }
      client.close()
    }
    lag.enable()
    await Promise.all(Array.from({ length: CONNECTIONS }, work))
    lag.disable()

    const milliseconds = (nanoseconds: number) => `${(nanoseconds / 1e6).toFixed(1)} ms`
    process.stdout.write(
      `fuzz: seed ${SEED}, ${RUNS} requests, ${sent} reached ECE; ${[...statuses]
        .toSorted(([a], [b]) => a.localeCompare(b))
        .map(([kind, count]) => `${kind}: ${count}`)
        .join(
          ', ',
        )}; loop lag p99 ${milliseconds(lag.percentile(99))}, most ${milliseconds(lag.max)} (client included)\n`,
    )
    noteFigures({
      requests: RUNS,
      sent,
      wrong: wrong.length,
      outside: outside.length,
      lag_p99_ms: lag.percentile(99) / 1e6,
      lag_most_ms: lag.max / 1e6,
      ...Object.fromEntries([...statuses].map(([kind, count]) => [`status ${kind}`, count])),
    })
    expect(wrong.slice(0, 3), `FUZZ_SEED=${SEED}`).toEqual([])
    expect(outside, `FUZZ_SEED=${SEED}`).toEqual([])
    // a generator whose requests are all refused at the door would prove nothing
    expect(sent).toBeGreaterThan(RUNS / 50)
    const some: Record<string, unknown> = {}
    expect(some.polluted).toBeUndefined()
  },
  60_000 + RUNS * 20,
)
