// Whose credential a job works with, and what signing out, idling and going home do to it.
import { afterEach, expect, test, vi } from 'vitest'
import type { SimulatorOptions } from '@ece/simulator'
import { sql } from 'kysely'
import { isOnPostgres } from '../testing/stores.ts'
import {
  control,
  findTargets,
  getJob,
  isOver,
  makeJob,
  restartJob,
  startJobs,
  until,
  type JobBench,
} from '../testing/job-bench.ts'

const MINUTE = 60_000
/** Long enough for a token to live through a test that moves the console's clock by hours. */
const DAY_S = 24 * 60 * 60

let bench: JobBench | undefined
const start = async (options: SimulatorOptions = {}) => {
  bench = await startJobs({ tokenLife: DAY_S, ...options })
  return bench
}
afterEach(() => bench?.stop())

const sessionsOf = ({ console }: JobBench) =>
  console.store.selectFrom('sessions').selectAll().execute()
const logouts = ({ simulator }: JobBench) =>
  simulator.requests.filter(({ operation_id: id }) => id === 'logout').length

test('after signing out a job waits, and goes on by itself when the same user signs in again', async () => {
  const { browser, console, simulator } = await start()
  const targets = await findTargets(browser, 12)
  const job = await makeJob(browser, restartJob(targets, { canary: 0, concurrency: 1 }))
  await until(browser, job.id, ({ counts }) => (counts.done ?? 0) >= 1)
  const other = console.browser()
  expect((await other.signIn(simulator.password, 'manager')).status).toBe(200)
  expect((await browser.signOut()).status).toBe(204)
  const waiting = await until(other, job.id, ({ state }) => state === 'waiting_for_sign_in')
  expect(waiting.state_reason).toBe('It goes on by itself when admin signs in again.')
  expect((await browser.signIn(simulator.password)).status).toBe(200)
  const ended = await until(browser, job.id, isOver, 40_000)
  expect(ended).toMatchObject({ state: 'done', counts: { done: 12 } })
  expect(ended.story?.map(({ event }) => event)).toEqual(['made', 'waiting', 'resumed', 'done'])
  // what was on its way when the token ended was refused by ECE, and asked again under a new key
  const asked = simulator.requests.filter(({ path }) => path.includes('_restart'))
  const restarts = asked.filter(({ effect_at: at }) => at !== undefined)
  const refused = asked.filter((request) => !restarts.includes(request))
  expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 401))
  expect(
    targets.map(
      ({ params }) => restarts.filter(({ path }) => path.includes(params.deployment_id)).length,
    ),
  ).toEqual(targets.map(() => 1))
}, 60_000)

test('an idle session ends for its cookie, while its job goes on with a credential that no cookie opens', async () => {
  const running = await start()
  const { browser, console, simulator } = running
  const targets = await findTargets(browser, 6)
  const job = await makeJob(browser, restartJob(targets, { canary: 0, concurrency: 1 }))
  expect((await control(browser, job.id, 'pause')).status).toBe(200)
  const [before] = await sessionsOf(running)
  console.ahead += 31 * MINUTE
  await console.tick()
  expect((await browser.get('/bff/session')).status).toBe(401)
  const [kept, ...others] = await sessionsOf(running)
  expect(others).toEqual([])
  expect(kept?.detached_at).toBeGreaterThan(0)
  expect(kept?.session_key).not.toBe(before?.session_key)
  expect(logouts(running)).toBe(0)

  // nor does it run out of time like a session that an operator left
  console.ahead += 31 * MINUTE
  await console.tick()
  const colleague = console.browser()
  expect((await colleague.signIn(simulator.password, 'manager')).status).toBe(200)
  await control(colleague, job.id, 'resume')
  expect(await until(colleague, job.id, isOver, 40_000)).toMatchObject({
    state: 'done',
    counts: { done: 6 },
  })
  await console.tick()
  await vi.waitFor(() => expect(logouts(running)).toBe(1), { timeout: 5_000 })
  expect((await sessionsOf(running)).some(({ detached_at: at }) => at !== null)).toBe(false)
}, 60_000)

test('what is kept for a job ends after twelve hours, and with an explicit sign-out of its user', async () => {
  const running = await start()
  const { browser, console, simulator } = running
  const targets = await findTargets(browser, 4)
  const job = await makeJob(browser, restartJob(targets))
  await control(browser, job.id, 'pause')
  console.ahead += 31 * MINUTE
  await console.tick()
  expect((await browser.signIn(simulator.password)).status).toBe(200)
  expect(await sessionsOf(running)).toHaveLength(2)
  expect((await browser.signOut()).status).toBe(204)
  expect(await sessionsOf(running)).toEqual([])
  await vi.waitFor(() => expect(logouts(running)).toBe(2), { timeout: 5_000 })

  expect((await browser.signIn(simulator.password)).status).toBe(200)
  console.ahead += 31 * MINUTE
  await console.tick()
  expect(await sessionsOf(running)).toHaveLength(1)
  console.ahead += 12 * 60 * MINUTE
  await console.tick()
  expect(await sessionsOf(running)).toEqual([])
}, 60_000)

test('without unfinished jobs an idle session leaves nothing behind', async () => {
  const running = await start()
  const { browser, console } = running
  const [target] = await findTargets(browser, 1)
  if (target === undefined) throw new Error('no target')
  const job = await makeJob(browser, restartJob([target]))
  await until(browser, job.id, isOver)
  expect((await getJob(browser, job.id)).state).toBe('done')
  console.ahead += 31 * MINUTE
  await console.tick()
  expect(await sessionsOf(running)).toEqual([])
}, 60_000)

/** The database itself renews what is just being kept, once: a request that renews it can come at no better time. */
const RENEW_MEANWHILE = 'update credentials set generation = generation + 1 where generation = 1'
const TRIGGERS = isOnPostgres
  ? [
      `create function renew() returns trigger language plpgsql as $$ begin ${RENEW_MEANWHILE}; return new; end $$`,
      'create trigger renewed before insert on sessions for each row when (new.detached_at is not null) execute function renew()',
    ]
  : [
      `create trigger renewed before insert on sessions when new.detached_at is not null begin ${RENEW_MEANWHILE}; end`,
    ]

test('a session that ends idle in the moment in which its token is renewed leaves the new one to its job', async () => {
  const running = await start()
  const { browser, console, simulator } = running
  const job = await makeJob(browser, restartJob(await findTargets(browser, 2)))
  await control(browser, job.id, 'pause')
  for (const trigger of TRIGGERS) await sql.raw(trigger).execute(console.store)
  console.ahead += 31 * MINUTE
  await console.tick()
  const kept = await console.store.selectFrom('credentials').selectAll().execute()
  expect(kept.map(({ generation }) => generation)).toEqual([2])
  expect((await sessionsOf(running)).map(({ detached_at: at }) => at !== null)).toEqual([true])
  const colleague = console.browser()
  expect((await colleague.signIn(simulator.password, 'manager')).status).toBe(200)
  await control(colleague, job.id, 'resume')
  expect(await until(colleague, job.id, isOver)).toMatchObject({ counts: { done: 2 } })
}, 60_000)

test('a kept credential is renewed as ever', async () => {
  const running = await start({ tokenLife: 900 })
  const { browser, console, simulator } = running
  const targets = await findTargets(browser, 2)
  const job = await makeJob(browser, restartJob(targets))
  await control(browser, job.id, 'pause')
  console.ahead += 31 * MINUTE
  await console.tick()
  const before = await console.store.selectFrom('credentials').selectAll().executeTakeFirst()
  console.ahead += 14 * MINUTE
  await console.tick()
  const after = await console.store.selectFrom('credentials').selectAll().executeTakeFirst()
  expect(after?.session_key).toBe(before?.session_key)
  expect(after?.generation).toBeGreaterThan(before?.generation ?? Infinity)
  const colleague = console.browser()
  expect((await colleague.signIn(simulator.password, 'manager')).status).toBe(200)
  await control(colleague, job.id, 'resume')
  expect(await until(colleague, job.id, isOver)).toMatchObject({ counts: { done: 2 } })
}, 60_000)
