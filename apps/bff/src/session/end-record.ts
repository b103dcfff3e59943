import type { AuditEntry } from '../audit/entry.ts'
import type { StoredCredential } from './credential.ts'

/** What the record about the end of a sign-in says besides why it ended. */
export const endOf = ({ sessionKey, installation, credential }: StoredCredential) =>
  ({
    stage: 'auth',
    installation,
    user_name: credential.user.user_name,
    auth: credential.user.auth,
    session: sessionKey.slice(0, 8),
  }) satisfies Omit<AuditEntry, 'event'>

export const UNKNOWN_TO_ECE = {
  event: 'session_ended',
  evidence: 'ECE does not know its credential any more',
} as const
