import { afterEach, expect, it, vi } from 'vitest'
import { followServerClock, now, onTick } from './clock.ts'

afterEach(() => {
  followServerClock(new Date().toUTCString())
  vi.useRealTimers()
})

it('a laptop whose clock is ten minutes slow still shows the right age', () => {
  followServerClock(new Date(Date.now() + 600_000).toUTCString())
  expect(now() - Date.now()).toBeGreaterThan(598_000)
})

it('a difference of a second or two is the network, not the clock', () => {
  followServerClock(new Date(Date.now() + 2000).toUTCString())
  expect(Math.abs(now() - Date.now())).toBeLessThan(100)
})

it('an answer without a readable date changes nothing', () => {
  followServerClock(null)
  followServerClock('yesterday')
  expect(Math.abs(now() - Date.now())).toBeLessThan(100)
})

it('everything on screen ticks together, and nothing ticks when nobody listens', () => {
  vi.useFakeTimers()
  const first = vi.fn()
  const second = vi.fn()
  const stopFirst = onTick(first)
  const stopSecond = onTick(second)
  vi.advanceTimersByTime(3000)
  expect(first).toHaveBeenCalledTimes(3)
  stopFirst()
  vi.advanceTimersByTime(1000)
  expect(second).toHaveBeenCalledTimes(4)
  stopSecond()
  expect(vi.getTimerCount()).toBe(0)
})
