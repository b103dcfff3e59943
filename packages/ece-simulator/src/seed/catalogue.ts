// Data of a fresh ECE: instance configurations, deployment templates and stack packs in compact rows.
// Instance configurations: ece-behaviour 6.2. Only the template id `default` is certain (6.1); the other ids and
// the stack packs on offer are chosen. Sizes in MB.

const GB = 1024
const TO_64_GB = [1, 2, 4, 8, 16, 32, 64].map((size) => size * GB)
const TO_8_GB = [1, 2, 4, 8].map((size) => size * GB)
const FROM_HALF_GB = [GB / 2, ...TO_8_GB]
const FROM_2_GB = [2, 4, 8].map((size) => size * GB)

export interface ConfigurationRow {
  readonly id: string
  readonly description: string
  readonly instance_type: string
  readonly node_types: readonly string[]
  readonly default_size: number
  readonly sizes: readonly number[]
  readonly storage_multiplier: number
}

const configuration = (
  id: string,
  instance_type: string,
  node_types: string,
  default_size: number,
  sizes: readonly number[],
  storage_multiplier: number,
  description: string,
): ConfigurationRow => ({
  id,
  description,
  instance_type,
  node_types: node_types.split(' ').filter(Boolean),
  default_size,
  sizes,
  storage_multiplier,
})

const ES = 'elasticsearch'
export const configurationRows: readonly ConfigurationRow[] = [
  configuration(
    'data.default',
    ES,
    'data ingest master',
    4 * GB,
    TO_64_GB,
    32,
    'Elasticsearch hot data nodes',
  ),
  configuration(
    'data.highstorage',
    ES,
    'data',
    2 * GB,
    TO_64_GB,
    64,
    'Elasticsearch warm and cold data nodes with much storage',
  ),
  configuration(
    'data.frozen',
    ES,
    'data',
    4 * GB,
    TO_64_GB.slice(2),
    80,
    'Elasticsearch frozen data nodes, backed by snapshots',
  ),
  configuration('master', ES, 'master', GB, TO_64_GB, 4, 'Dedicated Elasticsearch master nodes'),
  configuration(
    'coordinating',
    ES,
    'ingest',
    GB,
    TO_8_GB,
    2,
    'Dedicated Elasticsearch coordinating and ingest nodes',
  ),
  configuration('ml', ES, 'ml', GB, TO_64_GB, 4, 'Elasticsearch machine learning nodes'),
  configuration(
    'ccs.default',
    ES,
    'data ingest master',
    GB,
    TO_64_GB,
    4,
    'Elasticsearch cross-cluster search nodes',
  ),
  configuration('kibana', 'kibana', '', GB, TO_8_GB, 4, 'Kibana instances'),
  configuration('apm', 'apm', '', GB / 2, FROM_HALF_GB, 4, 'APM servers'),
  configuration(
    'integrations.server',
    'integrations_server',
    '',
    GB / 2,
    FROM_HALF_GB,
    4,
    'Integrations Server instances',
  ),
  configuration(
    'enterprise.search',
    'enterprise_search',
    'appserver connector worker',
    4 * GB,
    FROM_2_GB,
    2,
    'Enterprise Search instances',
  ),
  configuration(
    'appsearch',
    'appsearch',
    'appserver worker',
    4 * GB,
    FROM_2_GB,
    2,
    'App Search instances',
  ),
]

/** A user-made one that is marked as deleted: shown only on demand (`show_deleted`). */
export const deletedConfiguration = {
  ...configuration(
    '3f9a2f6e1c7d4b0f9f2b8a6d5e4c3b2a',
    ES,
    'data ingest master',
    4 * GB,
    TO_64_GB,
    5,
    'Replaced by data.default',
  ),
  name: 'data.ssd.2019',
  // the form of the vendor's manual, "Edit instance configurations"
  allocator_filter: {
    bool: {
      must: [
        {
          nested: {
            path: 'metadata',
            query: {
              bool: {
                must: [
                  { term: { 'metadata.key': { value: 'ssd' } } },
                  { term: { 'metadata.value.keyword': { value: 'true' } } },
                ],
              },
            },
          },
        },
      ],
    },
  },
  deleted_on: '2024-02-20T14:11:09.412Z',
}

export interface TemplateRow {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly order?: number
  readonly hidden?: boolean
  readonly category: string
  readonly min_version?: string
  readonly metadata?: Readonly<Record<string, string>>
  readonly system_owned: boolean
  readonly deeplink?: string
  /** Plans of before 7.10: node types instead of roles, one element instead of tiers. */
  readonly isLegacy?: boolean
  /** Memory per zone and zones of what is switched on; everything else is listed with size 0. */
  readonly sizes: Readonly<Record<string, readonly [memory: number, zones: number]>>
  /** Another instance configuration than the tier's usual one. */
  readonly configurations?: Readonly<Record<string, string>>
}

const KIBANA = { kibana: [GB, 1] } as const
export const templateRows: readonly TemplateRow[] = [
  {
    id: 'default',
    name: 'Default',
    description: 'Default profile for clusters',
    order: 0,
    category: 'default',
    min_version: '6.0.0',
    system_owned: true,
    deeplink: '/app/home',
    sizes: { hot_content: [4 * GB, 2], ...KIBANA },
  },
  {
    id: 'hot-warm',
    name: 'Hot-Warm',
    description:
      'For time series: recent data on fast nodes, older data on nodes with much storage',
    order: 1,
    category: 'hot-warm',
    min_version: '6.7.0',
    system_owned: true,
    deeplink: '/app/observability/overview',
    sizes: { hot_content: [4 * GB, 2], warm: [4 * GB, 2], ...KIBANA },
  },
  {
    id: 'machine-learning',
    name: 'Machine Learning',
    description: 'Adds a node for anomaly detection and other machine learning jobs',
    order: 2,
    category: 'machine-learning',
    min_version: '6.0.0',
    system_owned: true,
    deeplink: '/app/ml',
    sizes: { hot_content: [4 * GB, 2], ml: [GB, 1], ...KIBANA },
  },
  {
    id: 'cross-cluster-search',
    name: 'Cross-cluster search',
    description: 'A small cluster that searches several remote ones',
    order: 3,
    category: 'cross-cluster-search',
    min_version: '6.0.0',
    system_owned: true,
    sizes: { hot_content: [GB, 1], ...KIBANA },
    configurations: { hot_content: 'ccs.default' },
  },
  {
    id: 'enterprise-search',
    name: 'Enterprise Search',
    description: 'App Search and Workplace Search beside Elasticsearch',
    order: 4,
    category: 'enterprise-search',
    min_version: '7.7.0',
    system_owned: true,
    deeplink: '/app/enterprise_search/overview',
    sizes: { hot_content: [4 * GB, 2], enterprise_search: [4 * GB, 1], ...KIBANA },
  },
  {
    id: '8b1d5e0c9a7f4c21b3d6e8f0a2c4d6e8',
    name: 'Logging, three zones',
    description: 'Logs of the platform teams: hot, cold and frozen tiers',
    category: 'custom',
    metadata: { team: 'platform' },
    min_version: '7.12.0',
    system_owned: false,
    sizes: {
      hot_content: [8 * GB, 3],
      cold: [4 * GB, 1],
      frozen: [4 * GB, 1],
      master: [GB, 3],
      ...KIBANA,
    },
  },
  {
    id: 'c4f0a7d2e6b94810a5c3f1e9d7b60248',
    name: 'Search for shops',
    description: '',
    category: 'custom',
    metadata: { team: 'commerce', deprecated: 'true' },
    system_owned: false,
    sizes: {
      hot_content: [8 * GB, 2],
      coordinating: [2 * GB, 2],
      ...KIBANA,
      integrations_server: [GB, 1],
    },
  },
  {
    id: 'system-deployments',
    name: 'System deployments',
    description: 'What the deployments of the platform itself are made from',
    hidden: true,
    category: 'system',
    system_owned: true,
    sizes: { hot_content: [4 * GB, 1], ...KIBANA },
  },
  {
    id: 'default-legacy',
    name: 'Default (node types)',
    description: 'Default profile for clusters before 7.10',
    category: 'default',
    metadata: { legacy: 'true' },
    min_version: '5.0.0',
    system_owned: true,
    isLegacy: true,
    sizes: { hot_content: [4 * GB, 1], ...KIBANA },
  },
]

export interface TierRow {
  readonly id: string
  readonly configuration: string
  readonly roles: readonly string[]
  /** `node_attributes.data`, which index lifecycle policies of before data tiers refer to. */
  readonly attribute?: string
  /** Smallest size in a deployment of the template; 0 means that it may be switched off. */
  readonly min: number
  readonly autoscaling_max?: number
  readonly autoscaling_min?: number
  /** First stack version that has the tier. */
  readonly since?: string
}

export const tierRows: readonly TierRow[] = [
  {
    id: 'hot_content',
    configuration: 'data.default',
    roles: ['master', 'ingest', 'transform', 'data_hot', 'remote_cluster_client', 'data_content'],
    attribute: 'hot',
    min: GB,
    autoscaling_max: 128 * GB,
  },
  {
    id: 'warm',
    configuration: 'data.highstorage',
    roles: ['data_warm', 'remote_cluster_client'],
    attribute: 'warm',
    min: 0,
    autoscaling_max: 128 * GB,
  },
  {
    id: 'cold',
    configuration: 'data.highstorage',
    roles: ['data_cold', 'remote_cluster_client'],
    attribute: 'cold',
    min: 0,
    autoscaling_max: 64 * GB,
  },
  {
    id: 'frozen',
    configuration: 'data.frozen',
    roles: ['data_frozen'],
    attribute: 'frozen',
    min: 0,
    autoscaling_max: 64 * GB,
    since: '7.12.0',
  },
  {
    id: 'coordinating',
    configuration: 'coordinating',
    roles: ['ingest', 'remote_cluster_client'],
    min: 0,
  },
  { id: 'master', configuration: 'master', roles: ['master', 'remote_cluster_client'], min: 0 },
  {
    id: 'ml',
    configuration: 'ml',
    roles: ['ml', 'remote_cluster_client'],
    min: 0,
    autoscaling_max: 64 * GB,
    autoscaling_min: 0,
  },
]

export interface StatelessRow {
  readonly kind: 'kibana' | 'apm' | 'integrations_server' | 'enterprise_search' | 'appsearch'
  readonly configuration: string
  /** First version with it and first version without it (ece-behaviour 4.3). */
  readonly since?: string
  readonly before?: string
  readonly node_type?: Readonly<Record<string, boolean>>
}

export const statelessRows: readonly StatelessRow[] = [
  { kind: 'kibana', configuration: 'kibana' },
  { kind: 'apm', configuration: 'apm', before: '8.0.0' },
  { kind: 'integrations_server', configuration: 'integrations.server', since: '8.0.0' },
  {
    kind: 'enterprise_search',
    configuration: 'enterprise.search',
    since: '7.7.0',
    before: '9.0.0',
    node_type: { appserver: true, connector: true, worker: true },
  },
  {
    kind: 'appsearch',
    configuration: 'appsearch',
    before: '7.7.0',
    node_type: { appserver: true, worker: true },
  },
]

export interface StackRow {
  readonly version: string
  /** Oldest version that a rolling upgrade may start from. */
  readonly upgradable_from: string
  readonly deleted?: boolean
  readonly min_platform_version: string
  readonly notes?: string
}

/** In no order, as ECE answers them. */
export const stackRows: Readonly<Record<'3.8' | '2.13', readonly StackRow[]>> = {
  '3.8': [
    { version: '8.17.4', upgradable_from: '7.17.0', min_platform_version: '3.0.0' },
    { version: '7.17.24', upgradable_from: '6.8.0', min_platform_version: '2.13.0' },
    { version: '9.0.1', upgradable_from: '8.18.0', min_platform_version: '3.8.0' },
    { version: '8.15.2', upgradable_from: '7.17.0', min_platform_version: '3.0.0' },
    {
      version: '8.18.1',
      upgradable_from: '7.17.0',
      min_platform_version: '3.0.0',
      notes: 'The step before an upgrade to 9.x',
    },
    { version: '7.17.28', upgradable_from: '6.8.0', min_platform_version: '2.13.0' },
    { version: '8.16.1', upgradable_from: '7.17.0', min_platform_version: '3.0.0', deleted: true },
    { version: '9.0.0', upgradable_from: '8.18.0', min_platform_version: '3.8.0' },
    { version: '8.18.0', upgradable_from: '7.17.0', min_platform_version: '3.0.0' },
    { version: '7.17.9', upgradable_from: '6.8.0', min_platform_version: '2.13.0' },
  ],
  '2.13': [
    { version: '7.16.2', upgradable_from: '6.8.0', min_platform_version: '2.10.0' },
    { version: '6.8.23', upgradable_from: '5.6.0', min_platform_version: '2.0.0' },
    { version: '7.17.9', upgradable_from: '6.8.0', min_platform_version: '2.13.0' },
    { version: '7.10.2', upgradable_from: '6.8.0', min_platform_version: '2.7.0', deleted: true },
    { version: '7.17.0', upgradable_from: '6.8.0', min_platform_version: '2.13.0' },
  ],
}
