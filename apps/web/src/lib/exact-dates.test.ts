import { describe, expect, it } from 'vitest'
import {
  formatAbsolute,
  formatClock,
  formatLocal,
  formatUtc,
  formatUtcClock,
} from './exact-dates.ts'

const AT = Date.parse('2026-11-22T13:32:05Z')

describe('exact times', () => {
  it('are given in UTC as well, so that nobody has to convert at night', () => {
    expect(formatUtc(AT)).toBe('2026-11-22 13:32:05 UTC')
    expect(formatUtcClock(AT)).toBe('13:32 UTC')
    expect(formatClock(AT, 'Europe/Berlin')).toBe('14:32 CET')
    expect(formatAbsolute(AT, 'local', 'Europe/Berlin')).toBe(
      '22 Nov 2026, 14:32:05 CET · 2026-11-22 13:32:05 UTC',
    )
  })

  it('begin with the zone that was chosen', () => {
    expect(formatAbsolute(AT, 'utc', 'Europe/Berlin')).toBe(
      '2026-11-22 13:32:05 UTC · 22 Nov 2026, 14:32:05 CET',
    )
  })

  it('are said once where the browser itself is in UTC', () => {
    expect(formatAbsolute(AT, 'local', 'UTC')).toBe('2026-11-22 13:32:05 UTC')
    expect(formatAbsolute(AT, 'utc', 'UTC')).toBe('2026-11-22 13:32:05 UTC')
  })

  it('tell the two equal hours apart in the night when clocks go back', () => {
    const first = Date.parse('2026-10-25T00:30:00Z')
    expect(formatLocal(first, 'Europe/Berlin')).toBe('25 Oct 2026, 02:30:00 CEST')
    expect(formatLocal(first + 3_600_000, 'Europe/Berlin')).toBe('25 Oct 2026, 02:30:00 CET')
  })

  it('leave out the hour that does not exist when clocks go forward', () => {
    const before = Date.parse('2026-03-29T00:59:59Z')
    expect(formatLocal(before, 'Europe/Berlin')).toBe('29 Mar 2026, 01:59:59 CET')
    expect(formatLocal(before + 1000, 'Europe/Berlin')).toBe('29 Mar 2026, 03:00:00 CEST')
  })

  it.each([
    ['America/Sao_Paulo', '10:32 GMT-3'],
    ['Asia/Kathmandu', '19:17 GMT+5:45'],
    ['Australia/Lord_Howe', '00:32 GMT+11'],
  ])('of %s, which has no short name, carry the offset', (zone, text) => {
    expect(formatClock(AT, zone)).toBe(text)
  })
})
