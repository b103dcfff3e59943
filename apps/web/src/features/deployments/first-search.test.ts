import { expect, test } from 'vitest'
import { FIRST_SEARCH, FIRST_SIZE } from '../../domain/first-search.ts'
import { buildSearch } from '../../domain/search.ts'
import { parseDeploymentsSearch } from './deployments-search.ts'

test('what is asked for before the code is there is what the list then asks for', () => {
  const { sort, dialog: _, ...filters } = parseDeploymentsSearch({}).values
  expect(JSON.stringify(buildSearch(filters, { sort, size: FIRST_SIZE }))).toBe(FIRST_SEARCH)
})
