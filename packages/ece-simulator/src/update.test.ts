import { describe, expect, test } from 'vitest'
import { type Operator, startOperator, stepsOf, watch } from './operator.ts'
import { created, elasticsearch, fun, GB, names, stateless, tier } from './payload-examples.ts'
import { codeOf, pick, signIn } from './stranger.ts'

describe('changing a deployment', () => {
  const put = (operator: Operator, id: string, body: object, query = '') =>
    operator.call(`PUT /deployments/${id}${query}`, { body: { prune_orphans: false, ...body } })

  test('grows by new instances and drops the old ones, numbers going on', async () => {
    const operator = await startOperator()
    const id = await created(operator)
    const resources = { elasticsearch: [elasticsearch('8.17.4', tier(8 * GB, 2))] }
    const answer = await put(operator, id, { resources })
    expect(answer.status).toBe(200)
    expect((await operator.search(id)).status).toBe('reconfiguring')
    const seen = await watch(operator, id)
    const most = Math.max(...seen.map(({ topology }) => topology?.instances?.length ?? 0))
    expect(most).toBe(4)
    expect(await names(operator, id)).toEqual([
      'instance-0000000001',
      'instance-0000000002',
      'tiebreaker-0000000003',
    ])
    expect(stepsOf(seen.at(-1)?.plan_info?.current)).toContain('migrate-data')
    expect((await operator.get(id)).healthy).toBe(true)
    // what is left out stays untouched
    expect((await operator.get(id)).resources.kibana?.[0]?.info?.plan_info?.history).toHaveLength(1)
  })

  test('upgrades the version in place, Elasticsearch before Kibana', async () => {
    const operator = await startOperator()
    const id = await created(operator)
    const kibana = stateless('kibana', 'kibana', { kibana: { version: '8.18.1' } })
    const resources = {
      elasticsearch: [elasticsearch('8.18.1', tier(4 * GB, 1))],
      kibana: [kibana],
    }
    await put(operator, id, { resources })
    await watch(operator, id)
    expect((await operator.get(id)).resources.kibana?.[0]?.info?.plan_info?.pending).toBeDefined()
    operator.wait(60)
    const after = await operator.get(id)
    expect(after.resources.kibana?.[0]?.info?.topology?.instances?.[0]?.service_version).toBe(
      '8.18.1',
    )
    expect((await operator.search(id)).topology?.instances).toMatchObject([
      { instance_name: 'instance-0000000000', service_version: '8.18.1' },
    ])
    const down = await put(operator, id, { resources: fun.resources })
    expect(codeOf(down)).toBe('clusters.cluster_invalid_plan')
    expect(pick(down.body, 'errors', 0, 'message')).toContain('downgrade')
  })

  test('with an equal plan still makes an attempt', async () => {
    const operator = await startOperator()
    const id = await created(operator)
    await put(operator, id, { resources: fun.resources })
    await watch(operator, id)
    const { plan_info: plans } = await operator.search(id)
    expect(plans?.history?.map(({ plan_attempt_name }) => plan_attempt_name)).toEqual([
      'attempt-0000000000',
      'attempt-0000000001',
    ])
    expect(plans?.history?.[0]?.plan_end_time).toBeDefined()
    expect(await names(operator, id)).toEqual(['instance-0000000000'])
  })

  test('that finds no room fails, is rolled back and shows why', async () => {
    const operator = await startOperator()
    const id = await created(operator)
    const resources = { elasticsearch: [elasticsearch('8.17.4', tier(4 * 64 * GB, 3))] }
    await put(operator, id, { resources })
    const end = (await watch(operator, id)).at(-1)
    expect(end).toMatchObject({ status: 'started', healthy: false })
    expect(end?.plan_info).toMatchObject({ healthy: false, current: { healthy: false } })
    expect(end?.plan_info?.history?.at(-1)?.error?.failure_type).toBe(
      'ClusterFailure:NoAvailableInstanceFound',
    )
    expect(await names(operator, id)).toEqual(['instance-0000000000'])
    // a restart applies the plan that works
    await operator.call(`POST /deployments/${id}/elasticsearch/_main/_restart`)
    const { plan_info: plans } = (await watch(operator, id)).at(-1) ?? {}
    expect(plans?.current?.plan?.cluster_topology?.[0]?.size?.value).toBe(4 * GB)
    expect((await operator.get(id)).healthy).toBe(true)
  })

  test('that is cancelled half-way gives its instance numbers to nobody else', async () => {
    const operator = await startOperator()
    const id = await created(operator)
    const resources = { elasticsearch: [elasticsearch('8.17.4', tier(8 * GB, 2))] }
    await put(operator, id, { resources })
    while ((await names(operator, id))?.length === 1) operator.wait(1)
    expect(await names(operator, id)).toContain('instance-0000000002')
    await operator.call(`DELETE /deployments/${id}/elasticsearch/_main/plan/pending`)
    operator.wait(20)
    expect(await names(operator, id)).toEqual(['instance-0000000000'])
    await put(operator, id, { resources })
    operator.wait(120)
    expect(await names(operator, id)).toEqual([
      'instance-0000000004',
      'instance-0000000005',
      'tiebreaker-0000000006',
    ])
  })

  test('shuts down what it does not name when told to prune orphans', async () => {
    const operator = await startOperator()
    const id = await created(operator)
    const kept = { elasticsearch: fun.resources.elasticsearch }
    const answer = await put(operator, id, { prune_orphans: true, resources: kept })
    const kibana = (await operator.get(id)).resources.kibana?.[0]
    expect(pick(answer.body, 'shutdown_resources', 'kibana')).toEqual([kibana?.id])
    expect(kibana?.info?.status).toBe('stopping')
    operator.wait(60)
    expect((await operator.get(id)).resources.kibana?.[0]?.info?.status).toBe('stopped')
  })

  test('changes name, tags, alias and settings without a plan, also while one runs', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('telemetry')
    const before = await operator.call(`GET /deployments/${id}`)
    const answer = await put(operator, id, {
      name: 'telemetry two',
      alias: 'telemetry',
      metadata: { tags: [{ key: 'team', value: 'night' }] },
      settings: { autoscaling_enabled: true },
    })
    expect(answer.status).toBe(200)
    const after = await operator.call(`GET /deployments/${id}`)
    expect(after.body).toMatchObject({
      name: 'telemetry two',
      alias: 'telemetry',
      metadata: { tags: [{ key: 'team', value: 'night' }] },
      settings: { autoscaling_enabled: true },
    })
    const version = 'x-cloud-resource-version'
    expect(Number(after.headers.get(version))).toBe(Number(before.headers.get(version)) + 1)
    expect(pick(after.body, 'metadata', 'last_resource_plan_modified')).toBe(
      pick(before.body, 'metadata', 'last_resource_plan_modified'),
    )
    expect(pick(after.body, 'metadata', 'last_modified')).not.toBe(
      pick(before.body, 'metadata', 'last_modified'),
    )
    const taken = await put(operator, id, { alias: 'billing' })
    expect([taken.status, codeOf(taken)]).toEqual([400, 'root.invalid_data'])
  })

  test('is refused for a stale version, a pending plan, a stopped resource and a hidden flag', async () => {
    const operator = await startOperator()
    const id = await created(operator)
    const stale = await put(operator, id, { name: 'late' }, '?version=0')
    expect([stale.status, codeOf(stale)]).toEqual([409, 'deployments.version_conflict'])
    await operator.call(`POST /deployments/${id}/elasticsearch/_main/_restart`)
    const pending = await put(operator, id, { name: 'late', resources: fun.resources })
    expect([pending.status, codeOf(pending)]).toEqual([
      422,
      'deployments.deployment_resource_plan_change_error',
    ])
    expect((await operator.get(id)).name).toBe('fun')
    operator.wait(60)
    const manager = await signIn(operator.simulator, 'manager')
    const hidden = await manager.call(`PUT /deployments/${id}`, {
      body: { prune_orphans: false, metadata: { hidden: true } },
    })
    expect([hidden.status, codeOf(hidden)]).toEqual([400, 'deployments.restricted_parameter'])
    await operator.call(`POST /deployments/${id}/_shutdown`)
    operator.wait(60)
    expect((await put(operator, id, { resources: fun.resources })).status).toBe(422)
    const missing = await operator.call(`PUT /deployments/${id}`, { body: { name: 'x' } })
    expect([missing.status, codeOf(missing)]).toEqual([400, 'root.invalid_json_request'])
  })

  test('only to validate changes nothing', async () => {
    const operator = await startOperator()
    const id = await created(operator)
    const resources = { elasticsearch: [elasticsearch('8.17.4', tier(8 * GB, 2))] }
    const answer = await put(operator, id, { name: 'other', resources }, '?validate_only=true')
    expect(pick(answer.body, 'diagnostics', 'updates', 'elasticsearch', 0, 'ref_id')).toBe(
      'main-elasticsearch',
    )
    expect(await operator.get(id)).toMatchObject({ name: 'fun', healthy: true })
  })

  test('mends a deployment whose creation failed', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('vectors-poc')
    const resources = {
      elasticsearch: [elasticsearch('9.0.1', tier(4 * GB, 1))],
      kibana: [stateless('kibana', 'kibana')],
    }
    expect((await put(operator, id, { resources })).status).toBe(200)
    operator.wait(120)
    expect((await operator.get(id)).healthy).toBe(true)
  })

  test('can send back what it has read', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('billing-prod')
    const { body } = await operator.call(`GET /deployments/${id}?clear_transient=true`)
    const found = pick(body, 'resources', 'elasticsearch', 0)
    const plan = pick(found, 'info', 'plan_info', 'current', 'plan')
    expect(pick(plan, 'transient')).toBeUndefined()
    const resources = {
      elasticsearch: [{ ref_id: pick(found, 'ref_id'), region: pick(found, 'region'), plan }],
    }
    expect((await put(operator, id, { resources })).status).toBe(200)
    await watch(operator, id)
    expect((await operator.get(id)).healthy).toBe(true)
  })
})
