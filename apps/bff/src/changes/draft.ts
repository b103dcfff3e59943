// A change as it is written down before anything is sent.
import type { ChangeRequest } from './changes.ts'
import type { NewChange } from './journal.ts'
import { targetOf } from './target.ts'

/** `boot` names this process. What ECE says of the target is not known yet. */
export function draftOf(change: ChangeRequest, hash: string, boot: string): NewChange {
  const { id, operation, request, session } = change
  return {
    id,
    installation: session.installation.id,
    user_name: session.user.user_name,
    session_key: session.sessionKey,
    operation: operation.name,
    method: request.method,
    path: request.path,
    request_hash: hash,
    reason: change.reason ?? null,
    ticket: change.ticket ?? null,
    confirm: change.confirm ?? null,
    target: targetOf(request.path) ?? null,
    target_name: change.targetName ?? null,
    boot,
    job_id: change.jobId ?? null,
    ip: change.ip ?? null,
    seen_version: change.seen ?? null,
    known_attempts: null,
    ece_skew: null,
  }
}
