import { describe, expect, test } from 'vitest'
import { type Operator, startOperator, stepsOf, watch } from './operator.ts'
import { codeOf, pick, signIn } from './stranger.ts'

const GB = 1024
const hot = {
  id: 'hot_content',
  instance_configuration_id: 'data.default',
  node_roles: [
    'master',
    'ingest',
    'data_hot',
    'data_content',
    'remote_cluster_client',
    'transform',
  ],
}
const tier = (memory: number, zone_count: number) => ({
  ...hot,
  zone_count,
  size: { resource: 'memory', value: memory },
})
const elasticsearch = (version: string, ...cluster_topology: object[]) => ({
  ref_id: 'main-elasticsearch',
  region: 'ece-region',
  plan: { deployment_template: { id: 'default' }, elasticsearch: { version }, cluster_topology },
})
const stateless = (kind: string, configuration: string, extra: object = {}) => ({
  ref_id: `main-${kind}`,
  elasticsearch_cluster_ref_id: 'main-elasticsearch',
  region: 'ece-region',
  plan: {
    [kind]: {},
    cluster_topology: [
      {
        instance_configuration_id: configuration,
        zone_count: 1,
        size: { resource: 'memory', value: GB },
      },
    ],
    ...extra,
  },
})
const fun = {
  name: 'fun',
  resources: {
    elasticsearch: [elasticsearch('8.17.4', tier(4 * GB, 1))],
    kibana: [stateless('kibana', 'kibana')],
  },
}

const create = (operator: Operator, body: object, query = '') =>
  operator.call(`POST /deployments${query}`, { body })

async function created(operator: Operator, body: object = fun, query = '') {
  const answer = await create(operator, body, query)
  if (answer.status !== 201) throw new Error(answer.text)
  const id = String(pick(answer.body, 'id'))
  operator.wait(120)
  return id
}

const names = async (operator: Operator, id: string) =>
  (await operator.search(id)).topology?.instances?.map(({ instance_name }) => instance_name)

describe('creating a deployment', () => {
  test('answers at once with a password that is never shown again, and is up soon', async () => {
    const operator = await startOperator()
    const answer = await create(operator, fun)
    expect(answer.status).toBe(201)
    expect(answer.headers.get('x-cloud-resource-version')).toBe('1')
    const id = String(pick(answer.body, 'id'))
    const password = String(pick(answer.body, 'resources', 0, 'credentials', 'password'))
    expect(password).toHaveLength(24)
    expect(answer.body).toMatchObject({ name: 'fun', created: true })
    const first = await operator.search(id)
    expect(first).toMatchObject({ status: 'initializing', healthy: false, cluster_name: 'fun' })
    expect(first.plan_info?.current).toBeUndefined()
    const seen = await watch(operator, id)
    expect(stepsOf(seen.at(-1)?.plan_info?.current)).toEqual([
      'validate-plan-prerequisites',
      'allocate-instances',
      'wait-until-running',
      'verify-non-split',
      'set-maintenance',
      'plan-completed',
    ])
    // new instances get no traffic before their plan says so
    const starting = seen.flatMap(({ topology }) => topology?.instances ?? [])
    expect(starting.some(({ maintenance_mode, healthy }) => maintenance_mode && !healthy)).toBe(
      true,
    )
    operator.wait(60)
    const done = await operator.call(
      `GET /deployments/${id}?show_settings=true&show_plan_logs=true`,
    )
    expect(done.body).toMatchObject({ healthy: true, name: 'fun' })
    expect(done.text).not.toContain(password)
  })

  test('with the same request_id starts nothing new and shows no password', async () => {
    const operator = await startOperator()
    const request_id = 'r'.repeat(64)
    const first = await create(operator, fun, `?request_id=${request_id}`)
    const second = await create(operator, fun, `?request_id=${request_id}`)
    expect([first.status, second.status]).toEqual([201, 202])
    expect(second.body).toMatchObject({ id: pick(first.body, 'id'), created: false })
    expect(second.text).not.toContain('credentials')
    expect(codeOf(await create(operator, fun, '?request_id=short'))).toBe('root.invalid_data')
  })

  test('only to validate creates nothing', async () => {
    const operator = await startOperator()
    const before = operator.simulator.world.deployments.size
    const answer = await create(operator, fun, '?validate_only=true')
    expect(answer.status).toBe(200)
    expect(pick(answer.body, 'diagnostics', 'creates', 'kibana', 0, 'ref_id')).toBe('main-kibana')
    expect(operator.simulator.world.deployments.size).toBe(before)
  })

  test('from a template takes what the body leaves out, and the latest version', async () => {
    const operator = await startOperator()
    const id = await created(operator, { name: 'from template' }, '?template_id=machine-learning')
    const deployment = await operator.get(id)
    expect(deployment.healthy).toBe(true)
    const { plan } = deployment.resources.elasticsearch?.[0]?.info?.plan_info?.current ?? {}
    expect(plan?.elasticsearch?.version).toBe('9.0.1')
    expect(
      plan?.cluster_topology?.some(({ id: own, size }) => own === 'ml' && size?.value === GB),
    ).toBe(true)
    expect(deployment.resources.kibana?.[0]?.info?.cluster_name).toBe('from template')
    const unknown = await create(operator, { name: 'x' }, '?template_id=none')
    expect(codeOf(unknown)).toBe('templates.template_not_found')
  })

  test('without a name is called by its id', async () => {
    const operator = await startOperator()
    const id = await created(operator, { resources: fun.resources })
    const { name, resources } = await operator.get(id)
    expect(name).toBe(id)
    expect(resources.elasticsearch?.[0]?.info?.cluster_name).toBe(resources.elasticsearch?.[0]?.id)
  })

  test('in two zones adds a tiebreaker in the third', async () => {
    const operator = await startOperator()
    const resources = { elasticsearch: [elasticsearch('8.17.4', tier(4 * GB, 2))] }
    const id = await created(operator, { name: 'two zones', resources })
    const { topology } = await operator.search(id)
    expect(new Set(topology?.instances?.map(({ zone }) => zone)).size).toBe(3)
    expect(topology?.instances?.at(-1)).toMatchObject({
      instance_name: 'tiebreaker-0000000002',
      memory: { instance_capacity: GB },
      node_roles: ['master', 'voting_only'],
    })
  })

  test('splits a size above the largest node into several nodes', async () => {
    const operator = await startOperator()
    const resources = { elasticsearch: [elasticsearch('8.17.4', tier(68 * GB, 1))] }
    const id = await created(operator, { name: 'big', resources })
    const sizes = (await operator.search(id)).topology?.instances?.map(
      ({ memory }) => memory?.instance_capacity,
    )
    expect(sizes).toEqual([64 * GB, 4 * GB])
  })

  test('with an integrations server is followed by a Kibana plan of the constructor', async () => {
    const operator = await startOperator()
    const resources = {
      ...fun.resources,
      integrations_server: [stateless('integrations_server', 'integrations.server')],
    }
    const answer = await create(operator, { name: 'traced', resources })
    expect(pick(answer.body, 'resources', 2, 'secret_token')).toHaveLength(24)
    const id = String(pick(answer.body, 'id'))
    operator.wait(120)
    const deployment = await operator.get(id)
    const [first, second] = deployment.resources.kibana?.[0]?.info?.plan_info?.history ?? []
    expect(first?.source?.facilitator).toBe('adminconsole')
    expect(second?.source).toMatchObject({
      facilitator: 'constructor',
      action: 'apm.force-kibana-plan',
    })
    expect(second?.source?.user_id).toBeNull()
    const server = deployment.resources.integrations_server?.[0]?.info
    expect(server?.metadata?.services_urls?.map(({ service }) => service)).toEqual(['apm', 'fleet'])
    const associated = deployment.resources.elasticsearch?.[0]?.info?.associated_apm_clusters
    expect(associated?.map(({ apm_id }) => apm_id)).toEqual([
      deployment.resources.integrations_server?.[0]?.id,
    ])
  })

  test.each([
    [{ ...fun, resources: {} }, 'resources.elasticsearch'],
    [
      {
        resources: {
          elasticsearch: [
            elasticsearch('8.17.4', { ...tier(4 * GB, 1), instance_configuration_id: 'data.fast' }),
          ],
        },
      },
      'resources.elasticsearch[0].plan.cluster_topology[0].instance_configuration_id',
    ],
    [
      { resources: { elasticsearch: [elasticsearch('8.17.4', tier(3000, 1))] } },
      'resources.elasticsearch[0].plan.cluster_topology[0].size.value',
    ],
    [
      { resources: { elasticsearch: [elasticsearch('8.17.4', tier(GB, 4))] } },
      'resources.elasticsearch[0].plan.cluster_topology[0].zone_count',
    ],
    [
      { resources: { elasticsearch: [elasticsearch('1.2.3', tier(GB, 1))] } },
      'resources.elasticsearch[0].plan.elasticsearch.version',
    ],
    [
      { resources: { elasticsearch: [elasticsearch('8.16.1', tier(GB, 1))] } },
      'resources.elasticsearch[0].plan.elasticsearch.version',
    ],
    [
      {
        resources: {
          ...fun.resources,
          kibana: [{ ...stateless('kibana', 'kibana'), elasticsearch_cluster_ref_id: 'x' }],
        },
      },
      'resources.kibana[0].elasticsearch_cluster_ref_id',
    ],
    [
      { resources: { ...fun.resources, kibana: [stateless('kibana', 'data.default')] } },
      'resources.kibana[0].plan.cluster_topology[0].instance_configuration_id',
    ],
    [
      { resources: { ...fun.resources, apm: [stateless('apm', 'apm')] } },
      'resources.apm[0].plan.apm.version',
    ],
    [
      {
        resources: { elasticsearch: [{ ...elasticsearch('8.17.4', tier(GB, 1)), region: 'mars' }] },
      },
      'resources.elasticsearch[0].region',
    ],
    [
      {
        resources: {
          elasticsearch: [elasticsearch('8.17.4', { ...tier(GB, 1), node_roles: ['data_hot'] })],
        },
      },
      'resources.elasticsearch[0].plan.cluster_topology',
    ],
    [
      { resources: { elasticsearch: [{ ref_id: 'main-elasticsearch', region: 'ece-region' }] } },
      'resources.elasticsearch[0].plan',
    ],
  ])('refuses a bad plan and names the place (%#)', async (body, field) => {
    const operator = await startOperator()
    const answer = await create(operator, body)
    expect([answer.status, codeOf(answer)]).toEqual([400, 'clusters.cluster_invalid_plan'])
    expect(pick(answer.body, 'errors', 0, 'fields')).toContain(field)
  })
})

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
