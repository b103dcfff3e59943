// The console is killed at every item of a job and started again on the same data. More positions:
//   KILL_POSITIONS=100 npx vitest run --project bff apps/bff/src/jobs/killed.test.ts
import type { Job, JobItem } from '@ece/api-types/bff'
import { createSimulator, type Simulator } from '@ece/simulator'
import { rmSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Browser } from '../testing/browser.ts'
import { buildConsole, startBuilt, type BuiltConsole } from '../testing/built-console.ts'
import { isOnPostgres, makeDataDir, storeEnvironment } from '../testing/stores.ts'
import {
  FAST,
  findTargets,
  getItems,
  getJob,
  isOver,
  makeJob,
  restartJob,
  timesRestarted,
  until,
  type Target,
} from '../testing/job-bench.ts'

// on PostgreSQL every successor waits until the turn of the dead process is over
const POSITIONS = Number(process.env['KILL_POSITIONS'] ?? (isOnPostgres ? 2 : 12))
const ITEMS = Math.max(12, POSITIONS)
/** An item is checked, sent and followed within this, so that every moment of it is met. */
const LONGEST_LIFE_MS = 1_500

let folder = ''
let simulator: Simulator
const dataDir = makeDataDir()
beforeAll(async () => {
  folder = await buildConsole('jobs-killed')
  simulator = await createSimulator({
    fleet: ITEMS * 5,
    speed: FAST,
    latency: 40,
    tokenLife: 86_400,
  })
}, 120_000)
afterAll(async () => {
  await simulator.stop()
  for (const path of [folder, dataDir]) rmSync(path, { recursive: true, force: true })
})

const endedOf = ({ counts }: Job) =>
  (counts.done ?? 0) + (counts.failed ?? 0) + (counts.skipped ?? 0)

/** What must be true of every item at every moment; throws otherwise. */
function check(items: readonly JobItem[], targets: readonly Target[]): void {
  const sent = targets.map((target) => timesRestarted({ simulator, since: 0 }, target))
  for (const { position, state, change_id: change } of items) {
    const times = sent[position] ?? -1
    const possible: Partial<Record<JobItem['state'], readonly number[]>> = {
      not_started: [0],
      checking: [0],
      skipped: [0],
      // no trace of it was found
      failed: [0],
      running: [1],
      soaking: [1],
      done: [1],
    }
    expect([position, state, times]).toEqual([
      position,
      state,
      expect.toBeOneOf([...(possible[state] ?? [0, 1])]),
    ])
    if (times > 0) expect([position, change]).toEqual([position, expect.any(String)])
  }
}

test(
  `killed at ${POSITIONS} items, a job of ${ITEMS} sends nothing twice and forgets nothing`,
  async () => {
    const environment = await storeEnvironment(dataDir)
    const start = () => startBuilt(folder, { ...environment, ECE_URL: simulator.url })
    let running: BuiltConsole = await start()
    const first = new Browser(running.url)
    expect((await first.signIn(simulator.password)).status).toBe(200)
    const targets = await findTargets(first, ITEMS)
    const { id } = await makeJob(
      first,
      restartJob(targets, { canary: 1, concurrency: 2, keep_going: true }),
    )
    let browser = first
    for (let position = 0; position < POSITIONS; position += 1) {
      const wanted = Math.floor((position * ITEMS) / POSITIONS)
      await until(browser, id, (job) => endedOf(job) >= wanted, 120_000)
      await delay(Math.random() * LONGEST_LIFE_MS)
      await running.kill()
      running = await start()
      browser = new Browser(running.url, first.cookie)
      // a call that was cut off may still be on its way through the simulator: the job is over before it counts
      expect((await getJob(browser, id)).total).toBe(ITEMS)
    }
    const ended = await until(browser, id, isOver, 180_000)
    const items = await getItems(browser, id)
    check(items, targets)
    expect(ended.state).toBe('done')
    expect(endedOf(ended)).toBe(ITEMS)
    // every change that was begun has an outcome, and belongs to an item
    const { json } = await browser.get('/bff/changes?limit=500')
    const ofItems = new Set(items.map(({ change_id: change }) => change))
    for (const change of json.changes) {
      expect(change.job_id).toBe(id)
      expect(change.state).toMatch(/^(accepted|found|not_sent|no_trace|rejected)$/)
      if (/accepted|found/.test(change.state)) expect(ofItems.has(change.id)).toBe(true)
    }
    await running.kill()
    const states = json.changes.map(({ state }: { state: string }) => state)
    process.stdout.write(
      `jobs killed at ${POSITIONS} items: ${JSON.stringify(ended.counts)}; changes ${states.join(' ')}\n`,
    )
  },
  120_000 + POSITIONS * 40_000,
)
