// What the audit log keeps of a change: who, what, where; never a body.
import type { AuditEntry } from '../audit/entry.ts'
import { readErrors } from '../forward/ece-errors.ts'
import type { Reply } from '../forward/reply.ts'
import type { SignedIn } from '../session/signed-in.ts'
import type { NewChange } from './journal.ts'

type Known = Omit<AuditEntry, 'stage' | 'event'>

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
  ...(change.reason === null ? {} : { reason: change.reason }),
  ...(change.seen_version === null ? {} : { seen_version: change.seen_version }),
  ...(change.job_id === null ? {} : { job_id: change.job_id }),
})

/** What the session of the one who asks adds to that. */
export const factsOfAsker = ({ user }: SignedIn, requestId: string): Known => ({
  auth: user.auth,
  roles: user.roles,
  request_id: requestId,
})

/** What was answered: its status and the codes of its errors. */
export function factsOfReply({ status, body }: Pick<Reply, 'status' | 'body'>): Known {
  const codes = status < 400 ? [] : (readErrors(body) ?? []).map(({ code }) => code)
  return { status, ...(codes.length === 0 ? {} : { codes }) }
}
