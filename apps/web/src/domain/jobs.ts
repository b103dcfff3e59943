// Jobs in words: what the states of a job and of its items are called, and what can be done in which.
import type { Job, JobItemState, JobState } from '@ece/api-types/bff'
import { operations } from '@ece/api-types'
import { formatCount } from '../lib/bytes.ts'
import type { StatusKind } from '../ui/status.tsx'

export interface StateWord {
  readonly kind: StatusKind
  readonly word: string
  readonly isUnknown?: boolean
}

const JOB_WORDS: Readonly<Record<JobState, StateWord>> = {
  running: { kind: 'busy', word: 'Running' },
  paused: { kind: 'warn', word: 'Paused' },
  waiting_for_sign_in: { kind: 'warn', word: 'Waiting for a sign-in' },
  stopped: { kind: 'off', word: 'Stopped' },
  failed: { kind: 'bad', word: 'Failed' },
  done: { kind: 'ok', word: 'Done' },
}

const ITEM_WORDS: Readonly<Record<JobItemState, StateWord>> = {
  failed: { kind: 'bad', word: 'Failed' },
  unknown: { kind: 'warn', word: 'Unknown', isUnknown: true },
  checking: { kind: 'busy', word: 'Checking' },
  sending: { kind: 'busy', word: 'Sending' },
  running: { kind: 'busy', word: 'Running' },
  soaking: { kind: 'busy', word: 'Watched' },
  done: { kind: 'ok', word: 'Done' },
  skipped: { kind: 'off', word: 'Skipped' },
  not_started: { kind: 'off', word: 'Not started', isUnknown: true },
}

/** What needs somebody first, what goes on next, what waits last. */
export const ITEM_STATES = [
  'failed',
  'unknown',
  'checking',
  'sending',
  'running',
  'soaking',
  'done',
  'skipped',
  'not_started',
] as const satisfies readonly JobItemState[]

export const JOB_STATES = [
  'running',
  'paused',
  'waiting_for_sign_in',
  'failed',
  'stopped',
  'done',
] as const satisfies readonly JobState[]

/** A newer server may know more states; its own word is better than none. */
export const wordOfJob = (state: JobState): StateWord =>
  Object.hasOwn(JOB_WORDS, state)
    ? JOB_WORDS[state]
    : { kind: 'warn', word: state, isUnknown: true }
export const wordOfItem = (state: JobItemState): StateWord =>
  Object.hasOwn(ITEM_WORDS, state)
    ? ITEM_WORDS[state]
    : { kind: 'warn', word: state, isUnknown: true }

/** It goes on, or would if somebody let it. */
export const isOpen = ({ state }: Pick<Job, 'state'>): boolean =>
  state === 'running' || state === 'paused' || state === 'waiting_for_sign_in'

const ACTIVE = ['checking', 'sending', 'running', 'soaking'] as const

export const countOf = ({ counts }: Pick<Job, 'counts'>, ...states: readonly JobItemState[]) =>
  states.reduce((sum, state) => sum + (counts[state] ?? 0), 0)

/** Something moves by itself: also after a pause, until what was begun has ended. */
export const isMoving = (job: Job): boolean =>
  job.state === 'running' || (isOpen(job) && countOf(job, ...ACTIVE) > 0)

/** Items that will not change any more. */
export const endedOf = (job: Job): number => countOf(job, 'done', 'failed', 'skipped', 'unknown')

/** `7 of 12, 1 failed`. */
export function progressText(job: Job): string {
  const failed = countOf(job, 'failed')
  const unknown = countOf(job, 'unknown')
  return [
    `${formatCount(endedOf(job))} of ${formatCount(job.total)}`,
    ...(failed === 0 ? [] : [`${formatCount(failed)} failed`]),
    ...(unknown === 0 ? [] : [`${formatCount(unknown)} unknown`]),
  ].join(', ')
}

/** The row that a job sends; absent when this console no longer has it. */
export const operationOf = ({ operation }: Pick<Job, 'operation'>) =>
  Object.values(operations).find(({ name }) => name === operation)
