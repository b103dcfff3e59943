import { expect, test } from 'vitest'
import { isFiltered, parseAuditSearch, toFilters } from './audit-search.ts'

const NOW = Date.UTC(2026, 10, 22, 3)

test('an age in the address is a time to the server, and a window stands as it is', () => {
  const filters = (raw: Record<string, string>) => toFilters(parseAuditSearch(raw).values, NOW)
  expect(filters({ since: '6h' })).toMatchObject({ from: '2026-11-21T21:00:00.000Z' })
  const window = { from: '2026-11-22T01:00:00Z', to: '2026-11-22T02:00:00Z' }
  expect(filters(window)).toMatchObject(window)
  expect(filters({ q: 'INC-1', user: 'ada' })).toMatchObject({ text: 'INC-1', user: 'ada' })
})

test('what is no filter is left out and named, and the rest of the address still works', () => {
  const wrong = { since: 'yesterday', from: '2026-13-01T00:00:00Z', user: '', outcome: 'a b' }
  const { values, ignored } = parseAuditSearch({ ...wrong, target: 'deployments/1' })
  expect(ignored).toEqual(expect.arrayContaining(['since', 'from', 'outcome']))
  expect(toFilters(values, NOW)).toMatchObject({ target: 'deployments/1', from: undefined })
})

test('chosen columns filter nothing', () => {
  const filtered = (raw: Record<string, string>) => isFiltered(parseAuditSearch(raw).values)
  expect([filtered({}), filtered({ columns: 'ip' }), filtered({ outcome: 'accepted' })]).toEqual([
    false,
    false,
    true,
  ])
})
