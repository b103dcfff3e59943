// Two consoles on one database: a job has one of them at a time, and outlives each.
import { createSimulator, type Simulator } from '@ece/simulator'
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Browser } from '../testing/browser.ts'
import { buildConsole, startBuilt } from '../testing/built-console.ts'
import { makeDataDir, storeEnvironment } from '../testing/stores.ts'
import {
  FAST,
  findTargets,
  isOver,
  makeJob,
  restartJob,
  timesRestarted,
  until,
} from '../testing/job-bench.ts'

let folder = ''
let simulator: Simulator
const dataDir = makeDataDir()
beforeAll(async () => {
  folder = await buildConsole('jobs-two')
  simulator = await createSimulator({ fleet: 120, speed: FAST, tokenLife: 86_400 })
}, 120_000)
afterAll(async () => {
  await simulator.stop()
  for (const path of [folder, dataDir]) rmSync(path, { recursive: true, force: true })
})

test('of two consoles one works on a job; the other one goes on when it is killed, and at once when it ends', async () => {
  const environment = await storeEnvironment(dataDir)
  const start = () => startBuilt(folder, { ...environment, ECE_URL: simulator.url })
  const one = await start()
  const two = await start()
  const first = new Browser(one.url)
  expect((await first.signIn(simulator.password)).status).toBe(200)
  const targets = await findTargets(first, 16)
  const { id } = await makeJob(first, restartJob(targets, { canary: 0, concurrency: 1 }))
  const second = new Browser(two.url, first.cookie)
  await until(second, id, ({ counts }) => (counts.done ?? 0) >= 3, 60_000)

  await one.kill()
  const killedAt = performance.now()
  const before = (await until(second, id, () => true)).counts.done ?? 0
  await until(second, id, ({ counts }) => (counts.done ?? 0) > before, 60_000)
  const takenOver = performance.now() - killedAt

  const three = await start()
  const third = new Browser(three.url, first.cookie)
  const atEnd = (await until(third, id, () => true)).counts.done ?? 0
  const endedAt = performance.now()
  await two.end()
  await until(third, id, ({ counts }) => (counts.done ?? 0) > atEnd, 60_000)
  const goneOn = performance.now() - endedAt

  const ended = await until(third, id, isOver, 90_000)
  expect(ended).toMatchObject({ state: 'done', counts: { done: 16 } })
  expect(targets.map((target) => timesRestarted({ simulator, since: 0 }, target))).toEqual(
    targets.map(() => 1),
  )
  await three.end()
  process.stdout.write(
    `jobs: taken over ${Math.round(takenOver)} ms after a kill, ${Math.round(goneOn)} ms after an orderly end\n`,
  )
}, 240_000)
