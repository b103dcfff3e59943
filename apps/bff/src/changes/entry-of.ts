// What the audit log keeps of a change: who, what, where; never a body.
import type { Confirmed } from '@ece/api-types/bff'
import type { AuditEntry } from '../audit/entry.ts'
import { readErrors } from '../forward/ece-errors.ts'
import type { Reply } from '../forward/reply.ts'
import type { ChangeRequest } from './changes.ts'
import type { NewChange } from './journal.ts'

export type Known = Omit<AuditEntry, 'stage' | 'event'>

/** Everything that is known of a change without its browser. */
export const factsOfChange = (change: NewChange): Known => ({
  action_id: change.id,
  installation: change.installation,
  user_name: change.user_name,
  session: change.session_key.slice(0, 8),
  operation: change.operation,
  method: change.method,
  path: change.path,
  request_hash: change.request_hash,
  ...(change.ip === null ? {} : { ip: change.ip }),
  ...(change.target === null ? {} : { target: change.target }),
  ...(change.target_name === null ? {} : { target_name: change.target_name }),
  ...(change.reason === null ? {} : { reason: change.reason }),
  ...(change.ticket === null ? {} : { ticket: change.ticket }),
  // the column holds nothing else
  ...(change.confirm === null ? {} : { confirm: change.confirm as Confirmed }),
  ...(change.seen_version === null ? {} : { seen_version: change.seen_version }),
  ...(change.job_id === null ? {} : { job_id: change.job_id }),
})

/** The same with the one who asks for it, and with what the console had just read of the target. */
export const factsOfAsked = (
  { session, requestId, uaClass }: Pick<ChangeRequest, 'session' | 'requestId' | 'uaClass'>,
  change: NewChange,
  checkedVersion: string | undefined,
): Known => ({
  ...factsOfChange(change),
  auth: session.user.auth,
  roles: session.user.roles,
  cred_fp: session.fingerprint(),
  request_id: requestId,
  ...(uaClass === undefined ? {} : { ua_class: uaClass }),
  ...(checkedVersion === undefined ? {} : { checked_version: checkedVersion }),
})

/** What was answered: its status and the codes of its errors. */
export function factsOfReply({ status, body }: Pick<Reply, 'status' | 'body'>): Known {
  const codes = status < 400 ? [] : (readErrors(body) ?? []).map(({ code }) => code)
  return { status, ...(codes.length === 0 ? {} : { codes }) }
}
