import { describe, expect, it } from 'vitest'
import { lastFailedAttempt, listAttempts, stateOfAttempt } from './attempts.ts'
import { isChanging } from './changing.ts'
import { changeOf, startedBy } from './plan-change.ts'
import { failureOf } from './plan-failure.ts'
import {
  currentStep,
  durationOf,
  listPendingPlans,
  seenVersion,
  stepsOf,
  stuckOf,
  usualOf,
} from './plan-state.ts'
import { listResources, type Resource } from './resources.ts'
import { attempt, NOW, restart, restarting, runningStep, sample, step, stopped } from './sample.ts'
import type { Attempt, PlanInfo } from './shapes.ts'

const elasticsearchOf = (deployment: ReturnType<typeof sample>): Resource => {
  const [resource] = listResources(deployment)
  if (resource === undefined) throw new Error('the sample has an Elasticsearch')
  return resource
}
const withPlans = (plan_info: PlanInfo, status = 'started') =>
  elasticsearchOf(sample({ elasticsearch: { plan_info, status } }))

/** A good restart that took `seconds`, with its log. */
const earlier = (id: string, seconds: number) => {
  const end = new Date(Date.parse('2025-05-01T00:00:00Z') + seconds * 1000).toISOString()
  return restart(id, {
    attempt_start_time: '2025-05-01T00:00:00.000Z',
    attempt_end_time: end,
    plan_attempt_log: [
      step('validate-plan-prerequisites'),
      step('perform-snapshot'),
      step('rolling-upgrade', { duration_in_millis: seconds * 1000 }),
      step('plan-completed'),
    ],
  })
}

describe('a running plan', () => {
  const resource = elasticsearchOf(restarting)
  const pending = listPendingPlans(restarting)[0]?.attempt

  it('is told with its step, its age and who started it', () => {
    const steps = stepsOf(pending, NOW)
    expect(steps.map(({ id, state, ms }) => [id, state, ms])).toEqual([
      ['validate-plan-prerequisites', 'done', 1000],
      ['rolling-upgrade', 'running', 80_000],
    ])
    expect(currentStep(steps)?.id).toBe('rolling-upgrade')
    expect(pending && durationOf(pending, NOW)).toBe(90_000)
    expect(startedBy(pending)).toEqual({
      who: 'ops1',
      from: '172.17.42.1',
      action: 'deployments.update-deployment',
    })
  })

  it('makes the page poll fast, and so does a status before the plan shows', () => {
    expect(isChanging(restarting)).toBe(true)
    expect(isChanging(sample({ kibana: { status: 'stopping' } }))).toBe(true)
    expect(isChanging(sample())).toBe(false)
    expect(isChanging(stopped)).toBe(false)
  })

  it('takes its usual time and number of steps from good plans of the same kind', () => {
    const history = [earlier('a', 100), earlier('b', 300), attempt('c'), earlier('d', 200)]
    expect(usualOf(restart('r'), withPlans({ pending: restart('r'), history }))).toEqual({
      samples: 3,
      ms: 200_000,
      steps: 4,
    })
    expect(usualOf(restart('r'), resource)).toEqual({ samples: 0 })
  })

  it('is called stuck only long after every earlier run of its step', () => {
    const at = (started: string) =>
      restart('r', { plan_attempt_log: [runningStep('rolling-upgrade', started)] })
    const since = (started: string, history: Attempt[] = []) =>
      stuckOf(at(started), withPlans({ pending: at(started), history }), NOW)
    expect(since('2025-05-09T09:00:00Z')).toBeUndefined()
    expect(since('2025-05-09T06:08:30Z')).toEqual({ step: 'rolling-upgrade', ms: 10_800_000 })
    expect(since('2025-05-09T06:08:30Z', [earlier('a', 120)])).toMatchObject({ usual: 120_000 })
    expect(since('2025-05-09T08:40:30Z', [earlier('a', 1200)])).toBeUndefined()
  })

  it('that has no log yet has no step and is not stuck', () => {
    const silent = restart('r', { plan_attempt_log: null })
    expect(currentStep(stepsOf(silent, NOW))).toBeUndefined()
    expect(stuckOf(silent, withPlans({ pending: silent }), NOW)).toBeUndefined()
  })

  it('changes what the operator is said to have seen, and so does its end', () => {
    const before = seenVersion(sample())
    expect(before).toBe('2025-05-09T08:55:02.117Z')
    expect(seenVersion(restarting)).toBe(`${before}+7b1c0d2e-0000-4000-8000-000000000001`)
    expect(seenVersion({ ...sample(), metadata: null })).toBeUndefined()
  })
})

describe('what an attempt does', () => {
  const before = attempt('before')
  const plan = (more: Attempt['plan']) => attempt('now', { plan: { ...before.plan, ...more } })
  const bigger = (before.plan?.cluster_topology ?? []).map((element) => ({
    ...element,
    size: { value: 8192 },
  }))
  const groups = (group_by: string) => {
    const transient = {
      strategy: { rolling: { group_by } },
      plan_configuration: { cluster_reboot: 'forced' },
    }
    return plan({ transient })
  }
  const source = (action: string) => attempt('now', { source: { action } })

  it.each([
    ['Rolling restart of Elasticsearch, zone by zone', groups('logical_zone_name')],
    ['Rolling restart of Elasticsearch, one instance at a time', groups('__name__')],
    ['Restart of Elasticsearch, all at once', groups('__all__')],
    ['Rolling restart of Elasticsearch, grouped by rack', groups('rack')],
    [
      'Restart of Elasticsearch',
      plan({ transient: { plan_configuration: { cluster_reboot: 'forced' } } }),
    ],
    ['Upgrade of Elasticsearch to 8.18.0', plan({ elasticsearch: { version: '8.18.0' } })],
    ['Resize of Elasticsearch', plan({ cluster_topology: bigger })],
    ['Configuration change of Elasticsearch', plan({})],
    ['Creation of Elasticsearch', source('deployments.create-deployment')],
    ['Shutdown of Elasticsearch', source('deployments.shutdown-deployment')],
    ['Restore of Elasticsearch', source('deployments.restore-deployment')],
    ['Configuration change of Elasticsearch', attempt('now', { plan: null })],
  ])('%s', (text, now) => {
    expect(changeOf(now, withPlans({ current: before, pending: now })).text).toBe(text)
  })

  it('is a shutdown when the resource says that it is stopping', () => {
    const pending = attempt('now')
    expect(changeOf(pending, withPlans({ current: before, pending }, 'stopping')).kind).toBe(
      'shutdown',
    )
  })

  it('is known for attempts that ended long ago', () => {
    const later = attempt('later', { plan: { ...before.plan, cluster_topology: bigger } })
    expect(changeOf(later, withPlans({ current: later, history: [before, later] })).kind).toBe(
      'resize',
    )
  })

  it('is being rolled back while a step of it has failed', () => {
    const pending = restart('r', {
      plan_attempt_log: [step('rolling-upgrade', { status: 'error' })],
    })
    expect(changeOf(pending, withPlans({ pending })).rollingBack).toBe(true)
    expect(changeOf(pending, withPlans({ history: [pending] })).rollingBack).toBe(false)
  })

  it.each([
    [{ facilitator: 'constructor', action: 'apm.force-kibana-plan' }, 'ECE itself'],
    [{ user_id: null, admin_id: 'root' }, 'root'],
    [{}, 'unknown'],
    [null, 'unknown'],
  ])('%o was started by %s', (from, who) => {
    expect(startedBy(attempt('x', { source: from })).who).toBe(who)
  })
})

describe('how an attempt ended', () => {
  const failing = attempt('bad', {
    plan_attempt_log: [
      step('perform-snapshot', { status: 'error' }),
      step('plan-completed', { status: 'error', info_log: [{ message: 'it went wrong' }] }),
    ],
  })
  it.each([
    ['pending', restart('p'), { pending: restart('p') }],
    ['succeeded', attempt('a', { plan_attempt_log: [step('plan-completed')] }), {}],
    ['failed', failing, {}],
    ['failed', attempt('a', { healthy: false }), {}],
    ['failed', attempt('a', { error: { message: 'x' } }), {}],
    ['unknown', attempt('a', { healthy: null }), {}],
  ])('%s', (state, one, plans) => {
    expect(stateOfAttempt(one, withPlans(plans))).toBe(state)
  })

  it('lists attempts newest first, each once', () => {
    const [old, current, pending] = [attempt('old'), attempt('current'), restart('p')]
    const ids = (info: PlanInfo) =>
      listAttempts(withPlans(info)).map((each) => each.plan_attempt_id)
    expect(ids({ pending, current, history: [old, current] })).toEqual(['p', 'current', 'old'])
    expect(ids({ pending, current })).toEqual(['p', 'current'])
    expect(ids({})).toEqual([])
  })

  it('finds the last failed one as long as no good one came after it', () => {
    const history = [attempt('a'), failing]
    expect(lastFailedAttempt(withPlans({ healthy: false, history }))?.plan_attempt_id).toBe('bad')
    expect(lastFailedAttempt(withPlans({ healthy: true, history }))).toBeUndefined()
  })
})

describe('why an attempt failed', () => {
  const because = (message: string, more: Partial<Attempt> = {}) =>
    failureOf(attempt('x', { error: { message, ...more.error }, ...more }))

  it.each([
    [
      'Unexpected error during step: [perform-snapshot]: [no.found.constructor.models.TimeoutException: Timeout]',
      'The snapshot that the plan takes first did not succeed',
      'perform-snapshot',
    ],
    [
      'Unexpected error during step: [stop-ilm]: [no.found.constructor.models.ForcedRollback: User initiated: [User initiated without reason.]]',
      'A user cancelled the plan, and ECE rolled it back',
      'stop-ilm',
    ],
    [
      'ClusterFailure:NoAvailableInstanceFound',
      'No allocator has room for a new instance',
      undefined,
    ],
    [
      'ClusterFailure:InstanceDidNotStartWhileWaitingForRunning: not running [instance-0000000038]',
      'Instances did not start in time: instance-0000000038',
      undefined,
    ],
    ['InfrastructureFailure:TimeoutExceeded', 'A step took longer than its limit', undefined],
    ['Something nobody has seen', undefined, undefined],
  ])('%s', (message, cause, step_id) => {
    expect(because(message)).toMatchObject({
      message,
      ...(cause && { cause }),
      ...(step_id && { step_id }),
    })
    if (cause === undefined) expect(because(message)).not.toHaveProperty('cause')
  })

  it('is read from the log when there is no error: the step that failed, not the one that reports it', () => {
    const failure = failureOf(
      attempt('x', {
        plan_attempt_log: [
          step('rolling-upgrade', {
            status: 'error',
            info_log: [{ message: 'no', failure_type: 'UnknownFailure:UnknownErrorEncountered' }],
          }),
          step('plan-completed', { status: 'error', info_log: [{ message: 'the plan failed' }] }),
        ],
      }),
    )
    expect(failure).toMatchObject({
      message: 'the plan failed',
      step_id: 'rolling-upgrade',
      failure_type: 'UnknownFailure:UnknownErrorEncountered',
      cancelled: false,
    })
  })

  it('is said even when ECE sends an empty log with the failed step', () => {
    const log = [step('plan-completed', { status: 'error', info_log: [] })]
    expect(failureOf(attempt('x', { plan_attempt_log: log }))?.message).toBe('ECE gives no reason.')
  })

  it('is nothing for a good attempt', () => {
    expect(failureOf(attempt('x', { plan_attempt_log: [step('plan-completed')] }))).toBeUndefined()
    expect(failureOf(undefined)).toBeUndefined()
  })
})
