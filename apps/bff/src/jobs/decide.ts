// What is decided about a job as a whole: whose sign-in it goes on with, what a failure means, when it is over. Everything
// follows from what is on disk, and every decision is put on record in the transaction that makes it true.
import type { JobState } from '@ece/api-types/bff'
import type { Audit } from '../audit/audit.ts'
import { checkAllowed } from '../forward/allow.ts'
import { ConsoleError } from '../http/console-error.ts'
import type { Sessions, SignedIn } from '../session/signed-in.ts'
import type { BulkRow } from './bulk-rows.ts'
import { isHalted, NOT_STARTED } from './item-step.ts'
import { entryOf, type JobEvent } from './job-entry.ts'
import {
  ACTIVE_STATES,
  type ItemRow,
  type JobChange,
  type JobRecords,
  type JobRow,
} from './records.ts'

export interface DecisionParts {
  readonly records: JobRecords
  readonly audit: Pick<Audit, 'append'>
  readonly sessions: Pick<Sessions, 'standIn'>
  readonly now: () => number
}

/** Every method rejects with the store's error, or `console.audit_unavailable`; then nothing has changed. */
export function createDecisions({ records, audit, sessions, now }: DecisionParts) {
  /** Changes the job and puts it on record, both or neither. */
  const move = (
    job: JobRow,
    from: readonly JobState[],
    change: JobChange,
    event: JobEvent,
  ): Promise<boolean> => {
    const reason = change.state_reason ?? undefined
    return records.moveJob(job.id, from, change, (db) =>
      audit.append(entryOf(job, event, { evidence: reason }), db),
    )
  }

  const say = async (job: JobRow, reason: string | null) => {
    if (job.state_reason !== reason) {
      await records.moveJob(job.id, [job.state], { state_reason: reason })
    }
  }

  /** The sign-in that the job goes on with; moves it to and from waiting. */
  const signIn = async (job: JobRow): Promise<SignedIn | undefined> => {
    const { installation, user_name: userName, session_key: preferred } = job
    const session = await sessions.standIn({ installation, userName, preferred })
    if (session === undefined) {
      const reason = `It goes on by itself when ${userName} signs in again.`
      const change = { state: 'waiting_for_sign_in', state_reason: reason } as const
      if (job.state === 'running') await move(job, ['running'], change, 'waiting')
      return undefined
    }
    if (job.state === 'waiting_for_sign_in') {
      await move(job, ['waiting_for_sign_in'], { state: 'running', state_reason: null }, 'resumed')
    }
    return session
  }

  /** Says what a failure means for the job; answers whether it may go on. */
  const judgeFailures = async (job: JobRow): Promise<boolean> => {
    if (!isHalted(job)) return true
    const item = await records.lastFailure(job.id)
    const what =
      item === undefined
        ? 'An item failed.'
        : `Item ${item.position + 1} ${item.state === 'unknown' ? 'has an unknown outcome' : 'failed'}: ${item.detail ?? 'no reason is known'}`
    if (job.keep_going === 1) {
      const { not_started: rest = 0 } = (await records.counts([job.id])).get(job.id) ?? {}
      if (rest === 0) return true
      const reason = `${job.failures_in_row} items failed one after another. ${what}`
      await move(job, ['running'], { state: 'paused', state_reason: reason }, 'paused')
    } else {
      await move(job, ['running'], { state: 'failed', state_reason: what }, 'failed')
    }
    return false
  }

  const finish = async (job: JobRow) => {
    const counts = (await records.counts([job.id])).get(job.id) ?? {}
    const { done = 0, failed = 0, skipped = 0, unknown = 0 } = counts
    if (done + failed + skipped + unknown < job.total) return
    const open = await records.items(job.id, { states: ACTIVE_STATES, open: true, limit: 1 })
    if (open.length > 0) return
    const bad = failed + unknown
    const reason = bad === 0 ? null : `${bad} of ${job.total} did not end well.`
    const change = { state: 'done', state_reason: reason, ended_at: now() } as const
    // the last failure of a job that stops at the first one is told by that
    const current = await records.find(job.id)
    if (current === undefined || (current.keep_going !== 1 && isHalted(current))) return
    await move(job, ['running'], change, 'done')
  }

  /** Roles and policies are asked again: they may have changed since the job was made. */
  const isAllowed = async (job: JobRow, row: BulkRow, session: SignedIn): Promise<boolean> => {
    try {
      checkAllowed(row.operation, session)
      return true
    } catch (error) {
      if (!(error instanceof ConsoleError)) throw error
      const change = { state: 'paused', state_reason: error.message } as const
      await move(job, ['running'], change, 'paused')
      return false
    }
  }

  /** Stopped, and nobody is signed in who could look. */
  const giveUp = async (item: ItemRow) => {
    if (item.state === 'checking') await records.moveItem(item, NOT_STARTED)
    else if (item.state !== 'unknown') {
      await records.endItem(item, { as: 'unknown', detail: NOT_FOLLOWED })
    } else await records.endItem(item, { as: 'unknown', detail: item.detail })
  }

  return { move, say, signIn, judgeFailures, isAllowed, finish, giveUp }
}

const NOT_FOLLOWED = 'It was sent, and nobody was signed in to see how it ended.'
