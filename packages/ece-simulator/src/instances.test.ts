import { describe, expect, test } from 'vitest'
import { restartGroups, slotsOf, splitSize } from './instances.ts'
import type { Plan } from './model.ts'
import { createTestWorld, resourceOf } from './test-world.ts'

const GB = 1024
const { world, named } = createTestWorld()
const SIZES = [1, 2, 4, 8, 16, 32, 64].map((size) => size * GB)

test.each([
  [GB, [GB]],
  [64 * GB, [64 * GB]],
  [68 * GB, [64 * GB, 4 * GB]],
  [192 * GB, [64 * GB, 64 * GB, 64 * GB]],
  [0, []],
])('%i MB per zone become nodes of %j', (value, nodes) => {
  expect(splitSize(value, SIZES)).toEqual(nodes)
})

describe('a plan asks for', () => {
  const plan = (zone_count: number, extra: object = {}): Plan => ({
    cluster_topology: [
      {
        instance_configuration_id: 'data.default',
        zone_count,
        size: { value: 4 * GB, resource: 'memory' },
        node_roles: ['master', 'data_hot'],
        ...extra,
      },
    ],
  })
  const zones = (of: Plan) => slotsOf('elasticsearch', of, world.sizings).map(({ zone }) => zone)

  test('one node per zone, and a tiebreaker only for two zones', () => {
    expect(zones(plan(1))).toEqual([0])
    expect(zones(plan(2))).toEqual([0, 1, 2])
    expect(zones(plan(3))).toEqual([0, 1, 2])
    expect(
      slotsOf('elasticsearch', plan(2), world.sizings).map(({ tiebreaker }) => tiebreaker),
    ).toEqual([false, false, true])
  })

  test('no tiebreaker where two zones hold no master', () => {
    expect(zones(plan(2, { node_roles: ['data_warm'] }))).toEqual([0, 1])
  })

  test('nothing for a size of 0', () => {
    expect(zones(plan(3, { size: { value: 0, resource: 'memory' } }))).toEqual([])
  })

  test('nodes by count in an old plan', () => {
    const old: Plan = {
      zone_count: 2,
      cluster_topology: [
        {
          node_type: { master: true, data: true, ingest: true },
          memory_per_node: 4 * GB,
          node_count_per_zone: 2,
          instance_configuration_id: 'data.default',
        },
      ],
    }
    const slots = slotsOf('elasticsearch', old, world.sizings)
    expect(slots.filter(({ tiebreaker }) => !tiebreaker)).toHaveLength(4)
    expect(slots[0]?.service_roles).toEqual(['master', 'data', 'ingest'])
    expect(slots.every(({ node_roles }) => node_roles === undefined)).toBe(true)
  })
})

describe('a rolling restart groups instances', () => {
  const { instances } = resourceOf(named('metrics-prod'), 'elasticsearch')
  const sizes = (attribute: string) =>
    restartGroups(instances, attribute).map((group) => group.length)

  test.each([
    ['__all__', [instances.length]],
    ['__name__', instances.map(() => 1)],
  ])('by %s', (attribute, expected) => {
    expect(sizes(attribute)).toEqual(expected)
  })

  test('by zone, in the order of the zones', () => {
    const groups = restartGroups(instances, '__zone__')
    expect(groups.map((group) => [...new Set(group.map(({ zone }) => zone))])).toEqual([
      ['ece-zone-1'],
      ['ece-zone-2'],
      ['ece-zone-3'],
    ])
    expect(groups.flat()).toHaveLength(instances.length)
  })

  test('by attributes, where unknown ones tell nothing apart', () => {
    expect(sizes('instance_configuration').length).toBe(
      new Set(instances.map(({ configuration_id }) => configuration_id)).size,
    )
    expect(sizes('rack')).toEqual([instances.length])
  })
})
