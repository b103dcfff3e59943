import { describe, expect, it } from 'vitest'
import { instance, restart, restarting, sample, step, stopped } from '../domain/sample.ts'
import { describeOption, problemOf } from './action.ts'
import { impact, values, verb } from './verb-sample.ts'

describe('restart of Elasticsearch', () => {
  const action = verb('restart')
  it('says its numbers', () => {
    expect(action.title).toBe('Restart Elasticsearch of fun?')
    expect(action.button({})).toBe('Restart 3 instances')
    expect(action.danger({})).toBe('disrupts')
    expect(action.describe(values(action))).toBe(
      'Every instance of Elasticsearch restarts, zone by zone. The data on the disks stays.',
    )
    expect(impact(action)).toEqual({
      Restarts: 'info: 3 instances in ece-zone-1, ece-zone-2 and ece-zone-3, zone by zone',
      'Stops answering': 'ok: Nothing, if replicas exist: 3 groups in turn',
      'Depends on it': 'warn: Kibana (2 instances, 2 zones)',
      'Last good snapshot': 'ok: 38 min ago, 101 snapshots kept in minio-eu',
      'Last changed': 'info: Configuration change of Elasticsearch, by ops1, 1 h ago',
      'Not touched': 'info: Data, configuration and Kibana',
    })
  })

  it.each([
    [
      'all at once',
      sample(),
      { group_attribute: '__all__' },
      'bad: Elasticsearch, until its instances are back: all restart at once',
    ],
    [
      'a single zone',
      sample({ elasticsearch: { topology: { instances: [instance(0), instance(0)] } } }),
      {},
      'bad: Elasticsearch, until it is back: it runs in a single zone',
    ],
    [
      'a single zone, one instance at a time',
      sample({ elasticsearch: { topology: { instances: [instance(0), instance(0)] } } }),
      { group_attribute: '__name__' },
      'ok: Nothing, if replicas exist: 2 groups in turn',
    ],
    [
      'a single instance',
      sample({ elasticsearch: { topology: { instances: [instance(0)] } } }),
      { group_attribute: '__name__' },
      'bad: Elasticsearch, until it is back: it has a single instance',
    ],
    [
      'replicas that are missing already',
      sample({ elasticsearch: { elasticsearch: { shards_status: { status: 'yellow' } } } }),
      {},
      'warn: Perhaps some data of Elasticsearch: replicas are missing',
    ],
    [
      'zones that ECE does not tell',
      sample({ elasticsearch: { topology: null } }),
      {},
      'warn: Unknown: ECE does not say where Elasticsearch runs',
    ],
  ])('warns of %s', (_, deployment, more, text) => {
    expect(impact(verb('restart', deployment), more)['Stops answering']).toBe(text)
  })

  it('says the API’s defaults and what goes over the wire', () => {
    expect(action.options.map((option) => describeOption(option, values(action)))).toEqual([
      "the API's default; group_attribute=__zone__",
      "the API's default; skip_snapshot=true",
      "the API's default; shard_init_wait_time=600",
    ])
    const [, snapshot] = action.options
    expect(snapshot && describeOption(snapshot, { snapshot: true })).toBe('skip_snapshot=false')
  })

  it('takes no wait time that the API would refuse', () => {
    const wait = action.options.find(({ name }) => name === 'shard_init_wait_time')
    const problem = (value: string | number) =>
      wait && problemOf(wait, { shard_init_wait_time: value })
    expect(problem(0)).toBeUndefined()
    expect(problem(86_400)).toBeUndefined()
    for (const bad of ['', 'ten', -1, 1.5, 86_401]) {
      expect(problem(bad)).toBe(
        'Wait for shards after each group: a whole number from 0 to 86400 seconds',
      )
    }
  })

  it('names what another plan does meanwhile, and what a system deployment carries', () => {
    const busy = sample({
      metadata: { system_owned: true },
      kibana: { plan_info: { pending: restart('k') } },
    })
    expect(impact(verb('restart', busy))).toMatchObject({
      'Plan running': expect.stringMatching(/^busy: Rolling restart of Kibana/),
      'System deployment': expect.stringMatching(/^bad: ECE itself runs on it/),
    })
  })
})

describe('restart of Kibana', () => {
  it('says that nothing answers while its only instance restarts', () => {
    const one = sample({ kibana: { topology: { instances: [instance(0)] } } })
    expect(impact(verb('restart-kibana', one))['Stops answering']).toBe(
      'bad: Kibana, until its only instance is back',
    )
    expect(verb('restart-kibana', one).button({})).toBe('Restart 1 instance')
  })
})

describe('shutting Kibana down', () => {
  it('says who is cut off, what it frees, and that the data stays', () => {
    const action = verb('shut-down-kibana')
    expect([action.danger({}), action.title, action.button({})]).toEqual([
      'disrupts',
      'Shut down Kibana of fun?',
      'Shut down Kibana',
    ])
    expect(impact(action)).toEqual({
      'Stops answering': 'bad: Kibana (2 instances, 2 zones), until it is restored',
      'Depends on it':
        'warn: Everybody who looks at the data with it; snapshot lifecycle and version upgrades are managed through it',
      'Last changed': 'info: Configuration change of Elasticsearch, by ops1, 1 h ago',
      Frees: 'info: 2 GB of memory on the allocators',
      'Could not check': 'info: Who uses it right now',
      'Not touched': 'info: Elasticsearch, its data, and the configuration',
    })
  })

  it('is undone by a restore, which says what room it needs', () => {
    const action = verb('restore-kibana', sample({ kibana: { status: 'stopped' } }))
    expect(action.danger({})).toBe('disrupts')
    expect(impact(action)).toMatchObject({
      Needs: expect.stringMatching(/^info: /),
      'Not touched': 'info: Elasticsearch, its data, and the configuration',
    })
  })
})

describe('shutting down', () => {
  const action = verb('shut-down')
  it('destroys, and says what', () => {
    expect(action.danger({})).toBe('destroys')
    expect(action.describe({})).toContain(action.emphasis)
    expect(action.button({})).toBe('Shut down fun')
    expect(impact(action)).toEqual({
      'Last good snapshot': 'ok: 38 min ago, 101 snapshots kept in minio-eu',
      'Stops answering':
        'bad: Elasticsearch (3 instances, 3 zones) and Kibana (2 instances, 2 zones)',
      'Last changed': 'info: Configuration change of Elasticsearch, by ops1, 1 h ago',
      Frees: 'info: 14 GB of memory on the allocators',
      'Could not check': 'info: Remote clusters that search it, and applications that write to it',
      'Not touched': 'info: The configuration, and snapshots in the repository',
    })
  })

  it.each([
    [
      'no repository',
      { snapshots: { count: 0 }, settings: { snapshot: {} } },
      'bad: No repository',
    ],
    ['no snapshot', { snapshots: { count: 0 } }, 'bad: None yet in minio-eu'],
    [
      'an unknown state',
      { snapshots: null, settings: null },
      'warn: Unknown: ECE sent no snapshot times',
    ],
  ])('warns of %s', (_, elasticsearch, text) => {
    expect(impact(verb('shut-down', sample({ elasticsearch })))['Last good snapshot']).toBe(text)
  })

  it('tells who sends its monitoring there', () => {
    const elasticsearch_monitoring_info = { source_cluster_ids: ['a', 'b'] }
    const deployment = sample({ elasticsearch: { elasticsearch_monitoring_info } })
    expect(impact(verb('shut-down', deployment))['Depends on it']).toBe(
      'warn: monitoring of 2 clusters',
    )
  })
})

describe('restoring', () => {
  it('says whether data comes back, and from when', () => {
    const action = verb('restore', stopped)
    expect(impact(action)).toMatchObject({
      Data: 'warn: None: it starts empty, and its new snapshots push the old ones out in time',
      Needs: 'info: 3 × 4 GB',
    })
    expect(impact(action, { restore_snapshot: 'true' })['Data']).toBe(
      'ok: From the last good snapshot, taken 38 min ago',
    )
  })

  it('says when there is nothing to bring back', () => {
    const [elasticsearch] = stopped.resources.elasticsearch ?? []
    const info = { ...elasticsearch?.info, snapshots: { count: 0 } }
    const bare = { ref_id: 'main', id: 'x', info }
    const action = verb('restore', { ...stopped, resources: { elasticsearch: [bare] } })
    expect(impact(action, { restore_snapshot: 'true' })['Data']).toBe(
      'bad: There is no snapshot to restore',
    )
  })
})

describe('deleting', () => {
  const action = verb('delete', stopped)
  it('destroys, says what goes for good, and does not promise anything about snapshots', () => {
    expect(action.danger({})).toBe('destroys')
    expect(action.describe({})).toContain(action.emphasis)
    expect(action.button({})).toBe('Delete fun')
    expect(impact(action)).toEqual({
      'Goes for good': 'bad: The deployment with all its resources, their plans, settings and ids',
      'Last good snapshot': 'ok: 38 min ago, 101 snapshots kept in minio-eu',
      'In the repository':
        'warn: ECE does not say whether the snapshots stay there; Restore cannot use them any more',
      'Last changed': 'info: Configuration change of Elasticsearch, by ops1, 1 h ago',
      'Could not check': 'info: Remote clusters that search it, and applications that write to it',
      'Not touched': 'info: Other deployments; no instance of this one is running',
    })
  })

  it('names who sends monitoring here', () => {
    const monitoring = { source_cluster_ids: ['a', 'b'] }
    const watched = sample({
      elasticsearch: { status: 'stopped', elasticsearch_monitoring_info: monitoring },
      kibana: { status: 'stopped' },
    })
    expect(impact(verb('delete', watched))['Depends on it']).toBe('warn: monitoring of 2 clusters')
  })
})

describe('cancelling a plan', () => {
  const action = verb('cancel-plan', restarting)
  it('says what is rolled back and who started it', () => {
    expect(action.danger(values(action))).toBe('disrupts')
    expect(impact(action)).toEqual({
      'Plan running': 'busy: step 2, rolling-upgrade; 1 min 30 s so far',
      'Started by': 'info: ops1',
      Instances: 'info: 3 instances in ece-zone-1, ece-zone-2 and ece-zone-3',
      'Not touched': 'info: Plans of the other resources',
    })
  })

  it('by force destroys and says what stays behind', () => {
    const force = { force_delete: true }
    expect(action.danger(force)).toBe('destroys')
    expect(action.button(force)).toBe('Erase the plan')
    expect(impact(action, force)).toMatchObject({
      'Left behind': expect.stringMatching(/^bad: /),
      'Last good snapshot': 'ok: 38 min ago, 101 snapshots kept in minio-eu',
    })
  })

  it('says when it is rolling back already', () => {
    const log = [step('rolling-upgrade', { status: 'error' })]
    const pending = restart('r', { plan_attempt_log: log })
    const deployment = sample({ elasticsearch: { plan_info: { pending } } })
    expect(impact(verb('cancel-plan', deployment))['Already']).toMatch(/^warn: It is rolling back/)
  })
})
