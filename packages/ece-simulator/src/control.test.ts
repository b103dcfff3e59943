import { expect, test } from 'vitest'
import type { SimulatorOptions } from './simulator.ts'
import { call, codeOf, pick, signIn, startSimulator } from './stranger.ts'

async function start(options: SimulatorOptions = {}) {
  const simulator = await startSimulator({ controlPort: 0, ...options })
  const order = async (method: string, path: string, body?: unknown, type = 'application/json') => {
    const response = await fetch(`${String(simulator.controlUrl)}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(method === 'POST' ? { headers: { 'content-type': type } } : {}),
    })
    const parsed: unknown = await response.json()
    return { status: response.status, body: parsed }
  }
  return { simulator, order }
}

test('the control port is off unless it is asked for, and no path of the API leads to it', async () => {
  const plain = await startSimulator()
  expect(plain.controlUrl).toBeUndefined()
  const { simulator } = await start()
  expect((await call(simulator.url, 'GET /api/v1/clock')).status).toBe(404)
  expect((await fetch(`${simulator.url}/clock`)).status).toBe(404)
})

test('the clock can be moved ahead and not back', async () => {
  const { simulator, order } = await start({ tokenLife: 60 })
  const admin = await signIn(simulator, 'admin')
  const moved = await order('POST', '/clock', { advance_ms: 61_000 })
  expect(Date.parse(String(pick(moved.body, 'now'))) - Date.now()).toBeGreaterThan(60_000)
  expect((await admin.call('GET /user')).status).toBe(401)
  // clients tell a token's life from this header
  const { headers } = await fetch(`${simulator.url}/api/v1/users/auth/methods`)
  expect(Date.parse(headers.get('date') ?? '') - Date.now()).toBeGreaterThan(55_000)
  expect((await order('POST', '/clock', { advance_ms: -1 })).status).toBe(400)
})

test('a fault ordered from outside hits the next call', async () => {
  const { simulator, order } = await start()
  const ordered = await order('POST', '/faults', { operation_id: 'methods', status: 500 })
  expect(pick(ordered.body, 'faults', 0, 'times')).toBe(1)
  expect((await call(simulator.url, 'GET /users/auth/methods')).status).toBe(500)
  expect((await order('GET', '/faults')).body).toEqual({ faults: [] })
  await order('POST', '/faults', { operation_id: '*', status: 500, times: 9 })
  await order('DELETE', '/faults')
  expect((await call(simulator.url, 'GET /users/auth/methods')).status).toBe(200)
})

test('an order that could never hit anything is refused with what is wrong', async () => {
  const { order } = await start()
  const bad: readonly (readonly [unknown, string])[] = [
    [{ operation_id: 'getDeployment', status: 500 }, 'operation_id'],
    [{ operation_id: 'methods', status: 99 }, 'status'],
    [{ operation_id: 'methods', cut: 'somewhere' }, 'cut'],
    [{ operation_id: 'methods', delay: 5 }, 'delay'],
    [undefined, 'the whole body'],
  ]
  for (const [body, named] of bad) {
    const refused = await order('POST', '/faults', body)
    expect(refused.status).toBe(400)
    expect(pick(refused.body, 'errors', 0, 'code')).toBe('simulator.bad_control_request')
    expect(JSON.stringify(refused.body)).toContain(named)
  }
})

test('the tokens of one user can be revoked', async () => {
  const { simulator, order } = await start()
  const [admin, again, viewer] = [
    await signIn(simulator, 'admin'),
    await signIn(simulator, 'admin'),
    await signIn(simulator, 'viewer'),
  ]
  expect((await order('POST', '/tokens/revoke', { user_name: 'admin' })).body).toEqual({
    revoked: 2,
  })
  expect(codeOf(await admin.call('GET /user'))).toBe('root.unauthorized')
  expect((await again.call('POST /users/auth/_refresh')).status).toBe(401)
  expect((await viewer.call('GET /user')).status).toBe(200)
})

test('what arrived can be read and forgotten', async () => {
  const { simulator, order } = await start()
  await call(simulator.url, 'GET /users/auth/methods')
  const { body } = await order('GET', '/requests')
  expect(pick(body, 'requests')).toEqual([
    expect.objectContaining({ operation_id: 'methods', status: 200 }),
  ])
  await order('DELETE', '/requests')
  expect((await order('GET', '/requests')).body).toEqual({ requests: [] })
})

test('a deployment can vanish under its operator', async () => {
  const { simulator, order } = await start()
  const admin = await signIn(simulator, 'admin')
  const list = await admin.call('GET /deployments')
  const id = String(pick(list.body, 'deployments', 0, 'id'))
  expect((await order('POST', '/world', { forget_deployment: id })).status).toBe(200)
  const gone = await admin.call(`GET /deployments/${id}`)
  expect([gone.status, codeOf(gone)]).toEqual([404, 'deployments.deployment_not_found'])
  expect((await admin.call('GET /deployments')).text).not.toContain(id)
  expect((await order('POST', '/world', { forget_deployment: id })).status).toBe(404)
})

test('a page in a browser cannot order anything', async () => {
  const { order } = await start()
  const refused = await order('POST', '/clock', { advance_ms: 5 }, 'text/plain')
  expect(refused.status).toBe(400)
  expect((await order('GET', '/nothing')).status).toBe(404)
})
