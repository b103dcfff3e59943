import { describe, expect, it } from 'vitest'
import { formatDuration, formatRelative, parseTime } from './dates.ts'

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

describe('times of ECE', () => {
  it('beyond what a date can hold are no times', () => {
    expect(parseTime(8.64e15)).toBe(8.64e15)
    expect(parseTime(8.65e15)).toBeUndefined()
    expect(parseTime('+275761-01-01T00:00:00Z')).toBeUndefined()
  })

  it('text that is no time is no time', () => {
    expect(parseTime('2026-11-22T13:32:05.123Z')).toBe(AT + 123)
    for (const text of [undefined, null, '', 'soon', Number.NaN]) {
      expect(parseTime(text)).toBeUndefined()
    }
  })
})
