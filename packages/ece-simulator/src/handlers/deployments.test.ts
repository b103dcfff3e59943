import { describe, expect, test } from 'vitest'
import { startOperator } from '../operator.ts'
import { codeOf, pick, signIn } from '../stranger.ts'

describe('reading deployments', () => {
  test('the list holds all but hidden ones, with light resources', async () => {
    const operator = await startOperator()
    const { body } = await operator.call('GET /deployments')
    const all = pick(body, 'deployments')
    expect(all).toHaveLength(operator.simulator.world.deployments.size - 1)
    const system = (Array.isArray(all) ? all : []).find(
      (item) => pick(item, 'name') === 'security-cluster',
    )
    expect(system).toMatchObject({
      id: pick(system, 'resources', 0, 'id'),
      resources: [{ ref_id: 'elasticsearch', kind: 'elasticsearch', region: 'ece-region' }],
    })
    expect(String(pick(system, 'resources', 0, 'cloud_id'))).toMatch(/^security-cluster:/)
  })

  test('the cloud id names domain, port and both ids', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('検索サービス 本番')
    const { resources } = await operator.get(id)
    const [name = '', code = ''] =
      resources.elasticsearch?.[0]?.info?.metadata?.cloud_id?.split(':') ?? []
    expect(name).toBe('検索サービス_本番')
    expect(Buffer.from(code, 'base64').toString()).toBe(
      `192.168.44.10.ip.es.io:9243$${resources.elasticsearch?.[0]?.id}$${resources.kibana?.[0]?.id}`,
    )
  })

  test('deployment roles do not see the deployments of the platform', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('security-cluster')
    const viewer = await signIn(operator.simulator, 'viewer')
    expect((await viewer.call('GET /deployments')).text).not.toContain(id)
    const hidden = await viewer.call(`GET /deployments/${id}`)
    expect([hidden.status, codeOf(hidden)]).toEqual([404, 'deployments.deployment_not_found'])
    const search = {
      body: { size: 100, query: { term: { 'metadata.system_owned': { value: 'true' } } } },
    }
    expect(
      pick((await viewer.call('POST /deployments/_search', search)).body, 'return_count'),
    ).toBe(0)
    expect(
      pick((await operator.call('POST /deployments/_search', search)).body, 'return_count'),
    ).toBe(3)
  })

  test('templates fill in the tiers that a plan leaves out, unless told not to', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('billing-prod')
    const tiers = async (query: string) => {
      const { resources } = await operator.get(id, query)
      return resources.elasticsearch?.[0]?.info?.plan_info?.current?.plan?.cluster_topology?.map(
        ({ id: tier, size }) => `${tier} ${size?.value}`,
      )
    }
    expect(await tiers('enrich_with_template=false')).toEqual(['hot_content 4096'])
    const enriched = (await tiers('')) ?? []
    expect(enriched.length).toBe(7)
    expect(enriched.slice(1).every((tier) => tier.endsWith(' 0'))).toBe(true)
  })

  test('each flag adds what it says and nothing else', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('logging-prod')
    const read = async (query: string) =>
      (await operator.call(`GET /deployments/${id}?${query}`)).body
    const es = ['resources', 'elasticsearch', 0, 'info'] as const
    const bare = await read('')
    expect(pick(bare, ...es, 'plan_info', 'history')).toEqual([])
    expect(pick(bare, ...es, 'plan_info', 'current', 'plan_attempt_log')).toEqual([])
    expect(pick(bare, ...es, 'settings')).toBeUndefined()
    expect(pick(bare, ...es, 'metadata', 'raw')).toBeUndefined()
    expect(pick(bare, ...es, 'system_alerts')).toBeUndefined()
    expect(pick(bare, 'instance_configurations', 0, 'id')).toBe('data.default')
    expect(
      pick(bare, ...es, 'plan_info', 'current', 'plan', 'elasticsearch', 'system_settings'),
    ).toBeUndefined()
    expect(
      pick(await read('show_plan_logs=true'), ...es, 'plan_info', 'current', 'plan_attempt_log'),
    ).not.toEqual([])
    expect(pick(await read('show_settings=true'), ...es, 'settings', 'snapshot', 'enabled')).toBe(
      true,
    )
    expect(pick(await read('show_metadata=true'), ...es, 'metadata', 'raw')).toBeDefined()
    expect(
      pick(
        await read('show_plan_defaults=true'),
        ...es,
        'plan_info',
        'current',
        'plan',
        'elasticsearch',
        'system_settings',
        'auto_create_index',
      ),
    ).toBe(true)
    expect(
      pick(await read('show_instance_configurations=false'), 'instance_configurations'),
    ).toBeUndefined()
    expect(pick(await read('show_instance_metrics=true'), 'healthy')).toBe(true)
    const down = await operator.idOf('🚀 launch metrics 👩‍👩‍👧‍👦')
    const alerts = await operator.call(`GET /deployments/${down}?show_system_alerts=5`)
    expect(pick(alerts.body, ...es, 'system_alerts', 0, 'alert_type')).toBe('automatic_restart')
  })

  test('history is cut at a hundred attempts unless all are asked for', async () => {
    const operator = await startOperator({ speed: 1000 })
    const id = await operator.idOf('billing-staging')
    for (let round = 0; round < 101; round += 1) {
      await operator.call(`POST /deployments/${id}/kibana/_main/_restart`)
      operator.wait(1)
    }
    const count = async (query: string) =>
      (await operator.get(id, `show_plan_history=true${query}`)).resources.kibana?.[0]?.info
        ?.plan_info?.history?.length
    expect(await count('')).toBe(100)
    expect(await count('&force_all_plan_history=true')).toBeGreaterThan(100)
  })

  test('health goes from the leaf to the root', async () => {
    const operator = await startOperator()
    const healthOf = async (name: string) => {
      const { healthy, resources } = await operator.get(await operator.idOf(name))
      const info = resources.elasticsearch?.[0]?.info
      return [
        healthy,
        info?.healthy,
        info?.topology?.healthy,
        info?.elasticsearch?.healthy,
        info?.snapshots?.healthy,
        info?.plan_info?.healthy,
        info?.elasticsearch?.shards_status?.status,
      ]
    }
    expect(await healthOf('billing-prod')).toEqual([true, true, true, true, true, true, 'green'])
    expect(await healthOf('payments')).toEqual([false, false, true, false, true, true, 'red'])
    expect(await healthOf('catalog')).toEqual([true, true, true, true, true, true, 'yellow'])
    expect(await healthOf('inventory')).toEqual([false, false, true, true, true, false, 'green'])
    expect(await healthOf('audit')).toEqual([false, false, true, true, false, true, 'green'])
    expect(await healthOf('🚀 launch metrics 👩‍👩‍👧‍👦')).toEqual([
      false,
      false,
      false,
      true,
      true,
      true,
      'yellow',
    ])
    expect(await healthOf('archive-2023')).toEqual([true, true, true, true, true, true, 'green'])
  })

  test('snapshots go on by themselves, and stop with the cluster', async () => {
    const operator = await startOperator()
    const snapshots = async (name: string) =>
      (await operator.search(await operator.idOf(name))).snapshots
    const last = (await snapshots('billing-prod'))?.latest_successful_end_time ?? ''
    const stoppedSince = (await snapshots('archive-2023'))?.latest_successful_end_time
    operator.wait(3600)
    const later = (await snapshots('billing-prod'))?.latest_successful_end_time ?? ''
    expect(Date.parse(later) - Date.parse(last)).toBe(3_600_000)
    expect((await snapshots('archive-2023'))?.latest_successful_end_time).toBe(stoppedSince)
    expect(await snapshots('<img src=x onerror=alert(1)>')).toEqual({
      healthy: true,
      count: 0,
      recent_success: false,
    })
    expect(await snapshots('audit')).toMatchObject({
      latest_successful: false,
      latest_status: 'FAILED',
      recent_success: false,
    })
  })

  test('search follows a change at once', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('billing-prod')
    const stopping = {
      nested: {
        path: 'resources.elasticsearch',
        query: { term: { 'resources.elasticsearch.info.status': { value: 'stopping' } } },
      },
    }
    const count = async () =>
      pick(
        (await operator.call('POST /deployments/_search', { body: { query: stopping } })).body,
        'match_count',
      )
    expect(await count()).toBe(0)
    await operator.call(`POST /deployments/${id}/_shutdown`)
    expect(await count()).toBe(1)
    operator.wait(60)
    expect(await count()).toBe(0)
    await operator.call(`DELETE /deployments/${id}`)
    const again = await operator.call('POST /deployments/_search', {
      body: { query: { term: { id: { value: id } } } },
    })
    expect(pick(again.body, 'match_count')).toBe(0)
  })
})
