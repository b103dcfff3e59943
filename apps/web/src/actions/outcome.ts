// How a change ended: one of six words (product.md, "Verbs and confirmation"), and what is known about it.
import { InvalidInput } from '@ece/api-types'
import type { Change, ChangeState } from '@ece/api-types/bff'
import { ApiError, NO_ANSWER, NOT_OURS, readErrors, isSignedOut } from '../api/api-error.ts'

export type OutcomeWord = 'accepted' | 'rejected' | 'not_sent' | 'unknown' | 'found' | 'no_trace'

export interface Outcome {
  readonly word: OutcomeWord
  /** Reasons and codes, for everything but success. */
  readonly error?: ApiError | undefined
  /** Of an accepted change. */
  readonly warnings: readonly string[]
  /** Nothing is stored under the key, so that the same change may be sent with it again. */
  readonly keepsKey: boolean
  /** How it was found out, or why it is not yet, in one sentence. */
  readonly evidence?: string | undefined
  /** Of `unknown`: there is nothing more to find out. */
  readonly isConcluded?: boolean
}

/** On screen, in full. */
export const OUTCOME_TITLES: Record<OutcomeWord, string> = {
  accepted: 'Accepted',
  rejected: 'Rejected: ECE did not do it',
  not_sent: 'Not sent: nothing has happened',
  unknown: 'Unknown: it may or may not have happened',
  found: 'Found afterwards: it did happen',
  no_trace: 'No trace found: it most likely did not happen',
}

export const outcome = (word: OutcomeWord, more: Partial<Outcome> = {}): Outcome => ({
  word,
  warnings: [],
  keepsKey: false,
  ...more,
})

/** What to do after ECE refused, by its code (ece-behaviour 4.1, 4.5 and 4.8). */
const AFTER_REFUSAL: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'deployments.deployment_resource_plan_change_error':
      'A plan is probably pending on it. Wait until it ends, or cancel it, then try again.',
    'deployments.resource_does_not_have_a_pending_plan': 'The plan has ended meanwhile.',
    'deployments.resource_not_shutdown': 'Only what was shut down can be restored or deleted.',
    'deployments.instance_update_prohibited_error':
      'While a plan runs ECE routes and stops instances itself. Wait until it ends, then try again.',
    'deployments.instances_missing_on_update_error':
      'The instance is gone: a plan has replaced it. Look at the instances that are there now.',
    'comments.unauthorised': 'Only its author can change a comment.',
    'comments.comment_does_not_exist': 'It was deleted meanwhile.',
    'comments.resource_does_not_exist': 'What it was about was deleted meanwhile.',
    'deployments.deployment_not_found': 'It was deleted meanwhile. Go back to the list.',
    'deployments.deployment_resource_not_found': 'This resource was deleted meanwhile.',
  }),
)
const AFTER_STATUS: Readonly<Record<number, string>> = {
  401: 'ECE does not let you do this. Ask somebody whose role may.',
  403: 'ECE does not let you do this. Ask somebody whose role may.',
  404: 'It may have been deleted. Go back to the list.',
}

/** The next step after an outcome that is no success. */
export function nextStepOf({ word, error, isConcluded }: Outcome): string | undefined {
  if (word === 'unknown') {
    return isConcluded === true
      ? 'Look at it yourself before you do it again.'
      : 'The console is finding out and says so here. Do not repeat it meanwhile.'
  }
  if (word === 'no_trace') return 'Look at it once more, then press the button to send it anew.'
  if (error?.code === 'console.seen_version_changed') {
    return 'What you see here is read anew. Confirm once more if it is still what you want.'
  }
  if (error?.code === 'console.target_busy') {
    return 'When that change is settled, press the button again.'
  }
  if (word === 'not_sent') return 'When the cause is gone, press the button again.'
  if (word !== 'rejected' || error === undefined) return undefined
  return AFTER_REFUSAL.get(error.code) ?? AFTER_STATUS[error.status]
}

/** Failures of the console's own server that come before anything is sent to ECE. */
const BEFORE_SENDING = new Set([
  'console.unavailable',
  'console.audit_unavailable',
  'console.ece_unreachable',
  'console.ece_certificate',
  'console.not_on_this_version',
])
/** Answers that say nothing about the change itself: the record of changes knows more. */
const ASK = new Set([
  'console.change_in_progress',
  'console.idempotency_key_reused',
  NO_ANSWER,
  NOT_OURS,
])

/**
 * What a failed call says about the change. `ask`: look it up by its key before saying anything. `session`: refused
 * before it was looked at, because nobody is signed in any more.
 */
export function judge(error: unknown): Outcome | 'ask' | 'session' {
  if (error instanceof InvalidInput) {
    const errors = [
      { code: 'console.bad_request', message: error.message, fields: [...error.fields] },
    ]
    return outcome('not_sent', { error: new ApiError(400, errors), keepsKey: true })
  }
  if (!(error instanceof ApiError)) return 'ask'
  const { code, status } = error
  if (isSignedOut(error)) return 'session'
  if (code === 'console.outcome_unknown') return outcome('unknown', { error })
  if (ASK.has(code)) return 'ask'
  if (BEFORE_SENDING.has(code)) return outcome('not_sent', { error })
  if (status >= 500) return 'ask'
  // what is confirmed after it is another change than the one that was refused
  if (code === 'console.seen_version_changed') return outcome('not_sent', { error })
  // refused by the console's own checks, before a record of it was made
  if (code.startsWith('console.')) return outcome('not_sent', { error, keepsKey: true })
  return outcome('rejected', { error })
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** `warnings` of a command's answer (ece-behaviour 4.1). */
export function readWarnings(answer: unknown): string[] {
  const warnings = isRecord(answer) ? answer['warnings'] : undefined
  if (!Array.isArray(warnings)) return []
  return warnings.flatMap((warning: unknown) => {
    const text = isRecord(warning) ? (warning['message'] ?? warning['code']) : undefined
    return typeof text === 'string' && text !== '' ? [text] : []
  })
}

/** The change that holds the target, from the refusal that it caused. */
export function holderOf(error: ApiError | undefined): string | undefined {
  if (error?.code !== 'console.target_busy') return undefined
  return error.errors[0]?.fields?.flatMap((field) => HOLDER.exec(field)?.[1] ?? [])[0]
}
const HOLDER = /^\/bff\/changes\/([0-9a-f-]{36})$/

const FINAL: Partial<Record<ChangeState, OutcomeWord>> = {
  accepted: 'accepted',
  rejected: 'rejected',
  not_sent: 'not_sent',
  unknown: 'unknown',
  found: 'found',
  no_trace: 'no_trace',
}

/** What the record of changes says; `undefined` while it is still on its way. */
export function outcomeOfChange(change: Change): Outcome | undefined {
  const word = FINAL[change.state]
  if (word === undefined) return undefined
  const errors = readErrors(change.answer)
  return outcome(word, {
    warnings: word === 'accepted' ? readWarnings(change.answer) : [],
    evidence: change.evidence,
    isConcluded: change.concluded === true,
    ...(errors.length === 0 ? {} : { error: new ApiError(change.status ?? 0, errors) }),
  })
}
