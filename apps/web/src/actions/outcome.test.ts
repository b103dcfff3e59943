import { InvalidInput } from '@ece/api-types'
import type { Change } from '@ece/api-types/bff'
import { describe, expect, it } from 'vitest'
import { ApiError } from '../api/api-error.ts'
import { judge, outcomeOfChange, readWarnings } from './outcome.ts'

const failed = (status: number, code: string) => new ApiError(status, [{ code, message: 'why' }])

describe('what a failed call says about the change', () => {
  it.each([
    // refused by ECE
    [422, 'deployments.deployment_resource_plan_change_error', 'rejected', false],
    [403, 'root.unauthorized.rbac', 'rejected', false],
    [404, 'deployments.deployment_not_found', 'rejected', false],
    // refused by the console before anything was recorded: the key stays good
    [403, 'console.forbidden', 'not_sent', true],
    [403, 'console.csrf', 'not_sent', true],
    [400, 'console.reason_required', 'not_sent', true],
    [409, 'console.target_busy', 'not_sent', true],
    // what is confirmed after it is another change
    [409, 'console.seen_version_changed', 'not_sent', false],
    [429, 'console.too_many_requests', 'not_sent', true],
    // recorded as not sent: the same key would only replay that
    [502, 'console.ece_unreachable', 'not_sent', false],
    [502, 'console.ece_certificate', 'not_sent', false],
    [503, 'console.unavailable', 'not_sent', false],
    [503, 'console.audit_unavailable', 'not_sent', false],
    [501, 'console.not_on_this_version', 'not_sent', false],
    [502, 'console.outcome_unknown', 'unknown', false],
  ])('%d %s: %s', (status, code, word, keepsKey) => {
    expect(judge(failed(status, code))).toMatchObject({ word, keepsKey })
  })

  it.each([
    [0, 'console.no_answer'],
    [502, 'console.unreadable_answer'],
    [409, 'console.change_in_progress'],
    [422, 'console.idempotency_key_reused'],
    [504, 'console.ece_timeout'],
    [502, 'console.bad_answer'],
    [500, 'console.internal'],
    [500, 'deployments.deployment_resource_no_longer_exists'],
    [503, 'anything'],
  ])('%d %s is looked up before anything is said', (status, code) => {
    expect(judge(failed(status, code))).toBe('ask')
  })

  it('an ended session is no outcome at all', () => {
    expect(judge(failed(401, 'console.session_expired'))).toBe('session')
    expect(judge(failed(401, 'console.no_session'))).toBe('session')
  })

  it('a request that could not even be built was not sent', () => {
    expect(judge(new InvalidInput('params.ref_id: no', ['params.ref_id']))).toMatchObject({
      word: 'not_sent',
      keepsKey: true,
    })
    expect(judge(new TypeError('fetch failed'))).toBe('ask')
  })
})

describe('what the record of changes says', () => {
  const change = (state: Change['state'], more: Partial<Change> = {}): Change => ({
    id: 'k',
    state,
    installation: 'default',
    operation: 'shutdownDeployment',
    path: '/x',
    user_name: 'admin',
    created_at: '2025-05-09T09:00:00Z',
    updated_at: '2025-05-09T09:00:00Z',
    ...more,
  })

  it.each([
    ['accepted', 'accepted'],
    ['rejected', 'rejected'],
    ['not_sent', 'not_sent'],
    ['unknown', 'unknown'],
    ['found', 'found'],
    ['no_trace', 'no_trace'],
  ] as const)('%s ends in the word %s', (state, word) => {
    expect(outcomeOfChange(change(state))?.word).toBe(word)
  })

  it.each(['intent', 'sending'] as const)('%s is still on its way', (state) => {
    expect(outcomeOfChange(change(state))).toBeUndefined()
  })

  it('keeps ECE’s reasons', () => {
    const answer = { errors: [{ code: 'deployments.resource_not_shutdown', message: 'It runs' }] }
    const { error } = outcomeOfChange(change('rejected', { status: 400, answer })) ?? {}
    expect([error?.status, error?.code, error?.message]).toEqual([
      400,
      'deployments.resource_not_shutdown',
      'It runs',
    ])
  })

  it('reads warnings of an accepted change, and nothing from nonsense', () => {
    expect(
      readWarnings({ warnings: [{ code: 'a', message: 'careful' }, { code: 'b' }, 3] }),
    ).toEqual(['careful', 'b'])
    expect(readWarnings({ warnings: 'x' })).toEqual([])
    expect(readWarnings(undefined)).toEqual([])
  })
})
