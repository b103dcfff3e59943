import { describe, expect, test } from 'vitest'
import { type Operator, startOperator, stepsOf, watch } from './operator.ts'
import { codeOf, pick } from './stranger.ts'

const line = (id: string, query = '') =>
  `DELETE /deployments/${id}/elasticsearch/main-elasticsearch/plan/pending${query}`

describe('cancelling a plan', () => {
  test('keeps it pending while it rolls back, and ends it as failed', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('sessions')
    const answer = await operator.call(line(id))
    expect([answer.status, answer.body]).toEqual([
      200,
      { id, kind: 'elasticsearch', ref_id: 'main-elasticsearch' },
    ])
    const during = await operator.search(id)
    expect(during.status).toBe('reconfiguring')
    expect(stepsOf(during.plan_info?.pending).at(-1)).toBe('plan-completed')
    // asking again does no harm
    expect((await operator.call(line(id))).status).toBe(200)
    const end = (await watch(operator, id)).at(-1)
    expect(end?.status).toBe('started')
    expect(end?.plan_info?.healthy).toBe(false)
    const last = end?.plan_info?.history?.at(-1)
    expect(last?.error?.message).toBe(
      'Unexpected error during step: [rolling-upgrade]: [no.found.constructor.models.ForcedRollback: User initiated: [User initiated without reason.]]',
    )
    expect(last?.plan_attempt_log?.at(-1)).toMatchObject({
      step_id: 'plan-completed',
      status: 'error',
    })
    expect(last?.plan_attempt_log?.at(-1)?.info_log?.at(-1)?.message).toBe(last?.error?.message)
  })

  test('brings instances back that it has taken down', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('billing-prod')
    await operator.call(
      `POST /deployments/${id}/elasticsearch/_main/_restart?group_attribute=__all__`,
    )
    operator.wait(4)
    expect((await operator.search(id)).topology?.healthy).toBe(false)
    await operator.call(line(id))
    const end = (await watch(operator, id)).at(-1)
    expect(end?.topology?.healthy).toBe(true)
    expect(end?.healthy).toBe(false)
    // and a later success makes it healthy again
    await operator.call(`POST /deployments/${id}/elasticsearch/_main/_restart`)
    await watch(operator, id)
    expect((await operator.get(id)).healthy).toBe(true)
  })

  test('by force erases it at once, without a trace in the history', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('telemetry')
    const before = await operator.search(id)
    expect((await operator.call(line(id, '?force_delete=true'))).status).toBe(200)
    const after = await operator.search(id)
    expect(after.plan_info?.pending).toBeUndefined()
    expect(after.plan_info?.history).toEqual(before.plan_info?.history)
    expect(after.status).toBe('started')
    const name = before.plan_info?.pending?.plan_attempt_name
    await operator.call(`POST /deployments/${id}/elasticsearch/_main/_restart`)
    const next = (await operator.search(id)).plan_info?.pending?.plan_attempt_name
    expect([name, next]).toEqual([
      name,
      `attempt-${String(Number(name?.slice(-10)) + 1).padStart(10, '0')}`,
    ])
  })

  test('by force in the middle of a restore leaves instances half-way, which a restart mends', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('archive-2023')
    await operator.call(`POST /deployments/${id}/_restore`)
    operator.wait(4)
    await operator.call(line(id, '?force_delete=true'))
    const half = await operator.search(id)
    expect(half).toMatchObject({ status: 'started', healthy: false })
    expect(half.topology?.instances?.length).toBe(3)
    // Kibana was waiting for it and is not any more
    operator.wait(120)
    expect((await operator.get(id)).resources.kibana?.[0]?.info?.status).toBe('stopped')
    await operator.call(`POST /deployments/${id}/elasticsearch/_main/_restart`)
    await watch(operator, id)
    expect((await operator.search(id)).healthy).toBe(true)
    expect((await operator.get(id)).resources.kibana?.[0]?.info?.status).toBe('stopped')
  })

  test.each([
    ['archive-2023', '_restore', 'stopped'],
    ['billing-prod', '_shutdown', 'started'],
  ])('by force right after %s/%s leaves it %s', async (name, verb, status) => {
    const operator = await startOperator()
    const id = await operator.idOf(name)
    await operator.call(`POST /deployments/${id}/${verb}`)
    await operator.call(line(id, '?force_delete=true'))
    expect((await operator.search(id)).status).toBe(status)
  })

  test('of a restore that has its data back leaves nothing of it behind', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('archive-2023')
    await operator.call(`POST /deployments/${id}/_restore?restore_snapshot=true`)
    const { world } = operator.simulator
    const holdsShards = () => (world.deployments.get(id)?.resources[0]?.shards ?? 0) > 0
    while (!holdsShards()) operator.wait(1)
    await operator.call(line(id))
    const end = (await watch(operator, id)).at(-1)
    expect(end).toMatchObject({ status: 'stopped', topology: { instances: [] } })
    expect(holdsShards()).toBe(false)
  })

  test('that fails already keeps the cause of its failure', async () => {
    const operator = await startOperator({ sentinels: true })
    const id = await operator.idOf('fails-to-restart')
    await operator.call(`POST /deployments/${id}/elasticsearch/_main/_restart`)
    const isRollingBack = async () =>
      stepsOf((await operator.search(id)).plan_info?.pending).includes('plan-completed')
    while (!(await isRollingBack())) operator.wait(1)
    expect((await operator.call(line(id))).status).toBe(200)
    const end = (await watch(operator, id)).at(-1)
    expect(end?.plan_info?.current?.error?.message).toContain('did not start')
  })

  test('of nothing is an error unless it may be missing', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('billing-prod')
    const refused = await operator.call(line(id))
    expect([refused.status, codeOf(refused)]).toEqual([
      400,
      'deployments.resource_does_not_have_a_pending_plan',
    ])
    expect((await operator.call(line(id, '?ignore_missing=true'))).status).toBe(200)
  })
})

describe('one plan attempt', () => {
  const activity = (id: string, attempt: unknown) =>
    `GET /deployments/${id}/elasticsearch/_main/activity/${String(attempt)}`

  test('can be read while it runs and after it ended, with its log', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('telemetry')
    const { plan_info: plans } = await operator.search(id)
    for (const attempt of [plans?.pending, plans?.history?.at(0)]) {
      const { status, body } = await operator.call(activity(id, attempt?.plan_attempt_id))
      expect(status).toBe(200)
      expect(pick(body, 'plan_attempt_id')).toBe(attempt?.plan_attempt_id)
      expect(stepsOf(body as never)).toEqual(stepsOf(attempt))
    }
    expect((await operator.call(activity(id, 'none'))).status).toBe(404)
  })
})

/**
 * What the official client does (ece-behaviour 8.2), in our words: look every few seconds until nothing is pending for
 * `most` looks in total, then judge each resource by the last step of its current log, else of its newest attempt.
 */
async function track(operator: Operator, id: string, every: number, most: number) {
  const infos = async (query: string) => {
    const { resources } = await operator.get(id, query)
    return Object.values(resources).flatMap((all) => all ?? [])
  }
  const pending = new Set<string>()
  for (let retries = 0; retries < most;) {
    const busy = (await infos('show_plan_logs=true&show_plans=true')).filter(
      ({ info }) => (info?.plan_info?.pending?.plan_attempt_log?.length ?? 0) > 0,
    )
    for (const resource of busy) pending.add(resource.id)
    if (busy.length === 0) retries += 1
    operator.wait(every)
  }
  const verdicts: Record<string, string> = {}
  for (const { id: resource, ref_id, info } of await infos(
    'show_plan_history=true&show_plan_logs=true&show_plans=true',
  )) {
    if (!pending.has(resource)) continue
    const plans = info?.plan_info
    const log = plans?.current?.plan_attempt_log ?? plans?.history?.at(-1)?.plan_attempt_log
    const last = log?.at(-1)
    const lastMessage = last?.info_log?.at(-1)
    if (lastMessage === undefined) throw new Error('the client would crash here')
    verdicts[ref_id] =
      last?.step_id === 'plan-completed' && last.status !== 'error'
        ? 'success'
        : lastMessage.message
  }
  return verdicts
}

describe('a client that tracks plans as the official one does', () => {
  test.each([
    [5, 3],
    [2, 4],
  ])(
    'sees success of every resource, looking every %i s and giving up after %i',
    async (every, most) => {
      const operator = await startOperator()
      const { body } = await operator.call('POST /deployments?template_id=default', {
        body: { name: 'tracked' },
      })
      const id = String(pick(body, 'id'))
      expect(await track(operator, id, every, most)).toEqual({
        'main-elasticsearch': 'success',
        'main-kibana': 'success',
      })
      expect((await operator.get(id)).healthy).toBe(true)
    },
  )

  test('sees the failure of a restart', async () => {
    const operator = await startOperator({ sentinels: true })
    const id = await operator.idOf('fails-to-restart')
    await operator.call(`POST /deployments/${id}/elasticsearch/_main/_restart`)
    const verdicts = await track(operator, id, 5, 3)
    expect(verdicts['main-elasticsearch']).toContain('did not start')
  })

  test('sees the failure of a create', async () => {
    const operator = await startOperator()
    const size = { value: 65_536 * 8, resource: 'memory' }
    const { body } = await operator.call('POST /deployments', {
      body: {
        name: 'too-big',
        resources: {
          elasticsearch: [
            {
              ref_id: 'main-elasticsearch',
              region: 'ece-region',
              plan: {
                cluster_topology: [
                  { instance_configuration_id: 'data.default', zone_count: 1, size },
                ],
                elasticsearch: { version: '8.17.4' },
              },
            },
          ],
        },
      },
    })
    const id = String(pick(body, 'id'))
    const verdicts = await track(operator, id, 2, 4)
    expect(verdicts['main-elasticsearch']).toContain('No allocator in zone')
    const info = await operator.search(id)
    expect(info.status).toBe('initializing')
    expect(info.plan_info?.current).toBeUndefined()
    expect(info.plan_info?.history?.at(-1)?.error?.failure_type).toBe(
      'ClusterFailure:NoAvailableInstanceFound',
    )
    expect(info.topology?.instances).toEqual([])
  })

  test('sees a cancelled plan as failed', async () => {
    const operator = await startOperator()
    const id = await operator.idOf('billing-prod')
    await operator.call(`POST /deployments/${id}/elasticsearch/_main/_restart`)
    operator.wait(3)
    await operator.call(line(id))
    expect((await track(operator, id, 2, 4))['main-elasticsearch']).toContain('ForcedRollback')
  })
})
