import { expect, test } from 'vitest'
import type { Effect } from './bulk-rows.ts'
import { judgeBeginning, judgeEnd, type Judged } from './judge.ts'
import { readTarget, type TargetView } from './target.ts'

const at = (second: number) => new Date(Date.UTC(2026, 2, 1, 12, 0, second)).toISOString()

interface Attempt {
  readonly id: string
  readonly second: number
  readonly healthy?: boolean
  readonly who?: string
  readonly error?: string
}
interface Shape {
  readonly kind?: string
  readonly refId?: string
  readonly status?: string
  readonly healthy?: boolean
  readonly shards?: string
  readonly pending?: Attempt
  readonly history?: readonly Attempt[]
  readonly planHealthy?: boolean
}

const toAttempt = ({ id, second, healthy = true, who = 'admin', error }: Attempt) => ({
  plan_attempt_id: id,
  healthy,
  attempt_start_time: at(second),
  source: { user_id: null, admin_id: who },
  ...(error === undefined ? {} : { error: { message: error } }),
})

function view(shapes: readonly Shape[], systemOwned = false): TargetView {
  const resources: Record<string, unknown[]> = {}
  for (const shape of shapes) {
    const kind = shape.kind ?? 'elasticsearch'
    resources[kind] ??= []
    resources[kind].push({
      ref_id: shape.refId ?? 'main',
      info: {
        status: shape.status ?? 'started',
        healthy: shape.healthy ?? true,
        elasticsearch: { shards_status: { status: shape.shards ?? 'green' } },
        plan_info: {
          healthy: shape.planHealthy ?? true,
          pending: shape.pending === undefined ? null : toAttempt(shape.pending),
          history: (shape.history ?? []).map(toAttempt),
        },
      },
    })
  }
  const target = readTarget({ metadata: { system_owned: systemOwned }, resources })
  if (target === undefined) throw new Error('that is no deployment')
  return target
}

const old: Attempt = { id: 'old', second: 0 }
const ES = { ref_id: 'main' }
const may = (effect: Effect, target: TargetView, params: Record<string, string> = ES) => {
  const beginning = judgeBeginning(effect, target, params)
  return beginning.go ? 'go' : beginning.why
}

test('only what is well, started and left alone is restarted', () => {
  expect(may('restart', view([{ history: [old] }]))).toBe('go')
  expect(may('restart', view([{ status: 'stopped' }]))).toMatch(/stopped.*would start it/)
  expect(may('restart', view([{ healthy: false }]))).toMatch(/unhealthy/)
  expect(may('restart', view([{ planHealthy: false }]))).toMatch(/last plan attempt failed/)
  expect(may('restart', view([{ pending: { id: 'x', second: 1, who: 'b.kern' } }]))).toMatch(
    /plan of its elasticsearch is running, by b\.kern/,
  )
  expect(may('restart', view([{}, { kind: 'kibana', status: 'rebooting' }]))).toMatch(
    /kibana is rebooting/,
  )
  expect(may('restart', view([{ refId: 'other' }]))).toMatch(/no such resource/)
  expect(may('restart', view([{ refId: 'other' }]), { ref_id: '_main' })).toBe('go')
})

test('Kibana alone is shut down while it runs, and restored while its Elasticsearch does', () => {
  const kibana = { resource_kind: 'kibana', ref_id: 'main' }
  const both = (status: string, elasticsearch = 'started') =>
    view([{ status: elasticsearch }, { kind: 'kibana', status }])
  expect(
    may('shutdown', both('started'), { stateless_resource_kind: 'kibana', ref_id: 'main' }),
  ).toBe('go')
  expect(may('shutdown', both('stopped'), kibana)).toMatch(/shut down already/)
  expect(may('shutdown', both('started', 'stopping'), kibana)).toMatch(/elasticsearch is stopping/)
  expect(may('restore', both('stopped'), kibana)).toBe('go')
  expect(may('restore', both('started'), kibana)).toMatch(/not shut down/)
  expect(may('restore', both('stopped', 'stopped'), kibana)).toMatch(/Elasticsearch is not started/)
  expect(may('restore', both('stopped', 'stopped'), {})).toBe('go')
})

test('what is shut down already, or belongs to ECE, is not shut down', () => {
  expect(may('shutdown', view([{ healthy: false }, { kind: 'kibana' }]), {})).toBe('go')
  expect(may('shutdown', view([{ status: 'stopped' }]), {})).toMatch(/shut down already/)
  expect(may('shutdown', view([{}], true), {})).toMatch(/belongs to ECE/)
  expect(may('shutdown', view([{ pending: { id: 'x', second: 1 } }]), {})).toMatch(/plan/)
})

test('only what is shut down is restored, and only a pending plan is cancelled', () => {
  expect(may('restore', view([{ status: 'stopped' }]), {})).toBe('go')
  expect(may('restore', view([{}]), {})).toMatch(/not shut down/)
  expect(may('cancel', view([{}]))).toMatch(/No plan is pending/)
  expect(may('cancel', view([{ pending: { id: 'x', second: 1 } }]))).toBe('go')
})

function judged(effect: Effect, before: TargetView, params: Record<string, string> = ES): Judged {
  const beginning = judgeBeginning(effect, before, params)
  if (!beginning.go) throw new Error(beginning.why)
  return { effect, params, before: beginning.before, userName: 'admin', attemptId: undefined }
}

test('a restart is followed to the end of our attempt and of nobody else’s', () => {
  const item = judged('restart', view([{ history: [old] }]))
  const ours: Attempt = { id: 'ours', second: 10 }
  expect(judgeEnd(item, view([{ history: [old], pending: ours }]))).toEqual({
    end: 'going',
    attemptId: 'ours',
  })
  expect(judgeEnd(item, view([{ history: [old, ours] }]))).toEqual({
    end: 'well',
    attemptId: 'ours',
  })
  const theirs: Attempt = { id: 'theirs', second: 11, who: 'b.kern', healthy: false }
  expect(judgeEnd(item, view([{ history: [old, theirs] }]))).toEqual({ end: 'no_sign' })
  expect(judgeEnd(item, view([{ history: [old] }]))).toEqual({ end: 'no_sign' })
  expect(judgeEnd(item, view([{ history: [old, ours], pending: theirs }])).end).toBe('going')
  const known = { ...item, attemptId: 'ours' }
  const failed = { ...ours, healthy: false, error: 'no\nroom' }
  expect(judgeEnd(known, view([{ history: [old, failed, theirs] }]))).toMatchObject({
    end: 'failed',
    why: 'Its plan failed: no room',
  })
})

test('a restart after which shards or health are worse than before has not ended well', () => {
  const ours: Attempt = { id: 'ours', second: 10 }
  const after = (shape: Shape) => view([{ history: [old, ours], ...shape }])
  const item = judged('restart', view([{ history: [old] }]))
  expect(judgeEnd(item, after({ shards: 'yellow' }))).toMatchObject({
    end: 'worse',
    why: 'Its shards are yellow; before they were green.',
  })
  expect(judgeEnd(item, after({ healthy: false })).end).toBe('worse')
  const yellow = judged('restart', view([{ history: [old], shards: 'yellow' }]))
  expect(judgeEnd(yellow, after({ shards: 'yellow' })).end).toBe('well')
  expect(judgeEnd(yellow, after({ shards: 'red' })).end).toBe('worse')
})

test('a shutdown has ended when everything is stopped, and failed when a plan of it did', () => {
  const item = judged('shutdown', view([{ history: [old] }, { kind: 'kibana' }]), {})
  const ours: Attempt = { id: 'ours', second: 10 }
  const end = (shapes: readonly Shape[]) => judgeEnd(item, view(shapes)).end
  expect(end([{ status: 'stopping', pending: ours }, { kind: 'kibana' }])).toBe('going')
  expect(
    end([
      { status: 'stopped', history: [ours] },
      { kind: 'kibana', status: 'stopping' },
    ]),
  ).toBe('going')
  expect(
    end([
      { status: 'stopped', history: [ours] },
      { kind: 'kibana', status: 'stopped' },
    ]),
  ).toBe('well')
  expect(end([{ history: [old, { ...ours, healthy: false }] }, { kind: 'kibana' }])).toBe('failed')
  expect(end([{ history: [old] }, { kind: 'kibana' }])).toBe('no_sign')
})

test('a restore has ended when everything is started and well', () => {
  const item = judged('restore', view([{ status: 'stopped', history: [old] }]), {})
  const ours: Attempt = { id: 'ours', second: 10 }
  expect(judgeEnd(item, view([{ history: [old, ours] }])).end).toBe('well')
  expect(judgeEnd(item, view([{ history: [old, ours], healthy: false }])).end).toBe('going')
  expect(judgeEnd(item, view([{ status: 'initializing', pending: ours }])).end).toBe('going')
})

test('a cancelled plan has ended when it is not pending any more, though another one is', () => {
  const mine: Attempt = { id: 'mine', second: 5 }
  const item = judged('cancel', view([{ pending: mine }]))
  expect(judgeEnd(item, view([{ pending: mine }])).end).toBe('going')
  expect(judgeEnd(item, view([{ pending: { id: 'next', second: 9 } }])).end).toBe('well')
})

test('an answer that says hardly anything begins nothing that needs to be known', () => {
  expect(readTarget(null)).toBeUndefined()
  expect(readTarget({ resources: [] })).toBeUndefined()
  const bare = readTarget({ resources: { elasticsearch: [{ ref_id: 'main' }] } })
  expect(bare?.resources).toHaveLength(1)
  expect(bare && may('restore', bare, {})).toMatch(/not shut down/)
})
