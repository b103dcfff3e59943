// What is in the address of the template pages.
import { z } from '@ece/api-types'
import { parseSearch, type SearchOf } from '../../lib/search-params.ts'

export const parseTemplatesSearch = parseSearch({
  q: z.optional(z.string().check(z.maxLength(200))),
  /** Hidden templates are listed only on demand, as ECE's own list does. */
  hidden: z.optional(z.literal('shown')),
  /** Ids of columns with commas between; see ui/table-columns.ts. */
  columns: z.optional(z.string().check(z.maxLength(200))),
})
export type TemplatesSearch = SearchOf<typeof parseTemplatesSearch>

export const parseTemplateSearch = parseSearch({
  tab: z._default(z.enum(['overview', 'json']), 'overview'),
})
export type TemplateSearch = SearchOf<typeof parseTemplateSearch>
