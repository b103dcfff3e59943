import { expect, test } from 'vitest'
import { passingOf, readRetryAfter } from './retry-after.ts'

const NOW = 'Thu, 01 Jan 2026 00:00:00 GMT'

test.each<[string | undefined, number | undefined]>([
  [undefined, undefined],
  ['0', 1],
  ['7', 7],
  [' 7 ', 7],
  ['60', 60],
  ['1000000000', 60],
  ['9'.repeat(400), 60],
  ['Thu, 01 Jan 2026 00:00:20 GMT', 20],
  ['Thu, 01 Jan 2099 00:00:20 GMT', 60],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 1],
  ['Xxx, 99 Yyy 2026 00:00:00 GMT', undefined],
  ['soon', undefined],
  ['-5', undefined],
  ['1e9', undefined],
  ['5 apples', undefined],
  ['', undefined],
  ['1.5, 2', undefined],
  ['Infinity', undefined],
])('a wait of "%s" is one of 1 to 60 seconds, or none', (header, seconds) => {
  expect(readRetryAfter(header, NOW)).toBe(seconds)
})

test("a date is compared with ECE's own clock, or with ours when it does not say", () => {
  expect(readRetryAfter(new Date(Date.now() + 30_000).toUTCString(), undefined)).toBeCloseTo(30, -1)
  expect(readRetryAfter('Thu, 01 Jan 2026 00:00:20 GMT', 'no date')).toBe(1)
})

test('only too many requests and unavailable pass by themselves', () => {
  const headers = { 'retry-after': '5' }
  expect([429, 503].map((status) => passingOf(status, headers))).toEqual([
    { passing: true, retryAfter: 5 },
    { passing: true, retryAfter: 5 },
  ])
  expect([200, 400, 500, 502, 504].map((status) => passingOf(status, headers).passing)).toEqual(
    Array.from({ length: 5 }, () => false),
  )
})
