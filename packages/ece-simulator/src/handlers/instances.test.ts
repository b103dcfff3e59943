import { expect, test } from 'vitest'
import { startOperator } from '../operator.ts'
import { codeOf, pick, signIn, startSimulator } from '../stranger.ts'

const FIRST = 'instance-0000000000'
const SECOND = 'instance-0000000001'

async function clusterOf(name: string, kind = 'elasticsearch') {
  const operator = await startOperator()
  const id = await operator.idOf(name)
  const resource = `/deployments/${id}/${kind}/_main/instances`
  const info = async () => {
    const { body } = await operator.call(`GET /deployments/${id}`)
    return pick(body, 'resources', kind, 0, 'info')
  }
  const instance = async (name_: string) => {
    const all = pick(await info(), 'topology', 'instances')
    return Array.isArray(all)
      ? all.find((each) => pick(each, 'instance_name') === name_)
      : undefined
  }
  return { operator, id, resource, info, instance }
}

test('maintenance mode takes one instance out of routing, keeps it running, and ends again', async () => {
  const { operator, resource, info, instance } = await clusterOf('logging-prod')
  const started = await operator.call(`POST ${resource}/${FIRST}/maintenance-mode/_start`)
  expect([started.status, started.body]).toEqual([202, {}])
  expect(await instance(FIRST)).toMatchObject({
    maintenance_mode: true,
    healthy: true,
    container_started: true,
    service_running: true,
  })
  expect(await instance(SECOND)).toMatchObject({ maintenance_mode: false })
  expect(await info()).toMatchObject({ status: 'started', healthy: true })
  expect((await operator.call(`POST ${resource}/${FIRST}/maintenance-mode/_stop`)).status).toBe(202)
  expect(await instance(FIRST)).toMatchObject({ maintenance_mode: false })
})

test('a stopped instance is down without a plan, and what lives on it is missing until it starts', async () => {
  const { operator, id, resource, info, instance } = await clusterOf('logging-prod')
  const before = await info()
  expect((await operator.call(`POST ${resource}/${FIRST}/_stop`)).status).toBe(202)
  expect(await instance(FIRST)).toMatchObject({
    healthy: false,
    container_started: false,
    service_running: false,
  })
  expect(pick(await instance(FIRST), 'service_version')).toBeUndefined()
  const stopped = await info()
  expect(stopped).toMatchObject({
    status: 'started',
    healthy: false,
    topology: { healthy: false },
    elasticsearch: { shards_status: { status: 'yellow' } },
  })
  expect(pick(stopped, 'plan_info', 'pending')).toBeUndefined()
  expect(pick(stopped, 'plan_info', 'current')).toEqual(pick(before, 'plan_info', 'current'))
  expect(pick((await operator.call(`GET /deployments/${id}`)).body, 'healthy')).toBe(false)

  await operator.call(`POST ${resource}/${SECOND}/_stop`)
  expect(await info()).toMatchObject({ elasticsearch: { shards_status: { status: 'red' } } })
  await operator.call(`POST ${resource}/${FIRST},${SECOND}/_start`)
  expect(await info()).toMatchObject({
    healthy: true,
    elasticsearch: { shards_status: { status: 'green' } },
  })
})

test('all instances of a resource go and come back with one call', async () => {
  const { operator, resource, info } = await clusterOf('logging-prod', 'kibana')
  const facts = async (...names: string[]) => {
    const all = pick(await info(), 'topology', 'instances')
    return Array.isArray(all) ? all.map((each) => names.map((name) => pick(each, name))) : []
  }
  await operator.call(`POST ${resource}/maintenance-mode/_start`)
  expect(await facts('maintenance_mode')).toEqual([[true], [true]])
  await operator.call(`POST ${resource}/_stop`)
  expect(await facts('container_started', 'maintenance_mode')).toEqual([
    [false, true],
    [false, true],
  ])
  await operator.call(`POST ${resource}/_start`)
  await operator.call(`POST ${resource}/maintenance-mode/_stop`)
  expect(await facts('service_running', 'maintenance_mode')).toEqual([
    [true, false],
    [true, false],
  ])
})

test('an instance that is not there stops the whole command, unless it may be ignored', async () => {
  const { operator, resource, instance } = await clusterOf('logging-prod')
  const names = `${FIRST},instance-0000000099`
  const refused = await operator.call(`POST ${resource}/${names}/_stop`)
  expect([refused.status, codeOf(refused)]).toEqual([
    404,
    'deployments.instances_missing_on_update_error',
  ])
  expect(await instance(FIRST)).toMatchObject({ container_started: true })
  const ignored = await operator.call(`POST ${resource}/${names}/_stop?ignore_missing=true`)
  expect(ignored.status).toBe(202)
  expect(await instance(FIRST)).toMatchObject({ container_started: false })
})

test('while a plan runs the platform has the say', async () => {
  const { operator, id, resource } = await clusterOf('logging-prod')
  await operator.call(`POST /deployments/${id}/elasticsearch/_main/_restart`)
  for (const path of ['_stop', `${FIRST}/_start`, `${FIRST}/maintenance-mode/_start`]) {
    const refused = await operator.call(`POST ${resource}/${path}`)
    expect([path, refused.status, codeOf(refused)]).toEqual([
      path,
      403,
      'deployments.instance_update_prohibited_error',
    ])
  }
})

test('kinds that the document does not list have no such command, and a viewer may not', async () => {
  const { operator, resource } = await clusterOf('search-shop', 'enterprise_search')
  const refused = await operator.call(`POST ${resource}/_stop`)
  expect([refused.status, codeOf(refused)]).toEqual([
    404,
    'deployments.deployment_resource_not_found',
  ])
  const simulator = await startSimulator()
  const viewer = await signIn(simulator, 'viewer')
  const path = `/deployments/${'0'.repeat(32)}/kibana/_main/instances/_stop`
  expect((await viewer.call(`POST ${path}`)).status).toBe(403)
})

test('both generations have them', async () => {
  const operator = await startOperator({ generation: '2.13' })
  const id = await operator.idOf('logging-prod')
  const path = `/deployments/${id}/elasticsearch/_main/instances/${FIRST}/maintenance-mode/_start`
  expect((await operator.call(`POST ${path}`)).status).toBe(202)
})
