// Rows of the vendor's tag Deployments: read, search, and the verbs of the daily job.
import {
  AttemptId,
  DeploymentId,
  InstanceNames,
  RefId,
  ResourceKind,
  StatelessKind,
} from '../ids.ts'
import { bool, DEPLOYMENT_OPERATORS, defineOperations, int, operation } from '../operation.ts'
import { z } from '../zod.ts'
import { opt, PlanAttempt } from './plan-shapes.ts'
import { ResourceHits, Resources } from './resource-shapes.ts'

const Tag = z.object({ key: z.string(), value: z.string() })

const DeploymentMetadata = z.object({
  owner_id: opt(z.string()),
  system_owned: opt(z.boolean()),
  hidden: opt(z.boolean()),
  last_modified: opt(z.string()),
  last_resource_plan_modified: opt(z.string()),
  tags: opt(z.array(Tag)),
})

const Destination = z.object({ destination: opt(z.object({ deployment_id: z.string() })) })

const DeploymentSettings = z.object({
  autoscaling_enabled: opt(z.boolean()),
  traffic_filter_settings: opt(z.object({ rulesets: opt(z.array(z.string())) })),
  observability: opt(z.object({ logging: opt(Destination), metrics: opt(Destination) })),
})

/** A deployment in a list. `name` equals the id when nobody named it. */
export const DeploymentHit = z.object({
  id: z.string(),
  name: z.string(),
  alias: opt(z.string()),
  healthy: opt(z.boolean()),
  metadata: opt(DeploymentMetadata),
  resources: ResourceHits,
})
export type DeploymentHit = z.infer<typeof DeploymentHit>

/** A whole deployment. It fits wherever a `DeploymentHit` is taken. */
export const Deployment = z.object({
  id: z.string(),
  name: z.string(),
  alias: opt(z.string()),
  healthy: opt(z.boolean()),
  metadata: opt(DeploymentMetadata),
  settings: opt(DeploymentSettings),
  resources: Resources,
})
export type Deployment = z.infer<typeof Deployment>

/** The search language is open JSON here; ECE checks it (ece-behaviour 3.2), the server caps its size and depth. */
export const SearchRequest = z.strictObject({
  query: z.optional(z.record(z.string(), z.unknown())),
  sort: z.optional(z.array(z.unknown()).check(z.maxLength(8))),
  size: z.optional(z.int().check(z.gte(0), z.lte(500))),
  from: z.optional(z.int().check(z.gte(0), z.lte(10_000))),
  cursor: z.optional(z.string().check(z.maxLength(8192))),
})
export type SearchRequest = z.infer<typeof SearchRequest>

const OrphanedElasticsearch = z.object({
  id: z.string(),
  dependents: opt(z.array(z.object({ id: z.string(), kind: z.string() }))),
})

/** 202 of a verb: `{}` or warnings. */
export const CommandReceipt = z.object({
  warnings: opt(z.array(z.object({ code: z.string(), message: opt(z.string()) }))),
})

const deployment = { deployment_id: DeploymentId }
const resource = { ...deployment, resource_kind: ResourceKind, ref_id: RefId }
const someInstances = { ...resource, instance_ids: InstanceNames }
const verb = { roles: DEPLOYMENT_OPERATORS, timeout: 60 } as const

export const deployments = defineOperations({
  listDeployments: operation({
    method: 'GET',
    path: '/deployments',
    summary: 'List all deployments, unpaged and without details',
    response: z.object({
      deployments: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          resources: z.array(z.object({ ref_id: z.string(), id: z.string(), kind: z.string() })),
        }),
      ),
    }),
  }),
  searchDeployments: operation({
    method: 'POST',
    path: '/deployments/_search',
    summary: 'Search deployments',
    body: SearchRequest,
    bodyOptional: true,
    response: z.object({
      return_count: z.number(),
      match_count: opt(z.number()),
      cursor: opt(z.string()),
      deployments: z.array(DeploymentHit),
    }),
  }),
  getDeployment: operation({
    method: 'GET',
    path: '/deployments/{deployment_id}',
    summary: 'Get one deployment',
    params: deployment,
    // show_metadata and show_security are left out on purpose: their answers carry credentials
    query: {
      show_plans: bool,
      show_plan_logs: bool,
      show_plan_history: bool,
      show_plan_defaults: bool,
      show_settings: bool,
      show_system_alerts: int(0, 1000),
      convert_legacy_plans: bool,
      enrich_with_template: bool,
    },
    response: Deployment,
    travel: 'masked',
  }),
  shutdownDeployment: operation({
    method: 'POST',
    path: '/deployments/{deployment_id}/_shutdown',
    summary: 'Shut down a deployment: instances stop and their data is deleted',
    params: deployment,
    query: { skip_snapshot: bool },
    response: z.object({
      id: z.string(),
      name: opt(z.string()),
      orphaned: opt(z.object({ elasticsearch: opt(z.array(OrphanedElasticsearch)) })),
    }),
    danger: 'destroys',
    ...verb,
  }),
  restoreDeployment: operation({
    method: 'POST',
    path: '/deployments/{deployment_id}/_restore',
    summary: 'Restore a deployment that was shut down',
    params: deployment,
    query: { restore_snapshot: bool },
    response: z.object({ id: z.string() }),
    danger: 'disrupts',
    ...verb,
  }),
  deleteDeployment: operation({
    method: 'DELETE',
    path: '/deployments/{deployment_id}',
    summary: 'Delete a deployment that was shut down, for good',
    params: deployment,
    response: z.object({ id: z.string(), name: opt(z.string()) }),
    danger: 'destroys',
    ...verb,
  }),
  resyncDeployment: operation({
    method: 'POST',
    path: '/deployments/{deployment_id}/_resync',
    summary: 'Write the entry of a deployment in the search index anew',
    params: deployment,
    // ids of index entries; nobody reads them
    response: z.object({}),
    danger: 'routine',
    ...verb,
  }),
  restartDeploymentEsResource: operation({
    method: 'POST',
    path: '/deployments/{deployment_id}/elasticsearch/{ref_id}/_restart',
    summary: 'Restart Elasticsearch',
    params: { ...deployment, ref_id: RefId },
    query: {
      restore_snapshot: bool,
      skip_snapshot: bool,
      cancel_pending: bool,
      group_attribute: z.string().check(z.regex(/^[A-Za-z0-9_.,-]{1,128}$/)),
      shard_init_wait_time: int(0, 86_400),
    },
    response: CommandReceipt,
    danger: 'disrupts',
    ...verb,
  }),
  restartDeploymentStatelessResource: operation({
    method: 'POST',
    path: '/deployments/{deployment_id}/{stateless_resource_kind}/{ref_id}/_restart',
    summary: 'Restart Kibana or another stateless resource',
    params: { ...deployment, stateless_resource_kind: StatelessKind, ref_id: RefId },
    query: { cancel_pending: bool },
    response: CommandReceipt,
    danger: 'disrupts',
    ...verb,
  }),
  shutdownDeploymentStatelessResource: operation({
    method: 'POST',
    path: '/deployments/{deployment_id}/{stateless_resource_kind}/{ref_id}/_shutdown',
    summary: 'Shut down Kibana or another stateless resource',
    params: { ...deployment, stateless_resource_kind: StatelessKind, ref_id: RefId },
    // skip_snapshot is left out: a stateless resource has no data that a snapshot could hold
    response: CommandReceipt,
    danger: 'disrupts',
    ...verb,
  }),
  restoreDeploymentResource: operation({
    method: 'POST',
    path: '/deployments/{deployment_id}/{resource_kind}/{ref_id}/_restore',
    summary: 'Restore a resource that was shut down',
    params: resource,
    query: { restore_snapshot: bool },
    response: z.object({ id: z.string(), kind: z.string(), ref_id: z.string() }),
    danger: 'disrupts',
    ...verb,
  }),
  cancelDeploymentResourcePendingPlan: operation({
    method: 'DELETE',
    path: '/deployments/{deployment_id}/{resource_kind}/{ref_id}/plan/pending',
    summary: 'Cancel the pending plan of a resource',
    params: resource,
    query: { force_delete: bool, ignore_missing: bool },
    response: z.object({ id: z.string(), kind: z.string(), ref_id: z.string() }),
    danger: 'disrupts',
    ...verb,
  }),
  startDeploymentResourceMaintenanceMode: operation({
    method: 'POST',
    path: '/deployments/{deployment_id}/{resource_kind}/{ref_id}/instances/{instance_ids}/maintenance-mode/_start',
    summary: 'Start maintenance mode: no request is routed to these instances',
    params: someInstances,
    query: { ignore_missing: bool },
    response: CommandReceipt,
    danger: 'disrupts',
    ...verb,
  }),
  stopDeploymentResourceMaintenanceMode: operation({
    method: 'POST',
    path: '/deployments/{deployment_id}/{resource_kind}/{ref_id}/instances/{instance_ids}/maintenance-mode/_stop',
    summary: 'Stop maintenance mode of instances',
    params: someInstances,
    query: { ignore_missing: bool },
    response: CommandReceipt,
    danger: 'routine',
    ...verb,
  }),
  startDeploymentResourceInstances: operation({
    method: 'POST',
    path: '/deployments/{deployment_id}/{resource_kind}/{ref_id}/instances/{instance_ids}/_start',
    summary: 'Start instances that were stopped',
    params: someInstances,
    query: { ignore_missing: bool },
    response: CommandReceipt,
    danger: 'routine',
    ...verb,
  }),
  stopDeploymentResourceInstances: operation({
    method: 'POST',
    path: '/deployments/{deployment_id}/{resource_kind}/{ref_id}/instances/{instance_ids}/_stop',
    summary: 'Stop instances; the data on their disks stays',
    params: someInstances,
    query: { ignore_missing: bool },
    response: CommandReceipt,
    danger: 'disrupts',
    ...verb,
  }),
  startDeploymentResourceInstancesAllMaintenanceMode: operation({
    method: 'POST',
    path: '/deployments/{deployment_id}/{resource_kind}/{ref_id}/instances/maintenance-mode/_start',
    summary: 'Start maintenance mode of all instances of a resource',
    params: resource,
    response: CommandReceipt,
    danger: 'disrupts',
    ...verb,
  }),
  stopDeploymentResourceInstancesAllMaintenanceMode: operation({
    method: 'POST',
    path: '/deployments/{deployment_id}/{resource_kind}/{ref_id}/instances/maintenance-mode/_stop',
    summary: 'Stop maintenance mode of all instances of a resource',
    params: resource,
    response: CommandReceipt,
    danger: 'routine',
    ...verb,
  }),
  startDeploymentResourceInstancesAll: operation({
    method: 'POST',
    path: '/deployments/{deployment_id}/{resource_kind}/{ref_id}/instances/_start',
    summary: 'Start all instances of a resource',
    params: resource,
    response: CommandReceipt,
    danger: 'routine',
    ...verb,
  }),
  stopDeploymentResourceInstancesAll: operation({
    method: 'POST',
    path: '/deployments/{deployment_id}/{resource_kind}/{ref_id}/instances/_stop',
    summary: 'Stop all instances of a resource',
    params: resource,
    response: CommandReceipt,
    danger: 'disrupts',
    ...verb,
  }),
  getDeploymentResourcePlanActivity: operation({
    method: 'GET',
    path: '/deployments/{deployment_id}/{resource_kind}/{ref_id}/activity/{attempt_id}',
    summary: 'Get one plan attempt with its step log',
    params: { ...resource, attempt_id: AttemptId },
    response: PlanAttempt,
    travel: 'masked',
    since: '3.3.0',
  }),
})
