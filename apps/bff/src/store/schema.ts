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
}

export interface TurnTable {
  name: string
  /** Id of the process whose turn it is. */
  holder: string
  /** Until when, unless it goes on. */
  until: number
}

export interface SessionTable {
  /** SHA-256 of the session id, hex. */
  session_key: string
  /** What express-session keeps: JSON. Holds no credential. */
  data: string
  created_at: number
  /** Last request that an operator made, polls not counted. */
  active_at: number
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
  state: string
  status: number | null
  /** JSON, as the browser got it. */
  answer: string | null
  created_at: number
  updated_at: number
}
