// What reaches ECE of a browser's read, and what reaches the browser of ECE's answer.
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { operations, type Operation } from '@ece/api-types'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { MASK } from './secrets.ts'
import { json, refusal } from './test-ece.ts'
import {
  pathOf,
  RENEWED,
  startTestConsole,
  TOKEN,
  validAsk,
  type TestConsole,
} from './test-console.ts'

let console: TestConsole
beforeAll(async () => {
  console = await startTestConsole()
})
afterAll(() => console.stop())
beforeEach(() => {
  console.ece.seen.length = 0
  console.ece.script = json(200, { deployments: [] })
  console.renewed = RENEWED
  console.ended = 0
})

const LIST = '/api/default/deployments'
const DEPLOYMENT = `/api/default${pathOf(operations.getDeployment)}`
const codeOf = ({ json: body }: { json: { errors: { code: string }[] } }) => body.errors[0]?.code

const OURS = ['accept', 'authorization', 'connection', 'host', 'user-agent', 'x-request-id']

test('no header of the browser reaches ECE, whatever it is called', async () => {
  const token = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,20}$/)
  const known = fc.constantFrom(
    'Authorization',
    'X-Forwarded-For',
    'X_Forwarded_User',
    'Impersonate-User',
    'X-Request-Id',
    'X-Management-Request',
    'es-security-runas-user',
    'X-HTTP-Method-Override',
    'Forwarded',
    'Accept',
    'Accept-Encoding',
    'User-Agent',
    'If-Match',
    'Proxy-Authorization',
    'Cookie2',
  )
  // these have a meaning between browser and console, or would break the connection itself
  const taken =
    /^(?:host|connection|content-length|content-type|transfer-encoding|upgrade|expect|trailer|te|keep-alive|cookie|origin|sec-fetch-site|x-ece-console|if-none-match|__proto__)$/i
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.oneof(token, known), fc.constant('canary')), { maxLength: 8 }),
      async (pairs) => {
        const headers = Object.fromEntries(pairs.filter(([name]) => !taken.test(name)))
        const answer = await console.ask({ path: LIST, headers })
        expect(answer.status).toBe(200)
        const seen = console.ece.seen.at(-1)
        expect(Object.keys(seen?.headers ?? {}).toSorted()).toEqual(OURS)
        expect(seen?.headers.authorization).toBe(TOKEN)
        expect(seen?.rawHeaders.join(' ')).not.toMatch(/canary(?!-token)|user=/)
        expect(seen?.headers['x-request-id']).toBe(answer.headers['x-request-id'])
      },
    ),
    { numRuns: 150 },
  )
})

test('a hop-by-hop list of the browser takes no header away', async () => {
  const headers = { connection: 'close, authorization, x-request-id' }
  await console.ask({ path: LIST, headers })
  expect(console.ece.seen[0]?.headers.authorization).toBe(TOKEN)
})

test('no parameter of any row leads out of its template', async () => {
  const rows = Object.values<Operation>(operations).filter(
    (row) => row.travel !== 'server' && Object.keys(row.params).length > 0,
  )
  const nasty = fc.oneof(
    fc.constantFrom(
      '..',
      '.',
      '%2e%2e',
      '.%2e',
      '..%2f',
      '%2F',
      '%5c',
      'a%00',
      '%252e%252e',
      '@',
      '_search',
    ),
    fc.constantFrom(
      'a'.repeat(32),
      'main',
      'a;b',
      'a%3Fx=1',
      'a%23',
      '-',
      '~',
      '%0d%0aX:1',
      '%F0%9F%92%A9',
    ),
    fc.string({ unit: 'grapheme', maxLength: 40 }).map(encodeURIComponent),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...rows),
      fc.array(nasty, { minLength: 4, maxLength: 4 }),
      async (row, values) => {
        console.ece.seen.length = 0
        const names = Object.keys(row.params)
        const params = Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']))
        const answer = await console.ask(
          validAsk(row, { path: `/api/default${pathOf(row, params)}` }),
        )
        const segment = '(?!\\.{1,2}(?:/|$))[A-Za-z0-9_.-]+'
        const templates = Object.values<Operation>(operations).map(
          ({ path }) => new RegExp(`^/api/v1${path.replace(/\{\w+\}/g, segment)}$`),
        )
        for (const { url } of console.ece.seen)
          expect(templates.some((one) => one.test(url))).toBe(true)
        if (console.ece.seen.length === 0) expect([400, 404]).toContain(answer.status)
      },
    ),
    { numRuns: 400 },
  )
})

test('fields that nobody asked for stay behind, at any depth', async () => {
  const secrets = ['password', 'token', 'secret_key', 'credentials']
  const plant = (depth: number): unknown =>
    depth === 0
      ? 'canary'
      : depth % 2 === 0
        ? [plant(depth - 1)]
        : { [secrets[depth % 4] ?? 'x']: plant(depth - 1) }
  await fc.assert(
    fc.asyncProperty(
      fc.nat(100),
      fc.constantFrom('list', 'hit', 'resources', 'info'),
      async (depth, where) => {
        const extra = { extra: plant(depth), password: 'canary' }
        const info = { status: 'started', ...(where === 'info' ? extra : {}) }
        const resources = {
          elasticsearch: [
            { ref_id: 'main', id: 'b', info, ...(where === 'resources' ? extra : {}) },
          ],
        }
        const hit = { id: 'a', name: 'n', resources, ...(where === 'hit' ? extra : {}) }
        console.ece.script = json(200, {
          return_count: 1,
          deployments: [hit],
          ...(where === 'list' ? extra : {}),
        })
        const answer = await console.ask(validAsk(operations.searchDeployments))
        expect(answer.status).toBe(200)
        expect(answer.text).not.toContain('canary')
        expect(answer.json.deployments[0].resources.elasticsearch[0].info.status).toBe('started')
      },
    ),
    { numRuns: 200 },
  )
})

test('the whole object travels masked: unknown members stay, secrets do not', async () => {
  console.ece.script = json(200, {
    id: 'a',
    name: 'n',
    resources: { elasticsearch: [{ ref_id: 'main', id: 'b', unheard_of: { of: 1 } }] },
    metadata: { raw: { es_password: 'canary' }, cloud_id: 'kept' },
    __proto: 1,
  })
  const answer = await console.ask({ path: DEPLOYMENT })
  expect(answer.json).toEqual({
    id: 'a',
    name: 'n',
    resources: { elasticsearch: [{ ref_id: 'main', id: 'b', unheard_of: { of: 1 } }] },
    metadata: { raw: { es_password: MASK }, cloud_id: 'kept' },
    __proto: 1,
  })
})

test('a token in a refusal of ECE is masked', async () => {
  const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl'
  console.ece.script = refusal(400, 'root.invalid_data', `cannot read Bearer ${jwt}`)
  const answer = await console.ask({ path: LIST })
  expect(answer.json.errors[0].message).toBe(`cannot read Bearer ${MASK}`)
})

test('an unchanged answer is not sent twice', async () => {
  const first = await console.ask({ path: LIST })
  const tag = String(first.headers.etag)
  const again = await console.ask({ path: LIST, headers: { 'if-none-match': tag } })
  expect([again.status, again.text, again.headers.etag]).toEqual([304, '', tag])
  expect(again.headers['x-ece-fetched-at']).toBeDefined()
  console.ece.script = json(200, { deployments: [{ id: 'a', name: 'b', resources: [] }] })
  const changed = await console.ask({ path: LIST, headers: { 'if-none-match': tag } })
  expect(changed.status).toBe(200)
})

/** Answers are held back until `release`. */
function holdAnswers() {
  const held: ServerResponse[] = []
  console.ece.script = (response) => void held.push(response)
  const release = () => {
    for (const response of held.splice(0)) {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end('{"deployments":[]}')
    }
  }
  return { held, release }
}

test('equal reads of a session ask ECE once; another session asks for itself', async () => {
  const { held, release } = holdAnswers()
  const before = console.asked
  const ten = Array.from({ length: 10 }, () => console.ask({ path: LIST }))
  const other = console.ask({ path: LIST }, 'viewer')
  const narrower = console.ask({ path: `${LIST}/${'a'.repeat(32)}/kibana/main/activity/x` })
  await expect.poll(() => console.asked - before).toBe(12)
  await expect.poll(() => held.length).toBe(3)
  release()
  for (const answer of await Promise.all([...ten, other])) expect(answer.status).toBe(200)
  await narrower
  expect(console.ece.seen).toHaveLength(3)

  const later = console.ask({ path: LIST })
  await expect.poll(() => held.length).toBe(1)
  release()
  expect((await later).status).toBe(200)
  expect(console.ece.seen).toHaveLength(4)
})

test('a browser that hangs up takes its call to ECE with it, but not that of others', async () => {
  const { held, release } = holdAnswers()
  const before = console.asked
  const impatient = new AbortController()
  const left = console.ask({ path: LIST, signal: impatient.signal })
  const stays = console.ask({ path: LIST })
  left.catch(() => undefined)
  await expect.poll(() => [console.asked - before, held.length]).toEqual([2, 1])
  const lines = console.logged.length
  impatient.abort()
  await expect(left).rejects.toMatchObject({ name: 'AbortError' })
  const hungUp = () => console.logged.slice(lines).some((line) => line.includes('"aborted":true'))
  await expect.poll(hungUp).toBe(true)
  expect(held[0]?.destroyed).toBe(false)
  release()
  expect((await stays).status).toBe(200)
  expect(console.ece.seen).toHaveLength(1)

  const alone = new AbortController()
  const gone = console.ask({ path: LIST, signal: alone.signal })
  gone.catch(() => undefined)
  await expect.poll(() => held.length).toBe(1)
  const [response] = held
  const closed = response && once(response, 'close')
  alone.abort()
  await closed
  expect(response?.writableFinished).toBe(false)
})

test('a token that ended meanwhile is renewed once, and the read repeated', async () => {
  console.ece.script = (response, seen) =>
    seen.headers.authorization === RENEWED
      ? json(200, { deployments: [] })(response, seen)
      : refusal(401, 'root.unauthorized')(response, seen)
  expect((await console.ask({ path: LIST })).status).toBe(200)
  expect(console.ece.seen.map(({ headers }) => headers.authorization)).toEqual([TOKEN, RENEWED])
})

test('a dead credential ends the session, and only then', async () => {
  console.ece.script = refusal(401, 'root.unauthorized', 'The token is invalid')
  console.renewed = undefined
  const dead = await console.ask({ path: LIST })
  expect([dead.status, codeOf(dead), console.ended]).toEqual([401, 'console.session_expired', 1])

  // alive after all: ECE refuses this call only, in words of its own
  console.renewed = TOKEN
  const refused = await console.ask({ path: LIST })
  expect([refused.status, codeOf(refused), console.ended]).toEqual([401, 'root.unauthorized', 1])
})

test('says that an ECE cannot be reached without showing a credential', async () => {
  const lost = await startTestConsole({ eceUrl: 'http://127.0.0.1:9' })
  try {
    const answer = await lost.ask({ path: LIST })
    expect([answer.status, codeOf(answer)]).toEqual([502, 'console.ece_unreachable'])
    expect(answer.text + lost.logged.join('')).not.toContain('canary')
  } finally {
    await lost.stop()
  }
})

test('no credential and no cookie is ever logged', () => {
  expect(console.logged.length).toBeGreaterThan(50)
  expect(console.logged.join('\n')).not.toMatch(/canary|user=/)
})
