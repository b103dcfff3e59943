import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { ListenError } from './simulator.ts'
import { call, codeOf, pick, signIn, startSimulator } from './stranger.ts'

const portOf = (url: string) => Number(new URL(url).port)

test('both forms of a path answer alike', async () => {
  const simulator = await startSimulator()
  const admin = await signIn(simulator, 'admin')
  for (const path of ['/user', '/platform', '/deployments', '/stack/versions']) {
    const short = await admin.call(`GET ${path}`)
    const regional = await admin.call(`GET /regions/ece-region${path}`)
    expect([path, short.status]).toEqual([path, 200])
    expect(regional.body).toEqual(short.body)
  }
  const login = await call(simulator.url, 'POST /regions/ece-region/users/auth/_login', {
    body: { username: 'admin', password: simulator.password },
  })
  expect(login.status).toBe(200)
})

test('what ECE does not have is not found, signed in or not', async () => {
  const simulator = await startSimulator()
  const admin = await signIn(simulator, 'admin')
  for (const path of [
    '/regions/us-east-1/platform',
    '/regions/ece-region',
    '/no/such/thing',
    '/deployments/',
    '/api/',
    '/api/v2/platform',
    '/clusters/elasticsearch',
    '/deployments/%zz',
  ]) {
    for (const heard of [
      await admin.call(`GET ${path}`),
      await call(simulator.url, `GET ${path}`),
    ]) {
      expect([path, heard.status]).toEqual([path, 404])
      expect(heard.body).toEqual({
        errors: [
          {
            code: 'root.resource_not_found',
            message: 'The requested resource could not be found',
          },
        ],
      })
      expect(heard.headers.get('x-cloud-error-codes')).toBe('root.resource_not_found')
    }
  }
  expect((await admin.call('PATCH /platform')).status).toBe(404)
})

test('an operation of ECE that is not simulated says so by name, and never makes up an answer', async () => {
  const simulator = await startSimulator()
  const admin = await signIn(simulator, 'admin')
  const expected = {
    'GET /platform/infrastructure/runners': 'get-runners',
    'POST /deployments/0123/elasticsearch/main/instances/instance-0000000000/_move':
      'move-deployment-elasticsearch-resource-instances',
    'GET /deployments/0123/elasticsearch/main/proxy/_cat/indices?v':
      'get-deployment-resource-proxy-requests',
    'DELETE /users/someone': 'delete-user',
  }
  for (const [line, operationId] of Object.entries(expected)) {
    const heard = await admin.call(line)
    expect([line, heard.status, codeOf(heard)]).toEqual([line, 501, 'simulator.not_implemented'])
    expect(pick(heard.body, 'errors', 0, 'message')).toContain(`[${operationId}]`)
  }
})

test('each generation has its own operations', async () => {
  const old = await startSimulator({ generation: '2.13' })
  const admin = await signIn(old, 'admin')
  expect(codeOf(await admin.call('GET /clusters/elasticsearch'))).toBe('simulator.not_implemented')
  expect((await admin.call('GET /deployments/1/kibana/2/activity/3')).status).toBe(404)
  expect(codeOf(await admin.call('POST /users/auth/keys', { body: { description: 'x' } }))).toBe(
    'simulator.not_implemented',
  )
  expect(pick((await admin.call('GET /platform')).body, 'version')).toMatch(/^2\.13/)
})

test('a role that may not is refused before anything is looked at', async () => {
  const simulator = await startSimulator()
  const id = '0'.repeat(32)
  const refusals: readonly (readonly [string, string])[] = [
    ['readonly', `POST /deployments/${id}/_shutdown`],
    ['readonly', 'POST /deployments'],
    ['viewer', `POST /deployments/${id}/elasticsearch/_main/_restart`],
    ['viewer', 'GET /platform/infrastructure/allocators'],
    ['manager', 'GET /users'],
    ['manager', 'POST /platform/infrastructure/allocators/1/maintenance-mode/_start'],
  ]
  for (const [user, line] of refusals) {
    const heard = await (
      await signIn(simulator, user)
    ).call(line, line.startsWith('GET') ? {} : { raw: 'not even JSON' })
    expect([user, line, heard.status, codeOf(heard)]).toEqual([
      user,
      line,
      403,
      'root.unauthorized.rbac',
    ])
  }
  const admin = await signIn(simulator, 'admin')
  expect((await admin.call(`POST /deployments/${id}/_shutdown`)).status).toBe(404)
})

test('unknown parameters are accepted, wrong values of known ones are not', async () => {
  const simulator = await startSimulator()
  const admin = await signIn(simulator, 'admin')
  const accepted = await admin.call(
    'GET /stack/versions?show_instance_metrics=true&show_deleted=true',
  )
  expect(accepted.status).toBe(200)
  const refused = await admin.call('GET /stack/versions?show_deleted=perhaps')
  expect([refused.status, codeOf(refused)]).toEqual([400, 'root.invalid_data'])
  expect(pick(refused.body, 'errors', 0, 'message')).toContain('[show_deleted]')
})

test('parameters that the console never sends are taken as well', async () => {
  const simulator = await startSimulator()
  const manager = await signIn(simulator, 'manager')
  const list = await manager.call('GET /deployments')
  const id = String(pick(list.body, 'deployments', 0, 'id'))
  const hidden = await manager.call(`POST /deployments/${id}/_shutdown?hide=true`)
  expect([hidden.status, codeOf(hidden)]).toEqual([400, 'deployments.restricted_parameter'])
})

test('a body that is no JSON, misses a member or has a wrong one is refused with its path', async () => {
  const simulator = await startSimulator()
  const bad: readonly (readonly [string, readonly string[] | undefined])[] = [
    ['{"username":', undefined],
    ['', undefined],
    ['[]', ['body']],
    ['{"username":"admin"}', ['body.password']],
    ['{"username":1,"password":[]}', ['body.username', 'body.password']],
  ]
  for (const [raw, fields] of bad) {
    const heard = await call(simulator.url, 'POST /users/auth/_login', { raw })
    expect([raw, heard.status, codeOf(heard)]).toEqual([raw, 400, 'root.invalid_json_request'])
    expect(pick(heard.body, 'errors', 0, 'fields')).toEqual(fields)
  }
  const manager = await signIn(simulator, 'manager')
  const nested = await manager.call('POST /deployments', {
    body: { resources: { elasticsearch: [{}, 7] } },
  })
  expect(pick(nested.body, 'errors', 0, 'fields')).toEqual(['body.resources.elasticsearch[1]'])
})

test('a JSON body needs no content type, and a body where none is needed does no harm', async () => {
  const simulator = await startSimulator()
  const { password } = simulator
  const heard = await call(simulator.url, 'POST /users/auth/_login', {
    body: { username: 'admin', password },
    headers: { 'content-type': '' },
  })
  expect(heard.status).toBe(200)
  const admin = await signIn(simulator, 'admin')
  expect((await admin.call('POST /users/auth/_refresh', { raw: 'junk' })).status).toBe(200)
})

test('a body without end is refused', async () => {
  const { url } = await startSimulator()
  const heard = await call(url, 'POST /users/auth/_login', { raw: 'x'.repeat(5 * 1024 * 1024) })
  expect([heard.status, codeOf(heard)]).toEqual([413, 'simulator.body_too_large'])
})

test('every answer names its own request and its exact length', async () => {
  const simulator = await startSimulator()
  const admin = await signIn(simulator, 'admin')
  const answers = [
    await admin.call('GET /user'),
    await admin.call('GET /nothing'),
    await call(simulator.url, 'GET /user'),
  ]
  const ids = answers.map(({ headers }) => headers.get('x-request-id'))
  expect(new Set(ids).size).toBe(3)
  for (const { headers, text } of answers) {
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/)
    expect(headers.get('content-type')).toBe('application/json')
    expect(Number(headers.get('content-length'))).toBe(Buffer.byteLength(text))
  }
})

test('HEAD tells the head of a GET, OPTIONS the methods of a path', async () => {
  const simulator = await startSimulator()
  const admin = await signIn(simulator, 'admin')
  const got = await admin.call('GET /stack/versions')
  const head = await admin.call('HEAD /stack/versions')
  expect([head.status, head.text]).toEqual([200, ''])
  expect(head.headers.get('content-length')).toBe(got.headers.get('content-length'))
  const options = await call(simulator.url, 'OPTIONS /users/auth/keys')
  expect(options.status).toBe(204)
  expect(options.headers.get('allow')).toBe('GET, POST, DELETE, OPTIONS')
  expect((await call(simulator.url, 'OPTIONS /nothing')).status).toBe(404)
})

test('connections are kept alive, also after a refusal', async () => {
  const { url } = await startSimulator()
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ports = new Set<number | undefined>()
  for (let i = 0; i < 5; i += 1) {
    const sent = request(`${url}/api/v1/user`, { agent }).end()
    const [response] = await once(sent, 'response')
    ports.add(sent.socket?.localPort)
    response.resume()
    await once(response, 'end')
  }
  agent.destroy()
  expect(ports.size).toBe(1)
})

test('garbage on the socket is no reason to fall over', async () => {
  const { url } = await startSimulator()
  const socket = connect(portOf(url), '127.0.0.1')
  socket.end('\u0000\u0001 not http at all\r\n\r\n')
  await once(socket.resume(), 'close')
  expect((await call(url, 'GET /users/auth/methods')).status).toBe(200)
})

test('what arrived is kept with the names of its headers and none of their values', async () => {
  const simulator = await startSimulator()
  const admin = await signIn(simulator, 'admin')
  await admin.call('GET /user?x=1', { headers: { 'X-Marker': 'secret-value' } })
  await admin.call('GET /nothing')
  const [login, user, nothing] = simulator.requests
  expect(login).toMatchObject({ method: 'POST', operation_id: 'login', status: 200 })
  expect(user).toMatchObject({
    method: 'GET',
    path: '/api/v1/user?x=1',
    operation_id: 'get-current-user',
    user_name: 'admin',
    status: 200,
  })
  expect(user?.header_names).toContain('x-marker')
  expect(nothing?.operation_id).toBeUndefined()
  const kept = JSON.stringify(simulator.requests)
  for (const secret of ['secret-value', admin.token, simulator.password]) {
    expect(kept).not.toContain(secret)
  }
})

test('a port in use is named', async () => {
  const { url } = await startSimulator()
  const second = startSimulator({ port: portOf(url) })
  await expect(second).rejects.toBeInstanceOf(ListenError)
  await expect(second).rejects.toMatchObject({ port: portOf(url), code: 'EADDRINUSE' })
})

test('stopping ends open connections at once', async () => {
  const simulator = await startSimulator({ latency: 30_000 })
  const waiting = call(simulator.url, 'GET /users/auth/methods')
  await expect.poll(() => simulator.requests.length).toBe(1)
  await Promise.all([expect(waiting).rejects.toThrow('fetch failed'), simulator.stop()])
})
