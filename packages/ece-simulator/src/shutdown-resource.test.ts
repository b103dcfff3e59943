import { describe, expect, test } from 'vitest'
import { startOperator } from './operator.ts'
import { codeOf, signIn } from './stranger.ts'

type Operator = Awaited<ReturnType<typeof startOperator>>

const kibanaOf = async (operator: Operator, id: string) =>
  (await operator.get(id)).resources.kibana?.[0]?.info

const start = async (name: string) => {
  const operator = await startOperator()
  const id = await operator.idOf(name)
  const send = (path: string) => operator.call(`POST /deployments/${id}/${path}`)
  return { operator, id, send }
}

describe('shutting down Kibana alone', () => {
  test('takes its instances away and leaves Elasticsearch as it is', async () => {
    const { operator, id, send } = await start('billing-prod')
    const answer = await send('kibana/main-kibana/_shutdown')
    expect([answer.status, answer.body]).toEqual([200, {}])
    expect(await kibanaOf(operator, id)).toMatchObject({ status: 'stopping' })
    operator.wait(60)
    const kibana = await kibanaOf(operator, id)
    expect(kibana).toMatchObject({ status: 'stopped', topology: { instances: [] } })
    expect(kibana?.plan_info?.current?.source).toMatchObject({
      action: 'deployments.shutdown-deployment-stateless-resource',
      user_id: 'admin',
    })
    const elasticsearch = await operator.search(id)
    expect(elasticsearch.status).toBe('started')
    expect(elasticsearch.plan_info?.pending).toBeUndefined()
    expect((await operator.get(id)).healthy).toBe(true)
  })

  test('is refused for what is not there, not stateless, changing, or of the platform', async () => {
    const { operator, send } = await start('telemetry')
    const missing = await send('kibana/other/_shutdown')
    expect([missing.status, codeOf(missing)]).toEqual([
      404,
      'deployments.deployment_resource_not_found',
    ])
    const system = await operator.idOf('security-cluster')
    const refused = await operator.call(`POST /deployments/${system}/kibana/_main/_shutdown`)
    expect(refused.status).toBeGreaterThanOrEqual(403)
    const { send: sendIdle, operator: other } = await start('billing-prod')
    await sendIdle('kibana/_main/_shutdown')
    const second = await sendIdle('kibana/_main/_shutdown')
    expect([second.status, codeOf(second)]).toEqual([
      422,
      'deployments.deployment_resource_plan_change_error',
    ])
    const manager = await signIn(other.simulator, 'manager')
    const path = `/deployments/${await other.idOf('logging-prod')}/kibana/_main/_shutdown`
    const hiding = await manager.call(`POST ${path}?hide=true`)
    expect([hiding.status, codeOf(hiding)]).toEqual([400, 'deployments.restricted_parameter'])
    expect((await manager.call(`POST ${path}`)).status).toBe(200)
  })
})

describe('restoring one resource', () => {
  test('brings Kibana back with the plan it had', async () => {
    const { operator, id, send } = await start('billing-prod')
    const before = (await kibanaOf(operator, id))?.topology?.instances?.length
    await send('kibana/main-kibana/_shutdown')
    operator.wait(60)
    const answer = await send('kibana/_main/_restore')
    expect([answer.status, answer.body]).toEqual([
      200,
      { id, kind: 'kibana', ref_id: 'main-kibana' },
    ])
    expect(await kibanaOf(operator, id)).toMatchObject({ status: 'restarting' })
    operator.wait(120)
    const after = await kibanaOf(operator, id)
    expect(after).toMatchObject({ status: 'started', healthy: true })
    expect(after?.topology?.instances).toHaveLength(before ?? Number.NaN)
    expect(after?.plan_info?.current?.source?.action).toBe(
      'deployments.restore-deployment-resource',
    )
  })

  test('brings the data of Elasticsearch back when asked to', async () => {
    const { operator, id, send } = await start('archive-2023')
    expect((await send('elasticsearch/_main/_restore?restore_snapshot=true')).status).toBe(200)
    operator.wait(300)
    const { status, topology } = await operator.search(id)
    expect(status).toBe('started')
    expect(topology?.instances?.[0]?.disk?.disk_space_used).toBeGreaterThan(1000)
    expect(await kibanaOf(operator, id)).toMatchObject({ status: 'stopped' })
  })

  test('is refused while it runs, and for Kibana without its Elasticsearch', async () => {
    const { send } = await start('billing-prod')
    const running = await send('kibana/_main/_restore')
    expect([running.status, codeOf(running)]).toEqual([400, 'deployments.resource_not_shutdown'])
    const stopped = await start('archive-2023')
    const alone = await stopped.send('kibana/_main/_restore')
    expect([alone.status, codeOf(alone)]).toEqual([
      422,
      'deployments.deployment_resource_plan_change_error',
    ])
  })
})
