// Which of several consoles looks at what is open, while they come and go.
import { expect, test } from 'vitest'
import { createTurns } from '../store/turns.ts'
import { makeDataDir, openTestStore } from '../testing/stores.ts'
import { createAlive } from './alive.ts'

const store = await openTestStore(makeDataDir(), Buffer.alloc(32, 1))
let now = Date.now()
const join = (boot: string) =>
  createAlive(
    store,
    createTurns(store, boot, () => now),
    boot,
  )

test('one console looks at open changes as long as it lives, and another one 20 s after it died', async () => {
  const [one, two] = [join('one'), join('two')]
  expect(await one.takeLead()).toBe(true)
  expect(await two.takeLead()).toBe(false)
  // a look of its own may take long: signs of life are enough
  for (let beats = 0; beats < 12; beats += 1) {
    now += 5_000
    await one.beat()
    await two.beat()
    expect(await two.takeLead()).toBe(false)
  }
  now += 21_000
  expect(await two.listDead(['one'])).toEqual(new Set(['one']))
  expect(await two.takeLead()).toBe(true)
  // it only slept
  await one.beat()
  expect(await one.takeLead()).toBe(false)
})
