// A deployment in the shapes that go over the wire (ece-behaviour 3.1 to 3.4).
import type { ResourceKind } from '@ece/api-types'
import type { Generation } from './context.ts'
import { isDeploymentHealthy } from './health.ts'
import { RESOURCE_KINDS } from './kinds.ts'
import type { Deployment, Plan, Resource } from './model.ts'
import { cloudId, REGION, type ResourceFlags, resourceView } from './resource.ts'

const iso = (time: number) => new Date(time).toISOString()

/** Releases before 3.2 know no integrations server (ece-behaviour 0). */
export const kindsOf = (generation: Generation): readonly ResourceKind[] =>
  generation === '2.13'
    ? RESOURCE_KINDS.filter((kind) => kind !== 'integrations_server')
    : RESOURCE_KINDS

export type Views = Readonly<Record<string, unknown>>

const deploymentMetadata = (deployment: Deployment) => ({
  owner_id: deployment.owner_id,
  system_owned: deployment.system_owned,
  hidden: deployment.hidden,
  subscription_level: 'enterprise',
  last_modified: iso(deployment.modified),
  last_resource_plan_modified: iso(deployment.plan_modified),
  ...(deployment.tags === undefined ? {} : { tags: deployment.tags }),
})

/** All kinds have their array, empty if there is none. */
export const resourcesByKind = <Item>(
  generation: Generation,
  resources: readonly Resource[],
  view: (resource: Resource) => Item,
): Record<string, Item[]> =>
  Object.fromEntries(
    kindsOf(generation).map((kind) => [
      kind,
      resources.filter((resource) => resource.kind === kind).map(view),
    ]),
  )

/** Autoscaling of a whole deployment came after 2.13. */
function settingsView(settings: Views, generation: Generation): Views {
  const { autoscaling_enabled: _, ...older } = settings
  return generation === '2.13' ? older : settings
}

/** What list hits and the single object have in common. */
export function deploymentView(deployment: Deployment, flags: ResourceFlags, now: number): Views {
  const { generation } = flags
  const { id, name, alias, settings } = deployment
  return {
    id,
    name,
    ...(alias === undefined ? {} : { alias }),
    healthy: isDeploymentHealthy(deployment, now),
    metadata: deploymentMetadata(deployment),
    ...(settings === undefined ? {} : { settings: settingsView(settings, generation) }),
    resources: resourcesByKind(generation, deployment.resources, (resource) =>
      resourceView(deployment, resource, flags, now),
    ),
  }
}

/** The light object of `GET /deployments`. */
export const listItem = (deployment: Deployment) => ({
  id: deployment.id,
  name: deployment.name,
  resources: deployment.resources.map((resource) => resourceRef(deployment, resource)),
})

/** `DeploymentResource` of the vendor's document, as lists and answers to changes carry it. */
export const resourceRef = (deployment: Deployment, resource: Resource) => ({
  ref_id: resource.ref_id,
  ...(resource.elasticsearch_cluster_ref_id === undefined
    ? {}
    : { elasticsearch_cluster_ref_id: resource.elasticsearch_cluster_ref_id }),
  id: resource.id,
  kind: resource.kind,
  region: REGION,
  ...(resource.kind === 'elasticsearch' ? { cloud_id: cloudId(deployment, resource) } : {}),
})

/**
 * Which parts a search hit fills is not established (ece-behaviour 3.2): here the index holds plans and settings, but
 * no logs, no history and no free-form metadata, which would make a page of hits megabytes.
 */
export const hitFlags = (generation: Generation): ResourceFlags => ({
  generation,
  plans: true,
  logs: false,
  history: false,
  all_history: false,
  settings: true,
  metadata: false,
  alerts: 0,
  plan: (_, plan: Plan) => plan,
})

/**
 * `Orphaned` (ece-behaviour 4.5): Elasticsearch with the resources that hang on it, and resources whose Elasticsearch
 * stays.
 */
export function orphaned(
  generation: Generation,
  deployment: Deployment,
  gone: readonly Resource[],
) {
  const dependsOn = (elasticsearch: Resource) =>
    deployment.resources.filter(
      ({ elasticsearch_cluster_ref_id: target }) => target === elasticsearch.ref_id,
    )
  const searches = gone.filter(({ kind }) => kind === 'elasticsearch')
  const hanging = new Set(searches.flatMap(dependsOn))
  const alone = gone.filter((resource) => !searches.includes(resource) && !hanging.has(resource))
  return {
    ...resourcesByKind(generation, alone, ({ id }) => id),
    elasticsearch: searches.map((elasticsearch) => ({
      id: elasticsearch.id,
      dependents: dependsOn(elasticsearch).map(({ id, kind }) => ({ id, kind })),
    })),
  }
}

/** The `observability` block, which search hits do not have. Fixed addresses: nothing behind them is simulated. */
export function observabilityView({ settings, resources }: Deployment): Views {
  const observability = settings?.['observability']
  const kibana = resources.find(({ kind }) => kind === 'kibana')
  const urls: Record<string, string> =
    kibana === undefined ? {} : { kibana: `https://${kibana.id}.kb.ece-region/app/logs` }
  const of = (name: string) =>
    typeof observability === 'object' && observability !== null && name in observability
      ? { [name]: { healthy: true, urls, issues: [] } }
      : {}
  return { healthy: true, issues: [], ...of('logging'), ...of('metrics') }
}
