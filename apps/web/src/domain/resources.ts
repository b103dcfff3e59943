// The resources of a deployment in one list, whatever kind they are.
import { RESOURCE_KINDS, type ResourceKind, type StatelessKind } from '@ece/api-types'
import type { AnyDeployment, Attempt, Plan, ResourceEntry, ResourceInfo } from './shapes.ts'

/** One resource of any kind. `name` is the id when nobody named it; `info` is empty when ECE sent none. */
export interface Resource {
  readonly kind: ResourceKind
  readonly ref_id: string
  readonly id: string
  readonly name: string
  readonly info: ResourceInfo
  readonly elasticsearch_cluster_ref_id?: string
}

const KIND_NAMES: Record<ResourceKind, string> = {
  elasticsearch: 'Elasticsearch',
  kibana: 'Kibana',
  apm: 'APM',
  integrations_server: 'Integrations Server',
  enterprise_search: 'Enterprise Search',
  appsearch: 'App Search',
}

/** The product's name: `integrations_server` → `Integrations Server`. */
export const nameOfKind = (kind: ResourceKind): string => KIND_NAMES[kind]

export const isStateless = (kind: ResourceKind): kind is StatelessKind => kind !== 'elasticsearch'

function toResource(kind: ResourceKind, entry: ResourceEntry): Resource {
  const info = entry.info ?? {}
  const name = info.cluster_name || info.name || entry.id
  const base = { kind, ref_id: entry.ref_id, id: entry.id, name, info }
  const ref = entry.elasticsearch_cluster_ref_id
  return ref ? { ...base, elasticsearch_cluster_ref_id: ref } : base
}

/** Every resource, Elasticsearch first. Servers leave out the arrays of kinds they do not know. */
export const listResources = (deployment: AnyDeployment): Resource[] =>
  RESOURCE_KINDS.flatMap((kind) => {
    const entries: readonly ResourceEntry[] = deployment.resources[kind] ?? []
    return entries.map((entry) => toResource(kind, entry))
  })

/** Finds a resource by its id, which is what the Elasticsearch and Kibana pages have in their URL. */
export const findResource = (deployment: AnyDeployment, id: string): Resource | undefined =>
  listResources(deployment).find((resource) => resource.id === id)

/** `Elasticsearch`, or `Kibana other-kibana` where the deployment has two of a kind. */
export function describeResource(deployment: AnyDeployment, resource: Resource): string {
  const alike = deployment.resources[resource.kind]?.length ?? 0
  return alike > 1 ? `${nameOfKind(resource.kind)} ${resource.ref_id}` : nameOfKind(resource.kind)
}

/** The attempt whose plan is in force, else the one that is about to be. */
export const planInForce = (resource: Resource): Attempt | undefined =>
  resource.info.plan_info?.current ?? resource.info.plan_info?.pending ?? undefined

export const versionOfPlan = (kind: ResourceKind, plan: Plan | null | undefined) =>
  plan?.[kind]?.version || undefined

/** Stack version of a resource: its plan's, else what its instances report. */
export function versionOf(resource: Resource): string | undefined {
  const planned = versionOfPlan(resource.kind, planInForce(resource)?.plan)
  if (planned !== undefined) return planned
  const instances = resource.info.topology?.instances ?? []
  return instances.find((instance) => instance.service_version)?.service_version ?? undefined
}

/** Stack version of a deployment: its Elasticsearch's, else that of the first resource that has one. */
export function versionOfDeployment(deployment: AnyDeployment): string | undefined {
  for (const resource of listResources(deployment)) {
    const version = versionOf(resource)
    if (version !== undefined) return version
  }
  return undefined
}

export function templateOf(deployment: AnyDeployment): string | undefined {
  const [elasticsearch] = listResources(deployment)
  return (elasticsearch && planInForce(elasticsearch)?.plan?.deployment_template?.id) || undefined
}

export const isStopped = (resource: Resource): boolean => resource.info.status === 'stopped'

/** All of its resources are stopped; clients know it by this alone (ece-behaviour 3.5). */
export function isDeploymentStopped(deployment: AnyDeployment): boolean {
  const resources = listResources(deployment)
  return resources.length > 0 && resources.every(isStopped)
}

/** ECE's own deployments (`admin-console-elasticsearch`, `logging-and-metrics`, `security-cluster`). */
export const isSystemOwned = (deployment: AnyDeployment): boolean =>
  deployment.metadata?.system_owned === true

/** What to call a deployment: its name, else its id. */
export const nameOfDeployment = (deployment: AnyDeployment): string =>
  deployment.name.trim() === '' ? deployment.id : deployment.name
