import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFaults, SENTINELS, sentinelOf } from './faults.ts'
import { call, codeOf, pick, signIn, startSimulator } from './stranger.ts'

test('an ordered answer comes as often as ordered, and ECE does not do the work', async () => {
  const simulator = await startSimulator()
  const { url, password, faults } = simulator
  faults.order({ operation_id: 'login', status: 503, times: 2 })
  const login = () =>
    call(url, 'POST /users/auth/_login', { body: { username: 'admin', password } })
  expect(codeOf(await login())).toBe('simulator.fault')
  expect((await call(url, 'GET /users/auth/methods')).status).toBe(200)
  expect((await login()).status).toBe(503)
  expect((await login()).status).toBe(200)
  expect(simulator.accounts.tokens.revoke('admin')).toBe(1)
})

test('a load balancer can answer HTML in the place of ECE', async () => {
  const simulator = await startSimulator()
  simulator.faults.order({
    operation_id: '*',
    status: 502,
    body: '<html>Bad Gateway</html>',
    content_type: 'text/html',
    headers: { 'retry-after': '7' },
  })
  const heard = await call(simulator.url, 'GET /users/auth/methods')
  expect([heard.status, heard.text]).toEqual([502, '<html>Bad Gateway</html>'])
  expect(heard.headers.get('content-type')).toBe('text/html')
  expect(heard.headers.get('retry-after')).toBe('7')
})

test.each(['before_status', 'after_status', 'mid_body'] as const)(
  'an answer cut %s is an error to the caller although the work was done',
  async (cut) => {
    const simulator = await startSimulator()
    const { url, password, faults } = simulator
    faults.order({ operation_id: 'login', cut })
    const response = fetch(`${url}/api/v1/users/auth/_login`, {
      method: 'POST',
      body: JSON.stringify({ username: 'admin', password }),
    })
    if (cut === 'before_status') {
      await expect(response).rejects.toThrow('fetch failed')
    } else {
      const heard = await response
      expect(heard.status).toBe(200)
      await expect(heard.text()).rejects.toThrow('terminated')
    }
    expect(simulator.accounts.tokens.revoke('admin')).toBe(1)
    expect(simulator.requests[0]).toMatchObject({ cut })
    expect(simulator.requests[0]?.aborted).toBeUndefined()
  },
)

test('a cut can also happen before the work', async () => {
  const simulator = await startSimulator()
  const { url, password, faults } = simulator
  faults.order({ operation_id: 'login', cut: 'before_status', executes: false })
  const body = { username: 'admin', password }
  await expect(call(url, 'POST /users/auth/_login', { body })).rejects.toThrow('fetch failed')
  expect(simulator.accounts.tokens.revoke('admin')).toBe(0)
})

test('a change can come true long after its connection broke, and the truth log says when', async () => {
  const simulator = await startSimulator({ controlPort: 0 })
  const { url, password, faults } = simulator
  faults.order({ operation_id: 'login', path_includes: '/auth/_login', apply_after_ms: 50 })
  faults.order({ operation_id: 'login', path_includes: '/elsewhere', status: 500 })
  const body = { username: 'admin', password }
  await expect(call(url, 'POST /users/auth/_login', { body })).rejects.toThrow('fetch failed')
  const readTruth = async () => {
    const response = await fetch(`${String(simulator.controlUrl)}/truth`)
    return pick(await response.json(), 'requests', 0)
  }
  expect(await readTruth()).not.toHaveProperty('effect_at')
  await expect.poll(readTruth).toMatchObject({
    operation_id: 'login',
    cut: 'before_status',
    body_sha256: createHash('sha256').update(JSON.stringify(body)).digest('hex'),
    effect_at: expect.any(Number),
  })
  expect(simulator.accounts.tokens.revoke('admin')).toBe(1)
  expect((await call(url, 'POST /users/auth/_login', { body })).status).toBe(200)
})

test('what ECE refused had no effect', async () => {
  const { url, requests } = await startSimulator()
  await call(url, 'POST /users/auth/_login', { body: { username: 'admin', password: 'wrong' } })
  expect(requests[0]).toMatchObject({ method: 'POST', status: 401 })
  expect(requests[0]).not.toHaveProperty('effect_at')
})

test('half a body really arrives', async () => {
  const simulator = await startSimulator()
  simulator.faults.order({ operation_id: 'methods', body: 'x'.repeat(1000), cut: 'mid_body' })
  const response = await fetch(`${simulator.url}/api/v1/users/auth/methods`)
  let arrived = 0
  const read = async () => {
    for await (const chunk of response.body ?? []) arrived += chunk.length
  }
  await expect(read()).rejects.toThrow('terminated')
  expect(arrived).toBe(500)
})

test('a caller that hangs up while it waits is noticed', async () => {
  const simulator = await startSimulator()
  const admin = await signIn(simulator, 'admin')
  simulator.faults.order({ operation_id: 'get-current-user', delay_ms: 60_000 })
  const abort = new AbortController()
  const waiting = fetch(`${simulator.url}/api/v1/user`, {
    headers: { authorization: admin.authorization },
    signal: abort.signal,
  })
  await expect.poll(() => simulator.requests.at(-1)?.operation_id).toBe('get-current-user')
  abort.abort()
  await expect(waiting).rejects.toThrow('aborted')
  await expect.poll(() => simulator.requests.at(-1)?.aborted).toBe(true)
})

test('a delayed answer is the answer of the moment the work was done', async () => {
  const simulator = await startSimulator()
  const admin = await signIn(simulator, 'admin')
  simulator.faults.order({ operation_id: 'get-current-user', delay_ms: 50 })
  const before = performance.now()
  const heard = await admin.call('GET /user')
  expect(heard.status).toBe(200)
  expect(performance.now() - before).toBeGreaterThanOrEqual(45)
})

test('all chaos and every call fails or is late', async () => {
  const { url } = await startSimulator({ chaos: 100 })
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, () =>
      fetch(`${url}/api/v1/users/auth/methods`, { signal: AbortSignal.timeout(300) }).then((r) =>
        r.ok ? r.text() : Promise.reject(new Error(String(r.status))),
      ),
    ),
  )
  expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true)
})

test('orders are served oldest first and never more often than ordered', () => {
  const id = fc.constantFrom('login', 'logout', '*')
  const order = fc.record({ operation_id: id, times: fc.integer({ min: 1, max: 4 }) })
  fc.assert(
    fc.property(fc.array(order), fc.array(fc.constantFrom('login', 'logout')), (orders, calls) => {
      const faults = createFaults()
      for (const each of orders) faults.order(each)
      const left = orders.map(({ times }) => times)
      for (const called of calls) {
        const expected = orders.findIndex(
          ({ operation_id }, i) =>
            (left[i] ?? 0) > 0 && (operation_id === '*' || operation_id === called),
        )
        expect(faults.take(called, '')).toBe(orders[expected])
        if (expected >= 0) left[expected] = (left[expected] ?? 0) - 1
      }
    }),
  )
})

test('a sentinel is known by its exact name only', () => {
  for (const name of Object.keys(SENTINELS)) expect(sentinelOf(name)).toBe(name)
  for (const name of ['', 'fails-to-restart ', 'toString', '__proto__', 'Fails-To-Restart']) {
    expect(sentinelOf(name)).toBeUndefined()
  }
})
