import { expect, test } from 'vitest'
import { FIRST_SEARCH, FIRST_SIZE } from './first-search.ts'
import { buildSearch } from './search.ts'

test('what is asked for before the code is there is what the code then asks for', () => {
  expect(
    JSON.stringify(buildSearch({ view: 'all' }, { sort: '-modified', size: FIRST_SIZE })),
  ).toBe(FIRST_SEARCH)
})
