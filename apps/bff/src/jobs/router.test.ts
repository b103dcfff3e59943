// What a job may ask for, and who may look at it and hold it.
import { Buffer } from 'node:buffer'
import type { NewJob } from '@ece/api-types/bff'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { newKey } from '../forward/test-console.ts'
import { createSimulator, type Simulator } from '@ece/simulator'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from '../testing/browser.ts'
import { makeDataDir, runConsole, type Running } from '../testing/run-console.ts'
import {
  control,
  getItems,
  getJob,
  HURRY,
  makeJob,
  postJob,
  restartJob,
} from '../testing/job-bench.ts'

const id = (n: number) => n.toString(16).padStart(32, '0')
const item = (n: number, more = {}) => ({
  params: { deployment_id: id(n), ref_id: 'main-elasticsearch' },
  name: `deployment ${n}`,
  ...more,
})
const many = (count: number): NewJob['items'] => Array.from({ length: count }, (_, n) => item(n))

let simulator: Simulator
let console: Running
const browsers = new Map<string, Browser>()
const as = (user: string, installation = 'default'): Browser => {
  const found = browsers.get(`${user}@${installation}`)
  if (found === undefined) throw new Error(`${user} is not signed in`)
  return found
}
beforeAll(async () => {
  simulator = await createSimulator({ fleet: 5 })
  const dataDir = makeDataDir()
  const file = join(dataDir, 'installations.json')
  const installation = (name: string, policy = {}) => ({
    id: name,
    name,
    url: simulator.url,
    environment: 'test',
    policy,
  })
  writeFileSync(
    file,
    JSON.stringify([
      installation('default'),
      installation('strict', { require_reason: true }),
      installation('frozen', { read_only: true }),
    ]),
  )
  console = await runConsole({ ECE_INSTALLATIONS_FILE: file }, {}, { jobPace: HURRY })
  for (const [user, name] of [
    ['admin', 'default'],
    ['manager', 'default'],
    ['readonly', 'default'],
    ['admin', 'strict'],
    ['admin', 'frozen'],
  ] as const) {
    const browser = console.browser()
    await browser.signIn(simulator.password, user, name)
    browsers.set(`${user}@${name}`, browser)
  }
})
afterAll(async () => {
  await console.stop()
  await simulator.stop()
})

const refused = async (body: unknown, browser = as('admin'), key = newKey()) => {
  const { status, json } = await postJob(browser, body, key)
  return { status, ...json.errors[0] }
}

test('a job over nothing, over too many, and over one target twice is refused in one sentence', async () => {
  expect(await refused(restartJob([]))).toMatchObject({
    status: 400,
    message: 'A job needs a list of 1 to 10000 items.',
    fields: ['body.items'],
  })
  expect(await refused(restartJob(many(10_001)))).toMatchObject({
    status: 400,
    fields: ['body.items'],
  })
  const twice = await refused(restartJob([item(1), item(2), item(1)]))
  expect(twice).toMatchObject({ status: 400, fields: ['body.items[2]'] })
  expect(twice.message).toMatch(/body\.items\[2\] is the target of item 0 again/)
})

test('every item is checked before anything begins, and the first bad ones are named', async () => {
  const bad = { params: { deployment_id: '../x', ref_id: 'main' }, name: 'x' }
  const answer = await refused(restartJob([item(0), ...Array.from({ length: 8 }, () => bad)]))
  expect(answer.status).toBe(400)
  expect(answer.fields).toEqual(
    [1, 2, 3, 4, 5].map((position) => `body.items[${position}].params.deployment_id`),
  )
  expect(answer.message).toMatch(/and 3 more\.$/)
  const more = { params: { ...item(0).params, force: 'yes' }, name: 'x' }
  expect((await refused(restartJob([more]))).fields).toEqual(['body.items[0].params.force'])
  for (const query of [{ skip_snapshot: 'true' }, { no: 1 }, { cancel_pending: true }]) {
    expect((await refused(restartJob([item(0)], { query }))).status).toBe(400)
  }
  expect((await refused(restartJob([item(0)], { body: { a: 1 } }))).fields).toEqual(['body.body'])
  expect((await refused({ ...restartJob([item(0)]), extra: 1 })).fields).toEqual(['body.extra'])
  expect((await refused(undefined)).status).toBe(400)
})

test('only changes that make sense for many are taken', async () => {
  for (const operation of [
    'deleteDeployment',
    'getDeployment',
    'login',
    'constructor',
    'nothing',
  ]) {
    expect(await refused(restartJob([item(0)], { operation }))).toMatchObject({
      status: 400,
      fields: ['body.operation'],
    })
  }
})

test('a key is needed, names one job, and brings the same one again', async () => {
  expect(await refused(restartJob([item(0)]), as('admin'), 'no uuid')).toMatchObject({
    code: 'console.idempotency_key_required',
  })
  const key = newKey()
  const body = restartJob([item(0)], { title: 'first' })
  const [one, two] = await Promise.all([
    postJob(as('admin'), body, key),
    postJob(as('admin'), body, key.toUpperCase()),
  ])
  expect([one.status, two.status, one.json.id, two.json.id]).toEqual([201, 201, key, key])
  expect(
    [one, two].filter(({ headers }) => headers['idempotency-replayed'] === 'true'),
  ).toHaveLength(1)
  const other = await refused(restartJob([item(1)], { title: 'second' }), as('admin'), key)
  expect(other).toMatchObject({ status: 422, code: 'console.idempotency_key_reused' })
  expect(await refused(body, as('manager'), key)).toMatchObject({ status: 422 })
})

test('roles and policies hold for many as for one', async () => {
  expect(await refused(restartJob([item(0)]), as('readonly'))).toMatchObject({
    status: 403,
    code: 'console.forbidden',
  })
  const strict = { ...restartJob([item(0)]), installation: 'strict' }
  expect(await refused(strict, as('admin', 'strict'))).toMatchObject({
    code: 'console.reason_required',
  })
  const beep = { ...strict, reason: 'a\u0007b' }
  expect(await refused(beep, as('admin', 'strict'))).toMatchObject({ fields: ['body.reason'] })
  expect(
    (await refused({ ...strict, reason: 'x'.repeat(501) }, as('admin', 'strict'))).fields,
  ).toEqual(['body.reason'])
  const formula = '=HYPERLINK("http://x")'
  const made = await postJob(as('admin', 'strict'), { ...strict, reason: formula })
  expect([made.status, made.json.reason]).toEqual([201, formula])
  const frozen = { ...restartJob([item(0)]), installation: 'frozen' }
  expect(await refused(frozen, as('admin', 'frozen'))).toMatchObject({ code: 'console.forbidden' })
  // written down soon after, not before the answer
  await vi.waitFor(async () => {
    const { json } = await as('admin', 'frozen').get(
      '/bff/audit?installation=frozen&outcome=refused',
    )
    expect(json.records[0]).toMatchObject({
      stage: 'refusal',
      event: 'forbidden',
      user_name: 'admin',
      operation: 'POST /bff/jobs',
    })
  })
  expect(await refused({ ...strict, reason: 'x' }, as('admin'))).toMatchObject({ status: 401 })
  expect(await refused({ ...strict, installation: 'nowhere' })).toMatchObject({ status: 404 })
})

test('a stranger learns nothing, and sends nothing large', async () => {
  const stranger = console.browser()
  const large = { filler: 'x'.repeat(200_000) }
  expect((await postJob(stranger, large)).status).toBe(401)
  expect((await stranger.get('/bff/jobs')).status).toBe(401)
  const foreign = await as('admin').ask({
    method: 'POST',
    path: '/bff/jobs',
    body: restartJob([item(0)]),
    headers: { 'x-ece-console': '', 'idempotency-key': newKey() },
  })
  expect(foreign.json.errors[0].code).toBe('console.csrf')
  const tooLarge = await postJob(as('admin'), { filler: 'x'.repeat(9 * 1024 * 1024) })
  expect([tooLarge.status, tooLarge.json.errors[0].message]).toEqual([
    413,
    'A body may have at most 8 MB.',
  ])
})

test('everybody on the installation sees a job, nobody else, and only those who may send it hold it', async () => {
  const job = await makeJob(as('admin'), restartJob(many(3)))
  expect((await getJob(as('readonly'), job.id)).title).toBe('Restart Elasticsearch')
  expect((await as('admin', 'strict').get(`/bff/jobs/${job.id}`)).status).toBe(404)
  expect((await as('admin').get(`/bff/jobs/${newKey()}`)).status).toBe(404)
  for (const verb of ['pause', 'resume', 'stop'] as const) {
    expect((await control(as('readonly'), job.id, verb)).status).toBe(403)
  }
  const { json } = await as('readonly').get('/bff/jobs?installation=default')
  expect(json.jobs.map((one: { id: string }) => one.id)).toContain(job.id)
  expect((await as('readonly').get('/bff/jobs?installation=strict')).status).toBe(401)
  for (const query of ['?limit=0', '?state=lost', '?offset=-1', '?x=1', '?limit=1&limit=2']) {
    expect((await as('admin').get(`/bff/jobs/${job.id}/items${query}`)).status).toBe(400)
  }
})

test('ten thousand targets are taken at once and read page by page', async () => {
  const hostile = '<b>\u202e\u0000name</b>'
  const items = [
    item(0, { name: hostile, seen_version: 'x'.repeat(300) }),
    ...many(10_000).slice(1),
  ]
  const startedAt = performance.now()
  const job = await makeJob(as('admin'), restartJob(items, { canary: 0, concurrency: 1 }))
  const ms = performance.now() - startedAt
  await control(as('admin'), job.id, 'stop')
  expect(job.total).toBe(10_000)
  const last = await getItems(as('admin'), job.id, '?offset=9990&limit=100')
  expect(last.map(({ position }) => position)).toEqual([
    9990, 9991, 9992, 9993, 9994, 9995, 9996, 9997, 9998, 9999,
  ])
  const [first] = await getItems(as('admin'), job.id, '?limit=1')
  expect(first?.name).toBe('<b>\u202ename</b>')
  process.stdout.write(
    `jobs: 10,000 items (${Buffer.byteLength(JSON.stringify(items))} bytes) taken in ${ms.toFixed(0)} ms\n`,
  )
  expect(ms).toBeLessThan(15_000)
}, 30_000)
