// What is in the address of the allocator pages.
import { z } from '@ece/api-types'
import { ALLOCATOR_STATES } from '../../domain/capacity.ts'
import { list, parseSearch, type SearchOf } from '../../lib/search-params.ts'

const word = z.string().check(z.maxLength(200))

export const parseAllocatorsSearch = parseSearch({
  /** Part of an id, an address or a tag. */
  q: z.optional(word),
  zone: list(word),
  state: list(z.enum(ALLOCATOR_STATES)),
  sort: z._default(z.enum(['id', '-id', 'used', '-used', 'free', '-free']), 'id'),
  /** Ids of columns with commas between; see ui/table-columns.ts. */
  columns: z.optional(word),
})
export type AllocatorSort = ReturnType<typeof parseAllocatorsSearch>['values']['sort']
export type AllocatorsSearch = SearchOf<typeof parseAllocatorsSearch>

export const parseAllocatorSearch = parseSearch({
  tab: z._default(z.enum(['overview', 'json']), 'overview'),
})
export type AllocatorSearch = SearchOf<typeof parseAllocatorSearch>
