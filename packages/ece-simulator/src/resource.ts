// A resource in the shape that goes over the wire (ece-behaviour 3.4 to 3.7). Constant parts are shared objects: in a
// big fleet they are most of what a deployment consists of.
import type { ResourceKind } from '@ece/api-types'
import type { Generation } from './context.ts'
import { elasticsearchView, snapshotsView } from './elasticsearch.ts'
import { isResourceHealthy, isTopologyHealthy } from './health.ts'
import { isHealthy, isTiebreaker } from './instances.ts'
import { isCluster } from './kinds.ts'
import type { Deployment, Instance, Plan, Resource } from './model.ts'
import { attemptView } from './plan-log.ts'

export interface ResourceFlags {
  /** Releases before 3.0 lack some members. */
  readonly generation: Generation
  readonly plans: boolean
  readonly logs: boolean
  readonly history: boolean
  readonly all_history: boolean
  readonly settings: boolean
  readonly metadata: boolean
  /** How many system alerts at most. */
  readonly alerts: number
  readonly plan: (kind: ResourceKind, plan: Plan) => Plan
}

/** What resources say about the installation they run on. */
export const DOMAIN = '192.168.44.10.ip.es.io'
export const REGION = 'ece-region'
const HTTPS_PORT = 9243
const PORTS = { http: 9200, https: HTTPS_PORT, transport_passthrough: 9400 }
const EMPTY: readonly never[] = []
const NOTHING = {}
/** Kept per kind unless `force_all_plan_history` is set (ece-behaviour 3.3). */
const HISTORY_LIMIT = 100

const iso = (time: number) => new Date(time).toISOString()

const ALIAS_LABELS: Record<ResourceKind, string> = {
  elasticsearch: 'es',
  kibana: 'kb',
  apm: 'apm',
  integrations_server: 'integrations',
  enterprise_search: 'ent',
  appsearch: 'as',
}

/** `<name>:` and base64 of domain, port and both ids; spaces in the name become `_` (ece-behaviour 3.1). */
export function cloudId(deployment: Deployment, resource: Resource): string {
  const kibana = deployment.resources.find(
    ({ kind, elasticsearch_cluster_ref_id: target }) =>
      kind === 'kibana' && target === resource.ref_id,
  )
  const inside = `${DOMAIN}:${HTTPS_PORT}$${resource.id}$${kibana?.id ?? ''}`
  return `${deployment.name.replaceAll(' ', '_')}:${Buffer.from(inside).toString('base64')}`
}

/** An instance that has not started yet does not say which version it runs. */
const instanceView = (instance: Instance, kind: ResourceKind, generation: Generation) => ({
  instance_name: instance.name,
  healthy: isHealthy(instance),
  container_started: instance.container_started,
  service_running: instance.service_running,
  maintenance_mode: instance.maintenance_mode,
  zone: instance.zone,
  allocator_id: instance.allocator_id,
  ...(instance.container_started ? { service_version: instance.version } : {}),
  ...(instance.service_roles === undefined ? {} : { service_roles: instance.service_roles }),
  ...(instance.node_roles === undefined ? {} : { node_roles: instance.node_roles }),
  instance_configuration: configurationRef(instance.configuration_id),
  memory: {
    instance_capacity: instance.memory,
    ...(kind === 'elasticsearch' && !isTiebreaker(instance)
      ? { memory_pressure: instance.memory_pressure }
      : {}),
    native_memory_pressure: instance.native_memory_pressure,
  },
  ...(kind === 'elasticsearch' ? { disk: diskOf(instance) } : {}),
  ...(generation === '3.8' ? { instance_overrides: NOTHING } : {}),
})

const configurationRefs = new Map<string, { id: string; name: string; resource: string }>()
function configurationRef(id: string) {
  const known = configurationRefs.get(id) ?? { id, name: id, resource: 'memory' }
  configurationRefs.set(id, known)
  return known
}

/** The quota, not what is free, and what is used of it (ece-behaviour 3.6). */
function diskOf({ memory, storage_multiplier, disk_used }: Instance) {
  const quota = memory * storage_multiplier
  return {
    disk_space_available: quota,
    disk_space_used: Math.round((quota * disk_used) / 100),
    storage_multiplier,
  }
}

function metadataView(deployment: Deployment, resource: Resource, flags: ResourceFlags) {
  const { alias } = deployment
  const endpoint = `${resource.id}.${DOMAIN}`
  const aliased = `${alias}.${ALIAS_LABELS[resource.kind]}.${DOMAIN}`
  const runs = resource.instances.some(isHealthy)
  return {
    version: resource.version,
    last_modified: iso(resource.modified),
    ...(resource.kind === 'elasticsearch' ? { cloud_id: cloudId(deployment, resource) } : {}),
    endpoint,
    service_url: `https://${endpoint}:${HTTPS_PORT}`,
    ...(alias === undefined
      ? {}
      : { aliased_endpoint: aliased, aliased_url: `https://${aliased}:${HTTPS_PORT}` }),
    ports: PORTS,
    // appears only once the service runs (ece-behaviour 3.4)
    ...(resource.kind === 'integrations_server' && runs
      ? { services_urls: serviceUrls(endpoint) }
      : {}),
    ...(flags.metadata ? { raw: rawMetadata(resource) } : {}),
  }
}

const serviceUrls = (endpoint: string) =>
  ['apm', 'fleet'].map((service) => ({
    service,
    url: `https://${endpoint.replace('.', `.${service}.`)}:${HTTPS_PORT}`,
  }))

/** Free-form on a real ECE, and full of credentials: the very reason why the console never asks for it. */
const rawMetadata = ({ id, kind }: Resource) => ({
  resources: { kind, id },
  system: { username: `cloud-internal-${kind}`, password: `simulated-${id.slice(0, 16)}` },
})

function planInfo(resource: Resource, flags: ResourceFlags, now: number) {
  const { kind, current, pending, history, plan_healthy: healthy } = resource
  const view = (plan: Plan) => flags.plan(kind, plan)
  const options = { now, log: flags.logs, view, generation: flags.generation }
  const kept = flags.all_history ? history : history.slice(-HISTORY_LIMIT)
  return {
    healthy,
    ...(flags.plans && current !== undefined ? { current: attemptView(current, options) } : {}),
    ...(flags.plans && pending !== undefined
      ? { pending: attemptView(pending.attempt, options) }
      : {}),
    history: flags.history ? kept.map((attempt) => attemptView(attempt, options)) : EMPTY,
  }
}

/** Dependents of an Elasticsearch resource; the integrations server is listed as APM (ece-behaviour 3.4). */
function associations({ resources }: Deployment, { ref_id }: Resource) {
  const ids = (...kinds: ResourceKind[]) =>
    resources
      .filter(
        ({ kind, elasticsearch_cluster_ref_id: target }) =>
          kinds.includes(kind) && target === ref_id,
      )
      .map(({ id }) => id)
  return {
    associated_kibana_clusters: ids('kibana').map((kibana_id) => ({ kibana_id, enabled: true })),
    associated_apm_clusters: ids('apm', 'integrations_server').map((apm_id) => ({
      apm_id,
      enabled: true,
    })),
    associated_appsearch_clusters: ids('appsearch').map((app_search_id) => ({
      app_search_id,
      enabled: true,
    })),
    associated_enterprise_search_clusters: ids('enterprise_search').map((enterprise_search_id) => ({
      enterprise_search_id,
      enabled: true,
    })),
  }
}

const alertViews = ({ alerts }: Deployment, limit: number) =>
  alerts.slice(0, limit).map((alert) => ({ ...alert, timestamp: iso(alert.timestamp) }))

function elasticsearchMembers(
  deployment: Deployment,
  resource: Resource,
  flags: ResourceFlags,
  now: number,
) {
  const { monitoring } = resource.settings ?? {}
  return {
    elasticsearch: elasticsearchView(resource, flags.generation),
    snapshots: snapshotsView(resource, now),
    ...associations(deployment, resource),
    ...(flags.alerts > 0 ? { system_alerts: alertViews(deployment, flags.alerts) } : {}),
    ...(monitoring === undefined
      ? {}
      : { elasticsearch_monitoring_info: monitoringView(resource) }),
  }
}

function monitoringView(resource: Resource) {
  const { target_cluster_id: target } =
    // set by the seeds and by `settings.monitoring` of a payload, which has been checked to be an object
    (resource.settings?.['monitoring'] ?? {}) as { target_cluster_id?: string }
  return {
    healthy: true,
    last_modified: iso(resource.modified),
    last_update_status: 'SUCCESS',
    source_cluster_ids: EMPTY,
    destination_cluster_ids: target === undefined ? EMPTY : [target],
  }
}

const hasServerMode = (kind: ResourceKind, generation: Generation) =>
  generation === '3.8' && (kind === 'apm' || kind === 'integrations_server')

/** One element of `resources.<kind>`. */
export function resourceView(
  deployment: Deployment,
  resource: Resource,
  flags: ResourceFlags,
  now: number,
): Readonly<Record<string, unknown>> & { readonly info: Readonly<Record<string, unknown>> } {
  const { kind, id, ref_id, elasticsearch_cluster_ref_id: target, status } = resource
  const name = resource.name ?? id
  const elasticsearch = deployment.resources.find(
    (other) => other.kind === 'elasticsearch' && other.ref_id === target,
  )
  return {
    ref_id,
    ...(target === undefined ? {} : { elasticsearch_cluster_ref_id: target }),
    id,
    region: REGION,
    info: {
      ...(isCluster(kind) ? { cluster_id: id, cluster_name: name } : { id, name }),
      deployment_id: deployment.id,
      healthy: isResourceHealthy(resource, now),
      status,
      region: REGION,
      ...(kind === 'elasticsearch'
        ? elasticsearchMembers(deployment, resource, flags, now)
        : { elasticsearch_cluster: { elasticsearch_id: elasticsearch?.id ?? '' } }),
      ...(kind === 'elasticsearch' ? { locked: false } : {}),
      ...(hasServerMode(kind, flags.generation) ? { apm_server_mode: 'managed' } : {}),
      plan_info: planInfo(resource, flags, now),
      topology: {
        healthy: isTopologyHealthy(resource),
        instances: resource.instances.map((instance) =>
          instanceView(instance, kind, flags.generation),
        ),
      },
      metadata: metadataView(deployment, resource, flags),
      ...(flags.settings ? { settings: resource.settings ?? NOTHING } : {}),
      external_links: EMPTY,
      links: NOTHING,
    },
  }
}
