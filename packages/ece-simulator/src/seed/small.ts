// The hand-made deployments: every state an operator meets, at least once. The plain healthy ones come first, so that a
// fleet of one is a healthy one; their verbs really succeed. What is wrong can be seen before it is touched.
import type { Generation } from '../context.ts'
import { createRandom } from '../random.ts'
import type { World } from '../world.ts'
import { build, GB, type Spec } from './build.ts'
import { ARABIC, CYRILLIC, EMOJI, FORMULA, HTML, JAPANESE, LONG } from './names.ts'
import {
  changing,
  inMaintenance,
  instanceDown,
  lacksReplicas,
  lastPlanFailed,
  losesShards,
  neverCameUp,
  snapshotsFail,
  type State,
  stopped,
  stuck,
  underPressure,
} from './states.ts'

export interface Planting {
  readonly spec: Spec
  readonly state?: State
}

/** The stack versions an ECE 2.13 runs where a 3.8 runs these. */
const OLDER: Readonly<Record<string, string>> = {
  '9.0.1': '7.17.9',
  '8.18.1': '7.17.9',
  '8.17.4': '7.16.2',
  '8.15.2': '7.17.0',
  '7.17.28': '7.17.0',
}

/** Translates a specification for 3.8 to a generation: versions, and APM where the integrations server is not yet. */
export function specFor(generation: Generation, spec: Spec): Spec {
  if (generation === '3.8') return spec
  const { integrations_server: apm, ...others } = spec.others ?? {}
  return {
    ...spec,
    version: OLDER[spec.version] ?? spec.version,
    others: { ...others, ...(apm === undefined ? {} : { apm }) },
  }
}

const two = { hot_content: [4 * GB, 2] } as const

const PLAIN: readonly Planting[] = [
  {
    spec: {
      key: 'logging-prod',
      name: 'logging-prod',
      version: '8.17.4',
      tiers: { hot_content: [8 * GB, 3] },
      kibana: [2 * GB, 2],
      others: { integrations_server: [GB, 1] },
      alias: 'logging-prod',
      owner: 'ops1',
      ageDays: 512,
      tags: { team: 'platform', env: 'prod', tier: 'gold' },
      settings: {
        autoscaling_enabled: false,
        traffic_filter_settings: { rulesets: ['5470a0010ebf437bb9294ea9fcba0ba0'] },
      },
    },
  },
  {
    spec: {
      key: 'search-shop',
      name: 'search-shop',
      version: '8.17.4',
      template: 'enterprise-search',
      tiers: two,
      others: { enterprise_search: [4 * GB, 1] },
      owner: 'manager',
      ageDays: 301,
      tags: { team: 'commerce', env: 'prod' },
    },
  },
  {
    spec: {
      key: 'metrics-prod',
      name: 'metrics-prod',
      version: '8.15.2',
      template: 'hot-warm',
      tiers: {
        hot_content: [8 * GB, 3],
        warm: [4 * GB, 2],
        cold: [4 * GB, 1],
        master: [GB, 3],
        coordinating: [2 * GB, 2],
      },
      others: { integrations_server: [GB, 2] },
      owner: 'ops2',
      ageDays: 820,
      tags: { team: 'platform', env: 'prod' },
    },
  },
  {
    spec: {
      key: 'apm-legacy',
      name: 'apm-legacy',
      version: '7.17.28',
      tiers: two,
      others: { apm: [GB, 1] },
      ageDays: 1200,
      tags: { team: 'mobile' },
    },
  },
  {
    spec: {
      key: 'ml-anomalies',
      name: 'ml-anomalies',
      version: '8.15.2',
      template: 'machine-learning',
      tiers: { ...two, ml: [2 * GB, 1] },
      ageDays: 190,
    },
  },
  {
    spec: {
      key: 'billing-prod',
      name: 'billing-prod',
      version: '8.18.1',
      tiers: two,
      alias: 'billing',
      owner: 'night-shift',
      ageDays: 95,
      tags: { team: 'billing', env: 'prod' },
    },
  },
  {
    spec: {
      key: 'orders',
      name: 'orders',
      version: '9.0.1',
      tiers: { hot_content: [4 * GB, 3] },
      ageDays: 21,
      tags: { env: 'prod' },
    },
  },
  {
    spec: {
      key: 'orders-2',
      name: 'orders',
      version: '8.17.4',
      tiers: two,
      ageDays: 400,
      tags: { env: 'staging' },
    },
  },
  {
    spec: {
      key: 'cyrillic',
      name: CYRILLIC,
      version: '8.17.4',
      tiers: two,
      owner: 'a.ivanova',
      ageDays: 77,
    },
  },
  {
    spec: {
      key: 'japanese',
      name: JAPANESE,
      version: '8.18.1',
      tiers: { hot_content: [4 * GB, 3] },
      owner: 'j.tanaka',
      ageDays: 140,
      tags: { チーム: '検索' },
    },
  },
  { spec: { key: 'formula', name: FORMULA, version: '8.17.4', tiers: two, ageDays: 12 } },
  {
    spec: {
      key: 'frozen-archive',
      name: 'frozen-archive',
      version: '8.17.4',
      template: '8b1d5e0c9a7f4c21b3d6e8f0a2c4d6e8',
      tiers: { hot_content: [8 * GB, 3], frozen: [4 * GB, 1], master: [GB, 3] },
      repository: 's3-archive',
      ageDays: 333,
    },
  },
  {
    spec: {
      key: 'billing-staging',
      name: 'billing-staging',
      version: '8.18.1',
      tiers: { hot_content: [2 * GB, 1] },
      ageDays: 60,
      tags: { team: 'billing', env: 'staging' },
    },
  },
]

/** Always there (ece-behaviour 3.1). */
const SYSTEM: readonly Planting[] = [
  {
    spec: {
      key: 'security-cluster',
      name: 'security-cluster',
      version: '8.17.4',
      template: 'system-deployments',
      tiers: { hot_content: [2 * GB, 2] },
      kibana: false,
      system: true,
      ageDays: 1400,
    },
  },
  {
    spec: {
      key: 'logging-and-metrics',
      name: 'logging-and-metrics',
      version: '8.17.4',
      template: 'system-deployments',
      tiers: { hot_content: [4 * GB, 1] },
      system: true,
      ageDays: 1400,
    },
  },
  {
    spec: {
      key: 'admin-console-elasticsearch',
      name: 'admin-console-elasticsearch',
      version: '8.17.4',
      template: 'system-deployments',
      tiers: { hot_content: [4 * GB, 1] },
      kibana: false,
      system: true,
      ageDays: 1400,
    },
  },
]

const STATES: readonly Planting[] = [
  {
    spec: {
      key: 'payments',
      name: 'payments',
      version: '8.17.4',
      tiers: two,
      ageDays: 260,
      tags: { team: 'payments', env: 'prod' },
    },
    state: losesShards,
  },
  {
    spec: { key: 'catalog', name: 'catalog', version: '8.15.2', tiers: two, ageDays: 480 },
    state: lacksReplicas,
  },
  {
    spec: {
      key: 'upgrade-failed',
      name: 'inventory',
      version: '8.17.4',
      tiers: { hot_content: [4 * GB, 3] },
      ageDays: 310,
      tags: { team: 'logistics' },
    },
    state: lastPlanFailed('didNotStart'),
  },
  {
    spec: {
      key: 'snapshot-timeout',
      name: 'tickets',
      version: '7.17.28',
      tiers: two,
      ageDays: 700,
    },
    state: lastPlanFailed('snapshot'),
  },
  {
    spec: {
      key: 'never-created',
      name: 'vectors-poc',
      version: '9.0.1',
      tiers: { hot_content: [8 * GB, 2] },
      ageDays: 0,
      owner: 'manager',
    },
    state: neverCameUp,
  },
  {
    spec: {
      key: 'growing',
      name: 'telemetry',
      version: '8.18.1',
      tiers: { hot_content: [8 * GB, 3] },
      ageDays: 230,
      tags: { team: 'platform' },
    },
    state: changing(3),
  },
  {
    spec: { key: 'stuck', name: 'sessions', version: '8.15.2', tiers: two, ageDays: 365 },
    state: stuck,
  },
  {
    spec: {
      key: 'archive-2023',
      name: 'archive-2023',
      version: '8.15.2',
      tiers: two,
      repository: 's3-archive',
      ageDays: 900,
      tags: { env: 'archive' },
    },
    state: stopped(true),
  },
  {
    spec: {
      key: 'old-sandbox',
      name: 'old-sandbox',
      version: '8.17.4',
      tiers: two,
      kibana: [GB, 1],
      repository: false,
      ageDays: 150,
    },
    state: stopped(false),
  },
  {
    spec: {
      key: 'audit',
      name: 'audit',
      version: '8.17.4',
      tiers: two,
      repository: 'nfs-backup',
      ageDays: 444,
      tags: { team: 'security' },
    },
    state: snapshotsFail,
  },
  {
    spec: {
      key: 'html',
      name: HTML,
      version: '8.18.1',
      tiers: two,
      repository: false,
      ageDays: 33,
      tags: { note: '<b>bold</b>' },
    },
  },
  {
    spec: {
      key: 'long',
      name: LONG,
      version: '8.17.4',
      tiers: { hot_content: [4 * GB, 3] },
      ageDays: 88,
    },
    state: inMaintenance,
  },
  {
    spec: {
      key: 'arabic',
      name: ARABIC,
      version: '8.17.4',
      tiers: two,
      ageDays: 120,
      tags: { فريق: 'البحث' },
    },
    state: underPressure,
  },
  {
    spec: {
      key: 'emoji',
      name: EMOJI,
      version: '8.17.4',
      tiers: { hot_content: [4 * GB, 3] },
      ageDays: 45,
    },
    state: instanceDown,
  },
  {
    spec: {
      key: 'experiment',
      name: 'experiment',
      version: '9.0.1',
      tiers: two,
      ageDays: 5,
      hidden: true,
    },
  },
  // unnamed, of before node roles and of before Enterprise Search, with nothing optional
  {
    spec: {
      key: 'bare',
      version: '6.8.23',
      template: 'default-legacy',
      tiers: { hot_content: [2 * GB, 1] },
      others: { appsearch: [4 * GB, 1] },
      repository: false,
      ageDays: 2000,
    },
  },
]

const SENTINELS: readonly Planting[] = [
  {
    spec: {
      key: 'fails-to-restart',
      name: 'fails-to-restart',
      version: '8.17.4',
      tiers: { hot_content: [4 * GB, 3] },
    },
  },
  {
    spec: { key: 'fails-to-shut-down', name: 'fails-to-shut-down', version: '8.17.4', tiers: two },
  },
  {
    spec: { key: 'fails-to-restore', name: 'fails-to-restore', version: '8.17.4', tiers: two },
    state: stopped(true),
  },
  { spec: { key: 'fails-to-snapshot', name: 'fails-to-snapshot', version: '8.17.4', tiers: two } },
  {
    spec: {
      key: 'slow-to-restart',
      name: 'slow-to-restart',
      version: '8.17.4',
      tiers: { hot_content: [4 * GB, 3] },
    },
  },
  { spec: { key: 'never-ends', name: 'never-ends', version: '8.17.4', tiers: two } },
]

const STATE_SEED = 7

export function plant(world: World, { spec, state }: Planting): void {
  const deployment = build(world, specFor(world.generation, spec))
  state?.(world, deployment, createRandom(Number.parseInt(deployment.id.slice(0, STATE_SEED), 16)))
}

export const SMALL: readonly Planting[] = [...PLAIN, ...SYSTEM, ...STATES]

export function plantSentinels(world: World): void {
  for (const planting of SENTINELS) plant(world, planting)
}
