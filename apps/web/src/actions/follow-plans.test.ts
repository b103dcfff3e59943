import { describe, expect, it } from 'vitest'
import { attempt, restart, restarting, sample, step } from '../domain/sample.ts'
import type { AnyDeployment, Attempt } from '../domain/shapes.ts'
import { dismissPlan, FOLLOWING_NOTHING, followPlans } from './follow-plans.ts'

const ID = '7b1c0d2e-0000-4000-8000-000000000001'
const ended = (current: Attempt, healthy: boolean) =>
  sample({ elasticsearch: { plan_info: { healthy, current } } })
const watch = (...answers: readonly AnyDeployment[]) =>
  answers.reduce(followPlans, FOLLOWING_NOTHING).ended

const done = restart(ID, {
  attempt_end_time: '2025-05-09T09:09:00.000Z',
  plan_attempt_log: [step('plan-completed')],
})
const failed = restart(ID, {
  attempt_end_time: '2025-05-09T09:09:00.000Z',
  plan_attempt_log: [
    step('rolling-upgrade', { status: 'error' }),
    step('plan-completed', { status: 'error', info_log: [{ message: 'User initiated' }] }),
  ],
})

describe('a plan that was seen running', () => {
  it('is told to be done when it succeeded', () => {
    expect(watch(restarting, ended(done, true))).toMatchObject([
      { state: 'succeeded', text: 'Rolling restart of Elasticsearch, zone by zone', ms: 120_000 },
    ])
  })

  it('is told to have failed, with the cause', () => {
    expect(watch(restarting, ended(failed, false))).toMatchObject([
      { state: 'failed', failure: { message: 'User initiated', cancelled: true } },
    ])
  })

  it('is told by the flag when the answer lacks the attempt', () => {
    const other = attempt('older')
    expect(watch(restarting, ended(other, false))).toMatchObject([{ state: 'failed' }])
    expect(watch(restarting, ended(other, true))).toMatchObject([{ state: 'succeeded' }])
    const silent = sample({ elasticsearch: { plan_info: null } })
    expect(watch(restarting, silent)).toMatchObject([{ state: 'unknown' }])
  })

  it('is told once, and no more after it was dismissed', () => {
    const after = ended(done, true)
    expect(watch(restarting, after, after, after)).toHaveLength(1)
    const followed = [restarting, after].reduce(followPlans, FOLLOWING_NOTHING)
    const [plan] = followed.ended
    expect(plan && followPlans(dismissPlan(followed, plan.id), after).ended).toEqual([])
  })

  it('is old news when the next one starts', () => {
    const next = sample({ elasticsearch: { plan_info: { pending: restart('next') } } })
    expect(watch(restarting, ended(done, true), next)).toEqual([])
  })
})

describe('nothing is told of', () => {
  it('plans that ended before anybody looked', () => {
    expect(watch(ended(done, true), ended(failed, false))).toEqual([])
  })

  it('another deployment', () => {
    expect(watch(restarting, { ...sample(), id: 'b'.repeat(32) })).toEqual([])
  })
})
