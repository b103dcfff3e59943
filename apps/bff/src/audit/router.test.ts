// The whole console over HTTP, and what it puts on record.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { operations } from '@ece/api-types'
import type { AuditAnswer, AuditRecord } from '@ece/api-types/bff'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pathOf } from '../forward/test-console.ts'
import type { Browser } from '../testing/browser.ts'
import { runConsole, type Running } from '../testing/run-console.ts'
import { PASSWORD, answer, startStandIn, type StandIn } from '../testing/stand-in-ece.ts'
import { createSeal, readPublicKey } from './seal.ts'
import { verifyFile } from './verify-file.ts'

let ece: StandIn
let running: Running
let browser: Browser
let roles = ['ece_platform_admin']
beforeEach(async () => {
  roles = ['ece_platform_admin']
  ece = await startStandIn()
  ece.on.set(`POST ${RESTART}`, (_, response) => answer(response, 202, {}))
  ece.on.set('GET /user', (_, response) =>
    answer(response, 200, { user_name: 'admin', security: { roles } }),
  )
  running = await runConsole({ ECE_URL: ece.url })
  browser = running.browser()
  await browser.signIn(PASSWORD)
})
afterEach(async () => {
  await running.stop()
  await ece.close()
})

const RESTART = pathOf(operations.restartDeploymentEsResource)
let keys = 0
const newKey = () => `00000000-0000-4000-8000-${String((keys += 1)).padStart(12, '0')}`
const restart = (key = newKey(), headers: Record<string, string> = {}) =>
  browser.ask({
    method: 'POST',
    path: `/api/default${RESTART}`,
    headers: { 'idempotency-key': key, ...headers },
  })

const read = async (search = ''): Promise<AuditAnswer> => {
  const reply = await browser.get(`/bff/audit${search}`)
  expect(reply.status).toBe(200)
  // the console's own answer
  const answered = reply.json as AuditAnswer
  // that this very test looks is the matter of one of them
  return { ...answered, records: answered.records.filter(({ stage }) => stage !== 'read') }
}
const eventsOf = (records: readonly AuditRecord[]) =>
  records.map(({ stage, event }) => `${stage}/${event}`)

test('signing in, failing to, and signing out are on record, with who and from where', async () => {
  const other = running.browser()
  await other.signIn('wrong password')
  await other.signIn(PASSWORD)
  await other.signOut()
  const events = async () => eventsOf((await read()).records)
  await expect
    .poll(events)
    .toEqual(['auth/signed_out', 'auth/signed_in', 'auth/sign_in_failed', 'auth/signed_in'])
  const { records, head } = await read()
  expect(records[1]).toMatchObject({
    seq: 3,
    user_name: 'admin',
    auth: 'password',
    roles: ['ece_platform_admin'],
    installation: 'default',
    ip: expect.stringMatching(/127\.0\.0\.1|::1/),
    session: expect.stringMatching(/^[0-9a-f]{8}$/),
    request_id: expect.any(String),
  })
  const newest = (await browser.get(`/bff/audit/${head?.seq}`)).json
  expect(head).toMatchObject({ seq: newest.seq, hash: newest.hash })
})

test('who looks at the log is on record, once for the hour and not once for every poll', async () => {
  const other = running.browser()
  await other.signIn(PASSWORD)
  for (const path of ['', '/1', '/count', '?user=admin']) await other.get(`/bff/audit${path}`)
  await browser.get('/bff/audit/export')
  const views = async () =>
    ((await browser.get('/bff/audit?outcome=audit_viewed')).json as AuditAnswer).records
  // the second one is that of whoever asks here
  await expect.poll(async () => (await views()).length).toBe(2)
  expect((await views())[1]).toMatchObject({
    stage: 'read',
    user_name: 'admin',
    ip: expect.any(String),
  })
})

test('a name that never signed in here is not written down: it may be a password', async () => {
  const path = '/bff/session'
  const body = { installation: 'default', username: 'hunter2-by-mistake', password: 'x' }
  await running.browser().ask({ method: 'POST', path, body })
  await expect.poll(async () => (await read()).records[0]?.event).toBe('sign_in_failed')
  const { records } = await read()
  expect(records[0]?.user_name).toBeUndefined()
  expect(records[0]?.target).toMatch(/^account\/[0-9a-f]{12}$/)
  expect(JSON.stringify(records)).not.toContain('hunter2')
})

test('a change refused for its role or its origin is on record, and stands under what it was about', async () => {
  await restart(newKey(), { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })
  await expect.poll(async () => (await read('?outcome=refused')).records.length).toBe(1)
  expect((await read('?outcome=refused')).records[0]).toMatchObject({
    event: 'csrf',
    user_name: 'admin',
    operation: 'restartDeploymentEsResource',
    status: 403,
  })
})

test('nobody without the role reads the log, and the refusal says which roles may', async () => {
  roles = ['ece_deployment_manager']
  const manager = running.browser()
  await manager.signIn(PASSWORD)
  for (const path of ['', '/1', '/export', '/count']) {
    const reply = await manager.get(`/bff/audit${path}`)
    expect([path, reply.status]).toEqual([path, 403])
    expect(JSON.stringify(reply.json)).toContain('ece_platform_viewer; admin has ece_deployment')
  }
  expect((await running.browser().get('/bff/audit')).status).toBe(401)
})

test('records are found by user, target, operation, outcome, time and text, page by page', async () => {
  for (let n = 0; n < 3; n += 1) expect((await restart()).status).toBe(202)
  const target = pathOf(operations.restartDeploymentEsResource).split('/')[2] ?? ''
  const count = async (search: string) => (await read(search)).records.length
  const all = await count('')
  expect(all).toBeGreaterThan(3)
  expect(await count('?outcome=accepted')).toBe(3)
  expect(await count('?outcome=accepted,signed_in')).toBe(4)
  expect(await count('?operation=restartDeploymentEsResource&user=admin')).toBe(all - 1)
  expect(await count(`?outcome=accepted&target=${target}`)).toBe(3)
  expect(await count('?user=nobody')).toBe(0)
  expect(await count('?text=RESTARTdeployment')).toBe(all - 1)
  expect(await count('?text=100%25')).toBe(0)
  expect(await count('?to=2020-01-01')).toBe(0)
  expect(await count('?from=2020-01-01T00:00:00Z&installation=default')).toBe(all)
  const first = await read('?outcome=accepted&limit=2')
  expect(first.records).toHaveLength(2)
  const second = await read(`?outcome=accepted&limit=2&before=${first.next ?? 0}`)
  expect(second.records).toHaveLength(1)
  const counted = await browser.get('/bff/audit/count?outcome=accepted')
  expect(counted.json).toEqual({ count: 3, complete: true })
})

test('a filter that is misspelt or impossible is refused, not passed over', async () => {
  const wrong = ['?usr=x', '?user=', '?from=yesterday', '?limit=0', '?limit=501', '?before=-1']
  for (const search of [...wrong, '?user=a&user=b', `?text=${'x'.repeat(201)}`]) {
    const reply = await browser.get(`/bff/audit${search}`)
    expect([search, reply.status]).toEqual([search, 400])
  }
  expect((await browser.get('/bff/audit/export?format=xml')).status).toBe(400)
  expect((await browser.get('/bff/audit?installation=nowhere')).status).toBe(404)
})

test('one record is shown with its seal, and a number without one is not found', async () => {
  const reply = await browser.get('/bff/audit/1')
  expect(reply.json).toMatchObject({
    seq: 1,
    event: 'signed_in',
    prev: '',
    mac: expect.any(String),
  })
  for (const seq of ['0', '99', 'x', '1e3', '-1']) {
    expect([seq, (await browser.get(`/bff/audit/${seq}`)).status]).toEqual([seq, 404])
  }
})

test('the exported file proves itself with the public key alone, and any change of it shows', async () => {
  await restart()
  const { text } = await browser.get('/bff/audit/export')
  const file = join(running.config.dataDir, 'export.jsonl')
  const publicKey = readPublicKey(createSeal(running.config.key).publicKey)
  const verify = (content: string) => {
    writeFileSync(file, content)
    return verifyFile(file, publicKey)
  }
  const lines = text.trimEnd().split('\n')
  expect(await verify(text)).toMatchObject({ checked: lines.length - 1, filter: '' })
  expect(text).toContain('"event":"audit_exported"')
  expect(await verify(lines.slice(0, -1).join('\n'))).toMatchObject({
    wrong: { what: expect.stringContaining('cut') },
  })
  const changes = [
    text.replace('"admin"', '"adnim"'),
    lines.with(1, lines[2] ?? '').join('\n'),
    lines.toSpliced(0, 1).join('\n'),
    lines.toSpliced(1, 0, lines[0] ?? '').join('\n'),
    text.replace(/"count":\d+,"first/, '"count":1,"first'),
    `${text}{}\n`,
    text.slice(0, Math.floor(text.length / 2)),
  ]
  for (const [index, change] of changes.entries()) {
    expect([index, (await verify(change)).wrong !== undefined]).toEqual([index, true])
  }
  expect(readFileSync(file, 'utf8')).not.toContain(PASSWORD)
})

test('the CSV is safe to open in a spreadsheet', async () => {
  await restart(newKey(), { 'x-reason': encodeURIComponent('=HYPERLINK("http://x")') })
  const { text } = await browser.get('/bff/audit/export?format=csv&outcome=accepted')
  expect(text.split('\r\n')[0]).toMatch(/^\uFEFF?seq,at,stage,event,state/)
  expect(text).toContain(`"'=HYPERLINK(""http://x"")"`)
  expect(text).not.toMatch(/(^|,)"?=HYPERLINK/m)
})

test('a list that is saved in the browser is put on record first', async () => {
  const body = { installation: 'default', what: 'Deployments', format: 'csv', count: 120 }
  const reply = await browser.ask({ method: 'POST', path: '/bff/audit/exports', body })
  expect(reply.status).toBe(204)
  expect((await read('?outcome=list_exported')).records[0]).toMatchObject({
    user_name: 'admin',
    count: 120,
    evidence: 'Deployments, as csv',
  })
  const bad = { method: 'POST', path: '/bff/audit/exports', body: { ...body, count: -1 } }
  expect((await browser.ask(bad)).status).toBe(400)
})

test('without an audit log nobody signs in and nothing is changed; reading and signing out go on, and all heals', async () => {
  const leaver = running.browser()
  await leaver.signIn(PASSWORD)
  await sql`alter table audit_head rename to away`.execute(running.store)
  const sent = ece.calls.filter(({ path }) => path.includes('_restart')).length
  const key = newKey()
  const refused = await restart(key)
  expect([refused.status, refused.json]).toMatchObject([
    503,
    { errors: [{ code: 'console.audit_unavailable' }] },
  ])
  const stranger = await running.browser().signIn(PASSWORD)
  expect([stranger.status, stranger.headers['set-cookie']]).toEqual([503, undefined])
  const save = { installation: 'default', what: 'x', format: 'csv', count: 1 }
  const saved = await browser.ask({ method: 'POST', path: '/bff/audit/exports', body: save })
  expect(saved.status).toBe(503)
  expect((await browser.get('/api/default/deployments')).status).toBe(200)
  expect((await leaver.signOut()).status).toBe(204)
  expect((await leaver.get('/api/default/deployments')).status).toBe(401)
  expect(ece.calls.filter(({ path }) => path.includes('_restart'))).toHaveLength(sent)

  await sql`alter table away rename to audit_head`.execute(running.store)
  await running.tick()
  expect((await restart(key)).status).toBe(202)
  expect(eventsOf((await read('?outcome=signed_out')).records)).toEqual(['auth/signed_out'])
})
