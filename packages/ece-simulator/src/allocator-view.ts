// Allocators in wire form (`AllocatorInfo`, ece-behaviour 7.2) and the search over them.
import { PLATFORM_VERSION } from './catalogue.ts'
import type { Generation } from './context.ts'
import type { AllocatedInstance, AllocatorRecord } from './model.ts'
import { createSearch } from './search/search.ts'
import type { World } from './world.ts'

/** MiB of disk and CPUs that come with memory on the simulated hosts; not from any source. */
const STORAGE_PER_MB = 32
const MB_PER_CPU = 4096
const COMMIT_HASH = '5d7e1c0a9b3f4e62881d7c5b6a4f3e2d1c0b9a87'

const buildInfo = (generation: Generation) => ({
  commit_hash: COMMIT_HASH,
  version: PLATFORM_VERSION[generation],
})

/**
 * `instances` is made when somebody looks: a large installation has hundreds of allocators with dozens of instances
 * each, and most calls only count them. `features` repeats the keys of the tags, which replace it.
 */
export function viewAllocator(allocator: AllocatorRecord, world: World) {
  const { allocator_id, connected, maintenance_mode, memory_total, memory_used, metadata } =
    allocator
  const has_instances = memory_used > 0
  let instances: readonly AllocatedInstance[] | undefined
  return {
    allocator_id,
    zone_id: allocator.zone_id,
    host_ip: allocator.host_ip,
    public_hostname: allocator.host_ip,
    status: {
      connected,
      healthy: connected || !has_instances,
      maintenance_mode,
      health_checks: {
        is_docker_healthy: connected,
        is_connected_to_zk: connected,
        has_instances,
      },
    },
    capacity: {
      memory: { total: memory_total, used: memory_used },
      storage: { total: memory_total * STORAGE_PER_MB },
      available_cpus: Math.ceil(memory_total / MB_PER_CPU),
      additional_master_bonus: 0,
    },
    settings: {},
    metadata,
    features: [
      'elasticsearch',
      'elasticsearch_data',
      'templates',
      ...metadata.map(({ key }) => key),
    ],
    external_links: [],
    build_info: buildInfo(world.generation),
    get instances() {
      instances ??= world.instancesOf(allocator_id)
      return instances
    },
  }
}
/** Over what `viewAllocator` makes; the fields of ece-behaviour 7.2. A page has 100 unless the request says otherwise. */
export const searchAllocators = createSearch({
  keywordFields: /(?:^|[._])(?:id|ip|hostname|name|type|version|hash|features|key)$/,
  nestedPaths: ['metadata'],
  defaultSort: ['allocator_id'],
  idField: 'allocator_id',
  defaultSize: 100,
})
