import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { call, codeOf, pick, signIn, startSimulator } from '../stranger.ts'

const MINUTE = 60_000
const payloadOf = (token: string): unknown =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

test('signing in gives a token whose end is told and true', async () => {
  const { url, password } = await startSimulator({ tokenLife: 600 })
  const heard = await call(url, 'POST /users/auth/_login', {
    body: { username: 'admin', password, login_hint: 'unknown members are accepted' },
  })
  expect(heard.status).toBe(200)
  const token = String(pick(heard.body, 'token'))
  const end = String(pick(heard.body, 'session_expiration_time'))
  expect(pick(payloadOf(token), 'exp')).toBe(Date.parse(end) / 1000)
  expect(Date.parse(end) - Date.now()).toBeGreaterThan(9 * MINUTE)
  expect(Date.parse(end) - Date.now()).toBeLessThanOrEqual(10 * MINUTE + 1000)

  const state = await call(url, 'GET /users/auth', { authorization: `Bearer ${token}` })
  expect(state.body).toMatchObject({
    expires_at: end,
    refresh_token_url: '/api/v1/users/auth/_refresh',
  })
})

test('a wrong password and an unknown user are refused in the same words', async () => {
  const { url, password } = await startSimulator()
  const wrong = await call(url, 'POST /users/auth/_login', {
    body: { username: 'admin', password: `${password}x` },
  })
  const unknown = await call(url, 'POST /users/auth/_login', {
    body: { username: 'mallory', password },
  })
  expect(wrong.status).toBe(401)
  expect(codeOf(wrong)).toBe('root.unauthenticated')
  expect(wrong.headers.get('x-cloud-error-codes')).toBe('root.unauthenticated')
  expect(unknown.text).toBe(wrong.text)
})

test('a token ends by the clock, and then it cannot be refreshed either', async () => {
  const simulator = await startSimulator({ tokenLife: 300 })
  const admin = await signIn(simulator, 'admin')
  simulator.clock.advance(299_000)
  expect((await admin.call('GET /user')).status).toBe(200)
  simulator.clock.advance(2000)
  for (const line of ['GET /user', 'POST /users/auth/_refresh']) {
    const refused = await admin.call(line)
    expect(refused.status).toBe(401)
    expect(codeOf(refused)).toBe('root.unauthorized')
  }
})

test('a refreshed token lives on while the old one keeps its own end', async () => {
  const simulator = await startSimulator({ tokenLife: 300 })
  const admin = await signIn(simulator, 'admin')
  simulator.clock.advance(4 * MINUTE)
  const refreshed = await admin.call('POST /users/auth/_refresh')
  expect(refreshed.status).toBe(200)
  const authorization = `Bearer ${String(pick(refreshed.body, 'token'))}`
  expect(authorization).not.toBe(admin.authorization)
  expect((await admin.call('GET /user')).status).toBe(200)
  simulator.clock.advance(2 * MINUTE)
  expect((await admin.call('GET /user')).status).toBe(401)
  expect((await admin.call('GET /user', { authorization })).status).toBe(200)
})

test('signing out ends every token of that sign-in and no other', async () => {
  const simulator = await startSimulator()
  const admin = await signIn(simulator, 'admin')
  const elsewhere = await signIn(simulator, 'admin')
  const refreshed = await admin.call('POST /users/auth/_refresh')
  const authorization = `Bearer ${String(pick(refreshed.body, 'token'))}`
  const out = await admin.call('POST /users/auth/_logout', { authorization })
  expect([out.status, out.body]).toEqual([200, {}])
  expect((await admin.call('GET /user')).status).toBe(401)
  expect((await admin.call('GET /user', { authorization })).status).toBe(401)
  expect((await elsewhere.call('GET /user')).status).toBe(200)
  // Ending what has ended is no error
  expect((await admin.call('POST /users/auth/_logout')).status).toBe(200)
})

test('a call without credentials, and one with the wrong kind, is told to sign in', async () => {
  const { url } = await startSimulator()
  for (const authorization of [undefined, 'Digest abc', 'Bearer', 'Basic !!!']) {
    const refused = await call(url, 'GET /user', { authorization })
    expect([refused.status, codeOf(refused)]).toEqual([401, 'root.unauthenticated'])
  }
})

test('a forged token is refused', async () => {
  const simulator = await startSimulator()
  const { token } = await signIn(simulator, 'viewer')
  const [header = '', payload = '', signature = ''] = token.split('.')
  const claims = Buffer.from(payload, 'base64url').toString().replace('viewer', 'admin')
  const promoted = Buffer.from(claims).toString('base64url')
  const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
  const own = createHmac('sha256', 'guess').update(`${header}.${promoted}`).digest('base64url')
  const forged = [
    `${header}.${promoted}.${signature}`,
    `${none}.${promoted}.`,
    `${header}.${promoted}.${own}`,
    `${token}.x`,
    token.slice(0, -1),
    'garbage',
  ]
  for (const each of forged) {
    const refused = await call(simulator.url, 'GET /user', { authorization: `Bearer ${each}` })
    expect([each, refused.status, codeOf(refused)]).toEqual([each, 401, 'root.unauthorized'])
  }
})

test('Basic works for the built-in users only', async () => {
  const { url, password } = await startSimulator()
  const basic = (user: string, secret = password) =>
    `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`
  expect((await call(url, 'GET /user', { authorization: basic('admin') })).status).toBe(200)
  expect((await call(url, 'GET /user', { authorization: basic('readonly') })).status).toBe(200)
  expect((await call(url, 'GET /user', { authorization: basic('manager') })).status).toBe(401)
  expect((await call(url, 'GET /user', { authorization: basic('admin', 'no') })).status).toBe(401)
  const refused = await call(url, 'POST /users/auth/_refresh', { authorization: basic('admin') })
  expect([refused.status, codeOf(refused)]).toEqual([401, 'root.unauthorized'])
})

test('the ways to sign in are told without credentials', async () => {
  const { url } = await startSimulator()
  const heard = await call(url, 'GET /users/auth/methods')
  expect(heard.body).toEqual({ password: true, saml: false, openid: false, sso_methods: [] })
})

test('an API key works until it expires or is deleted, and its secret is told once', async () => {
  const simulator = await startSimulator()
  const manager = await signIn(simulator, 'manager')
  const created = await manager.call('POST /users/auth/keys', {
    body: { description: 'nightly', expiration: '3h' },
  })
  expect(created.status).toBe(201)
  const id = String(pick(created.body, 'id'))
  const authorization = `ApiKey ${String(pick(created.body, 'key'))}`
  const end = pick(created.body, 'expiration_date')

  const listed = await manager.call('GET /users/auth/keys')
  expect(pick(listed.body, 'keys')).toEqual([
    expect.objectContaining({ id, description: 'nightly', user_id: 'manager' }),
  ])
  expect(listed.text).not.toContain('"key":')

  const used = await manager.call('GET /user', { authorization })
  expect(pick(used.body, 'user_name')).toBe('manager')
  expect(used.headers.get('x-elastic-api-key-expiration')).toBe(end)
  const state = await manager.call('GET /users/auth', { authorization })
  expect(state.body).not.toHaveProperty('expires_at')

  simulator.clock.advance(3 * 60 * MINUTE)
  const expired = await call(simulator.url, 'GET /user', { authorization })
  expect([expired.status, codeOf(expired)]).toEqual([401, 'root.unauthorized'])
})

test('API keys can be deleted one by one and several at once, but only by their owner', async () => {
  const simulator = await startSimulator()
  const manager = await signIn(simulator, 'manager')
  const viewer = await signIn(simulator, 'viewer')
  const create = async () => {
    const created = await manager.call('POST /users/auth/keys', { body: { description: 'x' } })
    return { id: String(pick(created.body, 'id')), key: String(pick(created.body, 'key')) }
  }
  const [first, second, third] = [await create(), await create(), await create()]
  expect(codeOf(await viewer.call(`DELETE /users/auth/keys/${first.id}`))).toBe(
    'api_keys.key_not_found',
  )
  await viewer.call('DELETE /users/auth/keys', { body: { keys: [first.id] } })
  expect((await manager.call(`GET /users/auth/keys/${first.id}`)).status).toBe(200)

  expect((await manager.call(`DELETE /users/auth/keys/${first.id}`)).status).toBe(200)
  const gone = await manager.call('GET /user', { authorization: `ApiKey ${first.key}` })
  expect(gone.status).toBe(401)
  const several = await manager.call('DELETE /users/auth/keys', {
    body: { keys: [second.id, third.id, 'never-was'] },
  })
  expect([several.status, several.body]).toEqual([200, {}])
  expect((await manager.call('GET /users/auth/keys')).body).toEqual({ keys: [] })
})

test('a key with a wrong duration, and one for a built-in user, is refused', async () => {
  const simulator = await startSimulator()
  const manager = await signIn(simulator, 'manager')
  for (const expiration of ['soon', '0d', '-1d', '1 year']) {
    const refused = await manager.call('POST /users/auth/keys', {
      body: { description: 'x', expiration },
    })
    expect([refused.status, codeOf(refused)]).toEqual([400, 'api_keys.invalid_input'])
  }
  const admin = await signIn(simulator, 'admin')
  const builtin = await admin.call('POST /users/auth/keys', { body: { description: 'x' } })
  expect([builtin.status, codeOf(builtin)]).toEqual([400, 'api_keys.invalid_input'])
})

test('ECE 2.13 does not tell when the session ends, only the state of the authentication does', async () => {
  const simulator = await startSimulator({ generation: '2.13' })
  const { password } = simulator
  const heard = await call(simulator.url, 'POST /users/auth/_login', {
    body: { username: 'admin', password },
  })
  expect(Object.keys(heard.body ?? {})).toEqual(['token'])
  const admin = await signIn(simulator, 'admin')
  const state = await admin.call('GET /users/auth')
  expect(state.body).toMatchObject({ totp_device_source: 'native' })
  expect(state.body).toHaveProperty('expires_at')
})
