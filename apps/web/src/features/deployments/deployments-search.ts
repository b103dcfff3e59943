// What is in the address of the list of deployments. Every field reads text and accepts its absence; see lib/search-params.ts.
import { RESOURCE_KINDS, z } from '@ece/api-types'
import { PROBLEMS } from '../../domain/problems.ts'
import { AGE, VIEWS } from '../../domain/search.ts'
import { list, parseSearch } from '../../lib/search-params.ts'
import type { SearchOf } from '../../lib/search-params.ts'

const word = z.string().check(z.maxLength(200))
const age = z.optional(z.string().check(z.regex(AGE)))

/** `info.status` as ECE says it; what changes is a view of its own. */
export const STATUSES = [
  'started',
  'stopped',
  'reconfiguring',
  'rebooting',
  'restarting',
  'stopping',
  'initializing',
] as const

export const parseDeploymentsSearch = parseSearch({
  /** Part of a name or an id. */
  q: z.optional(word),
  health: z.optional(z.enum(['healthy', 'unhealthy'])),
  status: list(z.enum(STATUSES)),
  version: list(word),
  template: list(word),
  kind: list(z.enum(RESOURCE_KINDS)),
  tag: list(word),
  /** What is wrong, by the words of domain/problems.ts. */
  problem: list(z.enum(PROBLEMS)),
  changed_since: age,
  snapshot_older_than: age,
  view: z._default(z.enum(VIEWS), 'all'),
  /** A leading minus turns it round: `-modified` is newest first. */
  sort: z._default(z.enum(['name', '-name', 'modified', '-modified', 'id', '-id']), 'name'),
  /** Ids of columns with commas between; see ui/table-columns.ts. */
  columns: z.optional(word),
  /** `<verb>:<deployment id>`: whose dialog is open. */
  dialog: z.optional(word),
})
export type DeploymentsSearch = SearchOf<typeof parseDeploymentsSearch>

/** What "Clear filters" sets; the view, the sorting and the columns stay. */
export const NO_FILTERS: DeploymentsSearch = {
  q: undefined,
  health: undefined,
  status: undefined,
  version: undefined,
  template: undefined,
  kind: undefined,
  tag: undefined,
  problem: undefined,
  changed_since: undefined,
  snapshot_older_than: undefined,
}

/** Does anything but the view narrow the list? */
export const isFiltered = (values: DeploymentsSearch): boolean =>
  Object.keys(NO_FILTERS).some((name) => {
    // the keys of NO_FILTERS are keys of the values
    const value = values[name as keyof DeploymentsSearch]
    return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== ''
  })
