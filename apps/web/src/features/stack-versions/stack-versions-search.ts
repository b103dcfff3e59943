// What is in the address of the stack version pages.
import { z } from '@ece/api-types'
import { parseSearch, type SearchOf } from '../../lib/search-params.ts'

export const parseStackVersionsSearch = parseSearch({
  q: z.optional(z.string().check(z.maxLength(200))),
  /** Deleted versions still run where they run; they are listed on demand. */
  deleted: z.optional(z.literal('shown')),
  /** Ids of columns with commas between; see ui/table-columns.ts. */
  columns: z.optional(z.string().check(z.maxLength(200))),
})
export type StackVersionsSearch = SearchOf<typeof parseStackVersionsSearch>

export const parseStackVersionSearch = parseSearch({
  tab: z._default(z.enum(['overview', 'json']), 'overview'),
})
export type StackVersionSearch = SearchOf<typeof parseStackVersionSearch>
