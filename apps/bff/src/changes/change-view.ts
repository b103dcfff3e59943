import type { Change, ChangeState } from '@ece/api-types/bff'
import type { ChangeRow } from './journal.ts'

/** A change as `/bff/changes` answers it. */
export function toChange(row: ChangeRow): Change {
  return {
    id: row.id,
    // the column holds nothing but states
    state: row.state as ChangeState,
    installation: row.installation,
    operation: row.operation,
    path: row.path,
    user_name: row.user_name,
    created_at: new Date(row.created_at).toISOString(),
    updated_at: new Date(row.updated_at).toISOString(),
    ...(row.target === null ? {} : { target: row.target }),
    ...(row.target_name === null ? {} : { target_name: row.target_name }),
    ...(row.ticket === null ? {} : { ticket: row.ticket }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.job_id === null ? {} : { job_id: row.job_id }),
    ...(row.plan_attempt_id === null ? {} : { plan_attempt_id: row.plan_attempt_id }),
    ...(row.status === null ? {} : { status: row.status }),
    ...(row.ece_skew === null ? {} : { ece_skew_ms: row.ece_skew }),
    // written by us as JSON
    ...(row.answer === null ? {} : { answer: JSON.parse(row.answer) as unknown }),
    ...(row.evidence === null ? {} : { evidence: row.evidence }),
    ...(row.concluded_at === null ? {} : { concluded: true }),
  }
}
