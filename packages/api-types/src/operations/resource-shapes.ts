// Resources of a deployment as the console reads them. Elasticsearch and Kibana `info` objects are the very
// shapes that the 2.x `/clusters` calls return, so one set of pages serves both API generations.
import { z } from '../zod.ts'
import {
  ApmPlan,
  AppSearchPlan,
  ElasticsearchPlan,
  EnterpriseSearchPlan,
  IntegrationsServerPlan,
  KibanaPlan,
  opt,
  planInfo,
  planInfoHit,
} from './plan-shapes.ts'

/** Memory and disk in MB; pressures in %. `disk_space_available` is the quota, not the free space. */
export const Instance = z.object({
  instance_name: z.string(),
  healthy: opt(z.boolean()),
  container_started: opt(z.boolean()),
  service_running: opt(z.boolean()),
  maintenance_mode: opt(z.boolean()),
  zone: opt(z.string()),
  allocator_id: opt(z.string()),
  service_version: opt(z.string()),
  service_roles: opt(z.array(z.string())),
  node_roles: opt(z.array(z.string())),
  instance_configuration: opt(z.object({ id: opt(z.string()), name: opt(z.string()) })),
  memory: opt(
    z.object({
      instance_capacity: opt(z.number()),
      instance_capacity_planned: opt(z.number()),
      memory_pressure: opt(z.number()),
      native_memory_pressure: opt(z.number()),
    }),
  ),
  disk: opt(
    z.object({
      disk_space_available: opt(z.number()),
      disk_space_used: opt(z.number()),
      storage_multiplier: opt(z.number()),
    }),
  ),
})
export type Instance = z.infer<typeof Instance>

export const Topology = z.object({
  healthy: opt(z.boolean()),
  instances: opt(z.array(Instance)),
})

/** Without any snapshot only `healthy`, `count` 0 and perhaps `recent_success` are sent. */
export const Snapshots = z.object({
  healthy: opt(z.boolean()),
  count: opt(z.number()),
  latest_successful: opt(z.boolean()),
  latest_status: opt(z.string()),
  latest_end_time: opt(z.string()),
  latest_successful_end_time: opt(z.string()),
  scheduled_time: opt(z.string()),
  recent_success: opt(z.boolean()),
})
export type Snapshots = z.infer<typeof Snapshots>

const ShardCount = z.object({ instance_name: z.string(), shard_count: z.number() })
const Block = z.object({ description: opt(z.string()), level: opt(z.string()) })

const ElasticsearchState = z.object({
  healthy: opt(z.boolean()),
  shards_status: opt(z.object({ status: opt(z.string()) })),
  shard_info: opt(
    z.object({ healthy: opt(z.boolean()), unavailable_shards: opt(z.array(ShardCount)) }),
  ),
  master_info: opt(
    z.object({ healthy: opt(z.boolean()), instances_with_no_master: opt(z.array(z.string())) }),
  ),
  cluster_blocking_issues: opt(
    z.object({ healthy: opt(z.boolean()), blocks: opt(z.array(Block)) }),
  ),
})

const ElasticsearchStateHit = z.object({
  healthy: opt(z.boolean()),
  shards_status: opt(z.object({ status: opt(z.string()) })),
})

const Metadata = z.object({
  version: opt(z.number()),
  last_modified: opt(z.string()),
  cloud_id: opt(z.string()),
  endpoint: opt(z.string()),
  service_url: opt(z.string()),
  aliased_endpoint: opt(z.string()),
  aliased_url: opt(z.string()),
  services_urls: opt(z.array(z.object({ service: z.string(), url: z.string() }))),
})

const SystemAlert = z.object({
  timestamp: opt(z.string()),
  instance_name: opt(z.string()),
  alert_type: opt(z.string()),
  exit_code: opt(z.number()),
})

const SnapshotSettings = z.object({
  enabled: opt(z.boolean()),
  interval: opt(z.string()),
  repository: opt(z.object({ reference: opt(z.object({ repository_name: opt(z.string()) })) })),
  retention: opt(z.object({ snapshots: opt(z.number()), max_age: opt(z.string()) })),
})

const ElasticsearchSettings = z.object({
  snapshot: opt(SnapshotSettings),
  monitoring: opt(z.object({ target_cluster_id: opt(z.string()) })),
})

const Monitoring = z.object({
  healthy: opt(z.boolean()),
  source_cluster_ids: opt(z.array(z.string())),
  destination_cluster_ids: opt(z.array(z.string())),
})

/** What every kind says about itself. `status`: initializing, started, reconfiguring, restarting, rebooting, stopping, stopped. */
const info = {
  healthy: opt(z.boolean()),
  status: opt(z.string()),
  deployment_id: opt(z.string()),
  topology: opt(Topology),
  metadata: opt(Metadata),
}
const cluster = { cluster_id: opt(z.string()), cluster_name: opt(z.string()) }
const service = { id: opt(z.string()), name: opt(z.string()) }
const stateless = { elasticsearch_cluster: opt(z.object({ elasticsearch_id: z.string() })) }

export const ElasticsearchInfo = z.object({
  ...info,
  ...cluster,
  plan_info: opt(planInfo(ElasticsearchPlan)),
  elasticsearch: opt(ElasticsearchState),
  snapshots: opt(Snapshots),
  settings: opt(ElasticsearchSettings),
  system_alerts: opt(z.array(SystemAlert)),
  elasticsearch_monitoring_info: opt(Monitoring),
  associated_kibana_clusters: opt(
    z.array(z.object({ kibana_id: z.string(), enabled: opt(z.boolean()) })),
  ),
  associated_apm_clusters: opt(
    z.array(z.object({ apm_id: z.string(), enabled: opt(z.boolean()) })),
  ),
})
export type ElasticsearchInfo = z.infer<typeof ElasticsearchInfo>

export const KibanaInfo = z.object({
  ...info,
  ...cluster,
  ...stateless,
  plan_info: opt(planInfo(KibanaPlan)),
})
export type KibanaInfo = z.infer<typeof KibanaInfo>

const serviceInfo = <Plan extends z.core.$ZodType>(plan: Plan) =>
  z.object({ ...info, ...service, ...stateless, plan_info: opt(planInfo(plan)) })

const entry = { ref_id: z.string(), id: z.string(), region: opt(z.string()) }
const dependent = { ...entry, elasticsearch_cluster_ref_id: opt(z.string()) }

/** Every kind's array is optional: servers before 3.2 have no `integrations_server`. */
export const Resources = z.object({
  elasticsearch: opt(z.array(z.object({ ...entry, info: opt(ElasticsearchInfo) }))),
  kibana: opt(z.array(z.object({ ...dependent, info: opt(KibanaInfo) }))),
  apm: opt(z.array(z.object({ ...dependent, info: opt(serviceInfo(ApmPlan)) }))),
  integrations_server: opt(
    z.array(z.object({ ...dependent, info: opt(serviceInfo(IntegrationsServerPlan)) })),
  ),
  enterprise_search: opt(
    z.array(z.object({ ...dependent, info: opt(serviceInfo(EnterpriseSearchPlan)) })),
  ),
  appsearch: opt(z.array(z.object({ ...dependent, info: opt(serviceInfo(AppSearchPlan)) }))),
})
export type Resources = z.infer<typeof Resources>

const InstanceHit = z.object({
  instance_name: z.string(),
  healthy: opt(z.boolean()),
  maintenance_mode: opt(z.boolean()),
  container_started: opt(z.boolean()),
  service_running: opt(z.boolean()),
  zone: opt(z.string()),
  memory: opt(z.object({ instance_capacity: opt(z.number()), memory_pressure: opt(z.number()) })),
})
const hit = {
  healthy: opt(z.boolean()),
  status: opt(z.string()),
  topology: opt(z.object({ healthy: opt(z.boolean()), instances: opt(z.array(InstanceHit)) })),
}
const serviceHit = <Plan extends z.core.$ZodType>(plan: Plan) =>
  z.object({ ...hit, ...service, plan_info: opt(planInfoHit(plan)) })

/** What a list row needs of each resource; a whole `Resources` fits wherever this is taken. */
export const ResourceHits = z.object({
  elasticsearch: opt(
    z.array(
      z.object({
        ...entry,
        info: opt(
          z.object({
            ...hit,
            ...cluster,
            plan_info: opt(planInfoHit(ElasticsearchPlan)),
            elasticsearch: opt(ElasticsearchStateHit),
            snapshots: opt(Snapshots),
            settings: opt(z.object({ snapshot: opt(SnapshotSettings) })),
          }),
        ),
      }),
    ),
  ),
  kibana: opt(
    z.array(
      z.object({
        ...dependent,
        info: opt(z.object({ ...hit, ...cluster, plan_info: opt(planInfoHit(KibanaPlan)) })),
      }),
    ),
  ),
  apm: opt(z.array(z.object({ ...dependent, info: opt(serviceHit(ApmPlan)) }))),
  integrations_server: opt(
    z.array(z.object({ ...dependent, info: opt(serviceHit(IntegrationsServerPlan)) })),
  ),
  enterprise_search: opt(
    z.array(z.object({ ...dependent, info: opt(serviceHit(EnterpriseSearchPlan)) })),
  ),
  appsearch: opt(z.array(z.object({ ...dependent, info: opt(serviceHit(AppSearchPlan)) }))),
})
export type ResourceHits = z.infer<typeof ResourceHits>
