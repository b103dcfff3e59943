// Plans of seeded deployments, made from the catalogue's templates.
import type { ResourceKind } from '@ece/api-types'
import type { Catalogue } from '../catalogue.ts'
import { compareVersions } from '../kinds.ts'
import type { Plan, TopologyElement } from '../model.ts'

/** MB per zone, and zones. */
export type Size = readonly [memory: number, zones: number]

export const TIERS = [
  'hot_content',
  'warm',
  'cold',
  'frozen',
  'coordinating',
  'master',
  'ml',
] as const
export type Tier = (typeof TIERS)[number]

/** Node roles exist from here on; before, elements had node types (ece-behaviour 3.7). */
const ROLES_SINCE = '7.10.0'
const LEGACY_TEMPLATE = 'default-legacy'

const interned = new WeakMap<Catalogue, Map<string, Plan>>()

/** Equal plans are made once per catalogue; `key` says what they are made of. */
function intern(catalogue: Catalogue, key: string, make: () => Plan): Plan {
  const plans = interned.get(catalogue) ?? new Map<string, Plan>()
  interned.set(catalogue, plans)
  const plan = plans.get(key) ?? Object.freeze(make())
  plans.set(key, plan)
  return plan
}

const memory = (value: number) => ({ value, resource: 'memory' })

const topologyOf = (catalogue: Catalogue, template: string, kind: ResourceKind) =>
  catalogue.template(template)?.deployment_template.resources[kind]?.[0]?.plan.cluster_topology ??
  []

function sized(element: TopologyElement, [value, zone_count]: Size, hasMasters: boolean) {
  const { autoscaling_min: _, ...rest } = element
  return {
    ...rest,
    size: memory(value),
    zone_count,
    // dedicated masters take the role away from the data nodes
    ...(hasMasters && element.id !== 'master' && element.node_roles !== undefined
      ? { node_roles: element.node_roles.filter((role) => role !== 'master') }
      : {}),
  }
}

/** Only used tiers are in the plan; `enrich_with_template` adds the others. */
export function elasticsearchPlan(
  catalogue: Catalogue,
  template: string,
  version: string,
  tiers: Readonly<Partial<Record<Tier, Size>>>,
): Plan {
  const isOld = compareVersions(version, ROLES_SINCE) < 0
  const id = isOld ? LEGACY_TEMPLATE : template
  return intern(catalogue, `${id} ${version} ${JSON.stringify(tiers)}`, () => ({
    cluster_topology: topologyOf(catalogue, id, 'elasticsearch').flatMap((element) => {
      const tier = TIERS.find((known) => known === (element.id ?? 'hot_content'))
      const size = tier && tiers[tier]
      return size === undefined ? [] : [sized(element, size, tiers.master !== undefined)]
    }),
    elasticsearch: { version, enabled_built_in_plugins: [] },
    deployment_template: { id },
    autoscaling_enabled: false,
    transient: { strategy: { autodetect: {} }, plan_configuration: {} },
  }))
}

export function statelessPlan(
  catalogue: Catalogue,
  template: string,
  kind: ResourceKind,
  version: string,
  size: Size,
): Plan {
  return intern(catalogue, `${kind} ${template} ${version} ${size.join()}`, () => ({
    cluster_topology: topologyOf(catalogue, template, kind)
      .slice(0, 1)
      .map((element) => sized(element, size, false)),
    [kind]: { version },
    transient: { strategy: { autodetect: {} }, plan_configuration: {} },
  }))
}
