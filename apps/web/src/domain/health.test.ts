import { describe, expect, it } from 'vitest'
import { deploymentHealth, resourceHealth } from './health.ts'
import { instanceHealth } from './instance-health.ts'
import { listResources } from './resources.ts'
import { attempt, instance, NOW, restart, restarting, sample, stopped } from './sample.ts'
import { detailOf } from './verdict.ts'

const verdict = (...[deployment]: [Parameters<typeof deploymentHealth>[0]]) => {
  const { kind, word, reasons } = deploymentHealth(deployment, NOW)
  return [kind, word, ...reasons.map(({ text }) => text)]
}
const down = { container_started: false, service_running: false, healthy: false }
const failedPlan = (more = {}) => ({
  healthy: false,
  current: attempt('a'),
  history: [attempt('a'), attempt('b', { healthy: false, error: { message: 'no', ...more } })],
})

describe('the health of a deployment', () => {
  it.each([
    ['all is well', sample(), ['ok', 'Healthy']],
    [
      'shards are red',
      sample({
        healthy: false,
        elasticsearch: { elasticsearch: { healthy: false, shards_status: { status: 'red' } } },
      }),
      ['bad', 'Unhealthy', 'Shards unavailable'],
    ],
    [
      'an older server counts the lost shards',
      sample({
        elasticsearch: {
          elasticsearch: {
            shard_info: {
              unavailable_shards: [
                { instance_name: 'instance-0000000000', shard_count: 2 },
                { instance_name: 'instance-0000000001', shard_count: 0 },
              ],
            },
          },
        },
      }),
      ['bad', 'Unhealthy', '2 shards unavailable'],
    ],
    [
      'replicas are missing',
      sample({ elasticsearch: { elasticsearch: { shards_status: { status: 'yellow' } } } }),
      ['warn', 'Replicas missing', 'Replicas unassigned: data is served, but a copy is missing'],
    ],
    [
      'no instance sees a master',
      sample({
        elasticsearch: {
          elasticsearch: {
            master_info: {
              healthy: false,
              instances_with_no_master: [0, 1, 2].map((number) => instance(number).instance_name),
            },
          },
        },
      }),
      ['bad', 'Unhealthy', 'No master'],
    ],
    [
      'one instance sees no master',
      sample({
        elasticsearch: {
          elasticsearch: {
            master_info: { healthy: false, instances_with_no_master: ['instance-0000000001'] },
          },
        },
      }),
      ['bad', 'Unhealthy', 'No master for instance-0000000001'],
    ],
    [
      'the last plan failed',
      sample({ healthy: false, elasticsearch: { plan_info: failedPlan() } }),
      ['warn', 'Plan failed', 'Last plan failed'],
    ],
    [
      'the last plan failed for a known cause',
      sample({
        elasticsearch: {
          plan_info: failedPlan({ failure_type: 'ClusterFailure:NoAvailableInstanceFound' }),
        },
      }),
      ['warn', 'Plan failed', 'Last plan failed: No allocator has room for a new instance'],
    ],
    [
      'it restarts',
      restarting,
      ['busy', 'Restarting', 'Rolling restart of Elasticsearch, zone by zone'],
    ],
    [
      'it is being shut down, and shards are gone already',
      sample({
        elasticsearch: { status: 'stopping', elasticsearch: { shards_status: { status: 'red' } } },
      }),
      ['busy', 'Stopping', 'Stopping'],
    ],
    ['it is shut down', stopped, ['off', 'Stopped', 'Stopped']],
    [
      'it is shut down and ECE calls that unhealthy',
      { ...stopped, healthy: false },
      ['off', 'Stopped', 'Stopped'],
    ],
    [
      'only Kibana is stopped',
      sample({ kibana: { status: 'stopped', topology: { instances: [] } } }),
      ['ok', 'Healthy', 'Kibana is stopped'],
    ],
    [
      'an instance is in maintenance mode',
      sample({
        elasticsearch: {
          topology: {
            instances: [instance(0, { maintenance_mode: true }), instance(1), instance(2)],
          },
        },
      }),
      ['warn', 'Maintenance mode', '1 of 3 instances in maintenance mode'],
    ],
    [
      'an instance is stopped',
      sample({
        elasticsearch: { topology: { instances: [instance(0, down), instance(1), instance(2)] } },
      }),
      ['warn', 'Instances down', '1 of 3 instances not running or not healthy'],
    ],
    [
      'no Kibana instance runs',
      sample({ kibana: { healthy: false, topology: { instances: [instance(0, down)] } } }),
      ['bad', 'Unhealthy', 'Kibana: No instance is running'],
    ],
    [
      'the last good snapshot is 26 hours old',
      sample({
        elasticsearch: {
          snapshots: { latest_successful_end_time: '2025-05-08T07:00:00Z', count: 4 },
        },
      }),
      ['warn', 'Snapshot old', 'Last good snapshot 26 h ago'],
    ],
    [
      'there is no repository',
      sample({
        elasticsearch: { snapshots: { count: 0 }, settings: { snapshot: { enabled: true } } },
      }),
      ['ok', 'Healthy', 'No snapshot repository'],
    ],
    [
      'it runs in a single zone',
      sample({ elasticsearch: { topology: { instances: [instance(0)] } } }),
      ['ok', 'Healthy', 'Single zone'],
    ],
    [
      'memory is nearly full',
      sample({
        elasticsearch: {
          topology: {
            instances: [instance(0), instance(1), instance(2, { memory: { memory_pressure: 92 } })],
          },
        },
      }),
      ['warn', 'Memory pressure', 'Memory pressure 92% on instance-0000000002'],
    ],
    [
      'ECE gives no reason',
      sample({ healthy: false }),
      ['bad', 'Unhealthy', 'ECE calls it unhealthy and gives no reason here'],
    ],
    ['nothing is known', { id: 'x', name: 'x', resources: {} }, ['off', 'Unknown']],
  ])('%s', (_, deployment, expected) => {
    expect(verdict(deployment)).toEqual(expected)
  })

  it('says the worst first when several things are wrong', () => {
    const deployment = sample({
      healthy: false,
      elasticsearch: {
        plan_info: failedPlan(),
        elasticsearch: { healthy: false, shards_status: { status: 'red' } },
        snapshots: { latest_successful_end_time: '2025-05-01T07:00:00Z' },
        topology: { instances: [instance(0, { maintenance_mode: true })] },
      },
    })
    expect(verdict(deployment)).toEqual([
      'bad',
      'Unhealthy',
      'Shards unavailable',
      'Last plan failed',
      '1 of 1 instance in maintenance mode',
      'Last good snapshot 8 d ago',
      'Single zone',
    ])
  })

  it('does not call the mending plan failed while it runs', () => {
    const pending = restart('c')
    const deployment = sample({ elasticsearch: { plan_info: { ...failedPlan(), pending } } })
    expect(verdict(deployment).slice(0, 2)).toEqual(['busy', 'Changing'])
  })

  it('calls a create that failed broken, although its status stays "initializing"', () => {
    const deployment = sample({
      elasticsearch: { status: 'initializing', healthy: false, plan_info: { healthy: false } },
    })
    expect(verdict(deployment).slice(0, 2)).toEqual(['bad', 'Plan failed'])
  })

  it('does not hide the failed create behind the Kibana that waits for it', () => {
    const deployment = sample({
      elasticsearch: { status: 'initializing', healthy: false, plan_info: { healthy: false } },
      kibana: { status: 'initializing', topology: { instances: [] } },
    })
    expect(verdict(deployment)).toEqual(['bad', 'Plan failed', 'Last plan failed', 'Initializing'])
  })

  it('does not blame an instance that the running plan took down', () => {
    const deployment = sample({
      healthy: false,
      elasticsearch: {
        status: 'rebooting',
        healthy: false,
        plan_info: { healthy: true, pending: restart('r') },
        elasticsearch: {
          healthy: false,
          shards_status: { status: 'yellow' },
          master_info: { healthy: false, instances_with_no_master: ['instance-0000000000'] },
        },
        topology: { instances: [instance(0, down), instance(1), instance(2)] },
      },
    })
    expect(verdict(deployment).slice(0, 2)).toEqual(['busy', 'Restarting'])
  })

  it('says beside the word only what the word does not say', () => {
    expect(detailOf(deploymentHealth(sample(), NOW))).toBeUndefined()
    expect(detailOf(deploymentHealth(stopped, NOW))).toBeUndefined()
    expect(detailOf(deploymentHealth(restarting, NOW))).toMatch(/^Rolling restart/)
  })
})

describe('the health of one resource', () => {
  it('knows Kibana without an Elasticsearch block', () => {
    const kibana = listResources(sample())[1]
    expect(kibana && resourceHealth(kibana, NOW)).toEqual({
      kind: 'ok',
      word: 'Healthy',
      reasons: [],
    })
  })
})

describe('one instance', () => {
  it.each([
    [{}, false, 'ok', 'running'],
    [down, false, 'bad', 'stopped'],
    [down, true, 'busy', 'restarting'],
    [{ service_running: false }, false, 'bad', 'not running'],
    [{ maintenance_mode: true }, false, 'warn', 'maintenance mode'],
    [{ maintenance_mode: true }, true, 'busy', 'out of routing'],
    [{ healthy: false }, false, 'bad', 'not healthy'],
  ])('%o while changing=%s is %s: %s', (more, changing, kind, word) => {
    expect(instanceHealth(instance(0, more), changing)).toMatchObject({ kind, word })
  })

  it('is unknown when ECE says nothing', () => {
    expect(instanceHealth({ instance_name: 'instance-0000000000' }, false).word).toBe('unknown')
  })
})
