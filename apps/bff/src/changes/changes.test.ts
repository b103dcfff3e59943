import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { operations } from '@ece/api-types'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { json, refusal, type Script } from '../forward/test-ece.ts'
import {
  newKey,
  pathOf,
  RENEWED,
  startTestConsole,
  TOKEN,
  validAsk,
  type TestConsole,
  type TestConsoleOptions,
} from '../forward/test-console.ts'
import { allow, forbid } from '../testing/forbid.ts'

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

const restart = operations.restartDeploymentEsResource
const restore = operations.restoreDeployment
const keyed = (key: string, more: Record<string, string> = {}) =>
  validAsk(restore, { headers: { 'idempotency-key': key, ...more } })
/** The same on a deployment of the key's own, so that it waits for nobody. */
const apart = (key: string) => {
  const params = { deployment_id: key.replaceAll('-', '') }
  return { ...keyed(key), path: `/api/default${pathOf(restore, params)}` }
}
const recorded = async (key: string, of = console) =>
  of.store.selectFrom('changes').selectAll().where('id', '=', key).executeTakeFirst()
const codeOf = ({ json: body }: { json: { errors: { code: string }[] } }) => body.errors[0]?.code

/** As long after the end of a process as others on its database wait for a sign of life. */
const seemDead = ({ store }: TestConsole) => store.deleteFrom('turns').execute()

/** Holds the answer to a change until the test gives it. */
function hold(of = console) {
  const held: ServerResponse[] = []
  of.ece.script = (response) => void held.push(response)
  return held
}

test('the intent and then the sending are on disk before ECE hears of it, the outcome before the browser', async () => {
  const key = newKey()
  let stateAtEce: string | undefined
  console.ece.script = async (response, seen) => {
    stateAtEce = (await recorded(key))?.state
    await json(200, { id: 'a' })(response, seen)
  }
  const answer = await console.ask(
    keyed(key, { 'x-reason': encodeURIComponent('Störung #7 – restore') }),
  )
  expect(stateAtEce).toBe('sending')
  expect(answer.headers['x-ece-change-state']).toBe('accepted')
  expect(await recorded(key)).toMatchObject({
    state: 'accepted',
    installation: 'default',
    user_name: 'admin',
    session_key: 'session-of-admin',
    operation: 'restoreDeployment',
    method: 'POST',
    path: pathOf(restore),
    reason: 'Störung #7 – restore',
    status: 200,
    answer: '{"id":"a"}',
  })
})

test('a double click sends once, and both clicks get the answer', async () => {
  const key = newKey()
  const held = hold()
  const before = console.asked
  const clicks = [
    console.ask(keyed(key)),
    console.ask(keyed(key)),
    console.ask(keyed(key.toUpperCase())),
  ]
  await expect.poll(() => [console.asked - before, held.length]).toEqual([3, 1])
  for (const response of held) {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"a"}')
  }
  const answers = await Promise.all(clicks)
  for (const { status, text } of answers) expect([status, text]).toEqual([200, '{"id":"a"}'])
  expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(
    2,
  )
  expect(console.ece.seen).toHaveLength(1)
})

test('the same key answers with what is stored, whatever it was', async () => {
  const scripts: [Script, number, string][] = [
    [json(200, { id: 'a' }), 200, 'accepted'],
    [refusal(422, 'deployments.deployment_resource_plan_change_error'), 422, 'rejected'],
    [refusal(500), 502, 'unknown'],
    [(response) => void response.destroy(), 502, 'unknown'],
  ]
  for (const [script, status, state] of scripts) {
    const key = newKey()
    console.ece.seen.length = 0
    await console.freeTargets()
    console.ece.script = script
    const first = await console.ask(keyed(key))
    console.ece.script = json(200, { id: 'another' })
    const again = await console.ask(keyed(key))
    expect([first.status, first.headers['x-ece-change-state']]).toEqual([status, state])
    expect([again.status, again.text]).toEqual([first.status, first.text])
    expect(again.headers).toMatchObject({
      'idempotency-replayed': 'true',
      'x-ece-change-state': state,
    })
    expect(first.headers).not.toHaveProperty('idempotency-replayed')
    expect(console.ece.seen).toHaveLength(1)
  }
})

test('the key of a change under way names no other one', async () => {
  const key = newKey()
  const held = hold()
  const first = console.ask(keyed(key))
  await expect.poll(() => held.length).toBe(1)
  const other = await console.ask(keyed(key), 'manager')
  expect([other.status, codeOf(other)]).toEqual([422, 'console.idempotency_key_reused'])
  held[0]?.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"a"}')
  expect((await first).status).toBe(200)
})

test('a change that another process is sending is in progress, and is not sent again', async () => {
  const key = newKey()
  await console.ask(keyed(key))
  await console.store
    .updateTable('changes')
    .set({ state: 'sending', status: null })
    .where('id', '=', key)
    .execute()
  const answer = await console.ask(keyed(key))
  expect([answer.status, codeOf(answer)]).toEqual([409, 'console.change_in_progress'])
  expect(console.ece.seen).toHaveLength(1)
})

test('a refused connection is not sent, and says so', async () => {
  const lost = await start({ eceUrl: 'http://127.0.0.1:9' })
  const key = newKey()
  const answer = await lost.ask(keyed(key))
  expect([answer.status, codeOf(answer)]).toEqual([502, 'console.ece_unreachable'])
  expect(answer.json.errors[0].message).toMatch(/refuses connections.*Nothing was sent\.$/)
  expect(await recorded(key, lost)).toMatchObject({ state: 'not_sent', status: 502 })
})

test('every change has a connection of its own, and is sent once even when it is cut', async () => {
  await console.ask(validAsk(operations.getCurrentUser))
  const before = console.ece.connections
  console.ece.script = (response) => void response.destroy()
  for (let i = 0; i < 5; i++) {
    await console.ask(keyed(newKey()))
    await console.freeTargets()
  }
  expect(console.ece.connections - before).toBe(5)
  expect(console.ece.seen.filter(({ method }) => method === 'POST')).toHaveLength(5)
})

test('a browser that hangs up does not stop a change, and its outcome is recorded', async () => {
  const key = newKey()
  const held = hold()
  const impatient = new AbortController()
  const click = console.ask({ ...keyed(key), signal: impatient.signal })
  click.catch(() => undefined)
  await expect.poll(() => held.length).toBe(1)
  impatient.abort()
  await expect(click).rejects.toMatchObject({ name: 'AbortError' })
  await expect.poll(() => console.logged.some((line) => line.includes('"aborted":true'))).toBe(true)
  held[0]?.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"a"}')
  await console.changes.settled()
  expect(await recorded(key)).toMatchObject({ state: 'accepted', answer: '{"id":"a"}' })
  const answer = await console.ask(keyed(key))
  expect([answer.status, answer.headers['idempotency-replayed']]).toEqual([200, 'true'])
})

test('nothing is sent when the intent cannot be recorded', async () => {
  await console.store.schema.alterTable('changes').renameTo('gone').execute()
  const answer = await console.ask(keyed(newKey()))
  expect([answer.status, codeOf(answer)]).toEqual([503, 'console.unavailable'])
  expect(answer.json.errors[0].message).toContain('nothing was sent to ECE')
  expect(console.ece.seen).toHaveLength(0)
  await console.store.schema.alterTable('gone').renameTo('changes').execute()
  expect((await console.ask(keyed(newKey()))).status).toBe(200)
})

/** The database refuses one move, as a full disk would. */
const forbidMove = (state: string, of = console) =>
  forbid(of.store, { table: 'changes', event: 'update', when: `new.state = '${state}'` })

test('nothing is sent when it cannot be recorded that it is being sent', async () => {
  const key = newKey()
  await forbidMove('sending')
  const answer = await console.ask(keyed(key))
  expect([answer.status, codeOf(answer)]).toEqual([503, 'console.unavailable'])
  expect(console.ece.seen).toHaveLength(0)
  expect(await recorded(key)).toMatchObject({ state: 'not_sent' })
})

test('an outcome that cannot be recorded is unknown', async () => {
  const key = newKey()
  console.ece.script = async (response, seen) => {
    await console.store.schema.alterTable('changes').renameTo('gone').execute()
    await json(200, { id: 'a' })(response, seen)
  }
  const answer = await console.ask(keyed(key))
  expect([answer.status, codeOf(answer)]).toEqual([502, 'console.outcome_unknown'])
  expect(answer.json.errors[0].message).toContain('could not be recorded')
  await console.store.schema.alterTable('gone').renameTo('changes').execute()
  const again = await console.ask(keyed(key))
  expect([again.status, codeOf(again)]).toEqual([409, 'console.change_in_progress'])
})

test('after a crash, what was sending is unknown and what was not is not sent', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'ece-crash-'))
  try {
    const [intent, sending] = [newKey(), newKey()]
    const crashed = await startTestConsole({ dataDir, script: json(200, { id: 'a' }) })
    for (const key of [intent, sending]) await crashed.ask(apart(key))
    const leave = (id: string, state: string) =>
      crashed.store
        .updateTable('changes')
        .set({ state, status: null, answer: null })
        .where('id', '=', id)
        .execute()
    await leave(intent, 'intent')
    await leave(sending, 'sending')
    await seemDead(crashed)
    await crashed.stop()

    const next = await start({ dataDir })
    const first = await next.ask(apart(intent))
    expect([first.status, first.headers['x-ece-change-state']]).toEqual([503, 'not_sent'])
    expect(first.json.errors[0].message).toContain('Nothing was sent; you can do it again.')
    const second = await next.ask(apart(sending))
    expect([second.status, codeOf(second)]).toEqual([502, 'console.outcome_unknown'])
    expect(second.headers['x-ece-change-state']).toBe('unknown')
    expect(second.json.errors[0].message).toMatch(
      /The console ended while it was being sent.*look at the activity/,
    )
    expect(next.ece.seen).toHaveLength(0)
  } finally {
    for (const one of running.splice(1)) await one.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
})

test('no change is sent before what a crash left open is settled', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'ece-crash-'))
  try {
    const key = newKey()
    const crashed = await startTestConsole({ dataDir, script: json(200, { id: 'a' }) })
    await crashed.ask(keyed(key))
    await crashed.store.updateTable('changes').set({ state: 'sending', status: null }).execute()
    await forbidMove('unknown', crashed)
    await seemDead(crashed)
    await crashed.stop()

    const next = await start({ dataDir })
    const early = await next.ask(keyed(newKey()))
    expect([early.status, codeOf(early)]).toEqual([503, 'console.unavailable'])
    expect(next.ece.seen).toHaveLength(0)
    await allow(next.store, 'changes')
    expect((await next.ask(apart(newKey()))).status).toBe(200)
    expect(await recorded(key, next)).toMatchObject({ state: 'unknown' })
  } finally {
    for (const one of running.splice(1)) await one.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
})

test('a token that ended meanwhile is renewed once, and the change sent again: ECE had refused it', async () => {
  console.ece.script = (response, seen) =>
    (seen.headers.authorization === RENEWED
      ? json(200, { id: 'a' })
      : refusal(401, 'root.unauthorized'))(response, seen)
  const answer = await console.ask(keyed(newKey()))
  expect([answer.status, answer.headers['x-ece-change-state']]).toEqual([200, 'accepted'])
  expect(console.ece.seen.map(({ headers }) => headers.authorization)).toEqual([TOKEN, RENEWED])
})

test('a change refused with a dead credential goes on with the same key after signing in again', async () => {
  const key = newKey()
  console.renewed = undefined
  console.ece.script = refusal(401, 'root.unauthorized')
  const dead = await console.ask(keyed(key))
  expect([dead.status, codeOf(dead), console.ended]).toEqual([401, 'console.session_expired', 1])
  expect(await recorded(key)).toMatchObject({ state: 'rejected' })

  console.ece.script = json(200, { id: 'a' })
  const again = await console.ask(keyed(key))
  expect([again.status, again.headers['idempotency-replayed']]).toEqual([200, undefined])
  expect(await recorded(key)).toMatchObject({ state: 'accepted', status: 200 })
})

const SEEN = '2025-05-09T07:44:58.915Z'
const deploymentWith = (pending?: string) => ({
  id: 'a',
  name: 'n',
  metadata: { last_resource_plan_modified: SEEN },
  resources: {
    elasticsearch: [
      {
        ref_id: 'main',
        id: 'b',
        info: { plan_info: pending ? { pending: { plan_attempt_id: pending } } : {} },
      },
    ],
    kibana: [],
  },
})

test('a deployment that changed since it was looked at is left alone', async () => {
  const key = newKey()
  console.ece.script = (response, seen) =>
    json(200, seen.method === 'GET' ? deploymentWith('attempt-2') : {})(response, seen)
  const answer = await console.ask(
    validAsk(restart, { headers: { 'idempotency-key': key, 'x-seen-version': SEEN } }),
  )
  expect([answer.status, codeOf(answer)]).toEqual([409, 'console.seen_version_changed'])
  expect(console.ece.seen.map(({ method }) => method)).toEqual(['GET'])
  expect(await recorded(key)).toBeUndefined()

  const looked = { 'idempotency-key': key, 'x-seen-version': `${SEEN}+attempt-2` }
  const again = await console.ask(validAsk(restart, { headers: looked }))
  expect([again.status, again.headers['x-ece-change-state']]).toEqual([200, 'accepted'])
  // what became of it does not depend on how the deployment looks by now
  console.ece.script = json(200, deploymentWith('attempt-3'))
  const replayed = await console.ask(validAsk(restart, { headers: looked }))
  expect([replayed.status, replayed.headers['idempotency-replayed']]).toEqual([200, 'true'])
})

test('a deployment that is gone is told in the words of ECE, and nothing is sent', async () => {
  console.ece.script = refusal(404, 'deployments.deployment_not_found')
  const answer = await console.ask(validAsk(restart, { headers: { 'x-seen-version': SEEN } }))
  expect([answer.status, codeOf(answer)]).toEqual([404, 'deployments.deployment_not_found'])
  expect(console.ece.seen.map(({ method }) => method)).toEqual(['GET'])
})

test('a hundred clicks on ten keys make ten calls', async () => {
  console.ece.script = async (response, seen) => {
    // answers in another order than asked
    await once(setImmediateTimes(Math.ceil(Math.random() * 20)), 'done')
    await json(200, { id: 'a' })(response, seen)
  }
  const keys = Array.from({ length: 10 }, newKey)
  const clicks = Array.from({ length: 60 }, (_, i) => console.ask(apart(keys[i % 10] ?? '')))
  for (const answer of await Promise.all(clicks)) expect(answer.status).toBe(200)
  expect(console.ece.seen).toHaveLength(10)
})

function setImmediateTimes(times: number): EventTarget {
  const target = new EventTarget()
  const turn = (left: number) => {
    setImmediate(() => (left > 0 ? turn(left - 1) : target.dispatchEvent(new Event('done'))))
  }
  turn(times)
  return target
}
