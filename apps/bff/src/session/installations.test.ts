import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeDataDir, runConsole } from '../testing/run-console.ts'
import type { Running } from '../testing/run-console.ts'
import { PASSWORD, startStandIn } from '../testing/stand-in-ece.ts'
import type { StandIn } from '../testing/stand-in-ece.ts'
import { openCredential } from './credential.ts'
import { deriveKeys } from './keys.ts'

let east: StandIn
let west: StandIn
let running: Running

beforeEach(async () => {
  east = await startStandIn()
  west = await startStandIn()
  const file = join(makeDataDir(), 'installations.json')
  const west_colour = '#C0262D'
  writeFileSync(
    file,
    JSON.stringify([
      { id: 'east', name: 'East', url: east.url },
      { id: 'west', name: 'West', url: west.url, environment: 'production', colour: west_colour },
    ]),
  )
  running = await runConsole({ ECE_INSTALLATIONS_FILE: file })
})
afterEach(async () => {
  await running.stop()
  await east.close()
  await west.close()
})

const statusOf = async (browser: ReturnType<Running['browser']>, id: string) =>
  (await browser.get(`/api/${id}/deployments`)).status

test('the list of installations names them without addresses, signed in or not', async () => {
  const reply = await running.browser().get('/bff/installations')
  expect(reply.json).toEqual([
    { id: 'east', name: 'East', environment: '', colour: '#1f5fd6' },
    { id: 'west', name: 'West', environment: 'production', colour: '#c0262d' },
  ])
  expect(reply.text).not.toContain('127.0.0.1')
})

test('an operator signs in to two installations one after the other, and leaves one of them', async () => {
  const browser = running.browser()
  await browser.signIn(PASSWORD, 'admin', 'east')
  expect(await statusOf(browser, 'west')).toBe(401)
  const both = await browser.signIn(PASSWORD, 'admin', 'west')
  expect(Object.keys(both.json.installations)).toEqual(['east', 'west'])
  expect([await statusOf(browser, 'east'), await statusOf(browser, 'west')]).toEqual([200, 200])
  const sent = (ece: StandIn) => ece.calls.findLast(({ path }) => path === '/deployments')
  expect(sent(east)?.authorization).toBe(`Bearer ${east.given[0]}`)
  expect(sent(west)?.authorization).toBe(`Bearer ${west.given[0]}`)

  const left = await browser.ask({ method: 'DELETE', path: '/bff/session/west' })
  expect(left.status).toBe(204)
  expect([await statusOf(browser, 'east'), await statusOf(browser, 'west')]).toEqual([200, 401])
  const west_now = await browser.get('/api/west/deployments')
  expect(west_now.json.errors[0].code).toBe('console.no_session')
  await expect.poll(() => west.tokens.size).toBe(0)
  expect(east.tokens.size).toBe(1)

  await browser.ask({ method: 'DELETE', path: '/bff/session/east' })
  expect(browser.cookie).toBeUndefined()
  expect(await running.store.selectFrom('sessions').selectAll().execute()).toEqual([])
})

test('each sign-in has its own twelve hours', async () => {
  const browser = running.browser()
  await browser.signIn(PASSWORD, 'admin', 'east')
  for (let minutes = 0; minutes < 660; minutes += 20) {
    running.ahead += 20 * 60_000
    expect(await statusOf(browser, 'east')).toBe(200)
  }
  await browser.signIn(PASSWORD, 'admin', 'west')
  for (let minutes = 0; minutes < 80; minutes += 20) {
    running.ahead += 20 * 60_000
    await statusOf(browser, 'west')
  }
  expect([await statusOf(browser, 'east'), await statusOf(browser, 'west')]).toEqual([401, 200])
})

test('a session that idled away is not brought back by signing in elsewhere', async () => {
  const browser = running.browser()
  await browser.signIn(PASSWORD, 'admin', 'east')
  running.ahead += 31 * 60_000
  const reply = await browser.signIn(PASSWORD, 'admin', 'west')
  expect(Object.keys(reply.json.installations)).toEqual(['west'])
})

test('a renewal under way moves its new token along when the operator signs in elsewhere', async () => {
  const browser = running.browser()
  await browser.signIn(PASSWORD, 'admin', 'east')
  running.ahead += 13 * 60_000
  let release = () => {}
  east.on.set('POST /users/auth/_refresh', async (_, response) => {
    await new Promise<void>((resolve) => {
      release = resolve
    })
    east.tokens.clear()
    east.tokens.add('canary-token-moved')
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end('{"token":"canary-token-moved"}')
  })
  await browser.get('/api/east/deployments')
  await expect.poll(() => east.count('POST /users/auth/_refresh')).toBe(1)
  const signingIn = browser.signIn(PASSWORD, 'admin', 'west')
  await expect.poll(() => west.count('GET /platform')).toBe(1)
  release()
  await signingIn
  expect(await statusOf(browser, 'east')).toBe(200)
})

test('a sealed credential opens for its own session and installation only', async () => {
  const browser = running.browser()
  await browser.signIn(PASSWORD, 'admin', 'east')
  const row = await running.store.selectFrom('credentials').selectAll().executeTakeFirstOrThrow()
  const { credentials } = deriveKeys(running.config.key)
  expect(openCredential(credentials, row)?.credential.secret).toBe(east.given[0])
  expect(openCredential(credentials, { ...row, installation: 'west' })).toBeUndefined()
  expect(openCredential(credentials, { ...row, session_key: 'other' })).toBeUndefined()
  const bytes = Buffer.from(row.sealed.slice(3), 'base64')
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes)
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
    const sealed = `v1.${changed.toString('base64')}`
    expect(openCredential(credentials, { ...row, sealed })).toBeUndefined()
  }
})
