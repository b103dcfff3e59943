import { operations } from '@ece/api-types'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { json } from '../forward/test-ece.ts'
import {
  newKey,
  startTestConsole,
  validAsk,
  type TestConsole,
  type TestConsoleOptions,
} from '../forward/test-console.ts'

const running: TestConsole[] = []
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop()
})
async function start(options: TestConsoleOptions = {}) {
  const console = await startTestConsole({ script: json(200, { id: 'a' }), ...options })
  running.push(console)
  return console
}

let console: TestConsole
beforeEach(async () => {
  console = await start()
})

const restore = operations.restoreDeployment
const keyed = (key: string, more: Record<string, string> = {}) =>
  validAsk(restore, { headers: { 'idempotency-key': key, ...more } })
const codeOf = ({ json: body }: { json: { errors: { code: string }[] } }) => body.errors[0]?.code
const reasonOf = async (key: string) => {
  const row = await console.store
    .selectFrom('changes')
    .select('reason')
    .where('id', '=', key)
    .executeTakeFirst()
  return row?.reason
}

test('a reason is demanded only where the policy says so', async () => {
  const strict = await start({ policy: { require_reason: true } })
  const without = await strict.ask(keyed(newKey()))
  expect([without.status, codeOf(without)]).toEqual([400, 'console.reason_required'])
  const blank = await strict.ask(keyed(newKey(), { 'x-reason': '%20' }))
  expect(codeOf(blank)).toBe('console.reason_required')
  expect((await strict.ask(keyed(newKey(), { 'x-reason': 'disk%20full' }))).status).toBe(200)
  expect(strict.ece.seen).toHaveLength(1)
})

test.each([
  ['a line break', 'a%0Ab'],
  ['an escape sequence', '%1B%5B31m'],
  ['a broken escape', '%E0%A4'],
  ['a bare percent sign', '100%'],
  ['501 characters', 'x'.repeat(501)],
])('a reason with %s is refused', async (_, reason) => {
  const answer = await console.ask(keyed(newKey(), { 'x-reason': reason }))
  expect([answer.status, codeOf(answer)]).toEqual([400, 'console.bad_request'])
  expect(answer.json.errors[0].fields).toEqual(['X-Reason'])
  expect(console.ece.seen).toHaveLength(0)
})

test('500 characters of any script are a reason', async () => {
  const reason = '🔥'.repeat(500)
  const key = newKey()
  const answer = await console.ask(keyed(key, { 'x-reason': encodeURIComponent(reason) }))
  expect(answer.status).toBe(200)
  expect(await reasonOf(key)).toBe(reason)
})

test('a change without a key, with two, or with one that is no UUID is refused', async () => {
  const key = newKey()
  for (const headers of [
    {},
    { 'idempotency-key': '' },
    { 'idempotency-key': `${key}, ${newKey()}` },
    { 'idempotency-key': 'restart-1' },
    { 'idempotency-key': `{${key}}` },
    { 'idempotency-key': `${key}0` },
    { 'idempotency-key': key.replace('-', '%2D') },
  ]) {
    const { path } = validAsk(restore)
    const answer = await console.ask({ method: 'POST', path, headers })
    expect([answer.status, codeOf(answer)]).toEqual([400, 'console.idempotency_key_required'])
  }
  expect(console.ece.seen).toHaveLength(0)
})

test('a seen version that is none is refused', async () => {
  const answer = await console.ask(keyed(newKey(), { 'x-seen-version': 'two words' }))
  expect(answer.json.errors[0].fields).toEqual(['X-Seen-Version'])
})
