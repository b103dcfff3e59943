import { expect, test } from 'vitest'
import { type Case, judge } from './judge.ts'

const KEY = 'k1'
const PATH = '/deployments/a/_restore'
const AT = 1_000_000
const iso = (ms: number) => new Date(ms).toISOString()

const told = { key: KEY, method: 'POST', path: PATH, at: AT, ended_at: AT + 50 }
const sent = { at: AT + 20, method: 'POST', path: `/api/v1${PATH}`, status: 200 }
const effect = { ...sent, effect_at: AT + 21 }
const record = { id: KEY, state: 'accepted', created_at: iso(AT + 5) }
const line = (seq: number, stage: string, more: object = {}) => ({
  seq,
  at: iso(AT + 5),
  stage,
  event: stage,
  action_id: KEY,
  target: 'deployments/a',
  ...more,
})
const good: Case = {
  told: [{ ...told, state: 'accepted', status: 200 }],
  truth: [effect],
  recorded: [record],
  audit: [line(1, 'intent'), line(2, 'sending'), line(3, 'outcome', { state: 'accepted' })],
}
const rulesOf = (over: Partial<Case>) => judge({ ...good, ...over }).map(({ rule }) => rule)

test('a run without a fault has no findings', () => {
  expect(judge(good)).toEqual([])
  const { audit: _, ...silent } = good
  expect(judge(silent)).toEqual([])
})

const SEEDED: readonly (readonly [what: string, over: Partial<Case>, rule: string])[] = [
  ['a change that took effect twice', { truth: [effect, effect] }, 'one effect per key'],
  [
    'a change that was sent again',
    { truth: [{ ...sent, status: 500 }, effect] },
    'sent at most once',
  ],
  ['a change said done that never happened', { truth: [sent] }, 'no false yes'],
  [
    'a change said not sent that happened',
    { recorded: [{ ...record, state: 'not_sent' }] },
    'no false no',
  ],
  [
    'a change said refused that happened',
    { recorded: [{ ...record, state: 'rejected' }] },
    'no false no',
  ],
  [
    'a change said traceless that happened',
    { recorded: [{ ...record, state: 'no_trace' }] },
    'no false no',
  ],
  ['a change that was never recorded', { recorded: [] }, 'intent before sending'],
  [
    'a change recorded after it was sent',
    { recorded: [{ ...record, created_at: iso(AT + 90) }] },
    'intent before sending',
  ],
  [
    'a change that never ends',
    { recorded: [{ ...record, state: 'sending' }] },
    'every intent ends',
  ],
  [
    'an outcome that was forgotten',
    { recorded: [{ ...record, state: 'unknown' }] },
    'told as recorded',
  ],
  [
    'an answer of success without a state',
    { told: [{ ...told, status: 200 }] },
    'told as recorded',
  ],
  ['an effect that nobody asked for', { told: [] }, 'nothing unasked'],
  ['a change that the audit log does not know', { audit: [] }, 'on record'],
  [
    'a change without an outcome on record',
    { audit: [line(1, 'intent'), line(2, 'sending')] },
    'on record',
  ],
  [
    'another outcome on record',
    { audit: [line(1, 'intent'), line(2, 'sending'), line(3, 'outcome', { state: 'rejected' })] },
    'on record',
  ],
  [
    'an intent put on record afterwards',
    {
      audit: [
        line(1, 'intent', { at: iso(AT + 90) }),
        line(2, 'sending'),
        line(3, 'outcome', { state: 'accepted' }),
      ],
    },
    'intent before sending',
  ],
]
test.each(SEEDED)('%s is found', (_, over, rule) => {
  expect(rulesOf(over)).toContain(rule)
})

test('changes of one target on record in another order than they happened are found', () => {
  const other = {
    key: 'k2',
    method: 'POST',
    path: '/deployments/a/_shutdown',
    at: AT,
    state: 'accepted',
  }
  const found = judge({
    told: [...good.told, other],
    truth: [effect, { ...effect, path: `/api/v1${other.path}`, effect_at: AT + 10, at: AT + 9 }],
    recorded: [record, { ...record, id: 'k2' }],
    audit: [
      ...(good.audit ?? []),
      ...[4, 5, 6].map((seq) => ({
        ...line(seq, ['intent', 'sending', 'outcome'][seq - 4] ?? ''),
        action_id: 'k2',
        state: 'accepted',
      })),
    ],
  })
  expect(found.map(({ rule }) => rule)).toEqual(['order on record'])
})

test('an unknown change may have happened or not, and may be found later', () => {
  const unknown = { told: [{ ...told, state: 'unknown', status: 502 }] }
  const { audit: _, ...silent } = good
  for (const [state, truth] of [
    ['unknown', [effect]],
    ['unknown', [sent]],
    ['found', [effect]],
    ['no_trace', [sent]],
  ] as const) {
    expect(judge({ ...silent, ...unknown, truth, recorded: [{ ...record, state }] })).toEqual([])
  }
})

test('a change refused for its credential may be sent again after a new sign-in', () => {
  expect(rulesOf({ truth: [{ ...sent, status: 401 }, effect] })).toEqual([])
})
