// What became of changes whose answer was lost, found out from a simulated ECE that does what it is told to do wrong.
import { operations } from '@ece/api-types'
import type { ChangeWithStory } from '@ece/api-types/bff'
import { createSimulator, type Simulator } from '@ece/simulator'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newKey, pathOf } from '../forward/test-console.ts'
import type { Browser } from '../testing/browser.ts'
import { runConsole, type Running } from '../testing/run-console.ts'

let simulator: Simulator
let console: Running
let admin: Browser
let manager: Browser
beforeAll(async () => {
  simulator = await createSimulator({ fleet: 60 })
  console = await runConsole({ ECE_URL: simulator.url }, {}, { settleMs: 200 })
  admin = console.browser()
  manager = console.browser()
  await admin.signIn(simulator.password)
  await manager.signIn(simulator.password, 'manager')
})
afterAll(async () => {
  await console.stop()
  await simulator.stop()
})
beforeEach(() => simulator.faults.clear())

const used = new Set<string>()
/** A deployment that nothing runs on and that no other test has touched. */
function fresh() {
  for (const deployment of simulator.world.deployments.values()) {
    const found = deployment.resources.find(({ kind }) => kind === 'elasticsearch')
    const isQuiet = deployment.resources.every(
      ({ pending, status, plan_healthy: healthy }) => !pending && status === 'started' && healthy,
    )
    if (!found || !isQuiet || used.has(deployment.id)) continue
    used.add(deployment.id)
    const params = { deployment_id: deployment.id, ref_id: found.ref_id }
    return { params, id: found.id, resource: found }
  }
  throw new Error('the fleet is too small')
}

const restart = operations.restartDeploymentEsResource
const send = (browser: Browser, path: string, key: string, more: object = {}, method = 'POST') =>
  browser.ask({
    method,
    path: `/api/default${path}`,
    ...(method === 'POST' && 'body' in more ? { body: more.body } : {}),
    headers: { 'idempotency-key': key },
  })
/** What `admin` does past the console. */
async function askEce(path: string) {
  const login = await fetch(`${simulator.url}/api/v1/users/auth/_login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password: simulator.password }),
  })
  const { token } = (await login.json()) as { token: string }
  return fetch(`${simulator.url}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  })
}
const storyOf = async (key: string) =>
  (await admin.get(`/bff/changes/${key}`)).json as ChangeWithStory

/** Looks until it is concluded; every look is one of the clock's. */
async function settle(key: string): Promise<ChangeWithStory> {
  await expect
    .poll(
      async () => {
        await console.tick()
        return (await storyOf(key)).concluded
      },
      { timeout: 10_000 },
    )
    .toBe(true)
  return storyOf(key)
}
const restarts = (path: string) =>
  simulator.requests.filter(({ method, path: asked }) => method === 'POST' && asked.includes(path))

test('Kibana alone is shut down or restored and the answer lost: it is found on Kibana, not on its Elasticsearch', async () => {
  const off = operations.shutdownDeploymentStatelessResource
  const on = operations.restoreDeploymentResource
  for (const row of [off, on]) {
    const { params } = fresh()
    const { resources = [] } = simulator.world.deployments.get(params.deployment_id) ?? {}
    const kibana = resources.find(({ kind }) => kind === 'kibana')
    if (kibana === undefined) throw new Error('it has no Kibana')
    const { ref_id } = kibana
    const of = { ...params, ref_id, resource_kind: 'kibana', stateless_resource_kind: 'kibana' }
    if (row === on) {
      // past this console, so that nothing of ours was there before
      expect((await askEce(pathOf(off, of))).status).toBe(200)
      simulator.clock.advance(120_000)
    }
    simulator.faults.order({ operation_id: row.id, cut: 'before_status', executes: true })
    const key = newKey()
    await send(manager, pathOf(row, of), key)
    const change = await settle(key)
    expect([row.id, change.state]).toEqual([row.id, 'found'])
    expect(change.plan_attempt_id).toBe(kibana.pending?.attempt.id)
    expect(change.evidence).toContain(`of manager on ${ref_id}`)
  }
})

test('ECE did it and the answer was cut: it is found, with the attempt that proves it', async () => {
  const target = fresh()
  const path = pathOf(restart, target.params)
  const key = newKey()
  simulator.faults.order({ operation_id: restart.id, cut: 'before_status', executes: true })
  const answer = await send(manager, path, key)
  expect([answer.status, answer.headers['x-ece-change-state']]).toEqual([502, 'unknown'])
  const change = await settle(key)
  expect(change.state).toBe('found')
  expect(change.plan_attempt_id).toBe(target.resource.pending?.attempt.id)
  expect(change.evidence).toContain('plan attempt of manager')
  expect(change.story.map(({ event }) => event)).toEqual(['intent', 'sending', 'unknown', 'found'])
  const again = await send(manager, path, key)
  expect([again.status, again.headers['x-ece-change-state']]).toEqual([200, 'found'])
  expect(restarts(path)).toHaveLength(1)
})

test('ECE never did it: no trace after good reads, and it can be done again with a new key', async () => {
  const target = fresh()
  const path = pathOf(restart, target.params)
  const key = newKey()
  simulator.faults.order({ operation_id: restart.id, cut: 'before_status', executes: false })
  await send(manager, path, key)
  const change = await settle(key)
  expect(change.state).toBe('no_trace')
  expect(change.evidence).toMatch(
    /^ECE was read well for \d+ s\. ECE has no plan attempt of manager/,
  )
  expect(restarts(path)).toHaveLength(1)
  expect((await send(manager, path, newKey())).status).toBe(202)
})

test('ECE does it late, while the console looks: it is found', async () => {
  const path = pathOf(restart, fresh().params)
  const key = newKey()
  simulator.faults.order({ operation_id: restart.id, apply_after_ms: 100 })
  const answer = await send(manager, path, key)
  expect(answer.headers['x-ece-change-state']).toBe('unknown')
  expect((await settle(key)).state).toBe('found')
})

test('a restart of somebody else at the same time is no proof: it stays unknown, and says so', async () => {
  const target = fresh()
  const path = pathOf(restart, target.params)
  const key = newKey()
  simulator.faults.order({ operation_id: restart.id, cut: 'before_status', executes: false })
  await send(manager, path, key)
  const behind = await askEce(path)
  expect(behind.status).toBe(202)
  const change = await settle(key)
  expect([change.state, change.concluded]).toEqual(['unknown', true])
  expect(change.evidence).toMatch(/no plan attempt that is certainly of manager.*of admin/)
})

test('an attempt that was there before is never taken for the one that was lost', async () => {
  const target = fresh()
  const path = pathOf(restart, target.params)
  expect((await send(manager, path, newKey())).status).toBe(202)
  simulator.clock.advance(10 * 60 * 1000)
  await expect
    .poll(async () => {
      const answer = await admin.get(`/api/default/deployments/${target.params.deployment_id}`)
      return answer.text.includes('"pending":{')
    })
    .toBe(false)
  const key = newKey()
  simulator.faults.order({ operation_id: restart.id, cut: 'before_status', executes: false })
  await send(manager, path, key)
  const change = await settle(key)
  expect(change.state).not.toBe('found')
})

test('while ECE cannot be read nothing is concluded, and the target waits', async () => {
  const path = pathOf(restart, fresh().params)
  const key = newKey()
  simulator.faults.order({ operation_id: restart.id, cut: 'before_status', executes: true })
  simulator.faults.order({ operation_id: 'get-deployment', status: 503, times: 30 })
  await send(manager, path, key)
  for (let i = 0; i < 3; i++) await console.tick()
  const change = await storyOf(key)
  expect([change.state, change.concluded]).toEqual(['unknown', undefined])
  expect(change.evidence).toContain('cannot be read')
  const busy = await send(admin, path, newKey())
  expect([busy.status, busy.json.errors[0].code]).toEqual([409, 'console.target_busy'])
  expect(busy.json.errors[0].message).toMatch(
    /^manager sent "Restart Elasticsearch" on the same target at .* UTC/,
  )
  expect(busy.json.errors[0].fields).toEqual([`/bff/changes/${key}`])
  simulator.faults.clear()
  expect((await settle(key)).state).toBe('found')
})

test('a comment proves itself by its text', async () => {
  const { id } = fresh()
  const path = pathOf(operations.createComment, { resource_id: id })
  const [written, lost] = [newKey(), newKey()]
  const create = operations.createComment.id
  simulator.faults.order({ operation_id: create, cut: 'before_status', executes: true })
  await send(manager, path, written, { body: { message: 'looks fine' } })
  simulator.faults.order({ operation_id: create, cut: 'before_status', executes: false })
  await send(manager, path, lost, { body: { message: 'looks bad' } })
  expect((await settle(written)).state).toBe('found')
  const change = await settle(lost)
  expect(change.state).toBe('no_trace')
  expect(change.evidence).toContain('no comment of manager with this text')
})

test('maintenance mode that is on proves nothing, and off means that there is no trace', async () => {
  const start = operations.startDeploymentResourceInstancesAllMaintenanceMode
  const expected = [
    [true, 'unknown', /keeps no trace of who did it/],
    [false, 'no_trace', /Not in maintenance mode/],
  ] as const
  for (const [executes, state, evidence] of expected) {
    const key = newKey()
    simulator.faults.order({ operation_id: start.id, cut: 'before_status', executes })
    const path = pathOf(start, { ...fresh().params, resource_kind: 'elasticsearch' })
    expect((await send(manager, path, key)).status).toBe(502)
    const change = await settle(key)
    expect([change.state, change.evidence]).toEqual([state, expect.stringMatching(evidence)])
  }
})

test('nobody signed in who could look: it waits, says for whom, and goes on after the sign-in', async () => {
  const path = pathOf(restart, fresh().params)
  const key = newKey()
  simulator.faults.order({ operation_id: restart.id, cut: 'before_status', executes: true })
  await send(manager, path, key)
  await manager.signOut()
  await console.tick()
  expect(await storyOf(key)).toMatchObject({
    state: 'unknown',
    evidence: 'Waits for manager to sign in, to look with their eyes.',
  })
  await manager.signIn(simulator.password, 'manager')
  expect((await settle(key)).state).toBe('found')
})

test('a clock of ours that jumped between sending and looking finds the attempt all the same', async () => {
  const target = fresh()
  const path = pathOf(restart, target.params)
  const key = newKey()
  const { json } = await manager.get(`/api/default/deployments/${target.params.deployment_id}`)
  simulator.faults.order({ operation_id: restart.id, cut: 'before_status', executes: true })
  // more than the time within which an attempt is taken for ours
  console.ahead = 8 * 60 * 1000
  await manager.ask({
    method: 'POST',
    path: `/api/default${path}`,
    headers: {
      'idempotency-key': key,
      'x-seen-version': String(json.metadata.last_resource_plan_modified),
    },
  })
  console.ahead = 0
  expect((await settle(key)).state).toBe('found')
})
