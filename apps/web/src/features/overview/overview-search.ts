// What is in the address of the overview; see lib/search-params.ts.
import { z } from '@ece/api-types'
import { parseSearch } from '../../lib/search-params.ts'
import type { SearchOf } from '../../lib/search-params.ts'

export const parseOverviewSearch = parseSearch({
  /** Which step each running plan is at: a read per plan, so only when somebody wants it. */
  steps: z.optional(z.enum(['shown'])),
})
export type OverviewSearch = SearchOf<typeof parseOverviewSearch>
