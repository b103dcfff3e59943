// A template of seed/catalogue.ts as `DeploymentTemplateInfoV2` (ece-behaviour 6.1): a deployment without name and
// versions, with every tier and every kind listed and what is not used at size 0.
import { RESOURCE_KINDS, type ResourceKind } from '@ece/api-types'
import type { Generation } from './context.ts'
import { compareVersions } from './kinds.ts'
import type { Plan, TopologyElement } from './model.ts'
import {
  type StatelessRow,
  statelessRows,
  type TemplateRow,
  type TierRow,
  tierRows,
} from './seed/catalogue.ts'

const REGION = 'ece-region'
const ES_REF = 'es-ref-id'
/** Elasticsearch gets masters of its own from this many data nodes on. */
const DEDICATED_MASTERS_THRESHOLD = 6

/** One resource of a template: a payload without versions, whose ref ids mean something inside the template only. */
export interface TemplatePayload {
  readonly ref_id: string
  readonly elasticsearch_cluster_ref_id?: string
  readonly region: string
  readonly settings?: Readonly<Record<string, unknown>>
  readonly plan: Plan & { readonly cluster_topology: readonly TopologyElement[] }
}

/** `DeploymentTemplateInfoV2` of the document without `instance_configurations`. */
export interface TemplateRecord {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly system_owned: boolean
  readonly metadata: readonly { readonly key: string; readonly value: string }[]
  readonly template_category_id: string
  readonly order?: number
  readonly hidden?: boolean
  readonly min_version?: string
  readonly kibana_deeplink?: readonly { readonly semver: string; readonly uri: string }[]
  readonly deployment_template: {
    readonly resources: Readonly<Partial<Record<ResourceKind, readonly TemplatePayload[]>>>
  }
}

const memory = (value: number) => ({ value, resource: 'memory' })

/** From `since` on and before `before`, where each may be missing. */
const isWithin = (version: string, row: { readonly since?: string; readonly before?: string }) =>
  (row.since === undefined || compareVersions(version, row.since) >= 0) &&
  (row.before === undefined || compareVersions(version, row.before) < 0)

function buildTier(row: TemplateRow, tier: TierRow): TopologyElement {
  const [size, zones] = row.sizes[tier.id] ?? [0, 1]
  return {
    id: tier.id,
    instance_configuration_id: row.configurations?.[tier.id] ?? tier.configuration,
    zone_count: zones,
    size: memory(size),
    node_roles: tier.roles,
    ...(tier.attribute === undefined
      ? {}
      : { elasticsearch: { node_attributes: { data: tier.attribute } } }),
    topology_element_control: { min: memory(tier.min) },
    ...(tier.autoscaling_max === undefined
      ? {}
      : { autoscaling_max: memory(tier.autoscaling_max) }),
    ...(tier.autoscaling_min === undefined
      ? {}
      : { autoscaling_min: memory(tier.autoscaling_min) }),
  }
}

function buildLegacyTier(row: TemplateRow): TopologyElement {
  const [size, zones] = row.sizes.hot_content ?? [0, 1]
  return {
    instance_configuration_id: 'data.default',
    zone_count: zones,
    size: memory(size),
    node_type: { master: true, data: true, ingest: true, ml: false },
    topology_element_control: { min: memory(tierRows[0]?.min ?? 0) },
  }
}

const buildStateless = (
  row: TemplateRow,
  { kind, configuration, node_type }: StatelessRow,
): TemplatePayload => {
  const [size, zones] = row.sizes[kind] ?? [0, 1]
  const element = {
    instance_configuration_id: configuration,
    zone_count: zones,
    size: memory(size),
    ...(node_type === undefined ? {} : { node_type }),
  }
  return {
    ref_id: `${kind}-ref-id`,
    elasticsearch_cluster_ref_id: ES_REF,
    region: REGION,
    plan: { cluster_topology: [element], [kind]: {} },
  }
}

export function buildTemplate(row: TemplateRow, generation: Generation): TemplateRecord {
  const stateless = statelessRows.filter(
    ({ kind }) => generation === '3.8' || kind !== 'integrations_server',
  )
  const tiers = row.isLegacy ? [buildLegacyTier(row)] : tierRows.map((tier) => buildTier(row, tier))
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    system_owned: row.system_owned,
    metadata: Object.entries(row.metadata ?? {}).map(([key, value]) => ({ key, value })),
    template_category_id: row.category,
    ...(row.order === undefined ? {} : { order: row.order }),
    ...(row.hidden === undefined ? {} : { hidden: row.hidden }),
    ...(row.min_version === undefined ? {} : { min_version: row.min_version }),
    ...(row.deeplink === undefined
      ? {}
      : { kibana_deeplink: [{ semver: '>=7.9.0', uri: row.deeplink }] }),
    deployment_template: {
      resources: {
        elasticsearch: [
          {
            ref_id: ES_REF,
            region: REGION,
            settings: { dedicated_masters_threshold: DEDICATED_MASTERS_THRESHOLD },
            plan: {
              autoscaling_enabled: false,
              cluster_topology: tiers,
              deployment_template: { id: row.id },
              elasticsearch: {},
            },
          },
        ],
        ...Object.fromEntries(stateless.map((kind) => [kind.kind, [buildStateless(row, kind)]])),
      },
    },
  }
}

/** What of a template a stack version allows: kinds and tiers come and go with the versions. */
export function adaptTemplate(template: TemplateRecord, stackVersion: string): TemplateRecord {
  const lateTiers = tierRows.filter((tier) => !isWithin(stackVersion, tier)).map(({ id }) => id)
  const lateKinds = statelessRows
    .filter((row) => !isWithin(stackVersion, row))
    .map(({ kind }) => kind)
  const adapt = (payload: TemplatePayload): TemplatePayload => ({
    ...payload,
    plan: {
      ...payload.plan,
      cluster_topology: payload.plan.cluster_topology.filter(
        (tier) => tier.id === undefined || !lateTiers.includes(tier.id),
      ),
    },
  })
  const resources = Object.fromEntries(
    RESOURCE_KINDS.filter((kind) => !lateKinds.some((late) => late === kind))
      .map((kind) => [kind, template.deployment_template.resources[kind]?.map(adapt)] as const)
      .filter(([, payloads]) => payloads !== undefined),
  )
  return { ...template, deployment_template: { resources } }
}

/** Ids of the instance configurations that a template refers to, each once. */
export function configurationsOf(template: TemplateRecord): readonly string[] {
  const payloads = Object.values(template.deployment_template.resources).flat()
  const elements = payloads.flatMap(({ plan }) => plan.cluster_topology)
  const ids = elements.flatMap((element) => element.instance_configuration_id ?? [])
  return [...new Set(ids)]
}
