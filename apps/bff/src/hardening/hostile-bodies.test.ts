// Each hostile body against a read by POST and a change, one by one, so that each has a name when it gets through.
import { operations } from '@ece/api-types'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newKey, pathOf, startTestConsole, type TestConsole } from '../forward/test-console.ts'
import { json } from '../forward/test-ece.ts'
import { createRawClient } from '../testing/raw-client.ts'
import { BODIES } from './hostile-bodies.ts'

let console: TestConsole
beforeAll(async () => {
  console = await startTestConsole({ script: json(200, { deployments: [], return_count: 0 }) })
})
afterAll(() => console.stop())
beforeEach(() => {
  console.ece.seen.length = 0
})

/** What a page could really send. */
const HONEST = new Set([
  'nothing but an object',
  'a search',
  'minus nothing',
  'half a surrogate pair in escapes',
])
const ROWS = [operations.searchDeployments, operations.restoreDeployment]

test.each(BODIES)('%s', async (name, body) => {
  const client = createRawClient(console.url)
  for (const row of ROWS) {
    const bytes = body()
    const head = [
      `${row.method} /api/default${pathOf(row)} HTTP/1.1`,
      'Host: localhost',
      'Cookie: user=admin',
      'X-ECE-Console: 1',
      'Sec-Fetch-Site: same-origin',
      'Content-Type: application/json',
      `Idempotency-Key: ${newKey()}`,
      `Content-Length: ${bytes.length}`,
    ]
    const { status, text } = await client.send(`${head.join('\r\n')}\r\n\r\n${bytes}`)
    expect(text).not.toMatch(/\.[jt]s:\d+|node:internal|polluted/)
    if (HONEST.has(name)) expect([200, 400]).toContain(status)
    else expect([row.name, status]).toEqual([row.name, expect.toBeOneOf([400, 413, 415])])
  }
  client.close()
  // parsed again by whoever sits behind: nothing may be read in two ways
  for (const { body: sent } of console.ece.seen) expect(sent).not.toMatch(/__proto__|constructor/)
  if (!HONEST.has(name)) expect(console.ece.seen).toEqual([])
  const some: Record<string, unknown> = {}
  expect(some.polluted).toBeUndefined()
})
