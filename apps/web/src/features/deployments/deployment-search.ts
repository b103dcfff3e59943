// What is in the address of a deployment's page. Apart from the list's, which is loaded first and does without this.
import { z } from '@ece/api-types'
import { attemptFields } from '../../domain/attempts-search.ts'
import { parseSearch, type SearchOf } from '../../lib/search-params.ts'

const word = z.string().check(z.maxLength(200))

export const parseDeploymentSearch = parseSearch({
  tab: z._default(z.enum(['overview', 'activity', 'plan', 'notes', 'json']), 'overview'),
  ...attemptFields,
  /** Id of the resource whose comments are shown; the first one's when absent. */
  on: z.optional(word),
  /** The verb whose dialog is open. */
  dialog: z.optional(word),
})
export type DeploymentSearch = SearchOf<typeof parseDeploymentSearch>
