import { expect, test } from 'vitest'
import { parseDate } from './dates.ts'

const now = Date.parse('2025-05-15T13:14:15.678Z')
const read = (text: string, up: boolean, options = {}) => {
  const time = parseDate(text, up, { now, ...options })
  return time === undefined ? undefined : new Date(time).toISOString()
}

test.each([
  ['now', '2025-05-15T13:14:15.678Z', '2025-05-15T13:14:15.678Z'],
  ['now-1d', '2025-05-14T13:14:15.678Z', '2025-05-14T13:14:15.678Z'],
  ['now-1d/d', '2025-05-14T00:00:00.000Z', '2025-05-14T23:59:59.999Z'],
  ['now/w', '2025-05-12T00:00:00.000Z', '2025-05-18T23:59:59.999Z'],
  ['now/M', '2025-05-01T00:00:00.000Z', '2025-05-31T23:59:59.999Z'],
  ['now+1h+30m', '2025-05-15T14:44:15.678Z', '2025-05-15T14:44:15.678Z'],
  ['2024-01-31||+1M', '2024-02-29T00:00:00.000Z', '2024-02-29T00:00:00.000Z'],
  ['2024-01-31||/y', '2024-01-01T00:00:00.000Z', '2024-12-31T23:59:59.999Z'],
  ['2024', '2024-01-01T00:00:00.000Z', '2024-12-31T23:59:59.999Z'],
  ['2024-02', '2024-02-01T00:00:00.000Z', '2024-02-29T23:59:59.999Z'],
  ['2024-02-03T04', '2024-02-03T04:00:00.000Z', '2024-02-03T04:59:59.999Z'],
  ['2024-02-03T04:05:06.7Z', '2024-02-03T04:05:06.700Z', '2024-02-03T04:05:06.700Z'],
  ['2024-02-03T04:05:06+02:00', '2024-02-03T02:05:06.000Z', '2024-02-03T02:05:06.999Z'],
  ['1715244000000', '2024-05-09T08:40:00.000Z', '2024-05-09T08:40:00.000Z'],
])('%s means from %s to %s', (text, from, to) => {
  expect(read(text, false)).toBe(from)
  expect(read(text, true)).toBe(to)
})

test.each([
  '2024-02-30',
  '2024-13-01',
  'yesterday',
  'now-1',
  'now-1x',
  '',
  '2024-01-01||+',
  '2024-01-01T25:00',
])('%j is no date', (text) => expect(read(text, false)).toBeUndefined())

test('a day begins where the operator lives', () => {
  expect(read('2025-07-01', false, { zone: 'Europe/Warsaw' })).toBe('2025-06-30T22:00:00.000Z')
  expect(read('2025-07-01', false, { zone: '-05:30' })).toBe('2025-07-01T05:30:00.000Z')
  expect(read('now/d', false, { zone: '+11:00' })).toBe('2025-05-15T13:00:00.000Z')
  expect(read('2025-07-01', false, { zone: 'Mars/Phobos' })).toBeUndefined()
})

test('a format says how a date is written', () => {
  expect(read('03/02/2024', false, { format: 'dd/MM/yyyy' })).toBe('2024-02-03T00:00:00.000Z')
  expect(read('1715244000', false, { format: 'epoch_second' })).toBe('2024-05-09T08:40:00.000Z')
  expect(read('2024-02-03', false, { format: 'dd/MM/yyyy||yyyy-MM-dd' })).toBe(
    '2024-02-03T00:00:00.000Z',
  )
  expect(read('2024-02-03', false, { format: 'dd/MM/yyyy' })).toBeUndefined()
  expect(read('2024-02-03', false, { format: 'QQQ' })).toBeUndefined()
})
