import { describe, expect, it } from 'vitest'
import {
  formatAbsolute,
  formatDuration,
  formatRelative,
  formatUtc,
  formatUtcClock,
  parseTime,
  zoneName,
} from './dates.ts'

const AT = Date.parse('2026-11-22T13:32:05Z')
const ago = (ms: number) => formatRelative(AT - ms, AT)

describe('how long ago', () => {
  it.each([
    [0, 'just now'],
    [4_000, '4 s ago'],
    [59_999, '59 s ago'],
    [60_000, '1 min ago'],
    [38 * 60_000, '38 min ago'],
    [26 * 3_600_000, '26 h ago'],
    [48 * 3_600_000, '2 d ago'],
    [30 * 86_400_000, '30 d ago'],
    [800 * 86_400_000, '2 y ago'],
    [-22 * 60_000, 'in 22 min'],
  ])('%d ms reads %s', (ms, text) => {
    expect(ago(ms)).toBe(text)
  })
})

describe('how long it took', () => {
  it.each([
    [850, '850 ms'],
    [42_000, '42 s'],
    [102_000, '1 min 42 s'],
    [11_100_000, '3 h 05 min'],
    [180_000_000, '2 d 2 h'],
  ])('%d ms reads %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })

  it('a step without an end has no duration', () => {
    for (const value of [undefined, null, Number.NaN, -1]) {
      expect(formatDuration(value)).toBeUndefined()
    }
  })
})

describe('exact times', () => {
  it('are given in UTC as well, so that nobody has to convert at night', () => {
    expect(formatUtc(AT)).toBe('2026-11-22 13:32:05 UTC')
    expect(formatUtcClock(AT)).toBe('13:32')
    expect(formatAbsolute(AT)).toContain('2026-11-22 13:32:05 UTC')
    expect(zoneName(AT)).not.toBe('')
  })

  it('text that is no time is no time', () => {
    expect(parseTime('2026-11-22T13:32:05.123Z')).toBe(AT + 123)
    for (const text of [undefined, null, '', 'soon', Number.NaN]) {
      expect(parseTime(text)).toBeUndefined()
    }
  })
})
