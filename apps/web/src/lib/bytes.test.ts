import { describe, expect, it } from 'vitest'
import { formatBytes, formatCount, formatMegabytes, formatPercent } from './bytes.ts'

describe('memory and disk', () => {
  it.each([
    [0, '0 MB'],
    [512, '512 MB'],
    [1024, '1 GB'],
    [1536, '1.5 GB'],
    [59_392, '58 GB'],
    [122_880, '120 GB'],
    [131_072, '128 GB'],
    [1_048_576, '1 TB'],
    [1_100_000, '1.05 TB'],
    [-2048, '-2 GB'],
  ])('%d MB reads %s, in the units ECE prints', (megabytes, text) => {
    expect(formatMegabytes(megabytes)).toBe(text)
  })

  it.each([undefined, null, Number.NaN, Number.POSITIVE_INFINITY])(
    'an amount that ECE left out (%s) has no text',
    (value) => {
      expect(formatMegabytes(value)).toBeUndefined()
      expect(formatBytes(value)).toBeUndefined()
      expect(formatPercent(value)).toBeUndefined()
    },
  )

  it('bytes start at B and go on in the same steps', () => {
    expect(formatBytes(17)).toBe('17 B')
    expect(formatBytes(2048)).toBe('2 KB')
    expect(formatBytes(3 * 1024 * 1024)).toBe('3 MB')
  })

  it('shares are whole percents', () => {
    expect(formatPercent(61.6)).toBe('62%')
  })

  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [10_291, '10,291'],
    [123_456, '123,456'],
    [9_007_199_254_740_991, '9,007,199,254,740,991'],
    [-1284, '-1,284'],
  ])('a count of %i is read as %s', (count, text) => {
    expect(formatCount(count)).toBe(text)
    expect(text).toBe(new Intl.NumberFormat('en').format(count))
  })
})
