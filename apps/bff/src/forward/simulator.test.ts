// The whole chain: a browser, the console with its real sessions, TLS with a private authority, the
// simulated ECE.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { operations, z, type DeploymentHit, type Operation } from '@ece/api-types'
import { createSimulator, type Simulator } from '@ece/simulator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from '../testing/browser.ts'
import { runConsole, type Running } from '../testing/run-console.ts'
import { createEce, type Ece } from './ece.ts'
import { maskSecrets } from './masking.ts'
import { newKey } from './test-console.ts'

const PASSWORD = 'canary-password-of-the-simulator'
const folder = mkdtempSync(join(tmpdir(), 'ece-chain-'))
let simulator: Simulator
let console: Running
let browser: Browser
let direct: Ece
let token: string

beforeAll(async () => {
  const caOut = join(folder, 'ca.pem')
  simulator = await createSimulator({ password: PASSWORD, tls: { port: 0, caOut } })
  console = await runConsole({ ECE_URL: simulator.tlsUrl, ECE_CA_FILE: caOut })
  browser = console.browser()
  await browser.signIn(PASSWORD)
  const [installation] = console.config.installations
  if (installation === undefined) throw new Error('one installation is configured')
  direct = createEce(installation)
  token = (
    await ask<{ token: string }>('POST', '/users/auth/_login', {
      username: 'admin',
      password: PASSWORD,
    })
  ).token
})
afterAll(async () => {
  direct.close()
  await console.stop()
  await simulator.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** What the same call answers without the console in between. */
async function ask<Body>(method: string, path: string, body?: unknown): Promise<Body> {
  const authorization = token === undefined ? undefined : `Bearer ${token}`
  const limits = { timeoutMs: 10_000, maxBytes: 2 ** 25, requestId: 'direct' }
  const answer = await direct.json({ method, path, body, authorization, ...limits })
  if (answer.status >= 300) throw new Error(`the simulator answered ${answer.status}`)
  // the test names what it expects
  return answer.body as Body
}

const started = async (): Promise<DeploymentHit> => {
  const { deployments } = await ask<{ deployments: DeploymentHit[] }>(
    'POST',
    '/deployments/_search',
    { size: 100 },
  )
  const found = deployments.find(
    ({ healthy, resources }) =>
      healthy &&
      resources.elasticsearch?.[0]?.info?.status === 'started' &&
      !resources.elasticsearch[0].info.plan_info?.pending,
  )
  if (found === undefined) throw new Error('the small fleet has healthy deployments')
  return found
}

/** Numbers such as memory pressure never repeat; times pass; cursors hold both. */
const withoutMeasurements = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (key, part: unknown) =>
    /pressure|used|_in_millis|time|timestamp|date|cursor/.test(key) ? undefined : part,
  )

test.each([
  ['listDeployments', 'GET', '/deployments'],
  ['searchDeployments', 'POST', '/deployments/_search'],
  ['getPlatform', 'GET', '/platform'],
  ['getAllocators', 'GET', '/platform/infrastructure/allocators'],
  ['getVersionStacks', 'GET', '/stack/versions'],
  ['getInstanceConfigurations', 'GET', '/platform/configuration/instances'],
  ['getDeploymentTemplatesV2', 'GET', '/deployments/templates?region=ece-region'],
] as const)(
  '%s arrives as ECE answers it, less what nobody asked for',
  async (name, method, path) => {
    const answer = await browser.ask({ method, path: `/api/default${path}` })
    expect(answer.status).toBe(200)
    const row: Operation = operations[name]
    const expected = z.parse(row.response, await ask(method, path))
    expect(withoutMeasurements(answer.json)).toEqual(withoutMeasurements(expected))
  },
)

test('a deployment arrives whole', async () => {
  const { id } = await started()
  const path = `/deployments/${id}?show_plans=true&show_settings=true&show_plan_history=true`
  const answer = await browser.get(`/api/default${path}`)
  expect(answer.status).toBe(200)
  const masked = await maskSecrets(Buffer.from(JSON.stringify(await ask('GET', path))))
  const expected: unknown = JSON.parse(masked.toString())
  expect(withoutMeasurements(answer.json)).toEqual(withoutMeasurements(expected))
})

test('a restart is accepted once, and a second one is refused while its plan runs', async () => {
  const { id, resources } = await started()
  const ref = resources.elasticsearch?.[0]?.ref_id ?? ''
  const path = `/api/default/deployments/${id}/elasticsearch/${ref}/_restart`
  const { metadata } = await ask<DeploymentHit>('GET', `/deployments/${id}`)
  const key = newKey()
  const headers = {
    'idempotency-key': key,
    'x-seen-version': metadata?.last_resource_plan_modified ?? '',
    'x-reason': 'stuck%20shards',
  }
  const clicks = [
    browser.ask({ method: 'POST', path, headers }),
    browser.ask({ method: 'POST', path, headers }),
  ]
  for (const { status, json } of await Promise.all(clicks))
    expect([status, json]).toEqual([202, {}])

  const stale = await browser.ask({
    method: 'POST',
    path,
    headers: { ...headers, 'idempotency-key': newKey() },
  })
  expect([stale.status, stale.json.errors[0].code]).toEqual([409, 'console.seen_version_changed'])
  const pending = await browser.ask({
    method: 'POST',
    path,
    headers: { 'idempotency-key': newKey() },
  })
  expect([pending.status, pending.json.errors[0].code]).toEqual([
    422,
    'deployments.deployment_resource_plan_change_error',
  ])
  expect(pending.headers['x-ece-change-state']).toBe('rejected')
  const { json: change } = await browser.get(`/bff/changes/${key}`)
  expect(change).toMatchObject({ state: 'accepted', reason: 'stuck shards', user_name: 'admin' })
  const restarts = simulator.requests.filter((one) => JSON.stringify(one).includes('_restart'))
  expect(restarts).toHaveLength(2)
})

test('a viewer changes nothing, and the console does not even ask', async () => {
  const viewer = console.browser()
  expect((await viewer.signIn(PASSWORD, 'viewer')).status).toBe(200)
  const { id } = await started()
  const before = simulator.requests.length
  const answer = await viewer.ask({
    method: 'POST',
    path: `/api/default/deployments/${id}/_shutdown`,
    headers: { 'idempotency-key': newKey() },
  })
  expect([answer.status, answer.json.errors[0].code]).toEqual([403, 'console.forbidden'])
  expect(simulator.requests).toHaveLength(before)
})

test('neither token nor password is in anything that came back or was logged', () => {
  const everything = [...browser.received, ...console.logged].join('\n')
  expect(everything.length).toBeGreaterThan(10_000)
  expect(everything).not.toContain(PASSWORD)
  expect(everything).not.toContain('eyJ')
})
