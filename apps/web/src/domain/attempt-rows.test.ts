import { describe, expect, it } from 'vitest'
import { listWishes } from './attempt-how.ts'
import {
  attemptInForce,
  diffOfAttempt,
  filterRows,
  findRow,
  listAttemptRows,
} from './attempt-rows.ts'
import { pairOf, readPair } from './attempts-search.ts'
import { describeChange } from './plan-diff-change.ts'
import { listResources } from './resources.ts'
import { attempt, restart, sample } from './sample.ts'
import type { Attempt, PlanInfo } from './shapes.ts'

const resourcesOf = (plan_info: PlanInfo) => listResources(sample({ elasticsearch: { plan_info } }))
const sized = (id: string, value: number, more: Partial<Attempt> = {}) =>
  attempt(id, {
    plan: { cluster_topology: [{ id: 'hot_content', zone_count: 3, size: { value } }] },
    ...more,
  })
const failed = { healthy: false, error: { message: 'no room' } }
const history = [sized('a', 4096), sized('b', 8192, failed), sized('c', 2048), sized('d', 1024)]
const [search] = resourcesOf({ history, current: history[3] })
const said = (one: Attempt | undefined) =>
  search && one && diffOfAttempt(one, search)?.changes.map(describeChange)

describe('what an attempt changed', () => {
  it('is told against the good one before it, not against one that failed or came later', () => {
    expect(said(history[0])).toBeUndefined()
    expect(said(history[1])).toEqual(['hot_content, memory per zone: 4 GB → 8 GB'])
    expect(said(history[2])).toEqual(['hot_content, memory per zone: 4 GB → 2 GB'])
    expect(said(history[3])).toEqual(['hot_content, memory per zone: 2 GB → 1 GB'])
    expect(said(sized('pending', 512))).toEqual(['hot_content, memory per zone: 1 GB → 512 MB'])
    expect(said(attempt('bare', { plan: null }))).toBeUndefined()
  })

  it('is compared once while polling brings the same plans', () => {
    const once = search && history[3] && diffOfAttempt(history[3], search)?.changes
    expect(search && history[3] && diffOfAttempt(history[3], search)?.changes).toBe(once)
  })
})

it('the plan in force is the current one, unless ECE shows a failed one there', () => {
  const inForce = (current: Attempt | undefined) => {
    const [resource] = resourcesOf({ history, ...(current ? { current } : {}) })
    return resource && attemptInForce(resource)?.plan_attempt_id
  }
  expect(inForce(history[3])).toBe('d')
  expect(inForce(history[1])).toBe('d')
  expect(inForce(undefined)).toBe('d')
})

it('attempts are found by id and filtered by how they ended and by kind', () => {
  const cancelled = attempt('x', {
    healthy: false,
    error: { message: 'ForcedRollback: User initiated' },
  })
  const rows = listAttemptRows(
    resourcesOf({ history: [...history, cancelled], pending: restart('r') }),
  )
  const ids = (address: Parameters<typeof filterRows>[1]) =>
    filterRows(rows, address).map((row) => row.attempt.plan_attempt_id)
  expect(ids({ result: ['failed'], kind: [] })).toEqual(['b'])
  expect(ids({ result: ['cancelled', 'running'], kind: [] })).toEqual(['r', 'x'])
  expect(ids({ result: [], kind: ['kibana'] })).toEqual([])
  expect(ids({ result: [], kind: ['elasticsearch'] })).toHaveLength(6)
  expect(findRow(rows, 'x')?.result).toBe('cancelled')
  expect(findRow(rows, 'nobody')).toBeUndefined()
})

it('a pair in the address is two ids', () => {
  expect(readPair(pairOf('2d4da849-a703', '7b1c0d2e'))).toEqual(['2d4da849-a703', '7b1c0d2e'])
  expect(readPair('..')).toEqual(['', ''])
})

it('how an attempt was applied is told in the API’s words', () => {
  expect(listWishes(restart('r').plan)).toEqual([
    'strategy: rolling, zone by zone',
    'cluster_reboot: forced',
  ])
  expect(
    listWishes({
      transient: {
        strategy: { grow_and_shrink: {}, rolling: null },
        plan_configuration: {
          skip_snapshot: true,
          override_failsafe: false,
          move_instances: [{ from: 'instance-0000000001' }, {}],
          timeout: 4096,
        },
        restore_snapshot: { snapshot_name: '__latest_success__' },
      },
    }),
  ).toEqual([
    'strategy: grow_and_shrink',
    'skip_snapshot',
    'move_instances: instance-0000000001',
    'restore_snapshot: __latest_success__',
    'timeout: 1 h 08 min',
  ])
  expect(listWishes(null)).toEqual([])
})

it('six hundred attempts are ready within a frame or two', () => {
  const many = Array.from({ length: 600 }, (_, index) => sized(`many-${index}`, 1024 + index))
  const start = performance.now()
  const rows = listAttemptRows(resourcesOf({ history: many }))
  // a list shows 50 at first
  for (const { attempt: one, resource } of rows.slice(0, 50)) diffOfAttempt(one, resource)
  expect(rows).toHaveLength(600)
  // ten times the 16 ms of a frame: the machine has other work too
  expect(performance.now() - start).toBeLessThan(160)
})
