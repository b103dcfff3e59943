import { describe, expect, test } from 'vitest'
import { codeOf, pick, signIn, startSimulator } from '../stranger.ts'

interface Allocator {
  readonly allocator_id: string
  readonly zone_id: string
  readonly status: {
    readonly connected: boolean
    readonly healthy: boolean
    readonly maintenance_mode: boolean
  }
  readonly capacity: { readonly memory: { readonly total: number; readonly used: number } }
  readonly instances: readonly { readonly node_memory: number; readonly deployment_id: string }[]
}

async function start() {
  const simulator = await startSimulator()
  const admin = await signIn(simulator, 'admin')
  const read = async (query = '') => {
    const heard = await admin.call(`GET /platform/infrastructure/allocators${query}`)
    const zones = pick(heard.body, 'zones')
    // strict mode has held the answer against the vendor's document
    return { heard, zones: (zones ?? []) as { zone_id: string; allocators: Allocator[] }[] }
  }
  return { simulator, admin, read }
}

const all = ({ zones }: { zones: readonly { allocators: readonly Allocator[] }[] }) =>
  zones.flatMap(({ allocators }) => allocators)

describe('allocators', () => {
  test('come by zone, in order, and use what their instances use', async () => {
    const { read } = await start()
    const { zones } = await read()
    expect(zones.map(({ zone_id }) => zone_id)).toEqual(['ece-zone-1', 'ece-zone-2', 'ece-zone-3'])
    for (const { zone_id, allocators } of zones) {
      const ids = allocators.map((allocator) => allocator.allocator_id)
      expect(ids).toEqual(ids.toSorted())
      expect(allocators.every((allocator) => allocator.zone_id === zone_id)).toBe(true)
    }
    for (const { capacity, instances } of all({ zones })) {
      const used = instances.reduce((sum, { node_memory }) => sum + node_memory, 0)
      expect(capacity.memory.used).toBe(used)
      expect(used).toBeLessThanOrEqual(capacity.memory.total)
    }
    expect(all({ zones }).flatMap(({ instances }) => instances).length).toBeGreaterThan(20)
  })

  test('are found by what people type', async () => {
    const { read } = await start()
    const everything = all(await read())
    const find = async (q: string) =>
      all(await read(`?q=${encodeURIComponent(q)}`)).map((found) => found.allocator_id)
    const where = (is: (allocator: Allocator) => boolean) =>
      everything.filter(is).map((found) => found.allocator_id)
    expect(await find('status.connected:false')).toEqual(where(({ status }) => !status.connected))
    // ecctl's --unhealthy: a lost host without instances does not count
    expect(await find('status.connected:false AND _exists_:instances')).toEqual([])
    expect(await find('_exists_:instances')).toEqual(where(({ instances }) => instances.length > 0))
    expect(await find('zone_id:ece-zone-2')).toEqual(
      where(({ zone_id }) => zone_id === 'ece-zone-2'),
    )
    expect(await find('status.maintenance_mode:true')).toEqual(
      where(({ status }) => status.maintenance_mode),
    )
    expect(await find('capacity.memory.total:>=131072')).toEqual(
      where(({ capacity }) => capacity.memory.total >= 131_072),
    )
    expect(await find('192.168.44.11')).toEqual(['192.168.44.11'])
    expect(await find('allocator_id:192.168.44.1*')).toEqual(
      where((found) => found.allocator_id.startsWith('192.168.44.1')),
    )
    expect(where(({ status }) => !status.connected)).not.toEqual([])
  })

  test('are sorted and cut as asked', async () => {
    const { read } = await start()
    const everything = all(await read())
    expect(all(await read('?size=2'))).toHaveLength(2)
    expect(all(await read('?size=-1'))).toHaveLength(everything.length)
    expect(all(await read('?size=1&from=1&sort=zone_id,allocator_id'))[0]?.allocator_id).toBe(
      everything[1]?.allocator_id,
    )
    expect(all(await read('?size=100&from=1000'))).toEqual([])
  })

  test('a query that cannot be read is refused', async () => {
    const { read } = await start()
    const { heard } = await read(`?q=${encodeURIComponent('status.connected:(')}`)
    expect([heard.status, codeOf(heard)]).toEqual([400, 'search.invalid_request'])
  })
})

test('one allocator is the one of the list, and an unknown one is not found, in both forms of the path', async () => {
  const { admin, read } = await start()
  const [first] = all(await read())
  const base = '/platform/infrastructure/allocators'
  const one = await admin.call(`GET ${base}/${first?.allocator_id}`)
  expect([one.status, one.body]).toEqual([200, first])
  const path = `/api/v1/regions/ece-region${base}/${first?.allocator_id}`
  expect((await admin.call(`GET ${path}`)).body).toEqual(first)
  const none = await admin.call(`GET ${base}/10.9.9.9`)
  expect([none.status, codeOf(none)]).toEqual([404, 'allocators.allocator_not_found'])
})

test('the platform counts its allocators', async () => {
  const { admin, read, simulator } = await start()
  const { body, status } = await admin.call('GET /platform')
  expect(status).toBe(200)
  expect(body).toMatchObject({
    version: '3.8.0',
    unreachable_regions: [],
    regions: [{ region_id: 'ece-region' }],
  })
  const { zones } = await read()
  const summaries = zones.map(({ zone_id, allocators }) => {
    const connected = allocators.filter((allocator) => allocator.status.connected)
    const open = connected.filter((allocator) => !allocator.status.maintenance_mode)
    return {
      zone_id,
      total_allocators: allocators.length,
      healthy_allocators: allocators.filter((allocator) => allocator.status.healthy).length,
      connected_allocators: connected.length,
      disconnected_allocators: allocators.length - connected.length,
      in_maintenance_allocators: connected.length - open.length,
      connected_capacity: connected.reduce((sum, { capacity }) => sum + capacity.memory.total, 0),
      max_available_capacity: Math.max(
        ...open.map(({ capacity: { memory } }) => memory.total - memory.used),
      ),
      instances: allocators.reduce((sum, { instances }) => sum + instances.length, 0),
    }
  })
  expect(pick(body, 'regions', 0, 'allocators', 'zone_summaries')).toEqual(summaries)
  const regional = await admin.call('GET /api/v1/regions/ece-region/platform')
  expect(regional.body).toEqual(body)
  expect(simulator.world.allocators.length).toBe(
    summaries.reduce((sum, zone) => sum + zone.total_allocators, 0),
  )
})

test('a 2.13 says that it is one', async () => {
  const simulator = await startSimulator({ generation: '2.13' })
  const admin = await signIn(simulator, 'admin')
  expect((await admin.call('GET /platform')).body).toMatchObject({ version: '2.13.0' })
  expect((await admin.call('GET /platform/infrastructure/allocators')).status).toBe(200)
})
