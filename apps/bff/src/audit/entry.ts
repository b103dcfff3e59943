// What is put on record. Never a password, token, key, cookie, raw body or raw answer: only what is named here.
import type { ChangeState, Confirmed } from '@ece/api-types/bff'

export type AuditStage =
  /** A change: what was meant, that it leaves, what came of it, what was found out later. */
  | 'intent'
  | 'sending'
  | 'outcome'
  | 'reconcile'
  /** Something refused before it became a change: role, policy, lease, seen version. */
  | 'refusal'
  /** Signed in, failed to, signed out, ended by time. */
  | 'auth'
  /** A job was made, paused, resumed, stopped, ended. */
  | 'job'
  /** The reason of a change, left as a comment on the resource. */
  | 'comment'
  /** Somebody took the audit log or a list along. */
  | 'export'
  /** Somebody looked at the audit log. */
  | 'read'
  /** Written by the log itself. */
  | 'checkpoint'
  /** On the command line: a key was replaced, a hold set or lifted, a note added to a change. */
  | 'admin'
  /** Old records were written to a file and dropped. */
  | 'prune'

export interface AuditEntry {
  readonly stage: AuditStage
  /** Name of what happened in its stage, such as `signed_in`, `accepted`, `paused`. */
  readonly event: string
  /** Key of the change or job that it belongs to. */
  readonly action_id?: string
  readonly installation?: string
  readonly user_name?: string
  readonly auth?: 'password' | 'api_key'
  readonly roles?: readonly string[]
  /** First 8 characters of the session key, as in logs. */
  readonly session?: string
  /** Fingerprint of the credential (session/keys.ts): which token or key it was, without being able to use it. */
  readonly cred_fp?: string
  readonly ip?: string
  readonly ua_class?: string
  readonly request_id?: string
  /** Row name. */
  readonly operation?: string
  readonly method?: string
  /** Path below `/api/v1`. */
  readonly path?: string
  /** What is changed, such as `deployments/0f3a…`. */
  readonly target?: string
  /** What the operator's page called it. */
  readonly target_name?: string
  /** SHA-256 of method, path and body. */
  readonly request_hash?: string
  readonly reason?: string
  readonly ticket?: string
  readonly seen_version?: string
  /** What the console read just before it sent, to compare with that. */
  readonly checked_version?: string
  /** The page's word for it: the server cannot see fingers. */
  readonly confirm?: Confirmed
  readonly state?: ChangeState
  /** Status that the browser got. */
  readonly status?: number
  /** Error codes of that answer. */
  readonly codes?: readonly string[]
  readonly plan_attempt_id?: string
  /** From the first byte sent to the outcome. */
  readonly latency_ms?: number
  /** How often it was sent. */
  readonly attempt?: number
  /** The `Date` of ECE's answer, ISO 8601. */
  readonly upstream_date?: string
  /** How it was found out, in words. */
  readonly evidence?: string
  readonly job_id?: string
  /** How many items, records, rows. */
  readonly count?: number
  /** Records that are missing, on a record about it. */
  readonly from_seq?: number
  readonly to_seq?: number
  /** Of the first and the last record that were dropped. */
  readonly first_hash?: string
  readonly last_hash?: string
  /** Public keys, DER (SPKI) in base64, of a record about their replacement. */
  readonly old_key?: string
  readonly new_key?: string
}
