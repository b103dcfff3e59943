import { describe, expect, test } from 'vitest'
import { down, shards, startOperator, stepsOf, watch, zonesOf } from './operator.ts'
import { codeOf, pick } from './stranger.ts'

const restart = (id: string, query = '') =>
  `POST /deployments/${id}/elasticsearch/main-elasticsearch/_restart${query}`

describe('restarting Elasticsearch', () => {
  test('goes zone by zone, is yellow on the way and ends within a minute', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('logging-prod')
    expect((await operator.call(restart(id))).status).toBe(202)
    const seen = await watch(operator, id)
    const last = seen.at(-1)
    expect(seen.length).toBeLessThanOrEqual(60)
    expect(seen[0]?.status).toBe('rebooting')
    expect(last?.status).toBe('started')
    for (const info of seen) {
      expect(zonesOf(down(info)).length).toBeLessThanOrEqual(1)
      expect(shards(info)).not.toBe('red')
    }
    const zones = new Set(seen.flatMap((info) => zonesOf(down(info))))
    expect(zones).toEqual(new Set(['ece-zone-1', 'ece-zone-2', 'ece-zone-3']))
    expect(seen.map(shards)).toContain('yellow')
    expect(shards(seen.at(-1) ?? {})).toBe('green')
    expect(seen.some(({ topology }) => topology?.healthy === false)).toBe(true)
    const { current, history } = last?.plan_info ?? {}
    expect(stepsOf(current)).toEqual([
      'validate-plan-prerequisites',
      'rolling-upgrade',
      'plan-completed',
    ])
    expect(history?.at(-1)?.plan_attempt_id).toBe(current?.plan_attempt_id)
    expect(current?.source).toMatchObject({
      facilitator: 'adminconsole',
      action: 'deployments.restart-deployment-es-resource',
      user_id: 'admin',
      admin_id: 'admin',
    })
    expect(current?.plan?.transient?.plan_configuration?.cluster_reboot).toBe('forced')
  })

  test('shows a log that grows and never loses its last step', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('billing-prod')
    await operator.call(restart(id, '?skip_snapshot=false'))
    const lengths: number[] = []
    for (const info of await watch(operator, id)) {
      const pending = info.plan_info?.pending
      if (!pending) continue
      const log = pending.plan_attempt_log ?? []
      lengths.push(log.length)
      expect(log.at(-1)).toMatchObject({ status: 'pending', stage: 'in_progress' })
      expect(log.at(-1)?.completed).toBeUndefined()
      expect(log.every(({ info_log }) => (info_log?.length ?? 0) > 0)).toBe(true)
      expect(pending.attempt_end_time).toBeUndefined()
    }
    expect(lengths.toSorted((a, b) => a - b)).toEqual(lengths)
    expect(lengths[0]).toBe(1)
    const ended = (await operator.search(id)).plan_info?.current
    expect(stepsOf(ended)).toContain('perform-snapshot')
    expect(ended?.plan_attempt_log?.at(-1)).toMatchObject({
      step_id: 'plan-completed',
      status: 'success',
    })
  })

  test.each([
    ['__all__', 'logging-prod', 3, 'red'],
    ['__name__', 'logging-prod', 1, 'yellow'],
    ['__zone__', 'billing-staging', 1, 'red'],
  ])('by %s takes down at most what it says of %s', async (attribute, name, most, worst) => {
    const operator = await startOperator()
    const id = await operator.idOf(name)
    await operator.call(restart(id, `?group_attribute=${attribute}`))
    const seen = await watch(operator, id)
    expect(Math.max(...seen.map((info) => down(info).length))).toBe(most)
    expect(seen.map(shards)).toContain(worst)
    if (worst === 'yellow') expect(seen.map(shards)).not.toContain('red')
    expect(seen.at(-1)?.healthy).toBe(true)
  })

  test('without waiting for shards risks a red cluster', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('logging-prod')
    await operator.call(restart(id, '?shard_init_wait_time=0'))
    const seen = await watch(operator, id)
    expect(seen.map(shards)).toContain('red')
    expect(seen.at(-1)).toMatchObject({ healthy: true, status: 'started' })
    expect(shards(seen.at(-1) ?? {})).toBe('green')
  })

  test('waits for lost shards as long as it was told, and then fails with the cause', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('payments')
    await operator.call(restart(id, '?shard_init_wait_time=30'))
    const seen = await watch(operator, id)
    expect(seen.length).toBeGreaterThan(30)
    const { plan_info: plans, status } = seen.at(-1) ?? {}
    expect(status).toBe('started')
    expect(plans?.healthy).toBe(false)
    expect(plans?.current?.error?.failure_type).toBe('InfrastructureFailure:TimeoutExceeded')
    expect(plans?.history?.at(-1)?.error?.message).toContain('[30] seconds')
  })

  test('goes on with a warning when there is no repository to take a snapshot to', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('<img src=x onerror=alert(1)>')
    await operator.call(restart(id, '?skip_snapshot=false'))
    const seen = await watch(operator, id)
    const log = seen.at(-1)?.plan_info?.current?.plan_attempt_log
    expect(log?.find(({ step_id }) => step_id === 'perform-snapshot')?.status).toBe('warning')
    expect(log?.at(-1)?.status).toBe('success')
  })

  test('leaves an instance in maintenance mode that was in it', async () => {
    const operator = await startOperator()
    const long = [...operator.simulator.world.deployments.values()].find(
      ({ name }) => name.length === 200,
    )
    await operator.call(restart(long?.id ?? ''))
    const seen = await watch(operator, long?.id ?? '')
    const inMaintenance = (index: number) =>
      seen
        .at(index)
        ?.topology?.instances?.filter(({ maintenance_mode }) => maintenance_mode === true)
    expect(inMaintenance(-1)).toEqual(inMaintenance(0))
    expect(inMaintenance(-1)).toHaveLength(1)
  })

  test('starts a stopped instance', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('🚀 launch metrics 👩‍👩‍👧‍👦')
    expect((await operator.get(id)).healthy).toBe(false)
    await operator.call(restart(id))
    await watch(operator, id)
    expect((await operator.get(id)).healthy).toBe(true)
  })

  test('is refused while a plan is pending, unless told to cancel it', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('telemetry')
    const before = await operator.search(id)
    const refused = await operator.call(restart(id))
    expect([refused.status, codeOf(refused)]).toEqual([
      422,
      'deployments.deployment_resource_plan_change_error',
    ])
    expect(refused.headers.get('x-cloud-error-codes')).toBe(codeOf(refused))
    expect(pick(refused.body, 'errors', 0, 'message')).toContain(
      'There is a plan still pending, cancel that or wait for it to complete before restarting',
    )
    expect((await operator.search(id)).plan_info?.pending?.plan_attempt_id).toBe(
      before.plan_info?.pending?.plan_attempt_id,
    )
    expect((await operator.call(restart(id, '?cancel_pending=true'))).status).toBe(202)
    const after = await operator.search(id)
    expect(after.status).toBe('rebooting')
    expect(after.plan_info?.history?.at(-1)).toMatchObject({
      plan_attempt_id: before.plan_info?.pending?.plan_attempt_id,
      healthy: false,
    })
    const end = (await watch(operator, id)).at(-1)
    expect(end?.plan_info).toMatchObject({ healthy: true })
    expect(end?.status).toBe('started')
  })

  test('knows the only Elasticsearch as _main, and no other', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('billing-prod')
    const line = (ref: string) => `POST /deployments/${id}/elasticsearch/${ref}/_restart`
    const unknown = await operator.call(line('other'))
    expect([unknown.status, codeOf(unknown)]).toEqual([
      404,
      'deployments.deployment_resource_not_found',
    ])
    expect((await operator.call(line('_main'))).status).toBe(202)
    const gone = await operator.call(restart('0'.repeat(32)))
    expect([gone.status, codeOf(gone)]).toEqual([404, 'deployments.deployment_not_found'])
  })

  test('of a stopped one starts it again with its data', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('archive-2023')
    expect((await operator.call(restart(id))).status).toBe(202)
    expect((await operator.search(id)).status).toBe('restarting')
    const end = (await watch(operator, id)).at(-1)
    expect(end).toMatchObject({ status: 'started', healthy: true })
    expect(stepsOf(end?.plan_info?.current)).toContain('restore-snapshot')
    const names = end?.topology?.instances?.map(({ instance_name }) => instance_name)
    expect(names).toEqual(['instance-0000000003', 'instance-0000000004', 'tiebreaker-0000000005'])
    // only what was asked for starts
    expect((await operator.get(id)).resources.kibana?.[0]?.info?.status).toBe('stopped')
  })

  test('is refused for a deployment that has never come up', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('vectors-poc')
    const refused = await operator.call(restart(id))
    expect([refused.status, codeOf(refused)]).toEqual([
      422,
      'deployments.deployment_resource_plan_change_error',
    ])
  })

  test('runs faster with --speed, while times stay on the clock', async () => {
    const operator = await startOperator({ speed: 10 })
    const id = await operator.idOf('logging-prod')
    await operator.call(restart(id))
    const seen = await watch(operator, id)
    expect(seen.length).toBeLessThan(8)
  })
})

describe('restarting a stateless resource', () => {
  const kibana = (id: string) => `POST /deployments/${id}/kibana/main-kibana/_restart`

  test('takes its instances down and up again', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('logging-prod')
    expect((await operator.call(kibana(id))).status).toBe(202)
    operator.wait(4)
    const [during] = (await operator.get(id)).resources.kibana ?? []
    expect(during?.info?.status).toBe('rebooting')
    expect(during?.info?.healthy).toBe(false)
    operator.wait(60)
    const after = await operator.get(id)
    expect(after.resources.kibana?.[0]?.info).toMatchObject({ status: 'started', healthy: true })
    expect(after.resources.elasticsearch?.[0]?.info?.plan_info?.pending).toBeUndefined()
  })

  test('is refused when its Elasticsearch is stopped', async () => {
    const operator = await startOperator()
    const refused = await operator.call(kibana(await operator.idOf('archive-2023')))
    expect([refused.status, codeOf(refused)]).toEqual([
      422,
      'deployments.deployment_resource_plan_change_error',
    ])
  })

  test('does not take Elasticsearch for one', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('logging-prod')
    expect((await operator.call(restart(id))).status).toBe(202)
    const unknown = await operator.call(`POST /deployments/${id}/apm/_main/_restart`)
    expect(unknown.status).toBe(404)
  })
})
