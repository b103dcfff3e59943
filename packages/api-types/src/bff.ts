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
  user_name: string
  reason?: string
  created_at: string
  updated_at: string
  /** Status and body that the browser got, once there is an outcome. */
  status?: number
  answer?: unknown
}
