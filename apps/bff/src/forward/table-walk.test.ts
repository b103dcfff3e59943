// One walk of the whole table through everything that can go wrong before, in and behind the
// console.
import { operations, type Operation, type z } from '@ece/api-types'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { json, refusal } from './test-ece.ts'
import { pathOf, startTestConsole, validAsk, type TestConsole } from './test-console.ts'

const ROWS = Object.values<Operation>(operations)
const FORWARDED = ROWS.filter(({ travel }) => travel !== 'server')
const CHANGES = FORWARDED.filter(({ danger }) => danger !== 'read')
const READS = FORWARDED.filter(({ danger }) => danger === 'read')
const named = (rows: readonly Operation[]) => rows.map((row) => [row.name, row] as const)

/** The least that a schema takes. */
function least(schema: z.core.$ZodType): unknown {
  // `def.type` tells schemas apart, as in projection-fields.ts
  const { def } = (schema as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(def.shape)
          .filter(([, field]) => field._zod.optin !== 'optional')
          .map(([name, field]) => [name, least(field)]),
      )
    case 'array':
      return []
    case 'number':
      return 1
    case 'boolean':
      return true
    default:
      return 'text'
  }
}

let console: TestConsole
beforeAll(async () => {
  console = await startTestConsole()
})
afterAll(() => console.stop())
beforeEach(async () => {
  console.ece.seen.length = 0
  console.ece.script = json(200, {})
  console.timeoutMs = undefined
  await console.freeTargets()
})
const expectNothingSent = () => expect(console.ece.seen).toHaveLength(0)
const codeOf = ({ json: body }: { json: { errors: { code: string }[] } }) => body.errors[0]?.code

test('there are rows to walk', () => {
  expect(READS.length).toBeGreaterThan(10)
  expect(CHANGES.length).toBeGreaterThan(4)
})

test.each(named(ROWS.filter(({ travel }) => travel === 'server')))(
  'the browser has no route to %s',
  async (_, row) => {
    const answer = await console.ask(validAsk(row))
    expect([answer.status, codeOf(answer)]).toEqual([404, 'console.not_found'])
    expectNothingSent()
  },
)

describe.each(named(FORWARDED))('%s', (_name, row) => {
  const path = `/api/default${pathOf(row)}`

  test('refuses in the fixed order, and sends nothing', async () => {
    // every request below also has all the faults that come later in the order
    const badQuery = '?no_such_parameter=1'
    const steps: [number, string, () => ReturnType<TestConsole['ask']>][] = [
      [
        400,
        'console.bad_target',
        () =>
          console.ask(
            {
              method: row.method,
              path: `${path}//x${badQuery}`,
              headers: { 'x-ece-console': '0' },
            },
            'nobody',
          ),
      ],
      [
        404,
        'console.unknown_installation',
        () =>
          console.ask(
            {
              method: row.method,
              path: path.replace('default', 'nowhere') + badQuery,
              headers: { 'x-ece-console': '0' },
            },
            'nobody',
          ),
      ],
      [
        404,
        'console.not_found',
        () =>
          console.ask(
            {
              method: row.method,
              path: `${path}/no/such/thing/here/at/all${badQuery}`,
              headers: { 'x-ece-console': '0' },
            },
            'nobody',
          ),
      ],
    ]
    if (row.method !== 'GET') {
      steps.push([
        403,
        'console.csrf',
        () =>
          console.ask(
            { method: row.method, path: path + badQuery, headers: { 'x-ece-console': '0' } },
            'nobody',
          ),
      ])
      steps.push([
        403,
        'console.csrf',
        () =>
          console.ask(
            {
              method: row.method,
              path: path + badQuery,
              headers: { 'sec-fetch-site': 'cross-site' },
            },
            'nobody',
          ),
      ])
    }
    steps.push([
      401,
      'console.no_session',
      () => console.ask({ method: row.method, path: path + badQuery }, 'nobody'),
    ])
    steps.push([
      401,
      'console.session_expired',
      () => console.ask({ method: row.method, path: path + badQuery }, 'expired'),
    ])
    steps.push([
      503,
      'console.unavailable',
      () => console.ask({ method: row.method, path: path + badQuery }, 'unavailable'),
    ])
    if (row.danger !== 'read') {
      steps.push([
        403,
        'console.forbidden',
        () => console.ask({ method: row.method, path: path + badQuery }, 'viewer'),
      ])
      steps.push([
        403,
        'console.forbidden',
        () => console.ask({ method: row.method, path: path + badQuery }, 'restricted'),
      ])
    }
    if (row.since !== undefined && row.since > '2.5.0') {
      steps.push([
        501,
        'console.not_on_this_version',
        () => console.ask({ method: row.method, path: path + badQuery }, 'old'),
      ])
    }
    steps.push([
      400,
      'console.bad_request',
      () => console.ask({ method: row.method, path: path + badQuery }),
    ])
    if (row.danger !== 'read') {
      steps.push([
        400,
        'console.idempotency_key_required',
        () => console.ask({ ...validAsk(row), headers: {} }),
      ])
      steps.push([
        400,
        'console.idempotency_key_required',
        () => console.ask({ ...validAsk(row), headers: { 'idempotency-key': 'no-uuid' } }),
      ])
    }
    for (const [status, code, send] of steps) {
      const answer = await send()
      expect([answer.status, codeOf(answer)]).toEqual([status, code])
      expect(answer.headers['cache-control']).toBe('no-store')
      expect(answer.headers['x-request-id']).toMatch(/^[\w-]{36}$/)
    }
    expectNothingSent()
  })

  test('names every parameter that is wrong', async () => {
    const [first] = Object.keys(row.query)
    const wrong = Object.fromEntries(Object.keys(row.params).map((name) => [name, '!']))
    const query = first === undefined ? '' : `&${first}=true&${first}=true`
    const target = `/api/default${pathOf(row, wrong)}?constructor=1${query}`
    const answer = await console.ask(validAsk(row, { path: target }))
    expect(answer.status).toBe(400)
    const expected = [
      ...Object.keys(row.params).map((name) => `params.${name}`),
      'query.constructor',
    ]
    expect(answer.json.errors[0].fields).toEqual(expect.arrayContaining(expected))
    if (first !== undefined) expect(answer.json.errors[0].fields).toContain(`query.${first}`)
    expectNothingSent()
  })

  test('refuses a body that it does not take', async () => {
    for (const body of ['{"nonsense":1}', '{"a":']) {
      // Node's client announces no length for GET and DELETE by itself
      const headers = {
        'content-type': 'application/json',
        'content-length': String(body.length),
      }
      const answer = await console.ask(validAsk(row, { body, headers }))
      expect([answer.status, codeOf(answer)]).toEqual([400, 'console.bad_request'])
    }
    if (row.method !== 'GET') {
      const form = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '3' }
      const answer = await console.ask(validAsk(row, { body: 'a=1', headers: form }))
      expect([answer.status, codeOf(answer)]).toEqual([415, 'console.not_json'])
    }
    expectNothingSent()
  })

  test('forwards what is right, and relays status and version', async () => {
    const body = least(row.response)
    console.ece.script = json(202, body, {
      'x-cloud-resource-version': '7',
      'set-cookie': 'ece=canary',
      'x-powered-by': 'canary',
      location: 'https://canary.example',
    })
    const answer = await console.ask(validAsk(row))
    expect(answer.status).toBe(202)
    expect(answer.json).toEqual(body)
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-cloud-resource-version': '7',
      'cache-control': 'no-store',
    })
    expect(Date.parse(String(answer.headers['x-ece-fetched-at']))).toBeLessThanOrEqual(Date.now())
    expect(JSON.stringify(answer.headers)).not.toContain('canary')
    expect(console.ece.seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `${row.method} /api/v1${pathOf(row)}`,
    ])
  })

  test('relays a refusal in the words of ECE, and nothing else of it', async () => {
    console.ece.script = json(
      422,
      {
        errors: [{ code: 'a.b', message: 'No', fields: ['x'], secret: 'canary' }],
        token: 'canary',
      },
      { 'x-cloud-error-codes': 'a.b' },
    )
    const answer = await console.ask(validAsk(row))
    expect(answer.status).toBe(422)
    expect(answer.json).toEqual({ errors: [{ code: 'a.b', message: 'No', fields: ['x'] }] })
    expect(answer.headers['x-cloud-error-codes']).toBe('a.b')
    expect(answer.text).not.toContain('canary')
  })

  test('a 403 of ECE passes, and ends no session', async () => {
    console.ece.script = refusal(403, 'root.unauthorized.rbac', 'Not you')
    const answer = await console.ask(validAsk(row))
    expect([answer.status, codeOf(answer)]).toEqual([403, 'root.unauthorized.rbac'])
    expect(console.ended).toBe(0)
  })

  const isChange = row.danger !== 'read'
  test.each([
    [
      'ECE fails with 500',
      refusal(500, 'internal.server.error'),
      500,
      'internal.server.error',
      'unknown',
    ],
    ['a proxy fails with an HTML page', htmlPage(503), 502, 'console.bad_answer', 'unknown'],
    ['a page comes instead of an answer', htmlPage(200), 502, 'console.bad_answer', 'accepted'],
    ['garbage comes instead of JSON', json(200, 'nonsense'), 502, 'console.bad_answer', 'accepted'],
    ['the answer is empty', json(200, ''), 502, 'console.bad_answer', 'accepted'],
    ['a proxy refuses', json(403, {}), 502, 'console.bad_answer', 'unknown'],
    ['ECE redirects', json(302, {}, { location: '/login' }), 502, 'console.not_an_ece', 'unknown'],
    ['the answer is cut', cutAnswer, 502, 'console.bad_answer', 'accepted'],
    ['the connection is cut', cutConnection, 502, 'console.ece_unreachable', 'unknown'],
    ['no answer comes', silence, 504, 'console.ece_timeout', 'unknown'],
  ] as const)('when %s it says what is known', async (_, script, status, code, state) => {
    console.ece.script = script
    console.timeoutMs = script === silence ? 150 : 5_000
    const answer = await console.ask(validAsk(row))
    if (!isChange) {
      expect([answer.status, codeOf(answer)]).toEqual([status, code])
    } else if (state === 'accepted') {
      // a status line that says yes is a yes; the details are lost
      expect([answer.status, answer.json]).toEqual([200, {}])
    } else {
      expect([answer.status, codeOf(answer)]).toEqual([502, 'console.outcome_unknown'])
      expect(answer.json.errors[0].message).toMatch(/may or may not have been carried out: look at/)
    }
    if (isChange) expect(answer.headers['x-ece-change-state']).toBe(state)
    expect(answer.text).not.toContain('<')
    // a read may be asked again (retry.ts), a change never is
    expect(console.ece.seen.length).toBeGreaterThan(0)
    expect(console.ece.seen.length).toBeLessThanOrEqual(isChange ? 1 : 3)
  })

  test('names row and field when the shape surprises it', async () => {
    console.ece.script = json(200, '7')
    const answer = await console.ask(validAsk(row))
    if (isChange) {
      expect([answer.status, answer.json]).toEqual([200, {}])
      expect(answer.headers['x-ece-change-state']).toBe('accepted')
    } else {
      expect([answer.status, codeOf(answer)]).toEqual([502, 'console.contract_mismatch'])
      expect(answer.json.errors[0].message).toContain(row.name)
    }
    const lines = console.logged.slice(-3).join('\n')
    expect(lines).toContain(`"row":"${row.name}"`)
    expect(lines).toContain('"code":"console.contract_mismatch"')
  })
})

function htmlPage(status: number) {
  return json(status, '<html><script>canary</script></html>', { 'content-type': 'text/html' })
}
function cutAnswer(response: Parameters<ReturnType<typeof json>>[0]) {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' })
  response.write('{"deployments":[', () => response.destroy())
}
function cutConnection(response: Parameters<ReturnType<typeof json>>[0]) {
  response.destroy()
}
function silence() {}
