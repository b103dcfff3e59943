import { describe, expect, it } from 'vitest'
import type { Job, JobItemState, JobState } from '@ece/api-types/bff'
import {
  endedOf,
  isMoving,
  isOpen,
  ITEM_STATES,
  JOB_STATES,
  operationOf,
  progressText,
  wordOfItem,
  wordOfJob,
} from './jobs.ts'

const job = (more: Partial<Job> = {}): Job => ({
  id: '0b9f5a8e-6a51-4a52-9d3f-6d1f9a1f0f10',
  installation: 'default',
  operation: 'restartDeploymentEsResource',
  title: 'Restart of Elasticsearch',
  user_name: 'a.kern',
  state: 'running',
  canary: 1,
  concurrency: 2,
  soak_seconds: 0,
  keep_going: false,
  created_at: '2026-11-22T21:00:00Z',
  updated_at: '2026-11-22T21:00:00Z',
  counts: {},
  total: 12,
  ...more,
})

describe('the states of a job', () => {
  it('have a word of their own each, also one that this page does not know yet', () => {
    const words = [...JOB_STATES.map(wordOfJob), ...ITEM_STATES.map(wordOfItem)]
    expect(words.every(({ word }) => /^[A-Z]/.test(word))).toBe(true)
    // as a newer server would send it
    expect(wordOfJob('resting' as JobState)).toEqual({
      kind: 'warn',
      word: 'resting',
      isUnknown: true,
    })
    expect(wordOfItem('toString' as JobItemState).word).toBe('toString')
  })

  it('tell whether it goes on, and whether anything moves meanwhile', () => {
    expect(
      ['running', 'paused', 'waiting_for_sign_in'].every((state) =>
        isOpen({ state: state as JobState }),
      ),
    ).toBe(true)
    expect(isOpen(job({ state: 'failed' }))).toBe(false)
    expect(isMoving(job({ state: 'paused', counts: { not_started: 12 } }))).toBe(false)
    // what was begun before the pause goes on to its end
    expect(isMoving(job({ state: 'paused', counts: { running: 1, not_started: 11 } }))).toBe(true)
  })
})

describe('the progress of a job', () => {
  it('counts what will not change any more, and names what went wrong', () => {
    const counts = { done: 1200, failed: 2, skipped: 1, unknown: 1, running: 3, not_started: 100 }
    const halfway = job({ counts, total: 1307 })
    expect(endedOf(halfway)).toBe(1204)
    expect(progressText(halfway)).toBe('1,204 of 1,307, 2 failed, 1 unknown')
    expect(progressText(job())).toBe('0 of 12')
  })
})

it('finds the row that a job sends, unless this console no longer has it', () => {
  expect(operationOf(job())?.id).toBe('restart-deployment-es-resource')
  expect(operationOf(job({ operation: 'gone' }))).toBeUndefined()
})
