// Answers that serve polls for a moment (docs/decisions/006).
import { operations } from '@ece/api-types'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createFresh, FRESH_MS } from './fresh.ts'
import type { Reply } from './reply.ts'
import { startTestConsole, validAsk, type TestConsole } from './test-console.ts'
import { json } from './test-ece.ts'

let console: TestConsole
beforeAll(async () => {
  console = await startTestConsole()
})
afterAll(() => console.stop())
beforeEach(() => {
  console.ece.seen.length = 0
  console.ece.script = json(200, EMPTY)
})

const EMPTY = { return_count: 0, deployments: [] }
const LIST = '/api/default/deployments'
const SEARCH = {
  method: 'POST',
  path: '/api/default/deployments/_search',
  body: { size: 10 },
} as const
const POLL = { 'x-ece-background': '1' }
const reads = () => console.ece.seen.filter(({ method }) => method === 'GET').length
/** Query that makes a read unlike those of the other tests. */
const own = (name: string) => ({ ...SEARCH, body: { size: 10, cursor: name } })

test('polls of many tabs within a moment ask ECE once', async () => {
  const poll = { ...own('tabs'), headers: POLL }
  for (let tab = 0; tab < 5; tab += 1) expect((await console.ask(poll)).status).toBe(200)
  expect(console.ece.seen).toHaveLength(1)
})

test('whoever waits for an answer gets a new one', async () => {
  await console.ask({ ...own('waits'), headers: POLL })
  await console.ask(own('waits'))
  await console.ask(own('waits'))
  expect(console.ece.seen).toHaveLength(3)
})

test('a poll never gets what somebody else, or another question, was answered', async () => {
  const poll = { ...own('others'), headers: POLL }
  await console.ask(poll, 'admin')
  await console.ask(poll, 'viewer')
  await console.ask({ ...own('another'), headers: POLL }, 'admin')
  expect(console.ece.seen).toHaveLength(3)
})

test('after a change of the session nothing from before it is shown', async () => {
  const poll = { path: LIST, headers: POLL }
  await console.ask(poll)
  await console.ask(poll)
  expect(reads()).toBe(1)
  console.ece.script = json(200, { id: 'a'.repeat(32) })
  await console.ask(validAsk(operations.restoreDeployment))
  console.ece.script = json(200, EMPTY)
  await console.ask(poll)
  expect(reads()).toBe(2)
})

test('what was asked while a change ran is not shown after it', async () => {
  const poll = { path: LIST, headers: POLL }
  let finish = () => {}
  console.ece.script = (response, seen) => {
    if (seen.method === 'GET') return json(200, EMPTY)(response, seen)
    finish = () => void json(200, {})(response, seen)
  }
  const change = console.ask(validAsk(operations.shutdownDeployment))
  await expect.poll(() => console.ece.seen.length).toBe(1)
  await console.ask(poll)
  await console.ask(poll)
  expect(reads()).toBe(1)
  finish()
  await change
  await console.ask(poll)
  expect(reads()).toBe(2)
})

test('a refusal is asked again by the next poll', async () => {
  const poll = { ...own('refused'), headers: POLL }
  console.ece.script = json(404, { errors: [{ code: 'gone', message: 'gone' }] })
  expect((await console.ask(poll)).status).toBe(404)
  console.ece.script = json(200, EMPTY)
  expect((await console.ask(poll)).status).toBe(200)
})

const reply = (bytes: number): Reply => ({
  status: 200,
  headers: {},
  body: Buffer.from(new ArrayBuffer(bytes)),
})

test('an answer is forgotten after a second, and large ones make room for each other', () => {
  let now = 0
  const fresh = createFresh(() => now)
  fresh.put('a', reply(10))
  now = FRESH_MS - 1
  expect(fresh.get('a')).toBeDefined()
  now = FRESH_MS
  expect(fresh.get('a')).toBeUndefined()

  const large = 10 * 1024 * 1024
  fresh.put('b', reply(large))
  fresh.put('c', reply(large))
  expect([fresh.get('b'), fresh.get('c')?.body.length]).toEqual([undefined, large])
})
