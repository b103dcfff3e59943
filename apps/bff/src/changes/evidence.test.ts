// What plan attempts prove when the console heard late from ECE.
import { expect, test } from 'vitest'
import type { ChangeRow } from './journal.ts'
import { judgeDeployment } from './evidence.ts'

const ID = 'a'.repeat(32)
const AT = Date.parse('2026-11-23T02:00:00Z')

const rowAt = (created: number, ended: number): ChangeRow => ({
  id: crypto.randomUUID(),
  installation: 'default',
  user_name: 'admin',
  session_key: '',
  operation: 'restartDeploymentEsResource',
  method: 'POST',
  path: `/deployments/${ID}/elasticsearch/main/_restart`,
  request_hash: '',
  reason: null,
  state: 'unknown',
  status: null,
  answer: null,
  created_at: created,
  updated_at: ended,
  target: `deployments/${ID}`,
  boot: null,
  job_id: null,
  ip: null,
  ticket: null,
  confirm: null,
  target_name: null,
  evidence: null,
  seen_version: null,
  known_attempts: null,
  plan_attempt_id: null,
  concluded_at: null,
  ece_skew: null,
})

const withAttempt = (id: string, at: number) => ({
  resources: {
    elasticsearch: [
      {
        ref_id: 'main',
        info: {
          status: 'started',
          plan_info: {
            current: {
              plan_attempt_id: id,
              source: { action: 'restart', user_id: 'admin', date: new Date(at).toISOString() },
            },
          },
        },
      },
    ],
  },
})

const before = rowAt(AT - 200, AT)
const change = rowAt(AT + 300, AT + 400)

test('a slow answer of ECE does not make the attempt of the restart before that of the one that was lost', () => {
  // the clocks agree, but the answer that tells ECE's clock was three seconds on its way
  const looked = { change, skew: -3_000, lag: 3_000, before }
  expect(judgeDeployment(looked, withAttempt('of-before', AT - 100)).state).toBe('unknown')
})

test('an attempt well after the restart before is that of the one that was lost', () => {
  const later = rowAt(AT + 10_000, AT + 10_100)
  const looked = { change: later, skew: -3_000, lag: 3_000, before }
  expect(judgeDeployment(looked, withAttempt('mine', AT + 10_050))).toMatchObject({
    state: 'found',
    attemptId: 'mine',
  })
})
