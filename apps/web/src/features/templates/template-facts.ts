// What a deployment template says, read for people. A template lists every tier and kind; unused ones have size 0.
import { type DeploymentTemplate, RESOURCE_KINDS, type ResourceKind } from '@ece/api-types'
import { nameOfKind } from '../../domain/resources.ts'
import { formatMegabytes } from '../../lib/bytes.ts'
import { capitalise } from '../../lib/text.ts'

export interface TemplateTier {
  readonly key: string
  readonly kind: ResourceKind
  /** `Hot content` of Elasticsearch, or the kind's own name. */
  readonly name: string
  /** MB per zone; 0 when a deployment starts without it. */
  readonly megabytes: number
  readonly zones: number | undefined
  readonly configuration: string | undefined
  readonly roles: readonly string[]
}

/** Such as `hot_content` → `Hot content`. */
const nameOfTier = (id: string) => capitalise(id.replaceAll('_', ' '))

export function listTiers(template: DeploymentTemplate): TemplateTier[] {
  const resources = template.deployment_template?.resources
  return RESOURCE_KINDS.flatMap((kind) =>
    (resources?.[kind] ?? []).flatMap((resource, r) =>
      (resource.plan?.cluster_topology ?? []).map((element, e): TemplateTier => {
        const tier = 'id' in element && typeof element.id === 'string' ? element.id : undefined
        const roles = 'node_roles' in element ? element.node_roles : undefined
        return {
          key: `${kind} ${r} ${e}`,
          kind,
          name: tier === undefined ? nameOfKind(kind) : nameOfTier(tier),
          megabytes: element.size?.value ?? 0,
          zones: element.zone_count ?? undefined,
          configuration: element.instance_configuration_id ?? undefined,
          roles: Array.isArray(roles) ? roles : [],
        }
      }),
    ),
  )
}

/** `4 GB × 1 zone`, or undefined for a tier that a new deployment does not get. */
export function describeSize({ megabytes, zones }: TemplateTier): string | undefined {
  if (megabytes <= 0) return undefined
  const size = formatMegabytes(megabytes)
  return zones === undefined ? size : `${size} × ${zones} ${zones === 1 ? 'zone' : 'zones'}`
}

/** Kinds that a new deployment gets, in the API's order: `Elasticsearch, Kibana`. */
export const describeKinds = (template: DeploymentTemplate): string[] => [
  ...new Set(
    listTiers(template)
      .filter(({ megabytes }) => megabytes > 0)
      .map(({ kind }) => nameOfKind(kind)),
  ),
]

/** The vendor marks templates of the old style with this metadata (ece-behaviour 6.1). */
export const isLegacy = ({ metadata }: DeploymentTemplate): boolean =>
  (metadata ?? []).some(({ key, value }) => key === 'legacy' && value === 'true')

/** Part of the name, id or description, whatever the case. */
export function matchesText({ name, id, description }: DeploymentTemplate, text: string): boolean {
  const wanted = text.trim().toLowerCase()
  return [name, id, description ?? ''].some((part) => part.toLowerCase().includes(wanted))
}
