import type { Deployment } from '@ece/api-types'
import { describe, expect, test } from 'vitest'
import { shards, startOperator, stepsOf, watch } from './operator.ts'
import { codeOf, pick, signIn } from './stranger.ts'

const statuses = (resources: Deployment['resources']) =>
  Object.values(resources).flatMap((all) => (all ?? []).map(({ info }) => info?.status))

describe('shutting down', () => {
  test('shows stopping at once, and ends without instances and data', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('logging-prod')
    const before = await operator.get(id)
    const answer = await operator.call(`POST /deployments/${id}/_shutdown`)
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({
      id,
      name: 'logging-prod',
      orphaned: { kibana: [], apm: [] },
    })
    expect(pick(answer.body, 'orphaned', 'elasticsearch', 0, 'dependents')).toHaveLength(2)
    expect(statuses((await operator.get(id)).resources)).toEqual([
      'stopping',
      'stopping',
      'stopping',
    ])
    const end = (await watch(operator, id)).at(-1)
    expect(end).toMatchObject({ status: 'stopped', healthy: true })
    expect(end?.topology).toEqual({ healthy: true, instances: [] })
    expect(stepsOf(end?.plan_info?.current)).toEqual([
      'validate-plan-prerequisites',
      'suspend-snapshotting',
      'perform-snapshot',
      'set-maintenance',
      'wait-until-stopped',
      'plan-completed',
    ])
    expect(statuses((await operator.get(id)).resources)).toEqual(['stopped', 'stopped', 'stopped'])
    expect(end?.snapshots?.count).toBeGreaterThanOrEqual(
      before.resources.elasticsearch?.[0]?.info?.snapshots?.count ?? Infinity,
    )
    const listed = await operator.call('GET /deployments')
    expect(listed.text).toContain(id)
  })

  test('gives the room back to the allocators', async () => {
    const operator = await startOperator()
    const { world } = operator.simulator
    const used = () => world.allocators.reduce((sum, { memory_used }) => sum + memory_used, 0)
    const before = used()
    const id = await operator.idOf('billing-prod')
    const size = [...(world.deployments.get(id)?.resources ?? [])]
      .flatMap(({ instances }) => instances)
      .reduce((sum, { memory }) => sum + memory, 0)
    await operator.call(`POST /deployments/${id}/_shutdown?skip_snapshot=true`)
    operator.wait(60)
    expect(used()).toBe(before - size)
    for (const { allocator_id } of world.allocators) {
      expect(
        world.instancesOf(allocator_id).some(({ deployment_id }) => deployment_id === id),
      ).toBe(false)
    }
  })

  test('takes no snapshot when told so', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('billing-prod')
    await operator.call(`POST /deployments/${id}/_shutdown?skip_snapshot=true`)
    const end = (await watch(operator, id)).at(-1)
    expect(stepsOf(end?.plan_info?.current)).not.toContain('perform-snapshot')
  })

  test('hides the deployment from the list for a platform administrator only', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('billing-prod')
    const manager = await signIn(operator.simulator, 'manager')
    const refused = await manager.call(`POST /deployments/${id}/_shutdown?hide=true`)
    expect([refused.status, codeOf(refused)]).toEqual([400, 'deployments.restricted_parameter'])
    expect((await operator.search(id)).status).toBe('started')
    expect((await operator.call(`POST /deployments/${id}/_shutdown?hide=true`)).status).toBe(200)
    expect((await operator.get(id)).metadata?.hidden).toBe(true)
    expect((await operator.call('GET /deployments')).text).not.toContain(id)
  })

  test('is refused while a plan is pending and for deployments of the platform', async () => {
    const operator = await startOperator()
    const shutdown = async (name: string) =>
      operator.call(`POST /deployments/${await operator.idOf(name)}/_shutdown`)
    const pending = await shutdown('telemetry')
    expect([pending.status, codeOf(pending)]).toEqual([
      422,
      'deployments.deployment_resource_plan_change_error',
    ])
    const system = await shutdown('security-cluster')
    expect([system.status, codeOf(system)]).toEqual([403, 'clusters.command_prohibited'])
  })

  test('a second time changes nothing', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('archive-2023')
    const before = await operator.get(id)
    expect((await operator.call(`POST /deployments/${id}/_shutdown`)).status).toBe(200)
    expect((await operator.get(id)).resources).toEqual(before.resources)
  })

  test('of a failed create makes it possible to delete it', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('vectors-poc')
    const early = await operator.call(`DELETE /deployments/${id}`)
    expect([early.status, codeOf(early)]).toEqual([400, 'deployments.resource_not_shutdown'])
    await operator.call(`POST /deployments/${id}/_shutdown`)
    operator.wait(30)
    expect((await operator.call(`DELETE /deployments/${id}`)).status).toBe(200)
    expect((await operator.call(`GET /deployments/${id}`)).status).toBe(404)
  })
})

describe('restoring', () => {
  test('without the snapshot brings back an empty cluster, with numbers that go on counting', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('billing-prod')
    const disk = async () =>
      (await operator.search(id)).topology?.instances?.[0]?.disk?.disk_space_used ?? 0
    const before = await disk()
    await operator.call(`POST /deployments/${id}/_shutdown`)
    operator.wait(60)
    const answer = await operator.call(`POST /deployments/${id}/_restore`)
    expect([answer.status, answer.body]).toEqual([200, { id }])
    expect((await operator.search(id)).status).toBe('restarting')
    const end = (await watch(operator, id)).at(-1)
    expect(end).toMatchObject({ status: 'started', healthy: true })
    expect(end?.topology?.instances?.map(({ instance_name }) => instance_name)).toEqual([
      'instance-0000000003',
      'instance-0000000004',
      'tiebreaker-0000000005',
    ])
    expect(await disk()).toBeLessThan(before)
    expect(stepsOf(end?.plan_info?.current)).not.toContain('restore-snapshot')
    operator.wait(30)
    expect((await operator.get(id)).healthy).toBe(true)
    expect(statuses((await operator.get(id)).resources)).toEqual(['started', 'started'])
  })

  test('with the snapshot brings the data back', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('archive-2023')
    await operator.call(`POST /deployments/${id}/_restore?restore_snapshot=true`)
    const end = (await watch(operator, id)).at(-1)
    expect(stepsOf(end?.plan_info?.current)).toContain('restore-snapshot')
    expect(shards(end ?? {})).toBe('green')
    expect(end?.topology?.instances?.[0]?.disk?.disk_space_used).toBeGreaterThan(1000)
    expect(end?.snapshots?.recent_success).toBe(true)
  })

  test('starts Kibana when Elasticsearch is up, without a gap', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('archive-2023')
    await operator.call(`POST /deployments/${id}/_restore`)
    const seen: string[] = []
    for (let second = 0; second < 60; second += 1) {
      const { elasticsearch, kibana } = (await operator.get(id)).resources
      const es = elasticsearch?.[0]?.info
      const kb = kibana?.[0]?.info
      if (kb?.plan_info?.pending) expect(es?.status).toBe('started')
      seen.push(`${Boolean(es?.plan_info?.pending)} ${Boolean(kb?.plan_info?.pending)}`)
      operator.wait(1)
    }
    const phases = seen.filter((phase, index) => phase !== seen[index - 1])
    expect(phases).toEqual(['true false', 'false true', 'false false'])
  })

  test('says in a warning that there was no snapshot to restore', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('old-sandbox')
    await operator.call(`POST /deployments/${id}/_restore?restore_snapshot=true`)
    const { current } = (await watch(operator, id)).at(-1)?.plan_info ?? {}
    expect(current?.healthy).toBe(true)
    expect(current?.warnings?.[0]?.message).toContain('no successful snapshot')
  })

  test('of a running deployment is refused', async () => {
    const operator = await startOperator()
    const refused = await operator.call(
      `POST /deployments/${await operator.idOf('billing-prod')}/_restore`,
    )
    expect([refused.status, codeOf(refused)]).toEqual([400, 'deployments.resource_not_shutdown'])
  })

  test('takes no other change for Kibana while it waits for its turn', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('archive-2023')
    await operator.call(`POST /deployments/${id}/_restore`)
    const refused = await operator.call(`POST /deployments/${id}/_restore`)
    expect(refused.status).toBe(400)
    operator.wait(2)
    const kibana = await operator.call(`POST /deployments/${id}/kibana/main-kibana/_restart`)
    expect([kibana.status, codeOf(kibana)]).toEqual([
      422,
      'deployments.deployment_resource_plan_change_error',
    ])
  })
})

describe('a sentinel', () => {
  test.each([
    [
      'fails-to-restart',
      'elasticsearch/main-elasticsearch/_restart',
      'started',
      'InstanceDidNotStart',
      'started',
    ],
    ['fails-to-shut-down', '_shutdown', 'started', 'TimeoutExceeded', 'started'],
    ['fails-to-restore', '_restore', 'stopped', 'InstanceDidNotStart', 'stopped'],
    // Kibana takes no snapshot and goes down
    ['fails-to-snapshot', '_shutdown', 'started', 'TimeoutExceeded', 'stopped'],
  ])(
    '%s fails as its name says, and %s leaves it %s',
    async (name, verb, status, cause, kibana) => {
      const operator = await startOperator({ sentinels: true })
      const id = await operator.idOf(name)
      const before = (await operator.search(id)).topology?.instances?.length
      expect((await operator.call(`POST /deployments/${id}/${verb}`)).status).toBeLessThan(300)
      const end = (await watch(operator, id)).at(-1)
      expect(end?.status).toBe(status)
      expect(end?.plan_info?.healthy).toBe(false)
      expect(end?.plan_info?.current?.error?.failure_type).toContain(cause)
      expect(end?.plan_info?.current?.plan_attempt_log?.at(-1)).toMatchObject({
        step_id: 'plan-completed',
        status: 'error',
      })
      expect(end?.topology?.instances?.length).toBe(before)
      // what waited for Elasticsearch does not start without it
      operator.wait(60)
      expect(statuses((await operator.get(id)).resources)).toEqual([status, kibana])
      expect(end?.topology?.healthy).toBe(true)
    },
  )

  test('slow-to-restart takes ten times as long and succeeds', async () => {
    const operator = await startOperator({ sentinels: true })
    const id = await operator.idOf('slow-to-restart')
    await operator.call(`POST /deployments/${id}/elasticsearch/_main/_restart`)
    operator.wait(200)
    expect((await operator.search(id)).status).toBe('rebooting')
    operator.wait(200)
    expect((await operator.get(id)).healthy).toBe(true)
  })

  test('never-ends waits until it is cancelled', async () => {
    const operator = await startOperator({ sentinels: true })
    const id = await operator.idOf('never-ends')
    await operator.call(`POST /deployments/${id}/elasticsearch/_main/_restart`)
    operator.wait(24 * 3600)
    expect((await operator.search(id)).status).toBe('rebooting')
    await operator.call(`DELETE /deployments/${id}/elasticsearch/_main/plan/pending`)
    operator.wait(10)
    expect((await operator.search(id)).status).toBe('started')
  })
})
