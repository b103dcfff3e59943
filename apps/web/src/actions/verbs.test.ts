import { describe, expect, it } from 'vitest'
import { listResources } from '../domain/resources.ts'
import { DEPLOYMENT_ID, restarting, sample, stopped } from '../domain/sample.ts'
import { findAction } from './action.ts'
import { admin, manager, request, verb, viewer } from './verb-sample.ts'
import { deploymentVerbs, resourceVerbs } from './verbs.ts'

const system = (name: string) => sample({ name, metadata: { system_owned: true } })

describe('the verbs of a deployment', () => {
  it('are restart per resource, shut down and restore of Kibana, then those of the deployment, and cancel while a plan runs', () => {
    const keys = (deployment = sample()) => deploymentVerbs(deployment, admin).map(({ key }) => key)
    expect(keys()).toEqual([
      'restart-elasticsearch',
      'restart-kibana',
      'shut-down-kibana',
      'restore-kibana',
      'restore',
      'resync',
      'shut-down',
      'delete',
    ])
    expect(keys(restarting)).toContain('cancel-plan-elasticsearch')
  })

  it('of a page about one resource are those of that one; Elasticsearch is shut down with its deployment', () => {
    const [elasticsearch, kibana] = listResources(restarting)
    const keys = (resource = elasticsearch) =>
      resource && resourceVerbs(restarting, resource, admin).map(({ key }) => key)
    expect(keys()).toEqual(['restart-elasticsearch', 'cancel-plan-elasticsearch'])
    expect(keys(kibana)).toEqual(['restart-kibana', 'shut-down-kibana', 'restore-kibana'])
  })

  it('tell two resources of a kind apart', () => {
    const deployment = sample()
    const [one] = deployment.resources.kibana ?? []
    if (one === undefined) throw new Error('the sample has a Kibana')
    const two = { ...deployment, resources: { kibana: [one, { ...one, ref_id: 'other' }] } }
    expect(
      deploymentVerbs(two, admin)
        .map(({ key, label }) => [key, label])
        .slice(0, 4),
    ).toEqual([
      ['restart-kibana-main-kibana', 'Restart Kibana main-kibana'],
      ['restart-kibana-other', 'Restart Kibana other'],
      ['shut-down-kibana-main-kibana', 'Shut down Kibana main-kibana'],
      ['restore-kibana-main-kibana', 'Restore Kibana main-kibana'],
    ])
  })

  it('are not offered for ids that could not be sent', () => {
    expect(deploymentVerbs({ ...sample(), id: '../platform' }, admin)).toEqual([])
  })

  it('can be named by a URL in full or in short', () => {
    const verbs = deploymentVerbs(sample(), admin)
    expect(findAction(verbs, 'restart')?.key).toBe('restart-elasticsearch')
    expect(findAction(verbs, 'restart-kibana')?.key).toBe('restart-kibana')
    // the verb of one resource never stands in for that of the whole deployment, nor the other way round
    expect(findAction(verbs, 'shut-down')?.key).toBe('shut-down')
    expect(findAction(verbs, 'restore-kibana')?.key).toBe('restore-kibana')
    expect(findAction(verbs, 'move')).toBeUndefined()
    expect(findAction(verbs, '')).toBeUndefined()
    expect(findAction(verbs, undefined)).toBeUndefined()
  })
})

describe('the requests', () => {
  it.each([
    [
      'restart',
      {},
      'POST',
      '/elasticsearch/main-elasticsearch/_restart?group_attribute=__zone__&skip_snapshot=true&shard_init_wait_time=600',
    ],
    [
      'restart',
      { group_attribute: '__all__', snapshot: true, shard_init_wait_time: 60 },
      'POST',
      '/elasticsearch/main-elasticsearch/_restart?group_attribute=__all__&skip_snapshot=false&shard_init_wait_time=60',
    ],
    ['restart-kibana', {}, 'POST', '/kibana/main-kibana/_restart'],
    ['shut-down-kibana', {}, 'POST', '/kibana/main-kibana/_shutdown'],
    ['restore-kibana', {}, 'POST', '/kibana/main-kibana/_restore'],
    ['shut-down', {}, 'POST', '/_shutdown?skip_snapshot=false'],
    ['shut-down', { snapshot: false }, 'POST', '/_shutdown?skip_snapshot=true'],
    ['delete', {}, 'DELETE', ''],
    ['restore', {}, 'POST', '/_restore?restore_snapshot=false'],
    ['restore', { restore_snapshot: 'true' }, 'POST', '/_restore?restore_snapshot=true'],
    [
      'cancel-plan',
      {},
      'DELETE',
      '/elasticsearch/main-elasticsearch/plan/pending?force_delete=false',
    ],
    [
      'cancel-plan',
      { force_delete: true },
      'DELETE',
      '/elasticsearch/main-elasticsearch/plan/pending?force_delete=true',
    ],
  ])('%s with %o', (key, more, method, path) => {
    expect(request(verb(key, restarting), more)).toEqual({
      method,
      path: `/deployments/${DEPLOYMENT_ID}${path}`,
    })
  })

  it('never throw away somebody’s running plan', () => {
    for (const action of deploymentVerbs(restarting, admin)) {
      expect(request(action).path).not.toContain('cancel_pending')
    }
  })
})

describe('a verb that cannot be used says why, the first thing first', () => {
  const stoppedButKibana = sample({
    elasticsearch: { status: 'stopped' },
    kibana: { status: 'restarting' },
  })
  const withoutKibana = sample({ kibana: { status: 'stopped' } })
  const failedToStart = sample({ elasticsearch: { status: 'reconfiguring' } })
  it.each([
    ['restart', sample(), {}, undefined],
    [
      'restart',
      restarting,
      { user: viewer },
      'Your role ece_platform_viewer may not restart; ece_platform_admin or ece_deployment_manager can.',
    ],
    [
      'shut-down',
      sample(),
      { user: viewer },
      'Your role ece_platform_viewer may not shut down; ece_platform_admin or ece_deployment_manager can.',
    ],
    [
      'restart',
      restarting,
      {},
      'A plan is running: Rolling restart of Elasticsearch, zone by zone, by ops1. Wait until it ends, or cancel it.',
    ],
    [
      'shut-down',
      restarting,
      {},
      'A plan is running: Rolling restart of Elasticsearch, zone by zone, by ops1. Wait until it ends, or cancel it.',
    ],
    ['restart-kibana', restarting, {}, undefined],
    ['restart', stopped, {}, 'Elasticsearch is stopped, so there is nothing to restart.'],
    ['restart', failedToStart, {}, 'It is being reconfigured.'],
    ['shut-down', stopped, {}, 'It is already shut down.'],
    [
      'restore',
      sample(),
      {},
      'It is not shut down; only a deployment that was shut down can be restored.',
    ],
    ['restore', stopped, {}, undefined],
    ['shut-down-kibana', sample(), {}, undefined],
    // a plan of Elasticsearch does not keep ECE from it
    ['shut-down-kibana', restarting, {}, undefined],
    ['shut-down-kibana', withoutKibana, {}, 'Kibana is already shut down.'],
    [
      'shut-down-kibana',
      sample(),
      { user: viewer },
      'Your role ece_platform_viewer may not shut down; ece_platform_admin or ece_deployment_manager can.',
    ],
    [
      'shut-down-kibana',
      system('security-cluster'),
      {},
      'security-cluster belongs to ECE itself: without it the installation does not work.',
    ],
    ['restore-kibana', withoutKibana, {}, undefined],
    [
      'restore-kibana',
      sample(),
      {},
      'Kibana is not shut down; only what was shut down can be restored.',
    ],
    [
      'restore-kibana',
      stopped,
      {},
      'Its Elasticsearch is shut down: restore the deployment, which brings both back.',
    ],
    ['delete', stopped, {}, undefined],
    [
      'delete',
      sample(),
      {},
      'It is not shut down; only a deployment that was shut down can be deleted.',
    ],
    [
      'delete',
      stopped,
      { user: viewer },
      'Your role ece_platform_viewer may not delete; ece_platform_admin or ece_deployment_manager can.',
    ],
    [
      'delete',
      { ...stopped, name: 'security-cluster', metadata: { system_owned: true } },
      {},
      'security-cluster belongs to ECE itself: without it the installation does not work.',
    ],
    ['delete', stoppedButKibana, {}, 'It is being started.'],
    [
      'shut-down',
      system('security-cluster'),
      {},
      'security-cluster belongs to ECE itself: without it the installation does not work.',
    ],
    [
      'restart',
      system('security-cluster'),
      { user: manager },
      'security-cluster belongs to ECE itself; only ece_platform_admin may change it.',
    ],
    ['restart', system('security-cluster'), {}, undefined],
    ['cancel-plan', restarting, {}, undefined],
  ])('%s', (key, deployment, who, reason) => {
    expect(verb(key, deployment, who).disabledReason).toBe(reason)
  })
})

describe('rereading the target', () => {
  it('rebuilds the same verb from the fresh answer, or says that it is gone', () => {
    const { target } = verb('cancel-plan', restarting)
    expect(target.reread.rebuild(restarting)?.key).toBe('cancel-plan-elasticsearch')
    expect(target.reread.rebuild(sample())).toBeUndefined()
  })

  it('sees that a plan started meanwhile', () => {
    const before = verb('shut-down')
    const after = before.target.reread.rebuild(restarting)
    expect(after?.target.seen).not.toBe(before.target.seen)
    expect(after?.target.running).toBe('Rolling restart of Elasticsearch, zone by zone, by ops1')
    expect(after?.disabledReason).toMatch(/^A plan is running/)
  })
})
