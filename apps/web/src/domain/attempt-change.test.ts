import { describe, expect, it } from 'vitest'
import type { Change } from '@ece/api-types/bff'
import { changeOfAttempt } from './attempt-change.ts'
import { listResources } from './resources.ts'
import { attempt, DEPLOYMENT_ID, restart, sample } from './sample.ts'

const [elasticsearch, kibana] = listResources(sample())
if (elasticsearch === undefined || kibana === undefined) throw new Error('the sample has both')

const source = {
  facilitator: 'adminconsole',
  action: 'deployments.restart-deployment-es-resource',
  date: '2025-05-09T09:06:59.000Z',
  user_id: 'ops1',
}
const restarted = restart('r1', { source })
const change = (more: Partial<Change> = {}): Change => ({
  id: 'c1',
  state: 'accepted',
  installation: 'default',
  operation: 'restartDeploymentEsResource',
  path: `/deployments/${DEPLOYMENT_ID}/elasticsearch/main-elasticsearch/_restart?x=1`,
  user_name: 'ops1',
  created_at: '2025-05-09T09:06:58.700Z',
  updated_at: '2025-05-09T09:06:59.400Z',
  ...more,
})
const found = (...changes: readonly Change[]) =>
  changeOfAttempt(restarted, elasticsearch, changes)?.id

describe('the change that a plan attempt came of', () => {
  it('is the accepted one of the same person, verb, resource and second', () => {
    expect(found(change())).toBe('c1')
    expect(
      found(change({ path: `/deployments/${DEPLOYMENT_ID}/elasticsearch/_main/_restart` })),
    ).toBe('c1')
  })

  it.each([
    ['of somebody else', { user_name: 'b.kern' }],
    ['of another verb', { operation: 'shutdownDeployment' }],
    ['of Kibana', { path: `/deployments/${DEPLOYMENT_ID}/kibana/main-kibana/_restart` }],
    ['answered half a minute before', { updated_at: '2025-05-09T09:06:29.000Z' }],
    ['begun afterwards', { created_at: '2025-05-09T09:07:30.000Z' }],
    ['that ECE refused', { state: 'rejected' }],
    ['that was found by another attempt', { state: 'found', plan_attempt_id: 'r0' }],
  ] as const)('is none %s', (_, more) => {
    expect(found(change(more))).toBeUndefined()
  })

  it('is none where two fit', () => {
    expect(found(change(), change({ id: 'c2' }))).toBeUndefined()
  })

  it('is the one that was found by it, whatever the times say', () => {
    const lost = change({ id: 'c3', state: 'found', plan_attempt_id: 'r1', created_at: 'x' })
    expect(found(change(), change({ id: 'c2' }), lost)).toBe('c3')
  })

  it('minds that ECE’s clock goes differently', () => {
    const early = { created_at: '2025-05-09T08:06:58.700Z', updated_at: '2025-05-09T08:06:59.400Z' }
    expect(found(change(early))).toBeUndefined()
    expect(found(change({ ...early, ece_skew_ms: 3_600_000 }))).toBe('c1')
  })

  it('of a whole deployment left an attempt on each resource', () => {
    const by = { ...source, action: 'deployments.shutdown-deployment' }
    const whole = change({
      operation: 'shutdownDeployment',
      path: `/deployments/${DEPLOYMENT_ID}/_shutdown`,
    })
    for (const resource of [elasticsearch, kibana]) {
      expect(changeOfAttempt(attempt('s', { source: by }), resource, [whole])?.id).toBe('c1')
    }
  })

  it('is never that of a plan which ECE began by itself', () => {
    const own = restart('r2', { source: { ...source, facilitator: 'constructor' } })
    expect(changeOfAttempt(own, elasticsearch, [change()])).toBeUndefined()
  })
})
