// getPlatform, getAllocators and getAllocator: what they count is counted from the world's allocators.
import { searchAllocators, viewAllocator } from '../allocator-view.ts'
import { PLATFORM_VERSION, REGION } from '../catalogue.ts'
import { Failure, type Handlers } from '../context.ts'
import { groupBy } from '../group-by.ts'
import type { AllocatorRecord, World } from '../world.ts'

/** One host per zone runs the platform itself, beside the allocators. Not from any source. */
const CONTROL_HOST_MEMORY = 16_384
const CONTROL_HOST_CONTAINERS = 12
/** The real names are not established (ece-behaviour 7.1); these are the words of the manual. */
const SERVICES = [
  'adminconsole',
  'allocator',
  'constructor',
  'coordinator',
  'director',
  'proxy',
  'runner',
]
const IMAGE_HASH = 'sha256:0f5e1d7c9b3a4286e1c0d9b8a7f6e5d4c3b2a190'
const PROXY_IDS = ['3f2a9c1d7b5e', '8e1b4d6a0c92']

/** Connected, or nobody lives there (ece-behaviour 7.2). */
const isHealthy = ({ connected, memory_used }: AllocatorRecord) => connected || memory_used === 0

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
const roomOf = ({ memory_total, memory_used }: AllocatorRecord) => memory_total - memory_used
const countInstances = (world: World, { allocator_id }: AllocatorRecord) =>
  [...world.placement.tenants(allocator_id)].length

function summariseZone(world: World, zone_id: string, allocators: readonly AllocatorRecord[]) {
  const connected = allocators.filter((allocator) => allocator.connected)
  const open = connected.filter((allocator) => !allocator.maintenance_mode)
  const healthy = allocators.filter(isHealthy)
  return {
    zone_id,
    total_allocators: allocators.length,
    healthy_allocators: healthy.length,
    connected_allocators: connected.length,
    disconnected_allocators: allocators.length - connected.length,
    in_maintenance_allocators: connected.length - open.length,
    connected_capacity: sum(connected.map(({ memory_total }) => memory_total)),
    max_available_capacity: Math.max(0, ...open.map(roomOf)),
    instances: sum(allocators.map((allocator) => countInstances(world, allocator))),
  }
}

function viewPlatform(world: World) {
  const { allocators } = world
  const zones = [...groupBy(allocators, ({ zone_id }) => zone_id)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([zone_id, inZone]) => summariseZone(world, zone_id, inZone))
  const controlHosts = zones.map((_, i) => `192.168.44.${10 + i}`)
  const version = PLATFORM_VERSION[world.generation]
  const connectedRunners = sum(zones.map((zone) => zone.connected_allocators)) + controlHosts.length
  const totalRunners = allocators.length + controlHosts.length
  const containers =
    sum(zones.map(({ instances }) => instances)) + totalRunners * CONTROL_HOST_CONTAINERS
  return {
    version,
    phone_home_enabled: false,
    eula_accepted: true,
    services: SERVICES.map((type) => ({
      type,
      image: controlHosts.map((id) => ({ id, tag: version, version, hash: IMAGE_HASH })),
    })),
    unreachable_regions: [],
    regions: [
      {
        region_id: REGION,
        zookeeper_states: { states: controlHosts.map((id) => ({ id, state: 'connected' })) },
        allocators: { healthy: allocators.every(isHealthy), zone_summaries: zones },
        runners: {
          healthy: connectedRunners === totalRunners,
          total_runners: totalRunners,
          healthy_runners: connectedRunners,
          connected_runners: connectedRunners,
          connected_capacity:
            sum(zones.map((zone) => zone.connected_capacity)) +
            controlHosts.length * CONTROL_HOST_MEMORY,
          max_available_capacity: Math.max(0, ...zones.map((zone) => zone.max_available_capacity)),
          containers_count: containers,
        },
        proxies: {
          healthy: true,
          expected_proxies_count: PROXY_IDS.length,
          proxies_count: PROXY_IDS.length,
          proxies: PROXY_IDS.map((proxy_id) => ({ proxy_id, healthy: true })),
        },
        container_sets_status: {
          healthy: true,
          healthy_container_sets_count: SERVICES.length,
          unhealthy_container_sets_count: 0,
          unhealthy_container_sets: [],
        },
        constructors: {
          constructors: controlHosts.map((constructor_id) => ({
            constructor_id,
            status: { connected: true, maintenance_mode: false },
          })),
        },
        // empty on a real one too (ece-behaviour 7.1)
        coordinators: { coordinators: [] },
        resources: {
          healthy: true,
          available_count: 0,
          used_count: 0,
          missing_count: 0,
          minimum_available_count: 0,
          account_count: 0,
        },
      },
    ],
  }
}

export const platformHandlers = {
  getPlatform: ({ world }) => ({ status: 200, body: viewPlatform(world) }),
  getAllocators: ({ world, query, clock }) => {
    const { q, size, from, sort } = query
    const request = {
      ...(typeof q === 'string' && q.trim() !== ''
        ? { query: { query_string: { query: q } } }
        : {}),
      // -1 asks for all, as in the 2.x lists (ece-behaviour 5.1)
      ...(size === undefined ? {} : { size: size === -1 ? world.allocators.length : size }),
      ...(from === undefined ? {} : { from }),
      ...(typeof sort === 'string' && sort !== ''
        ? { sort: sort.split(',').map((field) => field.trim()) }
        : {}),
    }
    const views = world.allocators.map((allocator) => viewAllocator(allocator, world))
    const { hits } = searchAllocators(request, views, clock.now())
    const zones = [...groupBy(hits, ({ zone_id }) => zone_id)]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([zone_id, allocators]) => ({ zone_id, allocators }))
    return { status: 200, body: { zones } }
  },
  getAllocator: ({ world, params: { allocator_id = '' } }) => {
    const allocator = world.allocators.find((each) => each.allocator_id === allocator_id)
    if (allocator === undefined) {
      throw new Failure(
        404,
        'allocators.allocator_not_found',
        `The allocator [${allocator_id}] could not be found.`,
      )
    }
    return { status: 200, body: viewAllocator(allocator, world) }
  },
} satisfies Handlers
