import { describe, expect, test } from 'vitest'
import { startOperator, stepsOf, watch } from './operator.ts'
import { create, created, elasticsearch, fun, GB, stateless, tier } from './payload-examples.ts'
import { codeOf, pick } from './stranger.ts'

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
