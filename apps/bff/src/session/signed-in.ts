import type { SignedInUser } from '@ece/api-types/bff'
import type { RequestHandler, Router } from 'express'
import type { IncomingMessage } from 'node:http'
import type { InstallationConfig } from '../config/installation.ts'

/** One operator's live sign-in to one installation. The token itself is only reachable through the methods. */
export interface SignedIn {
  /** Hash of the session id: names a session without being able to open it. The first 8 characters may be logged. */
  readonly sessionKey: string
  readonly installation: InstallationConfig
  readonly user: SignedInUser
  /** Counts renewals of the credential; pass the one you used to `renew`. */
  readonly generation: number
  /** Of the credential, for the audit log: session/keys.ts. */
  fingerprint(): string
  /** Value of the `Authorization` header, renewed ahead of expiry: once for any number of parallel callers. */
  authorization(): Promise<string>
  /**
   * After a 401 that was answered to the credential of `generation`: at most one renewal for all callers. Answers the
   * new header value, or `undefined` when the credential is dead (then call `end`).
   */
  renew(generation: number): Promise<string | undefined>
  /** Forgets this installation's credential; the next `find` answers `expired`. */
  end(): Promise<void>
}

/** `none`: never signed in; `expired`: was signed in; `unavailable`: the store cannot tell, which is no logout. */
export type Missing = 'none' | 'expired' | 'unavailable'

export interface Sessions {
  /** express-session; mounted only where sessions are made, changed and ended. */
  readonly middleware: RequestHandler
  /**
   * The hot path: verified cookie → small cache → credential, without express-session. `background` requests (polls)
   * do not count as the operator's action for the idle timer.
   */
  find(
    request: IncomingMessage,
    installationId: string,
    options: { readonly background: boolean },
  ): SignedIn | Missing | Promise<SignedIn | Missing>
  /**
   * A live sign-in of `userName` for work that goes on without a browser (jobs, the reconciler), preferably that of the
   * session key `preferred`. Undefined when there is none. Rejects with `console.unavailable`.
   */
  standIn(of: {
    readonly installation: string
    readonly userName: string
    readonly preferred?: string
  }): Promise<SignedIn | undefined>
  /** `/bff/session` and `/bff/installations`. */
  readonly router: Router
}
