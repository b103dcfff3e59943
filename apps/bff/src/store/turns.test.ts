import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeDataDir, openTestStore } from '../testing/stores.ts'
import type { Store } from './open.ts'
import { createTurns } from './turns.ts'

let store: Store
let at = 0
const now = () => at
beforeEach(async () => {
  at = 1_000_000
  store = await openTestStore(makeDataDir(), Buffer.alloc(32, 1))
})
afterEach(() => store.destroy())

test('of two processes one gets the turn, and keeps it while it goes on taking it', async () => {
  const one = createTurns(store, 'one', now)
  const two = createTurns(store, 'two', now)
  expect(await one.take('reconcile', 10_000)).toBe(true)
  expect(await two.take('reconcile', 10_000)).toBe(false)
  at += 9_000
  expect(await one.take('reconcile', 10_000)).toBe(true)
  at += 9_000
  expect(await two.take('reconcile', 10_000)).toBe(false)
  expect(await two.take('another', 10_000)).toBe(true)
})

test('the turn of a process that died goes to the next one', async () => {
  const one = createTurns(store, 'one', now)
  const two = createTurns(store, 'two', now)
  await one.take('reconcile', 10_000)
  expect(await two.held(['reconcile', 'other'])).toEqual(new Set(['reconcile']))
  at += 10_000
  expect(await two.held(['reconcile'])).toEqual(new Set())
  expect(await two.take('reconcile', 10_000)).toBe(true)
  expect(await one.take('reconcile', 10_000)).toBe(false)
})

test('a turn that is given up is free at once, and only its holder can give it up', async () => {
  const one = createTurns(store, 'one', now)
  const two = createTurns(store, 'two', now)
  await one.take('reconcile', 10_000)
  await two.release('reconcile')
  expect(await two.take('reconcile', 10_000)).toBe(false)
  await one.release('reconcile')
  expect(await two.take('reconcile', 10_000)).toBe(true)
})

test('a clock that was set back keeps nobody waiting for the turn of a process that died', async () => {
  const one = createTurns(store, 'one', now)
  const two = createTurns(store, 'two', now)
  at += 60 * 60 * 1000
  await one.take('reconcile', 10_000)
  at -= 60 * 60 * 1000
  expect(await two.held(['reconcile'])).toEqual(new Set())
  expect(await two.take('reconcile', 10_000)).toBe(true)
  expect(await one.take('reconcile', 10_000)).toBe(false)
})

test('turns of processes that are gone are forgotten after a day, no others', async () => {
  const one = createTurns(store, 'one', now)
  await one.take('old', 10_000)
  at += 24 * 60 * 60 * 1000
  await one.take('new', 10_000)
  await one.sweep()
  expect(await store.selectFrom('turns').select('name').orderBy('name').execute()).toHaveLength(2)
  at += 20_000
  await one.sweep()
  expect(await store.selectFrom('turns').select('name').execute()).toEqual([{ name: 'new' }])
})
