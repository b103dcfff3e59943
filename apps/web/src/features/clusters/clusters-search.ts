// What is in the address of the Elasticsearch and Kibana pages.
import { z } from '@ece/api-types'
import { attemptFields } from '../../domain/attempts-search.ts'
import { list, parseSearch, type SearchOf } from '../../lib/search-params.ts'

const word = z.string().check(z.maxLength(200))

export const parseClustersSearch = parseSearch({
  /** Part of a name or an id. */
  q: z.optional(word),
  health: z.optional(z.enum(['healthy', 'unhealthy'])),
  version: list(word),
  sort: z._default(z.enum(['name', '-name', 'modified', '-modified']), 'name'),
  /** Ids of columns with commas between; see ui/table-columns.ts. */
  columns: z.optional(word),
})
export type ClustersSearch = SearchOf<typeof parseClustersSearch>

export const parseClusterSearch = parseSearch({
  tab: z._default(z.enum(['overview', 'activity', 'json']), 'overview'),
  ...attemptFields,
  /** The verb whose dialog is open. */
  dialog: z.optional(word),
})
export type ClusterSearch = SearchOf<typeof parseClusterSearch>
