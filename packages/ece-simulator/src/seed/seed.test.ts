import { operations, z } from '@ece/api-types'
import { describe, expect, test } from 'vitest'
import { isDeploymentHealthy } from '../health.ts'
import type { Deployment } from '../model.ts'
import { startOperator } from '../operator.ts'
import { pick } from '../stranger.ts'
import { createTestWorld, resourceOf } from '../test-world.ts'

const ALL_FLAGS = [
  'show_plans',
  'show_plan_logs',
  'show_plan_history',
  'show_plan_defaults',
  'show_settings',
  'show_metadata',
  'enrich_with_template',
  'force_all_plan_history',
  'convert_legacy_plans',
]
  .map((flag) => `${flag}=true`)
  .concat('show_system_alerts=20')
  .join('&')

describe('the small fleet', () => {
  test.each(['3.8', '2.13'] as const)(
    'every deployment of %s keeps the contract of the row and the vendor with every flag on and off',
    async (generation) => {
      const admin = await startOperator({ generation, sentinels: true })
      const { body, status } = await admin.call('POST /deployments/_search', {
        body: { size: 100 },
      })
      expect(status).toBe(200)
      const hits = z.parse(operations.searchDeployments.response, body).deployments
      expect(hits.length).toBeGreaterThan(30)
      for (const { id } of hits) {
        const full = await admin.call(`GET /deployments/${id}?${ALL_FLAGS}`)
        expect(full.text).not.toContain('simulator.contract_mismatch')
        expect(full.status).toBe(200)
        const bare = await admin.call(
          `GET /deployments/${id}?${ALL_FLAGS.replaceAll('true', 'false').replace('=20', '=0')}`,
        )
        expect(bare.status).toBe(200)
        const plans = pick(bare.body, 'resources', 'elasticsearch', 0, 'info', 'plan_info')
        expect(plans).toEqual({ healthy: pick(plans, 'healthy'), history: [] })
      }
      expect((await admin.call('GET /deployments')).status).toBe(200)
    },
    60_000,
  )

  test('holds at least ten plain healthy started deployments with several instances', () => {
    const { world } = createTestWorld()
    const plain = [...world.deployments.values()].filter(
      (deployment) =>
        isDeploymentHealthy(deployment, world.now()) &&
        !deployment.system_owned &&
        deployment.resources.every(({ status, pending }) => status === 'started' && !pending) &&
        resourceOf(deployment, 'elasticsearch').instances.length > 1,
    )
    expect(plain.length).toBeGreaterThanOrEqual(10)
  })

  test('shows every state an operator meets', () => {
    const { world } = createTestWorld()
    const all = [...world.deployments.values()]
    const some = (what: (deployment: Deployment) => boolean) => all.filter(what).length
    const search = (deployment: Deployment) => resourceOf(deployment, 'elasticsearch')
    expect({
      red: some((d) => search(d).lost_shards > 0),
      yellow: some((d) => search(d).unassigned_replicas > 0),
      failed: some((d) => !search(d).plan_healthy && search(d).current !== undefined),
      neverCreated: some((d) => !search(d).plan_healthy && search(d).current === undefined),
      running: some((d) => search(d).pending !== undefined),
      stopped: some((d) => search(d).status === 'stopped'),
      withoutSnapshot: some((d) => search(d).status === 'stopped' && search(d).saved === undefined),
      withoutRepository: some((d) => search(d).snapshots?.repository === undefined),
      failingSnapshots: some((d) => search(d).snapshots?.failing_since !== undefined),
      maintenance: some((d) => search(d).instances.some((i) => i.maintenance_mode)),
      down: some((d) => search(d).instances.some((i) => !i.service_running)),
      pressure: some((d) => search(d).instances.some((i) => i.memory_pressure > 90)),
      system: some((d) => d.system_owned && d.id === search(d).id),
      hidden: some((d) => d.hidden),
      unnamed: some((d) => d.name === d.id),
      long: some((d) => d.name.length === 200),
      tiebreaker:
        all.length - some((d) => search(d).instances.every((i) => i.name.startsWith('instance'))),
    }).toEqual({
      red: 1,
      yellow: 1,
      failed: 2,
      neverCreated: 1,
      running: 2,
      stopped: 2,
      withoutSnapshot: 1,
      withoutRepository: 3,
      failingSnapshots: 1,
      maintenance: 1,
      down: 1,
      pressure: 1,
      system: 3,
      hidden: 1,
      unnamed: 1,
      long: 1,
      tiebreaker: expect.any(Number),
    })
    const kinds = new Set(all.flatMap(({ resources }) => resources.map(({ kind }) => kind)))
    expect(kinds.size).toBe(6)
  })

  test('keeps its running plan for more than ten minutes and its stuck plan for good', () => {
    const { named, advance } = createTestWorld()
    advance(15 * 60)
    expect(resourceOf(named('telemetry'), 'elasticsearch').pending).toBeDefined()
    advance(30 * 24 * 3600)
    expect(resourceOf(named('telemetry'), 'elasticsearch').pending).toBeUndefined()
    expect(resourceOf(named('sessions'), 'elasticsearch').pending).toBeDefined()
  })

  test('an installation may be empty or hold one deployment', () => {
    expect(createTestWorld({ fleet: 0 }).world.documents()).toEqual([])
    expect(createTestWorld({ fleet: 1 }).named('logging-prod').resources.length).toBe(3)
  })

  test('a sentinel is there only when asked for', () => {
    expect(() => createTestWorld().named('fails-to-restart')).toThrow('There is no deployment')
    expect(createTestWorld({ sentinels: true }).named('fails-to-restart')).toBeDefined()
  })
})

describe('a generated fleet', () => {
  const fleet = 800

  test('is the same on every run', () => {
    const ids = () =>
      [...createTestWorld({ fleet }).world.deployments.values()].map(({ id, name }) => id + name)
    expect(ids()).toEqual(ids())
    expect(new Set(ids()).size).toBe(fleet)
  })

  test('has about one unhealthy deployment in a hundred, some changing and some stopped', () => {
    const { world } = createTestWorld({ fleet: 3000 })
    const all = [...world.deployments.values()].slice(40)
    const share = (what: (deployment: Deployment) => boolean) =>
      all.filter(what).length / all.length
    expect(share((d) => !isDeploymentHealthy(d, world.now()))).toBeGreaterThan(0.005)
    expect(share((d) => !isDeploymentHealthy(d, world.now()))).toBeLessThan(0.025)
    expect(share((d) => d.resources.some(({ pending }) => pending))).toBeGreaterThan(0.001)
    expect(share((d) => d.resources.every(({ status }) => status === 'stopped'))).toBeGreaterThan(
      0.005,
    )
  })

  test('fits its allocators and leaves room for changes', () => {
    for (const size of [0, 100, 3000]) {
      const { world } = createTestWorld({ fleet: size })
      for (const zone of world.placement.zones) {
        const own = world.allocators.filter(
          ({ zone_id, connected }) => zone_id === zone && connected,
        )
        const used = own.reduce((sum, { memory_used }) => sum + memory_used, 0)
        const total = own.reduce((sum, { memory_total }) => sum + memory_total, 0)
        expect(used).toBeLessThan(total * 0.8)
        for (const allocator of own)
          expect(allocator.memory_used).toBeLessThanOrEqual(allocator.memory_total)
      }
    }
  })
})
