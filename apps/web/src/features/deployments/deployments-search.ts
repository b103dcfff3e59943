// What is in the address of the deployments pages. Every field reads text and accepts its absence; see lib/search-params.ts.
import { RESOURCE_KINDS, z } from '@ece/api-types'
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
  changed_since: age,
  snapshot_older_than: age,
  view: z._default(z.enum(VIEWS), 'all'),
  /** A leading minus turns it round: `-modified` is newest first. */
  sort: z._default(z.enum(['name', '-name', 'modified', '-modified', 'id', '-id']), 'name'),
  /** `<verb>:<deployment id>`: whose dialog is open. */
  dialog: z.optional(word),
})
export type DeploymentsSearch = SearchOf<typeof parseDeploymentsSearch>

export const parseDeploymentSearch = parseSearch({
  tab: z._default(z.enum(['overview', 'activity', 'plan', 'json']), 'overview'),
  /** The open plan attempt. */
  attempt: z.optional(word),
  /** The verb whose dialog is open. */
  dialog: z.optional(word),
})
export type DeploymentSearch = SearchOf<typeof parseDeploymentSearch>
