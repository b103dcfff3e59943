import { operations } from '@ece/api-types'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { askRaw } from '../testing/browser.ts'
import { json } from './test-ece.ts'
import { newKey, pathOf, startTestConsole, validAsk, type TestConsole } from './test-console.ts'

let console: TestConsole
beforeAll(async () => {
  console = await startTestConsole()
})
afterAll(() => console.stop())
beforeEach(() => {
  console.ece.seen.length = 0
  console.ece.script = json(200, {})
})
const expectNothingSent = () => expect(console.ece.seen).toHaveLength(0)
const codeOf = ({ json: body }: { json: { errors: { code: string }[] } }) => body.errors[0]?.code

test('names the field of a surprise by its path', async () => {
  const deployments = [
    { id: 'a', name: 'b', resources: {} },
    { id: 'a', resources: {} },
  ]
  console.ece.script = json(200, { return_count: 2, deployments })
  const answer = await console.ask(validAsk(operations.searchDeployments))
  expect(answer.json.errors[0]).toEqual({
    code: 'console.contract_mismatch',
    message:
      'ECE answered searchDeployments in a shape that this console does not know: deployments[1].name should be a value, but it is missing. Report it with the ECE version.',
  })
  expect(console.logged.some((line) => line.includes('"field":"deployments[1].name"'))).toBe(true)
})

test('stops at the size cap of the row', async () => {
  console.ece.script = (response) => {
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': String(2 ** 30),
    })
    response.write('{')
  }
  const answer = await console.ask(validAsk(operations.listDeployments))
  expect([answer.status, codeOf(answer)]).toEqual([502, 'console.answer_too_large'])
})

test('a role that it does not know leaves the decision to ECE', async () => {
  console.ece.script = json(200, { id: 'a' })
  const answer = await console.ask(validAsk(operations.restoreDeployment), 'unknown')
  expect(answer.status).toBe(200)
})

test('says which roles may do it', async () => {
  const answer = await console.ask(validAsk(operations.shutdownDeployment), 'viewer')
  expect(answer.json.errors[0].message).toContain(
    'needs one of the roles ece_platform_admin, ece_deployment_manager; viewer has ece_platform_viewer.',
  )
})

test('an operation that came later names the version it needs', async () => {
  const answer = await console.ask(validAsk(operations.getDeploymentResourcePlanActivity), 'old')
  expect(answer.json.errors[0].message).toBe(
    '"Get one plan attempt with its step log" exists since ECE 3.3.0; "Test default" runs 2.5.0.',
  )
})

test('a read-only installation takes no change, and reads go on', async () => {
  const careful = await startTestConsole({ policy: { read_only: true } })
  try {
    const change = await careful.ask(validAsk(operations.restoreDeployment))
    expect([change.status, codeOf(change)]).toEqual([403, 'console.forbidden'])
    expect(change.json.errors[0].message).toContain('read-only')
    careful.ece.script = json(200, { deployments: [] })
    expect((await careful.ask(validAsk(operations.listDeployments))).status).toBe(200)
    expect(careful.ece.seen).toHaveLength(1)
  } finally {
    await careful.stop()
  }
})

test('one key cannot name two changes', async () => {
  const headers = { 'idempotency-key': newKey() }
  console.ece.script = json(200, { id: 'a' })
  const [first, second] = [operations.restoreDeployment, operations.shutdownDeployment]
  expect((await console.ask(validAsk(first, { headers }))).status).toBe(200)
  const reused = await console.ask(validAsk(second, { headers }))
  expect([reused.status, codeOf(reused)]).toEqual([422, 'console.idempotency_key_reused'])
  const path = `/api/default${pathOf(first)}?restore_snapshot=true`
  const other = await console.ask(validAsk(first, { headers, path }))
  expect([other.status, codeOf(other)]).toEqual([422, 'console.idempotency_key_reused'])
  expect(console.ece.seen).toHaveLength(1)
})

test('other methods and spellings of a path are no operation', async () => {
  const path = `/api/default${pathOf(operations.getDeployment)}`
  for (const [method, target] of [
    ['PUT', path],
    ['HEAD', path],
    ['POST', `${path}?_method=DELETE`],
    ['GET', path.replace('deployments', 'Deployments')],
    ['GET', `${path}/`],
    ['GET', '/api/default'],
    ['GET', '/api/default/'],
  ] as const) {
    const answer = await console.ask({
      method,
      path: target,
      headers: { 'x-http-method-override': 'DELETE' },
    })
    expect([target, answer.status]).toEqual([target, 404])
  }
  expectNothingSent()
})

test('raw bytes that are no address are refused before anything else', async () => {
  for (const target of [
    '/api/default/../x',
    '/api/default/%2e%2e/user',
    '/api/default/deployments/a%2fb',
    '/api//default',
    'http://evil/api/default/user',
  ]) {
    const head = `GET ${target} HTTP/1.1\r\nhost: x\r\ncookie: user=admin\r\nconnection: close\r\n\r\n`
    expect(await askRaw(console.url, head)).toMatch(/^HTTP\/1.1 400 /)
  }
  expectNothingSent()
})
