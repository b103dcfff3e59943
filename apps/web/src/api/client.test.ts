import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DeploymentId, operations, RefId } from '@ece/api-types'
import { ApiError, isApiError, NO_ANSWER, NOT_OURS } from './api-error.ts'
import { changeHeaders } from './change-headers.ts'
import { call } from './call.ts'
import { bff } from './client.ts'
import { enterInstallation } from './installation.ts'
import { readSession, sessionStarted } from './session-store.ts'
import { errorBody, startTestServer } from './test-server.ts'
import type { Received } from './test-server.ts'

type Answer = Parameters<typeof startTestServer>[0]

const ID = DeploymentId.parse('c7d139e789864bf4a6e41819ece19741')
const REF = RefId.parse('main-elasticsearch')
const USER = { user_name: 'admin', roles: [], permissions: [], auth: 'password' } as const

let answer: Answer
let server: Awaited<ReturnType<typeof startTestServer>>
const last = (): Received => {
  const request = server.received.at(-1)
  if (request === undefined) throw new Error('nothing was sent')
  return request
}

beforeEach(async () => {
  answer = () => ({ body: {} })
  server = await startTestServer((request) => answer(request))
  vi.stubGlobal('location', new URL(`${server.url}/default/deployments`))
  enterInstallation({ id: 'default', name: 'ECE', environment: '', colour: '#55606f' })
  sessionStarted({ default: { ...USER, roles: [], permissions: [] } })
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await server.stop()
})

const failureOf = async (promise: Promise<unknown>): Promise<ApiError> => {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ApiError)) throw new Error(`expected an ApiError, got ${String(error)}`)
  return error
}
const getDeployment = (options = {}) =>
  call(operations.getDeployment, { params: { deployment_id: ID } }, options)
const restart = (options = {}) =>
  call(
    operations.restartDeploymentEsResource,
    { params: { deployment_id: ID, ref_id: REF }, query: { group_attribute: '__zone__' } },
    options,
  )

describe('a read', () => {
  it('takes half a character for unreadable, and leaves a whole one that is written as two halves', async () => {
    answer = () => ({ text: `{"id":"${ID}","name":"a\\ud800 \\ud83d\\ude42","resources":{}}` })
    const { name } = await getDeployment()
    expect(name).toBe('a\ufffd 🙂')
    expect(() => encodeURIComponent(name)).not.toThrow()
  })

  it('goes to the installation of the page and carries nothing that a change needs', async () => {
    answer = () => ({ body: { id: ID, name: 'catalog-prod', resources: {} } })
    const deployment = await getDeployment()
    expect(deployment.name).toBe('catalog-prod')
    expect(last()).toMatchObject({ method: 'GET', path: `/api/default/deployments/${ID}` })
    for (const name of ['x-ece-console', 'idempotency-key', 'x-ece-background', 'content-type']) {
      expect(last().headers[name]).toBeUndefined()
    }
  })

  it('by POST says that it is the console, and needs no idempotency key', async () => {
    await call(operations.searchDeployments, { body: { size: 0 } })
    expect(last()).toMatchObject({
      method: 'POST',
      path: '/api/default/deployments/_search',
      body: { size: 0 },
    })
    expect(last().headers).toMatchObject({
      'x-ece-console': '1',
      'content-type': 'application/json',
    })
    expect(last().headers['idempotency-key']).toBeUndefined()
  })

  it('that nobody asked for says so', async () => {
    await getDeployment({ background: true })
    expect(last().headers['x-ece-background']).toBe('1')
  })
})

describe('a change', () => {
  it('has a key of its own, so that it happens at most once', async () => {
    await restart()
    const first = last().headers['idempotency-key']
    await restart()
    expect(first).toMatch(/^[0-9a-f-]{36}$/)
    expect(last().headers['idempotency-key']).not.toBe(first)
  })

  it('keeps the key, the reason in any script, and what the operator saw', async () => {
    const headers = changeHeaders({
      idempotencyKey: '7b1f6a52-95a1-4c3c-8b0e-1f4f6f2f9f10',
      reason: 'Größerer Heap, 変更 CHG-20417',
      seenVersion: '2026-11-22T13:00:00Z',
      targetName: `a\n\ud83d${'🦌'.repeat(300)}`,
    })
    await restart({ headers })
    expect(last().headers).toMatchObject({
      'idempotency-key': '7b1f6a52-95a1-4c3c-8b0e-1f4f6f2f9f10',
      'x-reason': encodeURIComponent('Größerer Heap, 変更 CHG-20417'),
      'x-seen-version': '2026-11-22T13:00:00Z',
      // names may be anything, a header may not
      'x-target-name': encodeURIComponent(`a \ufffd${'🦌'.repeat(197)}`),
      'x-ece-console': '1',
    })
  })
})

describe('a failure', () => {
  it('brings the reasons, the status and the request id', async () => {
    answer = () => ({
      status: 422,
      body: errorBody('clusters.cluster_plan_state_error', 'A plan is running.'),
      headers: { 'X-Request-Id': 'r-1' },
    })
    const error = await failureOf(restart())
    expect(error).toMatchObject({ status: 422, message: 'A plan is running.', requestId: 'r-1' })
    expect(isApiError(error, 'clusters.cluster_plan_state_error')).toBe(true)
    expect(isApiError(error, 'console.forbidden')).toBe(false)
  })

  it('of a page of HTML from something in between is told apart', async () => {
    answer = () => ({ status: 502, text: '<html>Bad gateway</html>' })
    const error = await failureOf(getDeployment())
    expect(error).toMatchObject({ status: 502, code: NOT_OURS })
    expect(error.message).not.toContain('<html>')
  })

  it('of an answer that was cut off is no empty answer', async () => {
    answer = () => ({ text: '{"id": "c7d1' })
    expect((await failureOf(getDeployment())).code).toBe(NOT_OURS)
  })

  it('without any answer has no status, because nobody knows what happened', async () => {
    answer = () => ({ isCut: true })
    expect(await failureOf(restart())).toMatchObject({ status: 0, code: NO_ANSWER })
    expect(server.received).toHaveLength(1)
  })

  it.each([
    null,
    'text',
    { errors: 'many' },
    { errors: [] },
    { errors: [{ code: 7 }] },
    { errors: [null] },
  ])('whose body is %j still has words', async (body) => {
    answer = () => ({ status: 500, body })
    const error = await failureOf(getDeployment())
    expect(error.errors).toHaveLength(1)
    expect(error.message).toMatch(/\w/)
  })

  it('says how long to wait', async () => {
    answer = () => ({
      status: 429,
      body: errorBody('console.too_many_attempts'),
      headers: { 'Retry-After': '540' },
    })
    expect(
      (await failureOf(bff.signIn({ installation: 'default', api_key: 'k' }))).retryAfter,
    ).toBe(540)
  })

  it('by the caller’s own signal is the signal’s', async () => {
    const stop = new AbortController()
    const waiting = getDeployment({ signal: stop.signal })
    stop.abort()
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('the end of a session', () => {
  it('that came before a new sign-in is none: what was asked earlier is answered late', async () => {
    const before = readSession().installations
    answer = () => {
      sessionStarted({ ...before })
      return { status: 401, body: errorBody('console.session_expired') }
    }
    await failureOf(getDeployment())
    expect(readSession().ended).toBe(false)
    answer = () => ({ status: 401, body: errorBody('console.session_expired') })
    await failureOf(getDeployment())
    expect(readSession().ended).toBe(true)
  })

  it.each(['console.session_expired', 'console.no_session'])('is noticed on %s', async (code) => {
    answer = () => ({ status: 401, body: errorBody(code) })
    await failureOf(getDeployment())
    expect(readSession().ended).toBe(true)
  })

  it('is not a wrong password, nor a refusal of ECE', async () => {
    answer = () => ({ status: 401, body: errorBody('root.unauthorized.invalid_credentials') })
    await failureOf(bff.signIn({ installation: 'default', username: 'a', password: 'b' }))
    await failureOf(getDeployment())
    expect(readSession().ended).toBe(false)
  })

  it('is nothing new for somebody who was not signed in', async () => {
    sessionStarted({})
    answer = () => ({ status: 401, body: errorBody('console.no_session') })
    await failureOf(bff.session())
    expect(readSession().ended).toBe(false)
  })
})

it('ids that are no ids never become an address', async () => {
  // a caller that lied to the compiler
  const params = { deployment_id: '../platform' as DeploymentId }
  await expect(call(operations.getDeployment, { params })).rejects.toThrow('params.deployment_id')
  expect(server.received).toHaveLength(0)
})
