// Deployments for the tests of the search, as hits show them but without what no test asks for.
import { Failure } from '../context.ts'
import { searchDeployments } from './deployment-search.ts'
import type { Doc } from './values.ts'

interface Example {
  readonly id: string
  readonly name: string
  readonly healthy?: boolean
  readonly modified?: string
  readonly tags?: Readonly<Record<string, string>>
  readonly elasticsearch?: readonly Readonly<Record<string, unknown>>[]
  readonly kibana?: readonly string[]
}

export const example = (of: Example): Doc => ({
  id: of.id,
  name: of.name,
  healthy: of.healthy ?? true,
  metadata: {
    last_modified: of.modified ?? '2025-05-01T00:00:00.000Z',
    owner_id: 'ops1',
    tags: Object.entries(of.tags ?? {}).map(([key, value]) => ({ key, value })),
  },
  resources: {
    elasticsearch: (of.elasticsearch ?? []).map((info) => ({
      id: `es-${of.id}`,
      ref_id: 'main-elasticsearch',
      region: 'ece-region',
      ...info,
    })),
    kibana: (of.kibana ?? []).map((id) => ({
      id,
      ref_id: 'main-kibana',
      info: { status: 'started' },
    })),
    apm: [],
    appsearch: [],
    enterprise_search: [],
    integrations_server: [],
  },
})

const es = (status: string, version: string, memory: number) => ({
  info: {
    status,
    healthy: status === 'started',
    plan_info: { current: { plan: { elasticsearch: { version } } } },
    topology: { instances: [{ memory: { instance_capacity: memory } }] },
  },
})

/** One of each kind that an operator looks for. */
export const examples: readonly Doc[] = [
  example({
    id: 'a1',
    name: 'logging-prod',
    modified: '2025-05-04T10:00:00.000Z',
    tags: { team: 'search' },
    elasticsearch: [es('started', '8.17.4', 4096)],
    kibana: ['kb1'],
  }),
  example({
    id: 'a2',
    name: 'Logging staging',
    modified: '2025-05-03T10:00:00.000Z',
    elasticsearch: [es('started', '7.17.24', 1024)],
    kibana: ['kb2'],
  }),
  example({
    id: 'a3',
    name: 'shop',
    healthy: false,
    modified: '2025-05-02T23:59:59.999Z',
    tags: { team: 'shop', env: 'prod' },
    elasticsearch: [es('stopped', '8.17.4', 8192), es('started', '9.0.1', 2048)],
  }),
  example({
    id: 'a4',
    name: 'журналы продакшн',
    modified: '2025-04-01T10:00:00.000Z',
    elasticsearch: [es('started', '8.18.0', 4096)],
  }),
  example({ id: 'a5', name: '監視ログ🔥prod', modified: '2025-03-01T10:00:00.000Z' }),
  example({
    id: 'a6',
    name: "O'Brien (test) v8.17.4 100%",
    modified: '2024-12-31T23:00:00.000Z',
    tags: { team: 'o:k' },
  }),
]

export const now = Date.parse('2025-05-05T00:00:00.000Z')

export const ask = (body: unknown, documents: readonly Doc[] = examples) =>
  searchDeployments({ body, documents, now, generation: '3.8' })

/** Ids of the hits in their order. */
export const ids = (body: unknown, documents?: readonly Doc[]) =>
  ask(body, documents)
    .deployments.map(({ id }) => id)
    .join(' ')

/** Ids of what a query finds, sorted, so that a table reads well. */
export const find = (query: object) => ids({ query, sort: ['id'], size: 100 })

export const nested = (kind: string, query: object) => ({
  nested: { path: `resources.${kind}`, query },
})

/** The failure that a request ends in. */
export function refusal(body: unknown): Failure {
  try {
    ask(body)
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error(`accepted: ${JSON.stringify(body)}`)
}
