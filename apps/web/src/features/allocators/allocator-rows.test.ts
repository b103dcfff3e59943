import { describe, expect, test } from 'vitest'
import type { Allocator } from '@ece/api-types'
import { listRows, listZoneIds } from './allocator-rows.ts'

const make = (id: string, more: Partial<Allocator> = {}): Allocator => ({
  allocator_id: id,
  zone_id: 'zone-1',
  status: { connected: true, healthy: true, maintenance_mode: false },
  capacity: { memory: { total: 65_536, used: 16_384 } },
  ...more,
})
const answer = (...allocators: Allocator[]) => ({ zones: [{ zone_id: 'zone-1', allocators }] })
const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id)

describe('the list of allocators', () => {
  test('is in natural order: host 9 before host 10', () => {
    const rows = listRows(answer(make('10.0.0.10'), make('10.0.0.9')), {})
    expect(idsOf(rows)).toEqual(['10.0.0.9', '10.0.0.10'])
    expect(idsOf(listRows(answer(make('a'), make('b')), { sort: '-id' }))).toEqual(['b', 'a'])
  })

  test('sorted by what is free, puts those that do not say last in both directions', () => {
    const all = answer(
      make('small', { capacity: { memory: { total: 1024, used: 1000 } } }),
      make('silent', { capacity: null }),
      make('large', { capacity: { memory: { total: 65_536, used: 0 } } }),
    )
    expect(idsOf(listRows(all, { sort: 'free' }))).toEqual(['small', 'large', 'silent'])
    expect(idsOf(listRows(all, { sort: '-free' }))).toEqual(['large', 'small', 'silent'])
    expect(idsOf(listRows(all, { sort: '-used' }))).toEqual(['small', 'large', 'silent'])
  })

  test('is searched by id, address, zone and tag', () => {
    const all = answer(
      make('host-a', { host_ip: '192.168.44.11' }),
      make('host-b', { metadata: [{ key: 'SSD', value: 'true' }] }),
      make('host-c', { zone_id: 'cellar' }),
    )
    expect(idsOf(listRows(all, { q: '44.11' }))).toEqual(['host-a'])
    expect(idsOf(listRows(all, { q: ' ssd: true ' }))).toEqual(['host-b'])
    expect(idsOf(listRows(all, { q: 'CELLAR' }))).toEqual(['host-c'])
    expect(listRows(all, { q: 'nothing' })).toEqual([])
  })

  test('keeps a zone and a state apart: disconnected is worse than maintenance mode', () => {
    const all = answer(
      make('gone', { status: { connected: false, healthy: false, maintenance_mode: true } }),
      make('resting', { status: { connected: true, healthy: true, maintenance_mode: true } }),
      make('silent', { status: null, zone_id: 'zone-2' }),
    )
    expect(idsOf(listRows(all, { state: ['disconnected'] }))).toEqual(['gone'])
    expect(idsOf(listRows(all, { state: ['maintenance'] }))).toEqual(['resting'])
    expect(idsOf(listRows(all, { state: ['unknown'], zone: ['zone-2'] }))).toEqual(['silent'])
    expect(listRows(all, { state: ['unknown'], zone: ['zone-1'] })).toEqual([])
    expect(listZoneIds(all)).toEqual(['zone-1', 'zone-2'])
  })

  test('never says that less than nothing is free', () => {
    const over = make('a', { capacity: { memory: { total: 1024, used: 2048 } } })
    expect(listRows(answer(over), {})[0]?.free).toBe(0)
  })
})
