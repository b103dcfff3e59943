import type { ServerResponse } from 'node:http'
import { operations, type Operation } from '@ece/api-types'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { json, refusal } from '../forward/test-ece.ts'
import { newKey, startTestConsole, validAsk, type TestConsole } from '../forward/test-console.ts'
import { allow, forbid, interfere } from '../testing/forbid.ts'

let console: TestConsole
beforeEach(async () => {
  console = await startTestConsole({ script: json(200, { id: 'a' }) })
})
afterEach(() => console.stop())

const restart = operations.restartDeploymentEsResource
const restore = operations.restoreDeployment
const keyed = (key: string, row: Operation = restore, more: Record<string, string> = {}) =>
  validAsk(row, { headers: { 'idempotency-key': key, ...more } })
const codeOf = ({ json: body }: { json: { errors: { code: string }[] } }) => body.errors[0]?.code
const ok = (response: ServerResponse) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"a"}')
const stored = async (id: string) =>
  console.store.selectFrom('changes').selectAll().where('id', '=', id).executeTakeFirst()
const refusals = async () => {
  const rows = await console.store
    .selectFrom('audit')
    .select(['event', 'user_name', 'action_id'])
    .where('stage', '=', 'refusal')
    .execute()
  return rows.map(({ event, user_name, action_id }) => [event, user_name, action_id])
}

test('two operators meet: the second is told who, what and when, and nothing of theirs is sent', async () => {
  const held: ServerResponse[] = []
  console.ece.script = (response) => void held.push(response)
  const [first, second] = [newKey(), newKey()]
  const click = console.ask(keyed(first))
  await expect.poll(() => held.length).toBe(1)
  const busy = await console.ask(keyed(second, restart), 'manager')
  expect([busy.status, codeOf(busy)]).toEqual([409, 'console.target_busy'])
  expect(busy.json.errors[0].message).toMatch(
    /^admin sent "Restore a deployment that was shut down" on the same target at \d{4}-.* UTC, and it has no answer yet\. Nothing of yours was sent\./,
  )
  expect(busy.json.errors[0].fields).toEqual([`/bff/changes/${first}`])
  expect(await stored(second)).toBeUndefined()
  await expect.poll(refusals).toEqual([['console.target_busy', 'manager', second]])

  // a comment on it waits for nobody
  const comment = console.ask(validAsk(operations.createComment), 'manager')
  await expect.poll(() => held.length).toBe(2)
  for (const response of held) ok(response)
  expect([(await click).status, (await comment).status]).toEqual([200, 200])
  console.ece.script = json(200, { id: 'a' })
  expect((await console.ask(keyed(second, restart), 'manager')).status).toBe(200)
})

test('sixty clicks of many on one deployment: never two at once', async () => {
  let atOnce = 0
  let most = 0
  console.ece.script = async (response, seen) => {
    atOnce += 1
    most = Math.max(most, atOnce)
    await new Promise((resolve) => setImmediate(resolve))
    atOnce -= 1
    await json(200, { id: 'a' })(response, seen)
  }
  const clicks = Array.from({ length: 60 }, (_, i) =>
    console.ask(keyed(newKey(), i % 2 ? restart : restore), i % 3 ? 'admin' : 'manager'),
  )
  const codes = new Set((await Promise.all(clicks)).map((answer) => answer.status))
  expect(most).toBe(1)
  expect([...codes].every((status) => status === 200 || status === 409)).toBe(true)
})

test('a key is checked before the target: the same one answers, another use of it is refused', async () => {
  const key = newKey()
  console.ece.script = (response) => void response.destroy()
  await console.ask(keyed(key))
  const again = await console.ask(keyed(key))
  expect([again.status, again.headers['idempotency-replayed']]).toEqual([502, 'true'])
  const reused = await console.ask(keyed(key, restart))
  expect([reused.status, codeOf(reused)]).toEqual([422, 'console.idempotency_key_reused'])
  const other = await console.ask(keyed(newKey(), restart))
  expect(codeOf(other)).toBe('console.target_busy')
  await console.freeTargets()
  console.ece.script = json(200, { id: 'a' })
  expect((await console.ask(keyed(newKey(), restart))).status).toBe(200)
})

test('what was rejected or not sent holds nothing', async () => {
  console.ece.script = refusal(422, 'deployments.deployment_resource_plan_change_error')
  expect((await console.ask(keyed(newKey()))).status).toBe(422)
  console.ece.script = json(200, { id: 'a' })
  expect((await console.ask(keyed(newKey(), restart))).status).toBe(200)
})

test('nothing is sent when the audit log cannot be written, and reads go on', async () => {
  await forbid(console.store, { table: 'audit', event: 'insert' })
  const key = newKey()
  const answer = await console.ask(keyed(key))
  expect([answer.status, codeOf(answer)]).toEqual([503, 'console.audit_unavailable'])
  expect(console.ece.seen).toHaveLength(0)
  expect(await stored(key)).toBeUndefined()
  expect((await console.ask({ path: '/bff/changes' })).status).toBe(200)
  await allow(console.store, 'audit')
  expect((await console.ask(keyed(key))).status).toBe(200)
})

test('an outcome that could not be put on record is unknown, and is settled when it can be', async () => {
  const key = newKey()
  console.ece.script = async (response, seen) => {
    await forbid(console.store, { table: 'audit', event: 'insert' })
    await json(200, { id: 'a' })(response, seen)
  }
  const answer = await console.ask(keyed(key))
  expect([answer.status, codeOf(answer)]).toEqual([502, 'console.outcome_unknown'])
  expect(await stored(key)).toMatchObject({ state: 'sending' })
  await allow(console.store, 'audit')
  console.ece.script = json(200, { id: 'a', name: 'n', resources: {} })
  await console.changes.tick()
  expect(await stored(key)).toMatchObject({ state: 'unknown' })
})

test('a process that slept while others settled its change sends nothing when it wakes up', async () => {
  const key = newKey()
  // between its intent and its sending another process takes it for dead
  await interfere(
    console.store,
    `update changes set state = 'not_sent', status = 503, answer = '{}' where id = new.id`,
  )
  const answer = await console.ask(keyed(key))
  expect([answer.status, codeOf(answer)]).toEqual([503, 'console.unavailable'])
  expect(console.ece.seen).toHaveLength(0)
  expect(await stored(key)).toMatchObject({ state: 'not_sent' })
})

test('a process that slept while it was sending does not overwrite what was found out', async () => {
  const key = newKey()
  console.ece.script = async (response, seen) => {
    await console.store
      .updateTable('changes')
      .set({ state: 'unknown', status: 502, answer: '{}' })
      .where('id', '=', key)
      .execute()
    await json(200, { id: 'a' })(response, seen)
  }
  const answer = await console.ask(keyed(key))
  expect([answer.status, codeOf(answer)]).toEqual([502, 'console.outcome_unknown'])
  expect(await stored(key)).toMatchObject({ state: 'unknown', status: 502 })
})

test('a deployment that changed is left alone, and the refusal says by whom', async () => {
  const started = '2026-01-01T02:13:55.000Z'
  const source = {
    facilitator: 'adminconsole',
    action: 'deployments.x\u202ey',
    user_id: 'b.miller',
  }
  const pending = { plan_attempt_id: 'attempt-2', attempt_start_time: started, source }
  const entry = { ref_id: 'main', id: 'b', info: { plan_info: { pending } } }
  console.ece.script = json(200, {
    id: 'a',
    name: 'n',
    metadata: { last_resource_plan_modified: started },
    resources: { elasticsearch: [entry], kibana: [] },
  })
  const key = newKey()
  const answer = await console.ask(
    keyed(key, restart, { 'x-seen-version': '2026-01-01T02:00:00.000Z' }),
  )
  expect([answer.status, codeOf(answer)]).toEqual([409, 'console.seen_version_changed'])
  expect(answer.json.errors[0].message).toContain(
    'the plan "deployments.x y" of b.miller on main, begun 2026-01-01 02:13:55 UTC, runs.',
  )
  await expect.poll(refusals).toEqual([['console.seen_version_changed', 'admin', key]])
})

test('a formula in a reason stays what it is', async () => {
  const key = newKey()
  const reason = '=HYPERLINK("http://x","y")'
  await console.ask(keyed(key, restore, { 'x-reason': encodeURIComponent(reason) }))
  const { json: change } = await console.ask({ path: `/bff/changes/${key}` })
  expect(change.reason).toBe(reason)
})
