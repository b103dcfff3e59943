// When the log cannot be written as it should be: who is told, and how.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { operations } from '@ece/api-types'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { pathOf } from '../forward/test-console.ts'
import { ask, type Browser } from '../testing/browser.ts'
import { allow, forbid } from '../testing/forbid.ts'
import { makeDataDir, runConsole, type Running } from '../testing/run-console.ts'
import { PASSWORD, answer, startStandIn, type StandIn } from '../testing/stand-in-ece.ts'

const RESTART = pathOf(operations.restartDeploymentEsResource)
const KEY = '00000000-0000-4000-8000-000000000001'
const OTHER_KEY = '00000000-0000-4000-8000-000000000002'
let ece: StandIn
let running: Running
let browser: Browser
let secondFile: string
beforeEach(async () => {
  ece = await startStandIn()
  ece.on.set(`POST ${RESTART}`, (_, response) => answer(response, 202, {}))
  ece.on.set('GET /user', (_, response) =>
    answer(response, 200, {
      user_name: 'admin',
      security: { roles: ['ece_platform_admin'] },
    }),
  )
  secondFile = join(makeDataDir(), 'second.jsonl')
  running = await runConsole({
    ECE_URL: ece.url,
    METRICS_PORT: '0',
    AUDIT_SECOND_FILE: secondFile,
    AUDIT_SECOND_FILE_MODE: 'all',
  })
  browser = running.browser()
  await browser.signIn(PASSWORD)
})
afterEach(async () => {
  await running.stop()
  await ece.close()
})

const restart = (key: string) =>
  browser.ask({
    method: 'POST',
    path: `/api/default${RESTART}`,
    headers: { 'idempotency-key': key },
  })
const ready = () => ask(running.url, { path: '/readyz' })
const metrics = async () => (await fetch(`${running.metricsUrl}/metrics`)).text()

test('while records wait in memory readiness says so, with how many, until they are written', async () => {
  await sql`alter table audit_head rename to away`.execute(running.store)
  expect((await browser.signOut()).status).toBe(204)
  await expect
    .poll(async () => (await ready()).json)
    .toMatchObject({
      errors: [{ message: expect.stringMatching(/audit log cannot be written.* memory: 1\.$/) }],
    })
  expect((await ready()).status).toBe(503)
  expect(await metrics()).toContain('ece_console_audit_trouble{what="records_wait"} 1')
  await sql`alter table away rename to audit_head`.execute(running.store)
  await running.tick()
  expect([(await ready()).status, (await ready()).json]).toEqual([200, { status: 'ok' }])
})

test('an outcome that can be written nowhere is a line of JSON on the standard error, and is completed later', async () => {
  const written: string[] = []
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.push(String(text))
    return true
  })
  ece.on.set(`POST ${RESTART}`, async (_, response) => {
    await forbid(running.store, { table: 'audit', event: 'insert' })
    answer(response, 202, {})
  })
  expect((await restart(KEY)).status).toBe(502)
  spy.mockRestore()
  const lines = written.filter((text) => text.includes('audit_unwritten'))
  expect(lines.map((text) => JSON.parse(text))).toEqual([
    {
      audit_unwritten: expect.objectContaining({
        stage: 'outcome',
        event: 'accepted',
        action_id: KEY,
        operation: 'restartDeploymentEsResource',
        user_name: 'admin',
        status: 202,
      }),
    },
  ])
  await allow(running.store, 'audit')
  await running.tick()
  const { json } = await browser.get(`/bff/changes/${KEY}`)
  expect(json).toMatchObject({ state: 'unknown' })
})

test('without the second file nothing is changed and nobody signs in; reading and signing out go on, and it heals', async () => {
  let held = ''
  ece.on.set(`POST ${RESTART}`, (_, response) => {
    held = readFileSync(secondFile, 'utf8')
    answer(response, 202, {})
  })
  expect((await restart(KEY)).status).toBe(202)
  // by the time that ECE hears of it
  expect(held).toContain('"stage":"intent"')
  const leaver = running.browser()
  await leaver.signIn(PASSWORD)
  rmSync(secondFile)
  mkdirSync(secondFile)
  const refused = await restart(OTHER_KEY)
  expect([refused.status, refused.json]).toMatchObject([
    503,
    { errors: [{ code: 'console.audit_unavailable' }] },
  ])
  expect(ece.count(`POST ${RESTART}`)).toBe(1)
  expect((await running.browser().signIn(PASSWORD)).status).toBe(503)
  expect((await browser.get('/api/default/deployments')).status).toBe(200)
  expect((await leaver.signOut()).status).toBe(204)
  expect((await ready()).json).toEqual({ status: 'ok', audit: ['second_file'] })
  expect(await metrics()).toContain('ece_console_audit_trouble{what="second_file"} 1')
  rmSync(secondFile, { recursive: true })
  expect((await restart(OTHER_KEY)).status).toBe(202)
  expect((await ready()).json).toEqual({ status: 'ok' })
})
