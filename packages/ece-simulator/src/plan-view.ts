// What the `show_*` flags do to a plan on its way out (ece-behaviour 3.3, 3.7). Views of the shared plan objects are
// made once and kept as long as the plan lives.
import type { ResourceKind } from '@ece/api-types'
import { isRecord, majorOf, versionOf, withoutTransient } from './kinds.ts'
import type { Plan, TopologyElement } from './model.ts'

export interface PlanFlags {
  /** `enrich_with_template`. */
  readonly enrich: boolean
  /** `show_plan_defaults`. */
  readonly defaults: boolean
  /** `clear_transient`. */
  readonly clear: boolean
}

/** Topology of a kind in a template. */
export type TemplateTopology = (
  template_id: string,
  kind: ResourceKind,
) => readonly TopologyElement[]

const record = (value: unknown) => (isRecord(value) ? value : {})

/** Elements that the template has and the plan lacks, with size 0; old elements without an id cannot be matched. */
function enrich(plan: Plan, elements: readonly TopologyElement[]): Plan {
  const own = plan.cluster_topology ?? []
  if (own.some(({ id }) => id === undefined)) return plan
  const missing = elements.filter(
    ({ id }) => id !== undefined && own.every((element) => element.id !== id),
  )
  if (missing.length === 0) return plan
  const unused = missing.map((element) => ({
    ...element,
    size: { value: 0, resource: element.size?.resource ?? 'memory' },
  }))
  return { ...plan, cluster_topology: [...own, ...unused] }
}

const SYSTEM_SETTINGS = {
  auto_create_index: true,
  destructive_requires_name: false,
  enable_close_index: true,
  monitoring_collection_interval: -1,
  monitoring_history_duration: '3d',
  reindex_whitelist: [],
  scripting: { inline: { enabled: true }, stored: { enabled: true } },
  http: {
    compression: true,
    cors_enabled: false,
    cors_max_age: 1_728_000,
    cors_allow_credentials: false,
  },
}
/** `timeout` counts seconds: four for each MB of the largest node. */
const SECONDS_PER_MB = 4
const largestNode = (plan: Plan) =>
  Math.max(1024, ...(plan.cluster_topology ?? []).map(({ size }) => size?.value ?? 0))

const PLAN_CONFIGURATION = {
  calm_wait_time: 5,
  reallocate_instances: false,
  extended_maintenance: false,
  override_failsafe: false,
}
const ELASTICSEARCH_CONFIGURATION = {
  max_snapshot_attempts: 5,
  max_snapshot_age: 300,
  skip_data_migration: false,
  skip_snapshot: false,
  skip_upgrade_checker: false,
  skip_post_upgrade_steps: false,
  skip_snapshot_post_major_upgrade: false,
  move_only: false,
}

/** Elements of the time of node roles have none; mixing both in one plan is an error. */
const withNodeType = (element: TopologyElement): TopologyElement =>
  element.node_type === undefined
    ? element
    : { ...element, node_type: { ml: false, ...element.node_type } }

function withDefaults(kind: ResourceKind, plan: Plan): Plan {
  const isSearch = kind === 'elasticsearch'
  const own = record(plan[kind])
  const settings = isSearch
    ? { ...SYSTEM_SETTINGS, ...record(own['system_settings']) }
    : own['system_settings']
  const transient = record(plan.transient)
  const configuration = {
    timeout: SECONDS_PER_MB * largestNode(plan),
    ...PLAN_CONFIGURATION,
    ...(isSearch ? ELASTICSEARCH_CONFIGURATION : {}),
    ...record(transient['plan_configuration']),
  }
  return {
    ...plan,
    ...(plan.cluster_topology === undefined
      ? {}
      : { cluster_topology: plan.cluster_topology.map(withNodeType) }),
    [kind]: { ...own, ...(settings === undefined ? {} : { system_settings: settings }) },
    ...(plan.transient === undefined
      ? {}
      : { transient: { ...transient, plan_configuration: configuration } }),
  }
}

const cached = new WeakMap<Plan, Map<string, Plan>>()

/** The plan as the flags want it; the same object for the same plan and flags. */
export function planView(
  kind: ResourceKind,
  plan: Plan,
  flags: PlanFlags,
  topology: TemplateTopology,
): Plan {
  const views = cached.get(plan) ?? new Map<string, Plan>()
  cached.set(plan, views)
  const key = `${kind} ${flags.enrich} ${flags.defaults} ${flags.clear}`
  const known = views.get(key)
  if (known !== undefined) return known
  let view = plan
  const template = plan.deployment_template?.id
  if (flags.enrich && template !== undefined) view = enrich(view, topology(template, kind))
  if (flags.defaults) view = withDefaults(kind, view)
  if (flags.clear) view = withoutTransient(view)
  views.set(key, view)
  return view
}

/** Newer stacks no longer list shards one by one (ece-behaviour 3.4). */
export const listsShards = (plan: Plan | undefined) => {
  const version = versionOf('elasticsearch', plan)
  return version !== undefined && majorOf(version) < 8
}
