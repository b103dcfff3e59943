// Pause, resume and stop. Whoever may send the change may hold it; stopping is allowed even where changes are not.
import type { JobState } from '@ece/api-types/bff'
import type { Audit } from '../audit/audit.ts'
import type { AuditEntry } from '../audit/entry.ts'
import { checkAllowed } from '../forward/allow.ts'
import { ConsoleError } from '../http/console-error.ts'
import type { SignedIn } from '../session/signed-in.ts'
import { findBulkRow } from './bulk-rows.ts'
import { entryOf, type JobEvent } from './job-entry.ts'
import type { JobRecords, JobRow } from './records.ts'

export type Control = 'pause' | 'resume' | 'stop'

interface Rule {
  readonly from: readonly JobState[]
  readonly to: JobState
  readonly event: JobEvent
  readonly reason: (who: string) => string | null
}

const RULES: Readonly<Record<Control, Rule>> = {
  pause: {
    from: ['running', 'waiting_for_sign_in'],
    to: 'paused',
    event: 'paused',
    reason: (who) => `Paused by ${who}. What has begun goes on to its end.`,
  },
  resume: { from: ['paused'], to: 'running', event: 'resumed', reason: () => null },
  stop: {
    from: ['running', 'paused', 'waiting_for_sign_in'],
    to: 'stopped',
    event: 'stopped',
    reason: (who) =>
      `Stopped by ${who}. What had begun goes on to its end; the rest is not started.`,
  },
}

interface ControlParts {
  readonly moveJob: JobRecords['moveJob']
  readonly audit: Pick<Audit, 'append'>
}

/**
 * Does nothing when the job is in that state already: of two clicks the second is no mistake. Throws
 * `console.job_not_in_state` and what `checkAllowed` throws.
 */
export async function controlJob(
  { moveJob, audit }: ControlParts,
  name: Control,
  job: JobRow,
  { session, by }: { readonly session: SignedIn; readonly by: Partial<AuditEntry> },
): Promise<void> {
  const rule = RULES[name]
  const row = findBulkRow(job.operation)
  if (row !== undefined)
    checkAllowed(row.operation, name === 'resume' ? session : writable(session))
  if (job.state === rule.to) return
  const reason = rule.reason(session.user.user_name)
  const moved = await moveJob(
    job.id,
    rule.from,
    { state: rule.to, state_reason: reason, failures_in_row: 0 },
    (db) => audit.append(entryOf(job, rule.event, { by }), db),
  )
  if (moved) return
  throw new ConsoleError(
    'console.job_not_in_state',
    `This job is ${job.state.replaceAll('_', ' ')}, so it cannot be ${PAST[name]}.`,
  )
}

const PAST: Readonly<Record<Control, string>> = {
  pause: 'paused',
  resume: 'resumed',
  stop: 'stopped',
}

/** Where nothing may be changed, what runs may still be held. */
const writable = (session: SignedIn): SignedIn => ({
  ...session,
  installation: {
    ...session.installation,
    policy: { ...session.installation.policy, read_only: false },
  },
})
