// What a job says of an item whose answer was lost and of which ECE shows nothing.
import { expect, test } from 'vitest'
import { createSimulator } from '@ece/simulator'
import {
  FAST,
  findTargets,
  getItems,
  HURRY,
  isOver,
  makeJob,
  restartJob,
  timesRestarted,
  until,
} from '../testing/job-bench.ts'
import { runConsole } from '../testing/run-console.ts'

test('an item of which ECE shows no trace has failed, and nobody claims that it did not happen', async () => {
  const simulator = await createSimulator({ fleet: 20, speed: FAST })
  const console = await runConsole(
    { ECE_URL: simulator.url },
    {},
    { jobPace: HURRY, settleMs: 200 },
  )
  try {
    const browser = console.browser()
    expect((await browser.signIn(simulator.password)).status).toBe(200)
    const [first, second] = await findTargets(browser, 2)
    if (first === undefined || second === undefined) throw new Error('no targets')
    simulator.faults.order({
      operation_id: 'restart-deployment-es-resource',
      cut: 'before_status',
      executes: false,
    })
    const job = await makeJob(browser, restartJob([first, second], { canary: 0, concurrency: 1 }))
    const ended = await until(browser, job.id, isOver)
    const why = 'ECE shows no trace of it: most likely it was not carried out.'
    expect(ended).toMatchObject({
      state: 'failed',
      state_reason: `Item 1 failed: ${why}`,
      counts: { failed: 1, not_started: 1 },
    })
    const [item] = await getItems(browser, job.id)
    expect([item?.state, item?.detail]).toEqual(['failed', why])
    const { json } = await browser.get(`/bff/changes/${item?.change_id ?? ''}`)
    expect(json.state).toBe('no_trace')
    // once, and never again by itself
    expect([first, second].map((one) => timesRestarted({ simulator, since: 0 }, one))).toEqual([
      1, 0,
    ])
  } finally {
    await console.stop()
    await simulator.stop()
  }
}, 40_000)
