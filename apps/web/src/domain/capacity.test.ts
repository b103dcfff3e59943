import { describe, expect, it } from 'vitest'
import { listZones, shareOf } from './capacity.ts'

const summary = (zone_id: string, more: object = {}) => ({
  zone_id,
  total_allocators: 2,
  healthy_allocators: 2,
  connected_allocators: 2,
  in_maintenance_allocators: 0,
  connected_capacity: 2048,
  instances: 7,
  ...more,
})
const platform = (...zone_summaries: ReturnType<typeof summary>[]) => ({
  version: '3.8.0',
  regions: [{ region_id: 'ece-region', allocators: { healthy: true, zone_summaries } }],
})
const allocator = (allocator_id: string, used: unknown, total: unknown, status: object = {}) => ({
  allocator_id,
  zone_id: 'ece-zone-1',
  status: { connected: true, healthy: true, maintenance_mode: false, ...status },
  // answers of ECE are not to be trusted to be numbers in range
  capacity: { memory: { used: used as number, total: total as number } },
})
const inZone = (...allocators: ReturnType<typeof allocator>[]) => ({
  zones: [{ zone_id: 'ece-zone-1', allocators }],
})

describe('capacity by zone', () => {
  it('adds up what is used, what is free and what takes no instances at present', () => {
    const [zone] = listZones(
      platform(summary('ece-zone-1')),
      inZone(
        allocator('10.0.0.2', 600, 1000),
        allocator('10.0.0.10', 100, 1000),
        allocator('10.0.0.3', 300, 1000, { maintenance_mode: true }),
        allocator('10.0.0.4', 200, 1000, { connected: false, healthy: false }),
      ),
    )
    expect(zone?.memory).toEqual({
      used: 1200,
      total: 4000,
      free: 1300,
      closed: 1500,
      largest: 900,
    })
    expect(zone?.cells.map(({ id, state }) => [id, state])).toEqual([
      ['10.0.0.2', 'ok'],
      ['10.0.0.3', 'maintenance'],
      ['10.0.0.4', 'disconnected'],
      ['10.0.0.10', 'ok'],
    ])
  })

  it('an allocator that is connected and yet not healthy is not counted as room', () => {
    const [zone] = listZones(undefined, inZone(allocator('a', 0, 10, { healthy: false })))
    expect(zone?.memory).toMatchObject({ free: 0, closed: 10, largest: 0 })
  })

  it('an allocator that holds more than it should, after its capacity was lowered, has no room', () => {
    const [zone] = listZones(undefined, inZone(allocator('a', 900, 500), allocator('b', 0, 100)))
    expect(zone?.memory).toEqual({ used: 900, total: 1000, free: 100, closed: 0, largest: 100 })
  })

  it('leaves out what is no memory instead of showing NaN, and says that it is not known', () => {
    const [zone] = listZones(
      undefined,
      inZone(
        allocator('a', Number.NaN, 100),
        allocator('b', -1, 100),
        allocator('c', 1e300, 100),
        allocator('d', undefined, undefined),
      ),
    )
    expect(zone?.memory).toBeUndefined()
    expect(zone?.cells.every((cell) => shareOf(cell) === undefined)).toBe(true)
  })

  it('knows the zones and their allocators from the platform alone, for a role that may not see allocators', () => {
    const zones = listZones(
      platform(summary('ece-zone-2', { connected_allocators: 1 }), summary('ece-zone-1')),
      undefined,
    )
    expect(zones.map(({ zone }) => zone)).toEqual(['ece-zone-1', 'ece-zone-2'])
    expect(zones[1]).toMatchObject({
      allocators: 2,
      connected: 1,
      connectedMemory: 2048,
      memory: undefined,
      cells: [],
    })
  })

  it('shows a zone that only one of the two answers knows', () => {
    const zones = listZones(platform(summary('zone-b')), inZone(allocator('a', 1, 2)))
    expect(zones.map(({ zone, allocators }) => [zone, allocators])).toEqual([
      ['ece-zone-1', undefined],
      ['zone-b', 2],
    ])
  })

  it('is empty, not broken, when ECE says nothing', () => {
    expect(listZones(undefined, undefined)).toEqual([])
    expect(listZones({ version: '3.8.0' }, { zones: [] })).toEqual([])
    expect(
      listZones({ version: '3.8.0', regions: [{ region_id: 'ece-region' }] }, undefined),
    ).toEqual([])
  })

  it('shows twelve zones in the order in which people count', () => {
    const names = Array.from({ length: 12 }, (_, index) => `zone-${12 - index}`)
    const zones = listZones(platform(...names.map((name) => summary(name))), undefined)
    expect(zones.map(({ zone }) => zone)).toEqual(names.toReversed())
  })
})

describe('the share of an allocator', () => {
  it('is between nothing and all of it', () => {
    expect(shareOf({ used: 5, total: 10 })).toBe(0.5)
    expect(shareOf({ used: 50, total: 10 })).toBe(1)
    expect(shareOf({ used: 0, total: 0 })).toBeUndefined()
  })
})
