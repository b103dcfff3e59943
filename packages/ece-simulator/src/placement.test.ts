import { expect, test } from 'vitest'
import type { Instance } from './model.ts'
import { createPlacement } from './placement.ts'
import { createTestWorld, resourceOf } from './test-world.ts'

const zone_id = 'z1'
const GB = 1024

test('an instance goes where most room is, away from its kin, and never to a closed allocator', () => {
  const placement = createPlacement([
    { allocator_id: 'small', zone_id, memory_total: 8 * GB },
    { allocator_id: 'big', zone_id, memory_total: 16 * GB },
    { allocator_id: 'away', zone_id, memory_total: 64 * GB, maintenance_mode: true },
    { allocator_id: 'gone', zone_id, memory_total: 64 * GB, connected: false },
  ])
  const { named } = createTestWorld()
  const deployment = named('billing-staging')
  const resource = resourceOf(deployment, 'elasticsearch')
  const [model] = resource.instances
  if (model === undefined) throw new Error('the model is gone')
  const kin: Instance[] = []
  const put = (memory: number) => {
    const found = placement.find(zone_id, memory, kin)
    if (found === undefined) return undefined
    const instance = { ...model, memory, allocator_id: found.allocator_id }
    placement.settleIn({ deployment, resource, instance })
    kin.push(instance)
    return found.allocator_id
  }
  expect([put(4 * GB), put(4 * GB), put(4 * GB), put(16 * GB)]).toEqual([
    'big',
    'small',
    'big',
    undefined,
  ])
  expect(placement.allocators.map(({ memory_used }) => memory_used)).toEqual([4 * GB, 8 * GB, 0, 0])
  for (const instance of kin) placement.moveOut(instance)
  // twice does no harm
  for (const instance of kin) placement.moveOut(instance)
  expect(placement.allocators.every(({ memory_used }) => memory_used === 0)).toBe(true)
  expect(placement.find('elsewhere', GB, [])).toBeUndefined()
})
