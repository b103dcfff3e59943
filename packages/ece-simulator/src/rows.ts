// What a stranger's client may call beyond the console's own table: rows that only the simulator has, and the
// parameters and bodies that the console never sends but ECE takes (ece-behaviour 3.3, 4, 6; the documents).
import {
  bool,
  defineOperations,
  DEPLOYMENT_OPERATORS,
  int,
  operation,
  type Operation,
  operations,
  text,
  z,
} from '@ece/api-types'

const ID_LENGTH = 256
const MESSAGE_LENGTH = 100_000
const id = text(ID_LENGTH)
const object = z.looseObject({})
const list = z.optional(z.array(object))

/** The arrays of a create or update body; what is inside a plan is the deployment handlers' business. */
const resources = z.looseObject({
  elasticsearch: list,
  kibana: list,
  apm: list,
  appsearch: list,
  enterprise_search: list,
  integrations_server: list,
})

const createdResource = z.looseObject({
  id: z.string(),
  kind: z.string(),
  ref_id: z.string(),
  region: z.string(),
})

const Comment = z.looseObject({ id: z.string(), user_id: z.string(), message: z.string() })
const commentBody = z.looseObject({ message: z.string().check(z.maxLength(MESSAGE_LENGTH)) })
const commented = { resource_type: id, resource_id: id }

/** `key` is there only in the answer to the creation (ece-behaviour 2.5). */
const ApiKey = z.looseObject({
  id: z.string(),
  user_id: z.string(),
  description: z.string(),
  key: z.optional(z.string()),
  creation_date: z.string(),
  expiration_date: z.optional(z.string()),
})

const User = z.looseObject({ user_name: z.string(), security: object })

/** Rows of the simulator alone, keyed by the vendor's operationId in camel case. */
export const simulatorRows = defineOperations({
  createDeployment: operation({
    method: 'POST',
    path: '/deployments',
    summary: 'Create a deployment',
    query: { request_id: text(ID_LENGTH), validate_only: bool, template_id: id },
    body: z.looseObject({
      name: z.optional(z.string()),
      alias: z.optional(z.string()),
      region: z.optional(z.string()),
      version: z.optional(z.string()),
      settings: z.optional(object),
      metadata: z.optional(object),
      resources: z.optional(resources),
    }),
    response: z.looseObject({
      id: z.string(),
      name: z.string(),
      created: z.boolean(),
      resources: z.array(createdResource),
    }),
    roles: DEPLOYMENT_OPERATORS,
    danger: 'disrupts',
  }),
  updateDeployment: operation({
    method: 'PUT',
    path: '/deployments/{deployment_id}',
    summary: 'Change a deployment',
    params: { deployment_id: id },
    query: { hide_pruned_orphans: bool, skip_snapshot: bool, validate_only: bool, version: id },
    body: z.looseObject({
      prune_orphans: z.boolean(),
      name: z.optional(z.string()),
      alias: z.optional(z.string()),
      settings: z.optional(object),
      metadata: z.optional(object),
      resources: z.optional(resources),
    }),
    response: z.looseObject({
      id: z.string(),
      name: z.string(),
      resources: z.array(createdResource),
    }),
    roles: DEPLOYMENT_OPERATORS,
    danger: 'disrupts',
  }),
  getComment: operation({
    method: 'GET',
    path: '/comments/{resource_type}/{resource_id}/{comment_id}',
    summary: 'Get one comment',
    params: { ...commented, comment_id: id },
    response: Comment,
  }),
  getApiKeys: operation({
    method: 'GET',
    path: '/users/auth/keys',
    summary: 'List your API keys',
    response: z.looseObject({ keys: z.array(ApiKey) }),
  }),
  createApiKey: operation({
    method: 'POST',
    path: '/users/auth/keys',
    summary: 'Create an API key',
    body: z.looseObject({ description: z.string(), expiration: z.optional(z.string()) }),
    response: ApiKey,
    danger: 'routine',
    // 2.x wants a security token of `re-authenticate`, which is not simulated
    since: '3.0.0',
  }),
  getApiKey: operation({
    method: 'GET',
    path: '/users/auth/keys/{api_key_id}',
    summary: 'Get one of your API keys',
    params: { api_key_id: id },
    response: ApiKey,
  }),
  deleteApiKey: operation({
    method: 'DELETE',
    path: '/users/auth/keys/{api_key_id}',
    summary: 'Delete one of your API keys',
    params: { api_key_id: id },
    response: object,
    danger: 'routine',
  }),
  deleteApiKeys: operation({
    method: 'DELETE',
    path: '/users/auth/keys',
    summary: 'Delete several of your API keys',
    body: z.looseObject({ keys: z.array(z.string()) }),
    response: object,
    danger: 'routine',
  }),
  getUsers: operation({
    method: 'GET',
    path: '/users',
    summary: 'List users',
    query: { include_disabled: bool },
    response: z.looseObject({ users: z.array(User) }),
  }),
  getUser: operation({
    method: 'GET',
    path: '/users/{user_name}',
    summary: 'Get one user',
    params: { user_name: id },
    response: User,
  }),
})

/** Every operation that the simulator answers. */
export const rows = { ...operations, ...simulatorRows } as const
export type RowName = keyof typeof rows

/** Query parameters of ECE that the console's rows leave out, mostly because their answers carry credentials. */
const EXTRA_QUERY: Partial<Record<RowName, Operation['query']>> = {
  searchDeployments: { minimal_metadata: text(1024) },
  getDeployment: {
    show_security: bool,
    show_metadata: bool,
    show_instance_configurations: bool,
    force_all_plan_history: bool,
    clear_transient: bool,
  },
  shutdownDeployment: { hide: bool },
  shutdownDeploymentStatelessResource: { hide: bool, skip_snapshot: bool },
  getDeploymentTemplatesV2: { metadata: text(1024), hide_deprecated: bool },
  getInstanceConfigurations: { include_versions: bool },
  getInstanceConfiguration: { config_version: int(0, 2_147_483_647) },
}

/**
 * Bodies as ECE takes them, where the console's row is narrower: unknown members are accepted, and the search
 * language is checked by the search itself, which has its own error code (ece-behaviour 3.2).
 */
const BODIES: Partial<Record<RowName, Operation['body']>> = {
  login: z.looseObject({ username: z.string(), password: z.string() }),
  createComment: commentBody,
  updateComment: commentBody,
  searchDeployments: z.unknown(),
}

export interface RequestShape {
  readonly query: Operation['query']
  readonly body: Operation['body']
}

/** What the simulator accepts for a row: the row's own parameters and the extra ones. */
export function shapeOf(row: Operation): RequestShape {
  // Every operation that reaches this is a value of `rows`, whose keys are its names
  const name = row.name as RowName
  return { query: { ...row.query, ...EXTRA_QUERY[name] }, body: BODIES[name] ?? row.body }
}
