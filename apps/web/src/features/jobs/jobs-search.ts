// What is in the address of the job pages.
import { z } from '@ece/api-types'
import { ITEM_STATES, JOB_STATES } from '../../domain/jobs.ts'
import { parseSearch, type SearchOf } from '../../lib/search-params.ts'

export const parseJobsSearch = parseSearch({
  state: z.optional(z.enum(JOB_STATES)),
  /** Ids of columns with commas between; see ui/table-columns.ts. */
  columns: z.optional(z.string().check(z.maxLength(200))),
})
export type JobsSearch = SearchOf<typeof parseJobsSearch>

export const parseJobSearch = parseSearch({
  /** Of the items. */
  state: z.optional(z.enum(ITEM_STATES)),
  /** Of the items, from 1; text, because that is what an address is. */
  page: z.optional(z.string().check(z.regex(/^[1-9]\d{0,4}$/))),
  /** What is about to be done to the job. */
  dialog: z.optional(z.enum(['resume', 'stop', 'retry'])),
})
export type JobSearch = SearchOf<typeof parseJobSearch>
