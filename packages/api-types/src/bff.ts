// Shapes of the console's own endpoints (`/bff/…`), shared by its server and its web part.
import { z } from './zod.ts'

/** `POST /bff/session`: exactly one of the two ways to sign in. */
export const SignIn = z.union([
  z.strictObject({
    installation: z.string().check(z.maxLength(40)),
    username: z.string().check(z.minLength(1), z.maxLength(1024)),
    password: z.string().check(z.minLength(1), z.maxLength(1024)),
  }),
  z.strictObject({
    installation: z.string().check(z.maxLength(40)),
    api_key: z.string().check(z.minLength(1), z.maxLength(4096), z.regex(/^[\x21-\x7e]+$/)),
  }),
])
export type SignIn = z.infer<typeof SignIn>

/** Who is signed in to one installation. Times are ISO 8601 UTC. */
export interface SignedInUser {
  user_name: string
  roles: string[]
  /** operationIds this user may call; empty when the ECE does not say. */
  permissions: string[]
  auth: 'password' | 'api_key'
  /** When the ECE credential ends unless it is renewed; absent when unknown. */
  expires_at?: string
  ece_version?: string
}

/** `GET /bff/session` and `POST /bff/session` answer, keyed by installation id. */
export interface SessionAnswer {
  installations: Record<string, SignedInUser>
}

/** `GET /bff/installations`. No URLs: they are nobody's business before signing in. */
export interface InstallationSummary {
  id: string
  name: string
  /** Free word such as `production`; shown as a badge. */
  environment: string
  /** CSS hex colour `#rrggbb` of the bar on top of every page. */
  colour: string
}

/** The six words a change ends in, and the three it passes through. */
export type ChangeState =
  | 'intent'
  | 'sending'
  | 'accepted'
  | 'rejected'
  | 'not_sent'
  | 'unknown'
  | 'found'
  | 'no_trace'

/** `GET /bff/changes/{idempotency key}`: one unsafe operation sent through this console. */
export interface Change {
  /** The browser's `Idempotency-Key`. */
  id: string
  state: ChangeState
  installation: string
  /** The row's name, such as `restartDeploymentEsResource`. */
  operation: string
  /** Path below `/api/v1`. */
  path: string
  /** What is changed, such as `deployments/0f3a…`; absent when the path names nothing that a second change could meet. */
  target?: string
  /** What the operator's page called the target; it may have been renamed or deleted since. */
  target_name?: string
  user_name: string
  reason?: string
  /** Number of a ticket, as typed. */
  ticket?: string
  /** The job that sent it. */
  job_id?: string
  created_at: string
  updated_at: string
  /** Status and body that the browser got, once there is an outcome. */
  status?: number
  answer?: unknown
  /** How an unknown outcome was settled, or why it cannot be, in one sentence. */
  evidence?: string
  /** ECE's plan attempt that the change was found by. */
  plan_attempt_id?: string
  /** ECE's clock minus the console's when it was begun; absent where nobody looked. */
  ece_skew_ms?: number
  /** The reconciler has nothing more to find out, although the state may still be `unknown`. */
  concluded?: boolean
}

/** One line of the story of a change or job, oldest first, from the audit log. */
export interface StoryLine {
  at: string
  stage: string
  event: string
  user_name?: string
  status?: number
  codes?: string[]
  evidence?: string
}

/** `GET /bff/changes/{idempotency key}`. */
export interface ChangeWithStory extends Change {
  story: StoryLine[]
}

/** One record of the audit log, as `GET /bff/audit` lists it. Fields that do not apply are absent. */
export interface AuditRecord {
  /** Gapless, from 1. */
  seq: number
  at: string
  stage: string
  event: string
  action_id?: string
  installation?: string
  user_name?: string
  auth?: string
  roles?: string[]
  session?: string
  /** Tells one credential from another, and opens nothing: 12 hex digits of an HMAC. */
  cred_fp?: string
  ip?: string
  /** Kind of browser, such as `firefox/145 linux`. */
  ua_class?: string
  request_id?: string
  operation?: string
  method?: string
  path?: string
  target?: string
  /** What the page called the target. */
  target_name?: string
  request_hash?: string
  reason?: string
  ticket?: string
  /** What the operator had seen of the target, and what the console read just before it sent. */
  seen_version?: string
  checked_version?: string
  /** How it was confirmed, as the page says: what was asked for was `typed`, or the `button` was pressed. */
  confirm?: string
  state?: string
  status?: number
  codes?: string[]
  plan_attempt_id?: string
  /** Milliseconds between the first byte sent and the outcome. */
  latency_ms?: number
  /** How often it was sent: 2 after a 401 and a new token. */
  attempt?: number
  /** ECE's own date of its answer. */
  upstream_date?: string
  evidence?: string
  job_id?: string
  count?: number
  /** Numbers of records that are missing, on a record about it. */
  from_seq?: number
  to_seq?: number
  /** Random: names the record wherever it is. */
  event_id?: string
  /** Names the process that wrote it, and the milliseconds since its start, which no clock's jump changes. */
  boot?: string
  mono_ms?: number
  /** SHA-256 of this record and the one before, hex. */
  hash: string
}

/** `GET /bff/audit`, newest first. */
export interface AuditAnswer {
  records: AuditRecord[]
  /** `before` of the next page; absent on the last one. */
  next?: number
  /** The newest record of the whole log: write it down somewhere else to prove later that nothing was cut off. */
  head?: { seq: number; hash: string; at: string }
  /** Records about records that are missing or were changed; absent when nothing ever was. */
  missing?: AuditRecord[]
  /** So many wait to be written, because the database could not be; absent when none does. */
  waiting?: number
}

/** `GET /bff/audit/{seq}`: the record with its seal, hex. */
export interface SealedAuditRecord extends AuditRecord {
  /** Hash of the record before; empty for the first one. */
  prev: string
  /** HMAC-SHA-256 of `hash`, by a key that is not in the database. */
  mac: string
  /** Which key. */
  kid: string
}

/** `GET /bff/audit/count`, with the filters of the list. */
export interface AuditCount {
  count: number
  /** False: counting was given up, and there are at least so many. */
  complete: boolean
}

/** `POST /bff/audit/exports`: the browser is about to write a list to a file; 204 once that is on record. */
export interface ListExport {
  installation: string
  what: string
  format: 'csv' | 'json'
  count: number
}

export type JobState =
  /** Items are being worked on. */
  | 'running'
  /** No new item begins until somebody resumes: on request, or because an item failed. */
  | 'paused'
  /** No live sign-in of the operator: goes on by itself after a new one. */
  | 'waiting_for_sign_in'
  /** Ended by request; the rest is not started. */
  | 'stopped'
  /** Ended by a failure; the rest is not started. */
  | 'failed'
  | 'done'

export type JobItemState =
  | 'not_started'
  /** Read before it is sent: may it begin? */
  | 'checking'
  | 'sending'
  /** ECE carries the plan out. */
  | 'running'
  /** Ended well; the soak time runs. */
  | 'soaking'
  | 'done'
  | 'failed'
  /** Not sent for a reason that was seen before. */
  | 'skipped'
  /** Sent, and nobody knows what came of it. */
  | 'unknown'

const Text = (longest: number) => z.string().check(z.minLength(1), z.maxLength(longest))
const Json = z.record(z.string(), z.unknown())

/** `X-Confirm` of a change: a button was pressed, or a name or number typed as well. */
export const Confirmed = z.enum(['button', 'typed'])
export type Confirmed = z.infer<typeof Confirmed>
/** Characters of `X-Ticket`. */
export const LONGEST_TICKET = 64

/** `POST /bff/jobs`, with `Idempotency-Key`: the id of the job. One row of the table over many targets. */
export const NewJob = z.strictObject({
  installation: z.string().check(z.maxLength(40)),
  /** Row name; only rows that change something. */
  operation: Text(100),
  /** Query and body of every item, as the row takes them. */
  query: z.optional(Json),
  body: z.optional(Json),
  /** What the operator reads: `Restart Elasticsearch`. */
  title: Text(200),
  reason: z.optional(z.string().check(z.maxLength(500))),
  ticket: z.optional(z.string().check(z.maxLength(LONGEST_TICKET))),
  /** How the operator confirmed it, for the record. */
  confirm: z.optional(Confirmed),
  items: z
    .array(
      z.strictObject({
        /** Path parameters of the row. */
        params: z.record(z.string(), Text(200)),
        name: z.string().check(z.maxLength(1024)),
        /** As `X-Seen-Version`. */
        seen_version: z.optional(Text(2048)),
      }),
    )
    .check(z.minLength(1), z.maxLength(10_000)),
  /** So many items run first, one at a time. */
  canary: z.int().check(z.minimum(0), z.maximum(100)),
  /** So many at once after them. */
  concurrency: z.int().check(z.minimum(1), z.maximum(50)),
  /** So long an item must stay well before it counts as done. */
  soak_seconds: z.int().check(z.minimum(0), z.maximum(3600)),
  /** Go on although an item failed. */
  keep_going: z.boolean(),
})
export type NewJob = z.infer<typeof NewJob>

/** `GET /bff/jobs/{id}`; the list (`GET /bff/jobs` → `{jobs}`, newest first) has the same without story. */
export interface Job {
  id: string
  installation: string
  operation: string
  title: string
  user_name: string
  reason?: string
  ticket?: string
  state: JobState
  /** Why it is paused, waiting or ended, in one sentence. */
  state_reason?: string
  canary: number
  concurrency: number
  soak_seconds: number
  keep_going: boolean
  query?: Record<string, unknown>
  body?: Record<string, unknown>
  created_at: string
  updated_at: string
  ended_at?: string
  /** The job whose failed items this one tries again. */
  retry_of?: string
  /** Items by state; states without items are absent. */
  counts: Partial<Record<JobItemState, number>>
  total: number
  /** Seconds until the end, once enough items ended to say so honestly. */
  eta_seconds?: number
  story?: StoryLine[]
}

/** One of `GET /bff/jobs/{id}/items?state=&offset=&limit=` → `{items, total}`. */
export interface JobItem {
  /** From 0. */
  position: number
  params: Record<string, string>
  name: string
  state: JobItemState
  /** Why it failed, was skipped, or waits, in one sentence. */
  detail?: string
  /** The change that was sent for it. */
  change_id?: string
  started_at?: string
  ended_at?: string
}
