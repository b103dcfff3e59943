import { describe, expect, test } from 'vitest'
import { electedMaster, isElasticsearchHealthy, isTopologyHealthy, shardsStatus } from './health.ts'
import type { Resource } from './model.ts'
import { createTestWorld, resourceOf } from './test-world.ts'

const cluster = (name: string) => resourceOf(createTestWorld().named(name), 'elasticsearch')

const stop = (resource: Resource, ...indexes: number[]) => {
  for (const index of indexes) {
    const instance = resource.instances[index]
    if (instance !== undefined) instance.service_running = false
  }
  return resource
}

describe('shards', () => {
  test.each([
    ['logging-prod', [], 'green'],
    ['logging-prod', [1], 'yellow'],
    ['logging-prod', [0, 2], 'red'],
    ['billing-staging', [0], 'red'],
    // the tiebreaker holds none
    ['billing-prod', [2], 'green'],
    ['billing-prod', [0], 'yellow'],
    ['billing-prod', [0, 1], 'red'],
    ['payments', [], 'red'],
    ['catalog', [], 'yellow'],
  ])('of %s without instances %j are %s', (name, gone, status) => {
    expect(shardsStatus(stop(cluster(name), ...gone))).toBe(status)
  })

  test('that are still being assigned count as missing', () => {
    const resource = cluster('logging-prod')
    for (const instance of resource.instances.slice(1)) instance.recovering = true
    expect(shardsStatus(resource)).toBe('red')
  })

  test('an empty cluster has none that could be missing', () => {
    const resource = stop(cluster('billing-staging'), 0)
    resource.shards = 0
    expect(shardsStatus(resource)).toBe('green')
  })
})

describe('the master', () => {
  test('needs a majority of the master-eligible instances', () => {
    const resource = cluster('logging-prod')
    expect(electedMaster(resource)?.name).toBe('instance-0000000000')
    expect(electedMaster(stop(resource, 0))?.name).toBe('instance-0000000001')
    expect(electedMaster(stop(resource, 1))).toBeUndefined()
    expect(isElasticsearchHealthy(resource)).toBe(false)
  })

  test('is never the tiebreaker, which only votes', () => {
    const resource = cluster('billing-prod')
    resource.instances.reverse()
    expect(electedMaster(resource)?.name).not.toMatch(/^tiebreaker/)
  })

  test('is a dedicated one where there are dedicated ones', () => {
    const master = electedMaster(cluster('metrics-prod'))
    expect(master?.configuration_id).toBe('master')
  })
})

test('one instance that is down makes the topology unhealthy', () => {
  expect(isTopologyHealthy(cluster('logging-prod'))).toBe(true)
  expect(isTopologyHealthy(stop(cluster('logging-prod'), 1))).toBe(false)
})
