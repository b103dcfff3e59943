// What a record says of who, with what, from where, and how the change went over the wire.
import type { ServerResponse } from 'node:http'
import { operations } from '@ece/api-types'
import type { AuditAnswer, AuditRecord } from '@ece/api-types/bff'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pathOf } from '../forward/test-console.ts'
import type { Browser } from '../testing/browser.ts'
import { runConsole, type Running } from '../testing/run-console.ts'
import { PASSWORD, answer, startStandIn, type StandIn } from '../testing/stand-in-ece.ts'

const RESTART = pathOf(operations.restartDeploymentEsResource)
const DEPLOYMENT = RESTART.split('/').slice(0, 3).join('/')
const MODIFIED = '2026-11-23T02:00:00.000Z'
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'
const KEY = '00000000-0000-4000-8000-00000000f1e1'

let ece: StandIn
let running: Running
let browser: Browser
/** A token that ECE does not take any more. */
let ended: string
const refuse = (response: ServerResponse) =>
  answer(response, 401, { errors: [{ code: 'root.unauthorized', message: 'It has ended.' }] })
beforeEach(async () => {
  ece = await startStandIn()
  ece.on.set(`POST ${RESTART}`, (_, response) => {
    response.setHeader('date', 'Mon, 23 Nov 2026 03:04:05 GMT')
    answer(response, 202, {})
  })
  ece.on.set(`GET ${DEPLOYMENT}`, (_, response) =>
    answer(response, 200, {
      id: DEPLOYMENT.split('/')[2],
      name: 'logs-prod',
      healthy: true,
      resources: {},
      metadata: { last_resource_plan_modified: MODIFIED, hidden: false },
    }),
  )
  ended = ''
  ece.on.set('GET /user', ({ authorization }, response) =>
    authorization === `Bearer ${ended}`
      ? refuse(response)
      : answer(response, 200, { user_name: 'admin', security: { roles: ['ece_platform_admin'] } }),
  )
  running = await runConsole({ ECE_URL: ece.url })
  browser = running.browser()
  await browser.signIn(PASSWORD)
})
afterEach(async () => {
  await running.stop()
  await ece.close()
})

const restart = (headers: Record<string, string> = {}) =>
  browser.ask({
    method: 'POST',
    path: `/api/default${RESTART}`,
    headers: { 'idempotency-key': KEY, 'user-agent': FIREFOX, ...headers },
  })

/** Oldest first; who looked is not asked about here. */
const records = async (): Promise<AuditRecord[]> => {
  const reply = await browser.get('/bff/audit')
  expect(reply.status).toBe(200)
  // the console's own answer
  const { records: all } = reply.json as AuditAnswer
  return all.filter(({ stage }) => stage !== 'read').toReversed()
}

test('a change says what the operator saw and did, with which credential, and how ECE answered', async () => {
  const seen = await restart({
    'x-seen-version': MODIFIED,
    'x-target-name': encodeURIComponent('logs-prod ✓'),
    'x-ticket': 'INC-4711',
    'x-confirm': 'typed',
  })
  expect(seen.status).toBe(202)
  const [signedIn, ...ofChange] = await records()
  expect(ofChange.map(({ event }) => event)).toEqual(['intent', 'sending', 'accepted'])
  for (const record of ofChange) {
    expect(record).toMatchObject({
      target_name: 'logs-prod ✓',
      ticket: 'INC-4711',
      confirm: 'typed',
      seen_version: MODIFIED,
      checked_version: MODIFIED,
      ua_class: 'firefox/145 linux',
      cred_fp: signedIn?.cred_fp,
    })
  }
  expect(signedIn?.cred_fp).toMatch(/^[0-9a-f]{12}$/)
  expect(ofChange[1]).not.toHaveProperty('latency_ms')
  expect(ofChange[2]).toMatchObject({
    attempt: 1,
    latency_ms: expect.any(Number),
    upstream_date: '2026-11-23T03:04:05.000Z',
  })
  const found = (await browser.get('/bff/audit?target=LOGS-p')).json as AuditAnswer
  expect(found.records.map(({ event }) => event)).toEqual(['accepted', 'sending', 'intent'])
  const change = await browser.get(`/bff/changes/${KEY}`)
  expect(change.json).toMatchObject({ target_name: 'logs-prod ✓', ticket: 'INC-4711' })
})

test('a change whose token had ended says that it was sent twice, and with which token it was begun', async () => {
  const [signedIn] = await records()
  ended = ece.given[0] ?? ''
  ece.on.set(`POST ${RESTART}`, ({ authorization }, response) =>
    authorization === `Bearer ${ended}` ? refuse(response) : answer(response, 202, {}),
  )
  expect((await restart()).status).toBe(202)
  const outcome = (await records()).at(-1)
  expect(outcome).toMatchObject({ event: 'accepted', attempt: 2, cred_fp: signedIn?.cred_fp })
})

test('a change that could not reach ECE says how long it tried, and has no date of ECE', async () => {
  ece.on.set(`POST ${RESTART}`, (_, response) => void response.destroy())
  await restart()
  const outcome = (await records()).find(({ stage }) => stage === 'outcome')
  expect(outcome).toMatchObject({ state: 'unknown', attempt: 1, latency_ms: expect.any(Number) })
  expect(outcome).not.toHaveProperty('upstream_date')
})

test('a change refused because the target moved on says what was seen and what was there', async () => {
  const before = '2026-11-22T00:00:00.000Z'
  expect((await restart({ 'x-seen-version': before, 'x-confirm': 'button' })).status).toBe(409)
  await expect.poll(async () => (await records()).at(-1)?.stage).toBe('refusal')
  expect((await records()).at(-1)).toMatchObject({
    event: 'console.seen_version_changed',
    seen_version: before,
    checked_version: MODIFIED,
    confirm: 'button',
    ua_class: 'firefox/145 linux',
  })
})

test.each([
  ['X-Ticket', 'x'.repeat(65)],
  ['X-Ticket', 'a%0Ab'],
  ['X-Target-Name', 'x'.repeat(201)],
  ['X-Target-Name', '%E0%A4'],
  ['X-Confirm', 'maybe'],
])('a bad %s is refused by its name, and nothing is sent', async (name, value) => {
  const reply = await restart({ [name.toLowerCase()]: value })
  expect(reply.status).toBe(400)
  expect(reply.json.errors[0]).toMatchObject({ code: 'console.bad_request', fields: [name] })
  expect(ece.count(`POST ${RESTART}`)).toBe(0)
})

test('records of one process carry a clock that no jump of the date can turn back', async () => {
  await restart()
  const all = await records()
  const times = all.map(({ mono_ms: mono }) => mono ?? Number.NaN)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  expect(new Set(all.map(({ boot }) => boot)).size).toBe(1)
  expect(times.every((time) => Number.isSafeInteger(time) && time > 0)).toBe(true)
})

test('two credentials have two fingerprints, and neither is part of its credential', async () => {
  await running.browser().signIn(PASSWORD)
  const prints = (await records()).map(({ cred_fp: print }) => print ?? '')
  expect(new Set(prints).size).toBe(2)
  for (const token of ece.given) for (const print of prints) expect(token).not.toContain(print)
})
