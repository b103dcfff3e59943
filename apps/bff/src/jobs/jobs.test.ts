// Jobs as an operator sees them: over real HTTP, against the simulator.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  control,
  findTargets,
  getItems,
  getJob,
  isOver,
  makeJob,
  restartJob,
  startJobs,
  timesRestarted,
  until,
  type JobBench,
} from '../testing/job-bench.ts'
import { newKey } from '../forward/test-console.ts'

/** So many are enough for all tests but the one that needs deployments which nobody else has restarted just before. */
const UNTOUCHED = 40

let bench: JobBench
beforeAll(async () => {
  bench = await startJobs({ fleet: 200, sentinels: true })
})
afterAll(() => bench.stop())
beforeEach(() => {
  bench.since = bench.simulator.clock.now()
})

test('one deployment is restarted once, and its change names the job', async () => {
  const { browser } = bench
  const [target] = await findTargets(browser, 1)
  if (target === undefined) throw new Error('no target')
  const job = await makeJob(
    browser,
    restartJob([target], { reason: 'certificates', ticket: 'CHG-7', confirm: 'button' }),
  )
  expect(job).toMatchObject({ state: 'running', total: 1, user_name: 'admin' })
  const ended = await until(browser, job.id, isOver)
  expect(ended).toMatchObject({
    state: 'done',
    counts: { done: 1 },
    reason: 'certificates',
    ticket: 'CHG-7',
  })
  expect(ended.story?.map(({ event }) => event)).toEqual(['made', 'done'])
  expect(timesRestarted(bench, target)).toBe(1)
  const [item] = await getItems(browser, job.id)
  const change = await browser.get(`/bff/changes/${item?.change_id ?? ''}`)
  const said = { reason: 'certificates', ticket: 'CHG-7' }
  const { name } = target
  expect(change.json).toMatchObject({
    state: 'accepted',
    job_id: job.id,
    target_name: name,
    ...said,
  })
  const { records } = (await browser.get('/bff/audit?outcome=made')).json
  expect(records[0]).toMatchObject({ job_id: job.id, confirm: 'button', ...said })
})

test('thirty are restarted, canaries first and alone, then no more at once than was said', async () => {
  const { browser } = bench
  const targets = await findTargets(browser, 30)
  const job = await makeJob(browser, restartJob(targets, { canary: 2, concurrency: 5 }))
  const ended = await until(browser, job.id, isOver, 60_000)
  expect(ended).toMatchObject({ state: 'done', counts: { done: 30 } })
  const items = await getItems(browser, job.id)
  const spans = items.map(({ started_at: from, ended_at: to }) => ({
    from: Date.parse(from ?? ''),
    to: Date.parse(to ?? ''),
  }))
  const [first, second] = spans
  expect(second?.from).toBeGreaterThanOrEqual(first?.to ?? Infinity)
  for (const { from } of spans.slice(2)) expect(from).toBeGreaterThanOrEqual(second?.to ?? Infinity)
  const most = Math.max(
    ...spans.map(({ from }) => spans.filter((one) => one.from <= from && from < one.to).length),
  )
  expect(most).toBeLessThanOrEqual(5)
  expect(most).toBeGreaterThan(1)
  expect(targets.map((one) => timesRestarted(bench, one))).toEqual(targets.map(() => 1))
}, 90_000)

test('the first failure ends the job, the rest is not started, and what failed is tried again', async () => {
  const { browser, simulator } = bench
  const targets = await findTargets(browser, 8)
  const bad = [...simulator.world.deployments.values()].find(
    ({ name }) => name === 'fails-to-restart',
  )
  if (bad === undefined) throw new Error('no sentinel')
  const broken = {
    params: { deployment_id: bad.id, ref_id: bad.resources[0]?.ref_id ?? '' },
    name: bad.name,
  }
  const items = [...targets.slice(0, 2), broken, ...targets.slice(2)]
  const job = await makeJob(browser, restartJob(items, { concurrency: 1 }))
  const ended = await until(browser, job.id, isOver, 30_000)
  expect(ended.state).toBe('failed')
  expect(ended.state_reason).toMatch(/^Item 3 failed: Its plan failed/)
  expect(ended.counts).toEqual({ done: 2, failed: 1, not_started: 6 })
  expect(targets.slice(2).map((one) => timesRestarted(bench, one))).toEqual([0, 0, 0, 0, 0, 0])
  expect((await control(browser, job.id, 'resume')).json.errors[0].code).toBe(
    'console.job_not_in_state',
  )

  const retry = (key: string) =>
    browser.ask({
      method: 'POST',
      path: `/bff/jobs/${job.id}/_retry`,
      headers: { 'idempotency-key': key },
    })
  const key = newKey()
  const again = await retry(key)
  expect(again.json).toMatchObject({ id: key, retry_of: job.id, total: 1 })
  expect((await retry(key)).headers['idempotency-replayed']).toBe('true')
  // its last plan has failed now, which somebody should look at first
  const retried = await until(browser, key, isOver)
  expect(retried.counts).toEqual({ skipped: 1 })
}, 60_000)

test('three failures one after another ask for a person, although the job goes on after one', async () => {
  const { browser, simulator } = bench
  simulator.faults.order({
    operation_id: 'restart-deployment-es-resource',
    status: 422,
    body: { errors: [{ code: 'clusters.plan_change_error', message: 'Illegal state.' }] },
    times: 3,
  })
  const targets = await findTargets(browser, 6)
  const job = await makeJob(
    browser,
    restartJob(targets, { canary: 0, concurrency: 1, keep_going: true }),
  )
  const paused = await until(browser, job.id, ({ state }) => state === 'paused')
  expect(paused.counts).toEqual({ failed: 3, not_started: 3 })
  expect(paused.state_reason).toMatch(/^3 items failed one after another\. .*Illegal state/)
  expect((await control(browser, job.id, 'resume')).json.state).toBe('running')
  const ended = await until(browser, job.id, isOver)
  expect(ended).toMatchObject({ state: 'done', counts: { failed: 3, done: 3 } })
  expect(ended.state_reason).toBe('3 of 6 did not end well.')
}, 40_000)

test('paused, what has begun ends and nothing begins; stopped, the rest is not started', async () => {
  const { browser } = bench
  const targets = await findTargets(browser, 20)
  const job = await makeJob(browser, restartJob(targets, { canary: 0, concurrency: 2 }))
  await until(browser, job.id, ({ counts }) => (counts.done ?? 0) >= 2)
  expect((await control(browser, job.id, 'pause')).json.state).toBe('paused')
  expect((await control(browser, job.id, 'pause')).status).toBe(200)
  const held = await until(
    browser,
    job.id,
    ({ counts }) => (counts.done ?? 0) + (counts.not_started ?? 0) === 20,
  )
  const done = held.counts.done ?? 0
  expect(done).toBeLessThan(20)
  await bench.console.tick()
  expect((await getJob(browser, job.id)).counts.done).toBe(done)
  await control(browser, job.id, 'resume')
  await until(browser, job.id, ({ counts }) => (counts.done ?? 0) > done)
  expect((await control(browser, job.id, 'stop')).json.state).toBe('stopped')
  const ended = await until(browser, job.id, isOver)
  expect(ended.state).toBe('stopped')
  expect(ended.counts.not_started).toBeGreaterThan(0)
  expect(ended.story?.map(({ event }) => event)).toEqual(['made', 'paused', 'resumed', 'stopped'])
  const sent = targets.filter((one) => timesRestarted(bench, one) > 0).length
  expect(sent).toBeGreaterThanOrEqual(ended.counts.done ?? 0)
}, 60_000)

test('a deployment that vanished, one with a plan and one that is stopped are skipped with the reason', async () => {
  const { browser, simulator } = bench
  const [gone, well, busy] = await findTargets(browser, 3)
  if (!gone || !well || !busy) throw new Error('no target')
  simulator.world.remove(gone.params.deployment_id)
  const stopped = [...simulator.world.deployments.values()].flatMap(({ id, name, resources }) => {
    const one = resources.find(
      ({ kind, status }) => kind === 'elasticsearch' && status === 'stopped',
    )
    return one ? [{ params: { deployment_id: id, ref_id: one.ref_id }, name }] : []
  })[0]
  if (!stopped) throw new Error('nothing is stopped')
  const job = await makeJob(browser, restartJob([gone, stopped, well]))
  const ended = await until(browser, job.id, isOver)
  expect(ended).toMatchObject({ state: 'done', counts: { skipped: 2, done: 1 } })
  const items = await getItems(browser, job.id, '?state=skipped')
  expect(items.map(({ detail }) => detail)).toEqual([
    'The deployment is gone.',
    'It is stopped, and a restart would start it.',
  ])
  expect(items.every(({ change_id: id }) => id === undefined)).toBe(true)
  expect(timesRestarted(bench, stopped)).toBe(0)
})

test('ECE asks for fewer calls: the job waits as told and nothing fails', async () => {
  const { browser, simulator } = bench
  const targets = await findTargets(browser, 3)
  simulator.faults.order({
    operation_id: 'restart-deployment-es-resource',
    status: 429,
    headers: { 'retry-after': '1' },
    body: { errors: [{ code: 'root.too_many_requests', message: 'Slow down.' }] },
    times: 2,
  })
  simulator.faults.order({ operation_id: 'get-deployment', status: 503, body: 'away', times: 2 })
  const job = await makeJob(browser, restartJob(targets, { canary: 0, concurrency: 3 }))
  const waiting = await until(browser, job.id, (one) => one.state_reason !== undefined)
  expect(waiting.state).toBe('running')
  const ended = await until(browser, job.id, isOver)
  expect(ended).toMatchObject({ state: 'done', counts: { done: 3 } })
  expect(ended.state_reason).toBeUndefined()
})

test('an outcome that nobody knows is waited for, and found or not before anything else begins', async () => {
  const { browser, simulator } = bench
  const targets = await findTargets(browser, 3, UNTOUCHED)
  simulator.faults.order({ operation_id: 'restart-deployment-es-resource', cut: 'before_status' })
  const job = await makeJob(browser, restartJob(targets, { canary: 0, concurrency: 2 }))
  const ended = await until(browser, job.id, isOver, 50_000)
  expect(ended).toMatchObject({ state: 'done', counts: { done: 3 } })
  expect(targets.map((one) => timesRestarted(bench, one))).toEqual([1, 1, 1])
  const items = await getItems(browser, job.id)
  const changes = await Promise.all(
    items.map(async ({ change_id: id }) => (await browser.get(`/bff/changes/${id ?? ''}`)).json),
  )
  const found = changes.find(({ state }) => state === 'found')
  expect(Date.parse(items[2]?.started_at ?? '')).toBeGreaterThanOrEqual(
    Date.parse(found?.updated_at ?? ''),
  )
}, 60_000)

test('shutting down and restoring many is followed until all of it has arrived', async () => {
  const { browser, simulator } = bench
  const targets = await findTargets(browser, 4)
  const items = targets.map(({ params, name }) => ({
    params: { deployment_id: params.deployment_id },
    name,
  }))
  const off = await makeJob(
    browser,
    restartJob(items, { operation: 'shutdownDeployment', query: { skip_snapshot: true } }),
  )
  expect(await until(browser, off.id, isOver, 30_000)).toMatchObject({ counts: { done: 4 } })
  for (const { params } of targets) {
    const resources = simulator.world.deployments.get(params.deployment_id)?.resources ?? []
    expect(new Set(resources.map(({ status }) => status))).toEqual(new Set(['stopped']))
  }
  const on = await makeJob(
    browser,
    restartJob(items, { operation: 'restoreDeployment', query: { restore_snapshot: true } }),
  )
  expect(await until(browser, on.id, isOver, 30_000)).toMatchObject({ counts: { done: 4 } })
}, 70_000)

test('a job says how long it will take once enough has ended', async () => {
  const { browser } = bench
  const targets = await findTargets(browser, 14)
  const job = await makeJob(browser, restartJob(targets, { canary: 0, concurrency: 1 }))
  expect(job.eta_seconds).toBeUndefined()
  const later = await until(browser, job.id, ({ counts }) => (counts.done ?? 0) >= 5)
  expect(later.state === 'done' || (later.eta_seconds ?? 0) > 0).toBe(true)
  await control(browser, job.id, 'stop')
}, 40_000)

test('an item that does not stay well while it soaks has failed; one that does is done', async () => {
  const { browser, console, simulator } = bench
  const [good, bad] = await findTargets(browser, 2, UNTOUCHED + 3)
  if (good === undefined || bad === undefined) throw new Error('no target')
  const job = await makeJob(
    browser,
    restartJob([good, bad], { canary: 1, concurrency: 1, soak_seconds: 600 }),
  )
  await until(browser, job.id, ({ counts }) => counts.soaking === 1)
  expect((await getJob(browser, job.id)).counts.not_started).toBe(1)
  console.ahead += 600_000
  await until(browser, job.id, ({ counts }) => counts.done === 1 && counts.soaking === 1)
  const resources = simulator.world.deployments.get(bad.params.deployment_id)?.resources ?? []
  const search = resources.find(({ kind }) => kind === 'elasticsearch')
  for (const instance of search?.instances ?? []) instance.service_running = false
  const ended = await until(browser, job.id, isOver)
  expect(ended).toMatchObject({ state: 'failed', counts: { done: 1, failed: 1 } })
  expect(ended.state_reason).toMatch(/^Item 2 failed: (It is unhealthy|Its shards)/)
}, 40_000)

test('resyncing is done when ECE has answered; a plan that never ends is cancelled', async () => {
  const { browser, simulator } = bench
  const targets = (await findTargets(browser, 5)).map(({ params, name }) => ({
    params: { deployment_id: params.deployment_id },
    name,
  }))
  const sync = await makeJob(browser, restartJob(targets, { operation: 'resyncDeployment' }))
  expect(await until(browser, sync.id, isOver)).toMatchObject({ counts: { done: 5 } })

  const all = [...simulator.world.deployments.values()]
  const endless = all.find(({ name }) => name === 'never-ends')
  const ref = endless?.resources.find(({ kind }) => kind === 'elasticsearch')?.ref_id
  if (endless === undefined || ref === undefined) throw new Error('no sentinel')
  const one = { params: { deployment_id: endless.id, ref_id: ref }, name: endless.name }
  const restart = await makeJob(browser, restartJob([one]))
  await until(browser, restart.id, ({ counts }) => counts.running === 1)
  const params = { ...one.params, resource_kind: 'elasticsearch' }
  const cancel = await makeJob(
    browser,
    restartJob([{ params, name: one.name }], { operation: 'cancelDeploymentResourcePendingPlan' }),
  )
  expect(await until(browser, cancel.id, isOver)).toMatchObject({ counts: { done: 1 } })
  // whoever waited for that plan is told that it did not end well
  expect(await until(browser, restart.id, isOver)).toMatchObject({ state: 'failed' })
}, 40_000)

test('what was held back before it was sent is looked at again, and not sent when the job was paused', async () => {
  const { browser, console } = bench
  const targets = await findTargets(browser, 1, UNTOUCHED + 5)
  const [target] = targets
  if (target === undefined) throw new Error('no target')
  const job = await makeJob(browser, restartJob(targets))
  await control(browser, job.id, 'pause')
  await until(browser, job.id, ({ counts }) => (counts.not_started ?? 0) + (counts.done ?? 0) === 1)
  // as a console leaves it that dies between two writes
  await console.store
    .updateTable('job_items')
    .set({ state: 'sending', change_id: newKey(), before: '{"resources":{}}' })
    .where('job_id', '=', job.id)
    .where('state', '=', 'not_started')
    .execute()
  const before = timesRestarted(bench, target)
  await until(browser, job.id, ({ counts }) => (counts.not_started ?? 0) + (counts.done ?? 0) === 1)
  expect(timesRestarted(bench, target)).toBe(before)
  await control(browser, job.id, 'resume')
  expect(await until(browser, job.id, isOver)).toMatchObject({ counts: { done: 1 } })
  expect(timesRestarted(bench, target)).toBe(1)
}, 40_000)
