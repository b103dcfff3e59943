// What is put on record about a job.
import type { AuditEntry } from '../audit/entry.ts'
import type { JobRow } from './records.ts'

export type JobEvent = 'made' | 'paused' | 'resumed' | 'stopped' | 'failed' | 'done' | 'waiting'

/** `by` is whoever asked for it (`whoOf`); absent, the console itself went on for the one who made it. */
export function entryOf(
  job: Pick<JobRow, 'id' | 'installation' | 'operation' | 'user_name'>,
  event: JobEvent,
  more: {
    readonly [Name in 'evidence' | 'reason' | 'ticket' | 'confirm' | 'count']?:
      | AuditEntry[Name]
      | undefined
  } & { readonly by?: Partial<AuditEntry> } = {},
): AuditEntry {
  const { by, ...rest } = more
  const given = Object.entries(rest).filter(([, value]) => value !== undefined)
  return {
    stage: 'job',
    event,
    action_id: job.id,
    job_id: job.id,
    installation: job.installation,
    operation: job.operation,
    user_name: job.user_name,
    ...by,
    ...Object.fromEntries(given),
  }
}
