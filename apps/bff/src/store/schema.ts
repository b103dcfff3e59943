// Times are milliseconds since 1970 in bigint columns, bytes are base64 texts: SQLite and PostgreSQL agree on both, if the
// adapter hands bigint over as numbers.

export interface Database {
  /** Name → value; one row says which key sealed this database. */
  meta: { name: string; value: string }
  sessions: SessionTable
  credentials: CredentialTable
  /** Accounts that have signed in here at least once. */
  accounts: { installation: string; account: string; last_sign_in_at: number }
  sign_in_failures: { id: string; installation: string; account: string; failed_at: number }
  changes: ChangeTable
  turns: TurnTable
  jobs: JobTable
  job_items: JobItemTable
  audit: AuditTable
  audit_head: AuditHeadTable
}

export interface TurnTable {
  name: string
  /** Id of the process whose turn it is. */
  holder: string
  /** Until when, unless it goes on. */
  until: number
}

/** Append-only: triggers refuse everything else. What counts is `record`; the columns beside it are for finding it. */
export interface AuditTable {
  /** Gapless, from 1. */
  seq: number
  event_id: string
  at: number
  stage: string
  event: string
  /** What it came to: a change's state, `refused`, or the event. */
  outcome: string
  action_id: string | null
  installation: string | null
  user_name: string | null
  operation: string | null
  target: string | null
  target_name: string | null
  /** Canonical JSON of the whole record. */
  record: string
  /** Hashes in hex. */
  prev: string
  hash: string
  /** Which key made `mac`. */
  kid: string
  mac: string
}

/** One row: the end of the chain, which the next record holds on to. */
export interface AuditHeadTable {
  /** Random, made with the table: tells this database from another one. */
  chain: string
  seq: number
  hash: string
  mac: string
  /** Counts who had the row in hand: writing it is what keeps the others waiting. */
  turn: number
}

export interface SessionTable {
  /** SHA-256 of the session id, hex. */
  session_key: string
  /** What express-session keeps: JSON. Holds no credential. */
  data: string
  created_at: number
  /** Last request that an operator made, polls not counted. */
  active_at: number
  /** Since when no cookie opens it: it is kept for unfinished jobs of its user. */
  detached_at: number | null
}

export interface CredentialTable {
  session_key: string
  installation: string
  user_name: string
  /** Counts renewals; a write names the generation that it replaces. */
  generation: number
  /** Token, expiry and user, encrypted. */
  sealed: string
  /** The absolute limit counts from here. */
  signed_in_at: number
  /** When the token wants renewing; null for API keys. */
  renew_at: number | null
}

export interface ChangeTable {
  /** The browser's `Idempotency-Key`. */
  id: string
  installation: string
  user_name: string
  session_key: string
  /** Row name. */
  operation: string
  method: string
  path: string
  /** SHA-256 of method, path and body. */
  request_hash: string
  reason: string | null
  /** Number of a ticket, as typed. */
  ticket: string | null
  /** `Confirmed`: how the page says that it was confirmed. */
  confirm: string | null
  state: string
  status: number | null
  /** JSON, as the browser got it. */
  answer: string | null
  created_at: number
  updated_at: number
  /** What is changed, such as `deployments/0f3a…`: at most one open change per target. */
  target: string | null
  /** What the page called it. */
  target_name: string | null
  /** Id of the process that carries it out, as in `turns`. */
  boot: string | null
  job_id: string | null
  ip: string | null
  /** How an unknown outcome was settled, or why it is not, in one sentence. */
  evidence: string | null
  seen_version: string | null
  /** JSON: ids of the plan attempts that were there before it was sent; null when nobody looked. */
  known_attempts: string | null
  plan_attempt_id: string | null
  /** Since when the reconciler has nothing more to find out. */
  concluded_at: number | null
  /** ECE's clock minus ours when it was begun, in ms; null when ECE was not asked then. */
  ece_skew: number | null
}

export interface JobTable {
  /** The browser's `Idempotency-Key`. */
  id: string
  installation: string
  /** Row name. */
  operation: string
  title: string
  user_name: string
  /** Of the session that made it: its credential is preferred. */
  session_key: string
  /** SHA-256 of who and what. */
  request_hash: string
  reason: string | null
  ticket: string | null
  /** JSON: query and body of every item. */
  query: string | null
  body: string | null
  canary: number
  concurrency: number
  soak_seconds: number
  /** 0 or 1. */
  keep_going: number
  retry_of: string | null
  total: number
  state: string
  state_reason: string | null
  /** Failures without a success between them. */
  failures_in_row: number
  created_at: number
  updated_at: number
  /** Set when nothing of it is under way any more. */
  ended_at: number | null
}

export interface JobItemTable {
  job_id: string
  /** From 0. */
  position: number
  /** JSON: path parameters. */
  params: string
  name: string
  seen_version: string | null
  state: string
  detail: string | null
  /** Key of its change: minted before it is sent. */
  change_id: string | null
  /** ECE's plan attempt, once it was seen. */
  attempt_id: string | null
  /** JSON: how the target was before. */
  before: string | null
  started_at: number | null
  /** When it came into its state. */
  state_at: number | null
  ended_at: number | null
}
