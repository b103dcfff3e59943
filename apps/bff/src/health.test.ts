import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSimulator } from '@ece/simulator'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ask } from './testing/browser.ts'
import { runConsole } from './testing/run-console.ts'
import type { Running } from './testing/run-console.ts'
import { answer, startStandIn } from './testing/stand-in-ece.ts'
import type { StandIn } from './testing/stand-in-ece.ts'

const METHODS = 'GET /users/auth/methods'
let ece: StandIn
let running: Running

beforeEach(async () => {
  ece = await startStandIn()
  const file = join(mkdtempSync(join(tmpdir(), 'ece-console-health-')), 'installations.json')
  const installations = [
    { id: 'prod', url: ece.url },
    { id: 'gone', url: 'http://127.0.0.1:9' },
  ]
  writeFileSync(file, JSON.stringify(installations))
  running = await runConsole({ ECE_INSTALLATIONS_FILE: file })
})
afterEach(async () => {
  await running.stop()
  await ece.close()
})

const probe = async (path: string) => ask(running.url, { path })

test('people can sign in while one of the installations answers', async () => {
  expect(await probe('/healthz')).toMatchObject({ status: 200, json: { status: 'ok' } })
  expect((await probe('/readyz')).status).toBe(200)
})

test('when no ECE answers, health says which, and readiness is not touched', async () => {
  ece.on.set(METHODS, (_, response) => void response.destroy())
  const reply = await probe('/healthz')
  expect(reply.status).toBe(503)
  expect(reply.json.errors).toEqual([
    {
      code: 'console.unavailable',
      message: expect.stringMatching(/"prod" cannot be reached .*; "gone" cannot be reached .*\.$/),
    },
  ])
  expect((await probe('/readyz')).status).toBe(200)
})

test('an address that answers, but not like an ECE, is none', async () => {
  ece.on.set(METHODS, (_, response) => answer(response, 200, { hello: 'world' }))
  const reply = await probe('/healthz')
  expect(reply.status).toBe(503)
  expect(reply.json.errors[0].message).toContain('"prod" has something else than an ECE')
})

test('a certificate that is not trusted is said with its cure, and nothing of the address', async () => {
  await running.stop()
  const simulator = await createSimulator({ tls: {} })
  running = await runConsole({ ECE_URL: simulator.tlsUrl })
  const { message } = (await probe('/healthz')).json.errors[0]
  expect(message).toMatch(/"default" has a certificate that is not trusted \(.*ECE_CA_FILE/)
  expect(message).not.toContain('127.0.0.1')
  await simulator.stop()
})

test('however many probes come, ECE is asked once in two seconds', async () => {
  await Promise.all(Array.from({ length: 40 }, () => probe('/healthz')))
  expect(ece.count(METHODS)).toBe(1)
  running.ahead += 2_000
  await probe('/healthz')
  expect(ece.count(METHODS)).toBe(2)
})

test('a store that cannot be written is neither healthy nor ready', async () => {
  await running.store.destroy()
  for (const path of ['/healthz', '/readyz']) {
    const reply = await probe(path)
    expect([reply.status, reply.json.errors[0].code]).toEqual([503, 'console.unavailable'])
  }
})
