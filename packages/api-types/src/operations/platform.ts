// Rows of the vendor's tags Platform, PlatformInfrastructure and PlatformConfigurationInstances.
import { AllocatorId, InstanceConfigurationId } from '../ids.ts'
import { bool, defineOperations, int, operation, text } from '../operation.ts'
import { z } from '../zod.ts'
import { opt } from './plan-shapes.ts'

/** Capacities in MB. */
const ZoneSummary = z.object({
  zone_id: z.string(),
  total_allocators: opt(z.number()),
  healthy_allocators: opt(z.number()),
  connected_allocators: opt(z.number()),
  in_maintenance_allocators: opt(z.number()),
  connected_capacity: opt(z.number()),
  max_available_capacity: opt(z.number()),
  instances: opt(z.number()),
})

/** Memory in MB, storage in MiB. `healthy` is also true for a disconnected allocator without instances. */
export const Allocator = z.object({
  allocator_id: z.string(),
  zone_id: z.string(),
  host_ip: opt(z.string()),
  status: opt(
    z.object({
      connected: opt(z.boolean()),
      healthy: opt(z.boolean()),
      maintenance_mode: opt(z.boolean()),
    }),
  ),
  capacity: opt(
    z.object({
      memory: opt(z.object({ total: opt(z.number()), used: opt(z.number()) })),
      storage: opt(z.object({ total: opt(z.number()) })),
    }),
  ),
  metadata: opt(z.array(z.object({ key: z.string(), value: z.string() }))),
})

/** What lives on an allocator. `deployment_id` is absent on servers of the 2.x line. */
const AllocatedInstance = z.object({
  cluster_type: z.string(),
  cluster_id: z.string(),
  cluster_name: opt(z.string()),
  instance_name: z.string(),
  /** MB. */
  node_memory: opt(z.number()),
  healthy: opt(z.boolean()),
  moving: opt(z.boolean()),
  instance_configuration_id: opt(z.string()),
  plans_info: opt(z.object({ pending: opt(z.boolean()), version: opt(z.string()) })),
  deployment_id: opt(z.string()),
})
export type AllocatedInstance = z.infer<typeof AllocatedInstance>

/** One allocator with what lives on it; the list leaves that out, because it is a thousand times as much. */
const AllocatorDetail = z.extend(Allocator, {
  public_hostname: opt(z.string()),
  build_info: opt(z.object({ version: opt(z.string()) })),
  instances: opt(z.array(AllocatedInstance)),
})
export type AllocatorDetail = z.infer<typeof AllocatorDetail>

/** `sizes` in MB for `resource` memory; disk quota = memory × `storage_multiplier`. */
export const InstanceConfiguration = z.object({
  id: opt(z.string()),
  name: z.string(),
  description: opt(z.string()),
  instance_type: opt(z.string()),
  node_types: opt(z.array(z.string())),
  storage_multiplier: opt(z.number()),
  cpu_multiplier: opt(z.number()),
  max_zones: opt(z.number()),
  discrete_sizes: opt(
    z.object({
      sizes: opt(z.array(z.number())),
      default_size: opt(z.number()),
      resource: opt(z.string()),
    }),
  ),
  deleted_on: opt(z.string()),
  system_owned: opt(z.boolean()),
})
export type InstanceConfiguration = z.infer<typeof InstanceConfiguration>

export type Allocator = z.infer<typeof Allocator>

export const platform = defineOperations({
  getPlatform: operation({
    method: 'GET',
    path: '/platform',
    summary: 'Version and health of the platform',
    response: z.object({
      version: z.string(),
      regions: opt(
        z.array(
          z.object({
            region_id: z.string(),
            allocators: opt(
              z.object({
                healthy: opt(z.boolean()),
                zone_summaries: opt(z.array(ZoneSummary)),
              }),
            ),
          }),
        ),
      ),
    }),
  }),
  getAllocators: operation({
    method: 'GET',
    path: '/platform/infrastructure/allocators',
    summary: 'List allocators by zone',
    query: { q: text(1024), size: int(-1, 10_000), from: int(0, 1_000_000), sort: text(128) },
    response: z.object({
      zones: z.array(z.object({ zone_id: z.string(), allocators: z.array(Allocator) })),
    }),
  }),
  getAllocator: operation({
    method: 'GET',
    path: '/platform/infrastructure/allocators/{allocator_id}',
    summary: 'One allocator and the instances on it',
    params: { allocator_id: AllocatorId },
    response: AllocatorDetail,
  }),
  getInstanceConfigurations: operation({
    method: 'GET',
    path: '/platform/configuration/instances',
    summary: 'List instance configurations',
    query: { show_deleted: bool, show_max_zones: bool },
    response: z.array(InstanceConfiguration),
  }),
  getInstanceConfiguration: operation({
    method: 'GET',
    path: '/platform/configuration/instances/{id}',
    summary: 'Get one instance configuration',
    params: { id: InstanceConfigurationId },
    query: { show_deleted: bool, show_max_zones: bool },
    response: InstanceConfiguration,
  }),
})
