import fc from 'fast-check'
import { expect, it } from 'vitest'
import { windowOf } from './use-window.ts'

const ROW = 36

it('a list of 10,000 rows draws a screenful and a little more', () => {
  expect(windowOf(0, 720, ROW, 10_000)).toEqual({ start: 0, end: 32 })
  expect(windowOf(36_000, 720, ROW, 10_000)).toEqual({ start: 988, end: 1032 })
})

it('draws no more than a screenful while somebody waits for other rows', () => {
  expect(windowOf(36_000, 720, ROW, 10_000, 0)).toEqual({ start: 1000, end: 1020 })
})

it('every row in view is drawn, wherever one scrolls', () => {
  fc.assert(
    fc.property(
      fc.nat(500_000),
      fc.integer({ min: 36, max: 3000 }),
      fc.nat(10_000),
      (top, height, count) => {
        const { start, end } = windowOf(top, height, ROW, count)
        expect(start).toBeGreaterThanOrEqual(0)
        expect(end).toBeLessThanOrEqual(count)
        const lastTop = Math.max(0, count * ROW - height)
        const inView = Math.floor(Math.min(top, lastTop) / ROW)
        if (count > 0) expect(start).toBeLessThanOrEqual(inView)
        expect(end).toBeGreaterThanOrEqual(Math.min(count, inView + Math.ceil(height / ROW)))
        expect(end - start).toBeLessThanOrEqual(Math.ceil(height / ROW) + 24)
      },
    ),
  )
})

it('a list that a filter made shorter shows its end, and an empty one nothing', () => {
  expect(windowOf(90_000, 720, ROW, 30)).toEqual({ start: 0, end: 30 })
  expect(windowOf(90_000, 720, ROW, 0)).toEqual({ start: 0, end: 0 })
})

it('rows are drawn before the height is known', () => {
  expect(windowOf(0, 0, ROW, 10_000).end).toBeGreaterThan(20)
})
