// The same over the whole chain: a console in front of an ECE that behaves.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSimulator } from '@ece/simulator'
import type { Simulator, SimulatorOptions } from '@ece/simulator'
import { afterEach, expect, test } from 'vitest'
import type { Environment } from '../config.ts'
import { makeDataDir, runConsole } from '../testing/run-console.ts'
import type { Running } from '../testing/run-console.ts'

const MINUTE = 60_000
const ROW = '/api/default/deployments'
let simulator: Simulator
let running: Running | undefined

afterEach(async () => {
  await running?.stop()
  running = undefined
  await simulator.stop()
})

async function start(options: SimulatorOptions = {}, environment: Environment = {}) {
  simulator = await createSimulator({ strict: true, ...options })
  running = await runConsole({ ECE_URL: simulator.url, ...environment })
  return running
}

test.each([
  ['admin', 'ece_platform_admin'],
  ['readonly', 'ece_platform_viewer'],
  ['manager', 'ece_deployment_manager'],
  ['viewer', 'ece_deployment_viewer'],
])('%s signs in, and is told roles and permissions', async (user, role) => {
  const console = await start()
  const reply = await console.browser().signIn(simulator.password, user)
  expect(reply.status).toBe(200)
  const me = reply.json.installations.default
  expect(me).toMatchObject({ user_name: user, auth: 'password', roles: [role] })
  expect(me.permissions).toContain('get-deployment')
  if (user === 'admin') expect(me.ece_version).toMatch(/^3\.8/)
})

test('a wrong password is refused in the words of ECE', async () => {
  const console = await start()
  const reply = await console.browser().signIn('wrong')
  expect([reply.status, reply.json.errors[0].code]).toEqual([401, 'root.unauthenticated'])
})

test('an operator works on while tokens come and go', async () => {
  const console = await start({ tokenLife: 2 })
  const browser = console.browser()
  await browser.signIn(simulator.password)
  const refreshed = () =>
    simulator.requests.filter(({ path }) => path.endsWith('/users/auth/_refresh')).length
  const statuses = new Set<number>()
  await expect
    .poll(
      async () => {
        statuses.add((await browser.get(ROW)).status)
        return refreshed()
      },
      { timeout: 15_000 },
    )
    .toBe(4)
  expect(statuses).toEqual(new Set([200]))
})

test('a token that ended without renewal ends the sign-in, and signing in again goes on', async () => {
  const console = await start()
  const browser = console.browser()
  await browser.signIn(simulator.password)
  simulator.clock.advance(20 * MINUTE)
  const reply = await browser.get(ROW)
  expect([reply.status, reply.json.errors[0].code]).toEqual([401, 'console.session_expired'])
  await browser.signIn(simulator.password)
  expect((await browser.get(ROW)).status).toBe(200)
})

test('ECE 2.13, which does not say when its tokens end, is signed in to as well', async () => {
  const console = await start({ generation: '2.13' })
  const browser = console.browser()
  const reply = await browser.signIn(simulator.password)
  expect(reply.json.installations.default.ece_version).toMatch(/^2\.13/)
  console.ahead += 2 * MINUTE
  simulator.clock.advance(2 * MINUTE)
  expect((await browser.get('/bff/session')).status).toBe(200)
})

test('a certificate that nobody signed for us is named with its cure, and with the CA all is well', async () => {
  simulator = await createSimulator({ tls: {} })
  const { tlsUrl = '', ca = '' } = simulator
  running = await runConsole({ ECE_URL: tlsUrl })
  const refused = await running.browser().signIn(simulator.password)
  expect([refused.status, refused.json.errors[0].code]).toEqual([502, 'console.ece_certificate'])
  expect(refused.json.errors[0].message).toMatch(
    /subject .*issuer .*SHA-256 fingerprint ([0-9A-F]{2}:){31}[0-9A-F]{2}.*ECE_CA_FILE/,
  )
  expect(simulator.requests).toEqual([])
  await running.stop()
  const caFile = join(makeDataDir(), 'ca.pem')
  writeFileSync(caFile, ca)
  running = await runConsole({ ECE_URL: tlsUrl, ECE_CA_FILE: caFile })
  expect((await running.browser().signIn(simulator.password)).status).toBe(200)
})
