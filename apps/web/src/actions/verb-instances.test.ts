import { describe, expect, it } from 'vitest'
import type { Instance } from '@ece/api-types'
import { listResources } from '../domain/resources.ts'
import { DEPLOYMENT_ID, instance, restarting, sample, stopped } from '../domain/sample.ts'
import type { AnyDeployment } from '../domain/shapes.ts'
import { instancesOf } from '../domain/topology.ts'
import type { Action } from './action.ts'
import { allInstancesVerbs, instanceVerbs, withInstanceVerbs } from './verb-instances.ts'
import { admin, impact, manager, request, viewer } from './verb-sample.ts'
import { deploymentVerbs } from './verbs.ts'

const NAMES = {
  out: 'start-maintenance-mode',
  in: 'stop-maintenance-mode',
  stop: 'stop-instance',
  start: 'start-instance',
} as const
type Name = keyof typeof NAMES

const elasticsearchWith = (...instances: Instance[]) =>
  sample({ elasticsearch: { topology: { healthy: true, instances } } })

function find(actions: readonly Action[], key: string): Action {
  const found = actions.find((each) => each.key === key)
  if (found === undefined) throw new Error(`no verb ${key}`)
  return found
}

const at = (deployment: AnyDeployment, user = admin) => ({ deployment, user, version: '3.8.0' })

/** A verb of the first resource of a kind, on the instance with this place in it. */
function one(name: Name, deployment = sample(), index = 0, user = admin, kind = 'elasticsearch') {
  const resource = listResources(deployment).find((each) => each.kind === kind)
  const chosen = resource && instancesOf(resource)[index]
  if (resource === undefined || chosen === undefined) throw new Error('no such instance')
  const verbs = instanceVerbs(at(deployment, user), resource, chosen)
  return find(verbs, `${NAMES[name]}-${kind.replaceAll('_', '-')}-${chosen.instance_name}`)
}

function all(name: Name, deployment = sample(), kind = 'elasticsearch', user = admin) {
  const resource = listResources(deployment).find((each) => each.kind === kind)
  if (resource === undefined) throw new Error('no such resource')
  return find(allInstancesVerbs(at(deployment, user), resource), `${NAMES[name]}-all-${kind}`)
}

describe('the requests', () => {
  const base = `/deployments/${DEPLOYMENT_ID}/elasticsearch/main-elasticsearch/instances`
  it.each([
    ['out', '/instance-0000000000/maintenance-mode/_start', '/maintenance-mode/_start', 'disrupts'],
    ['in', '/instance-0000000000/maintenance-mode/_stop', '/maintenance-mode/_stop', 'routine'],
    ['stop', '/instance-0000000000/_stop', '/_stop', 'disrupts'],
    ['start', '/instance-0000000000/_start', '/_start', 'routine'],
  ] as const)('%s', (name, path, pathOfAll, danger) => {
    expect(request(one(name))).toEqual({ method: 'POST', path: base + path })
    expect(request(all(name))).toEqual({ method: 'POST', path: base + pathOfAll })
    expect([one(name).danger({}), all(name).danger({})]).toEqual([danger, danger])
  })

  it.each([
    [
      'out',
      'Start maintenance mode of instance-0000000000 of Elasticsearch of fun?',
      'Start maintenance mode of all instances of Elasticsearch of fun?',
    ],
    [
      'stop',
      'Stop instance-0000000000 of Elasticsearch of fun?',
      'Stop all instances of Elasticsearch of fun?',
    ],
  ] as const)('ask before %s', (name, title, titleOfAll) => {
    expect([one(name).title, all(name).title]).toEqual([title, titleOfAll])
  })

  it('are not made for an instance whose name would mean all of them', () => {
    const [resource] = listResources(sample())
    if (resource === undefined) throw new Error('the sample has Elasticsearch')
    const hostile = instance(0, { instance_name: 'maintenance-mode' })
    expect(instanceVerbs(at(sample()), resource, hostile)).toEqual([])
  })
})

describe('who goes on answering', () => {
  const out = instance(1, { maintenance_mode: true })
  const down = instance(1, { container_started: false, service_running: false })
  const master = (number: number) =>
    instance(number, { service_roles: ['master'], node_roles: ['master'] })
  it.each([
    [
      'the others',
      elasticsearchWith(instance(0), instance(1), instance(2)),
      'ok: Nothing: 2 other instances of Elasticsearch take the requests',
    ],
    [
      'one other',
      elasticsearchWith(instance(0), instance(1)),
      'ok: Nothing: 1 other instance of Elasticsearch takes the requests',
    ],
    [
      'nobody: it is alone',
      elasticsearchWith(instance(0)),
      'bad: Elasticsearch, at once: no other instance takes requests',
    ],
    [
      'nobody: the other one is out of routing',
      elasticsearchWith(instance(0), out),
      'bad: Elasticsearch, at once: no other instance takes requests',
    ],
    [
      'nobody: the other one is down',
      elasticsearchWith(instance(0), down),
      'bad: Elasticsearch, at once: no other instance takes requests',
    ],
    [
      'no tiebreaker',
      elasticsearchWith(instance(0), instance(1, { instance_name: 'tiebreaker-0000000001' })),
      'bad: Elasticsearch, at once: no other instance takes requests',
    ],
    [
      'nobody of its tier',
      elasticsearchWith(instance(0), master(1)),
      'bad: The hot tier of Elasticsearch: no other hot instance takes requests',
    ],
  ])('%s', (_, deployment, text) => {
    expect(impact(one('out', deployment))['Stops answering']).toBe(text)
    expect(impact(one('stop', deployment))['Stops answering']).toBe(text)
  })

  it('does not change for an instance that gets no requests anyway', () => {
    expect(impact(one('stop', elasticsearchWith(out, instance(0))))['Stops answering']).toBe(
      'info: Nothing: no request is routed there now',
    )
  })

  it('says who notices when Elasticsearch is gone', () => {
    expect(impact(one('out', elasticsearchWith(instance(0))))['Depends on it']).toBe(
      'warn: Kibana (2 instances, 2 zones)',
    )
    expect(impact(one('out'))['Depends on it']).toBeUndefined()
  })
})

describe('stopping an instance of Elasticsearch', () => {
  const coloured = (status: string) =>
    sample({ elasticsearch: { elasticsearch: { shards_status: { status } } } })
  it.each([
    [
      'green',
      coloured('green'),
      'warn: What has no copy elsewhere is unavailable until it starts again',
    ],
    [
      'yellow',
      coloured('yellow'),
      'bad: Replicas are missing already: what has its only copy there becomes unavailable',
    ],
    ['red', coloured('red'), 'bad: Some are unavailable already; more may follow'],
    [
      'unknown',
      sample({ elasticsearch: { elasticsearch: null } }),
      'warn: What has no copy elsewhere is unavailable until it starts again; ECE does not say which copies exist',
    ],
    [
      'on one node',
      elasticsearchWith(instance(0)),
      'bad: All of them are unavailable: no other data node runs',
    ],
  ])('risks shards: %s', (_, deployment, text) => {
    expect(impact(one('stop', deployment))['Shards']).toBe(text)
  })

  it('tells when the master goes with it', () => {
    expect(impact(one('stop'))['Master']).toBe(
      'ok: 2 of 3 master-eligible instances would run, which is a majority',
    )
    expect(impact(one('stop', elasticsearchWith(instance(0), instance(1))))['Master']).toBe(
      'bad: 1 of 2 master-eligible instances would run: without a majority there is no master, and all of Elasticsearch stops',
    )
  })

  it('is a matter of requests alone for maintenance mode, and for Kibana', () => {
    expect(impact(one('out'))['Shards']).toBeUndefined()
    expect(impact(one('stop', sample(), 0, admin, 'kibana'))).toMatchObject({
      Instance: 'info: instance-0000000000 in ece-zone-1, 1 GB',
      'Stops answering': 'ok: Nothing: 1 other instance of Kibana takes the requests',
    })
  })
})

describe('all instances of a resource', () => {
  it('are counted, and nothing answers any more', () => {
    const action = all('stop')
    expect([action.label, action.title, action.button({})]).toEqual([
      'Stop all instances',
      'Stop all instances of Elasticsearch of fun?',
      'Stop 3 instances',
    ])
    expect(impact(action)).toMatchObject({
      Instances: 'info: 3 instances in ece-zone-1, ece-zone-2 and ece-zone-3',
      'Stops answering': 'bad: Elasticsearch, at once: no other instance takes requests',
      Shards: 'bad: All of them are unavailable: no other data node runs',
    })
  })
})

describe('what cannot be used says why', () => {
  const out = instance(0, { maintenance_mode: true })
  const down = instance(0, { container_started: false, service_running: false })
  const system = { ...sample(), name: 'security-cluster', metadata: { system_owned: true } }
  const search = {
    ...sample(),
    resources: { enterprise_search: sample().resources.kibana },
  } as unknown as AnyDeployment // only the name of the array differs from a Kibana's
  it.each([
    ['out', one('out'), undefined],
    ['in', one('in'), 'It is not in maintenance mode.'],
    ['stop', one('stop'), undefined],
    ['start', one('start'), 'It is running already.'],
    [
      'out of one that is',
      one('out', elasticsearchWith(out)),
      'It is in maintenance mode already.',
    ],
    ['in', one('in', elasticsearchWith(out)), undefined],
    ['stop of one that is', one('stop', elasticsearchWith(down)), 'It is stopped already.'],
    ['start', one('start', elasticsearchWith(down)), undefined],
    ['all of none', all('stop', stopped), 'There are no instances.'],
    ['all that are running', all('start'), 'All of them are running already.'],
    [
      'a viewer',
      one('out', sample(), 0, viewer),
      'Your role ece_platform_viewer may not start maintenance mode; ece_platform_admin or ece_deployment_manager can.',
    ],
    [
      'while a plan runs',
      one('stop', restarting),
      'A plan is running: Rolling restart of Elasticsearch, zone by zone, by ops1. Wait until it ends, or cancel it.',
    ],
    [
      'a kind without the call',
      one('stop', search, 0, admin, 'enterprise_search'),
      'ECE has no such call for Enterprise Search.',
    ],
    [
      'a manager on ECE’s own',
      one('stop', system, 0, manager),
      'security-cluster belongs to ECE itself; only ece_platform_admin may change it.',
    ],
    ['an admin on ECE’s own', one('stop', system), undefined],
    [
      'all of ECE’s own',
      all('stop', system),
      'security-cluster belongs to ECE itself: without it the installation does not work.',
    ],
    [
      'all of ECE’s own, back',
      all('in', {
        ...elasticsearchWith(out),
        name: 'security-cluster',
        metadata: { system_owned: true },
      }),
      undefined,
    ],
  ])('%s', (_, action, reason) => {
    expect(action.disabledReason).toBe(reason)
  })

  it('and what ECE does not say may be tried', () => {
    const silent = elasticsearchWith({ instance_name: 'instance-0000000000' })
    for (const name of ['out', 'in', 'stop', 'start'] as const) {
      expect(one(name, silent).disabledReason).toBeUndefined()
    }
  })
})

describe('an open dialog', () => {
  const page = (deployment: AnyDeployment, dialog: string | undefined) =>
    withInstanceVerbs(deploymentVerbs(deployment, admin), dialog, deployment, admin).map(
      ({ key }) => key,
    )
  it('finds its instance by the address, and only that one', () => {
    const plain = page(sample(), undefined)
    const wanted = 'stop-instance-elasticsearch-instance-0000000001'
    expect(page(sample(), wanted)).toEqual([...plain, wanted])
    expect(page(sample(), 'stop-instance-all-kibana')).toEqual([
      ...plain,
      'stop-instance-all-kibana',
    ])
    expect(page(sample(), 'stop-instance-elasticsearch-instance-0000000009')).toEqual(plain)
    expect(page(sample(), 'restart')).toEqual(plain)
  })

  it('rebuilds the verb from the fresh answer, or finds that the instance is gone', () => {
    const action = one('stop', sample(), 1)
    expect(action.target.reread.rebuild(sample())?.key).toBe(action.key)
    expect(action.target.reread.rebuild(elasticsearchWith(instance(0)))).toBeUndefined()
    expect(action.target.reread.rebuild(restarting)?.disabledReason).toMatch(/^A plan is running/)
    expect(all('stop').target.reread.rebuild(sample())?.key).toBe('stop-instance-all-elasticsearch')
  })

  it('says before an instance with data stops what there is to go back to', () => {
    expect(impact(one('stop'))['Last good snapshot']).toMatch(/^ok: 38 min ago/)
    const others = [one('start'), one('out'), one('stop', sample(), 0, admin, 'kibana')]
    for (const other of others) expect(impact(other)['Last good snapshot']).toBeUndefined()
  })
})
