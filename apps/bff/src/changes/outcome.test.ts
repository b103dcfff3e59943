import { operations } from '@ece/api-types'
import { expect, test } from 'vitest'
import { explainFailure, EceFailure } from '../forward/ece-failure.ts'
import { judgeFailure } from './outcome.ts'

const row = operations.restartDeploymentEsResource
const sentenceOf = (failure: EceFailure) => {
  const { state, reply } = judgeFailure(row, failure)
  const { errors } = JSON.parse(reply.body.toString()) as { errors: { message: string }[] }
  return { state, message: errors[0]?.message ?? '' }
}

test('what may have happened names the cause, and never says to try again', () => {
  const hangUp = explainFailure(new Error('closed'), { host: 'ece:12443', sent: 'maybe' })
  expect(hangUp.message).toContain('Try again')
  const slow = new EceFailure(
    'console.ece_timeout',
    'maybe',
    'ECE at ece:12443 did not answer within 60 s. Try again; if it stays slow, look at its load.',
  )
  for (const failure of [hangUp, slow]) {
    const { state, message } = sentenceOf(failure)
    expect(state).toBe('unknown')
    expect(message).toContain('ECE at ece:12443')
    expect(message).toMatch(/look at the activity of the deployment before you try again\.$/)
    expect(message).not.toContain('Try again')
  }
})

test('what was certainly not sent may be tried again', () => {
  const refused = Object.assign(new Error('x'), { code: 'ECONNREFUSED' })
  const { state, message } = sentenceOf(explainFailure(refused, { host: 'ece:1', sent: 'no' }))
  expect(state).toBe('not_sent')
  expect(message).toMatch(/refuses connections.*Nothing was sent\.$/)
})
