// What the world consists of. These records change in place as time passes; what goes over the wire is made of them
// in deployment.ts and resource.ts. Field names are the API's where the API has one. Times are epoch milliseconds.
import type { ResourceKind } from '@ece/api-types'

export type Status =
  | 'initializing'
  | 'started'
  | 'reconfiguring'
  | 'restarting'
  | 'rebooting'
  | 'stopping'
  | 'stopped'

/** Memory in MB. An absent `size` means an old plan that counts nodes (`memory_per_node`). */
export interface TopologyElement {
  readonly id?: string
  readonly instance_configuration_id?: string
  readonly zone_count?: number
  readonly size?: { readonly value: number; readonly resource: string }
  readonly node_roles?: readonly string[]
  readonly node_type?: Readonly<Record<string, boolean>>
  readonly memory_per_node?: number
  readonly node_count_per_zone?: number
  readonly [other: string]: unknown
}

/** A plan as it goes over the wire. Frozen and shared between deployments; unknown members are kept. */
export interface Plan {
  readonly cluster_topology?: readonly TopologyElement[]
  readonly deployment_template?: { readonly id: string }
  readonly transient?: Readonly<Record<string, unknown>>
  readonly [other: string]: unknown
}

export interface Source {
  readonly facilitator: 'adminconsole' | 'constructor'
  readonly action: string
  readonly date: number
  /** Null where the constructor acts by itself; `admin_id` is set even then. */
  readonly user_id: string | null
  readonly admin_id: string
  readonly remote_addresses: readonly string[]
}

export interface PlanFailure {
  /** What the last message of the log says. */
  readonly message: string
  /** Such as `InfrastructureFailure:TimeoutExceeded`; absent where the vendor's old wording has none. */
  readonly failure_type?: string
  readonly details: Readonly<Record<string, string>>
}

/** One step of an attempt's schedule; offsets are milliseconds after the attempt's start. */
export interface Step {
  readonly step_id: string
  readonly from: number
  /** `Infinity` for a step that never ends by itself. */
  readonly to: number
  readonly outcome: 'success' | 'warning' | 'error'
  readonly starting: string
  readonly completed: string
  /** Messages while it runs. */
  readonly notes?: readonly { readonly at: number; readonly message: string }[]
  readonly failure?: PlanFailure
}

export interface PlanWarning {
  readonly code: string
  readonly message: string
  readonly step_id?: string
}

export interface Attempt {
  readonly id: string
  /** Counts over the resource's whole life: `attempt-0000000000`. */
  readonly name: string
  readonly started: number
  ended?: number
  /** When another successful plan took its place. */
  superseded?: number
  readonly plan: Plan
  readonly source: Source
  steps: readonly Step[]
  readonly warnings: readonly PlanWarning[]
  failure?: PlanFailure
}

/** Something that becomes true at a moment of a running plan. It may end the plan. */
export interface Mark {
  readonly at: number
  readonly happen: (at: number) => void
}

/** An attempt that runs. */
export interface Pending {
  readonly attempt: Attempt
  /** Still to come, earliest first. */
  marks: Mark[]
  /** What the resource falls back to when the plan fails. */
  readonly status_before: Status
  /** Takes back what the plan has done so far: new instances are removed, stopped ones start. */
  readonly undo: () => void
  /** Set when somebody cancelled it; it keeps pending while it rolls back. */
  cancelled: boolean
}

export interface Instance {
  readonly name: string
  zone: string
  allocator_id: string
  readonly configuration_id: string
  /** MB. */
  readonly memory: number
  readonly storage_multiplier: number
  readonly node_roles?: readonly string[]
  readonly service_roles?: readonly string[]
  version: string
  container_started: boolean
  service_running: boolean
  maintenance_mode: boolean
  /** It runs, but its shards are not all assigned yet. */
  recovering: boolean
  /** Percent. */
  memory_pressure: number
  native_memory_pressure: number
  /** Percent of the disk quota. */
  disk_used: number
}

/** Periodic snapshots go on by themselves while Elasticsearch runs; see snapshots.ts. */
export interface Snapshots {
  repository?: string
  enabled: boolean
  interval: number
  count: number
  /** The last good one that was recorded; later ones follow from the interval. */
  last_success?: number
  /** The schedule fails since then. */
  failing_since?: number
  /** Since when periodic ones are taken; absent while Elasticsearch does not run. */
  running_since?: number
}

export interface Resource {
  readonly kind: ResourceKind
  readonly ref_id: string
  readonly id: string
  readonly elasticsearch_cluster_ref_id?: string
  /** `cluster_name`; absent means nobody named it and the wire shows the id. */
  name?: string
  status: Status
  instances: Instance[]
  /** Number of the next instance. Numbers are never used again. */
  next_instance: number
  next_attempt: number
  /** What `plan_info.current` shows. */
  current?: Attempt
  /** The last plan that succeeded: what a restart or a restore brings back. */
  applied?: Attempt
  pending?: Pending
  /** Ended attempts, oldest first. */
  history: Attempt[]
  /** False from a failed attempt until a later one succeeds. */
  plan_healthy: boolean
  readonly snapshots?: Snapshots
  /** Primary shards with data; 0 after a shutdown or an empty restore. */
  shards: number
  /** Shards that no restart brings back: disks that died. */
  lost_shards: number
  /** Replicas that find no place. */
  unassigned_replicas: number
  /** What the last snapshot before a shutdown holds. */
  saved?: { readonly shards: number; readonly disk_used: number }
  settings?: Readonly<Record<string, unknown>>
  version: number
  modified: number
}

/** A plan that waits for others of its deployment to end. */
export interface Follower {
  readonly resource: Resource
  readonly waits_for: readonly Resource[]
  readonly begin: (at: number) => void
}

export interface Tag {
  readonly key: string
  readonly value: string
}

export interface Deployment {
  readonly id: string
  name: string
  alias?: string
  readonly created: number
  modified: number
  plan_modified: number
  /** `x-cloud-resource-version`. */
  version: number
  owner_id: string
  system_owned: boolean
  hidden: boolean
  tags?: readonly Tag[]
  settings?: Readonly<Record<string, unknown>>
  resources: Resource[]
  followers: Follower[]
  alerts: readonly {
    timestamp: number
    instance_name: string
    alert_type: string
    exit_code?: number
  }[]
  /** Grows with every visible change; what is made of a deployment is cached under it. */
  revision: number
}

/** Memory in MB. */
export interface AllocatorRecord {
  readonly allocator_id: string
  readonly zone_id: string
  readonly host_ip: string
  readonly memory_total: number
  /** Sum of its instances' memory. */
  readonly memory_used: number
  readonly connected: boolean
  readonly healthy: boolean
  readonly maintenance_mode: boolean
  readonly metadata: readonly Tag[]
}

/** One row of an allocator's `instances` (ece-behaviour 7.2). */
export interface AllocatedInstance {
  readonly cluster_type: ResourceKind
  readonly cluster_id: string
  readonly cluster_name: string
  readonly instance_name: string
  readonly node_memory: number
  readonly healthy: boolean
  readonly cluster_healthy: boolean
  readonly instance_configuration_id: string
  readonly moving: boolean
  readonly plans_info: {
    readonly pending: boolean
    readonly version: string
    readonly zone_count: number
  }
  readonly deployment_id: string
}
