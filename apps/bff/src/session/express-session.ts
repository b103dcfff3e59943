// express-session makes, changes and ends sessions, and writes the cookie. Everything else reads sessions without it.
import type { RequestHandler } from 'express'
import session, { Store } from 'express-session'
import type { SessionData } from 'express-session'
import { callbackify } from 'node:util'
import { COOKIE_NAME, newSessionId, sessionKeyOf } from './cookie.ts'
import type { Live } from './live.ts'
import type { Records } from './records.ts'

type Done<Value = void> = (error: unknown, value?: Value | null) => void
const ignore = () => undefined

/** A store as express-session wants it: a class. Rows are made by sign-in; from here they are only read, changed, ended. */
class SessionStore extends Store {
  readonly #records: Records
  readonly #live: Live

  constructor(records: Records, live: Live) {
    super()
    this.#records = records
    this.#live = live
  }

  override get(sessionId: string, done: Done<SessionData>): void {
    callbackify(async () => {
      const sessionKey = sessionKeyOf(sessionId)
      if (this.#live.hasEnded(sessionKey)) return null
      const row = await this.#records.session(sessionKey)
      // written by `set` below or by sign-in, from a session of express-session
      return row === undefined ? null : (JSON.parse(row.data) as SessionData)
    })(done)
  }

  /** Update if it exists: a request in flight must not bring back a session that was signed out meanwhile. */
  override set(sessionId: string, data: SessionData, done: Done = ignore): void {
    callbackify(async () => {
      const sessionKey = sessionKeyOf(sessionId)
      await this.#records.saveData(sessionKey, JSON.stringify(data))
      this.#live.invalidate(sessionKey)
    })(done)
  }

  override destroy(sessionId: string, done: Done = ignore): void {
    callbackify(async () => {
      const sessionKey = sessionKeyOf(sessionId)
      await this.#records.endSession(sessionKey)
      this.#live.invalidate(sessionKey)
    })(done)
  }

  /**
   * Only a new id: express-session's own would destroy the old row first, and with it the credentials that sign-in moves
   * to the new one in one transaction.
   */
  override regenerate(
    request: Parameters<Store['regenerate']>[0],
    done: (error?: unknown) => void,
  ) {
    // added to every store by the middleware (express-session, index.js), unknown to its types
    const { generate } = this as unknown as { generate: (request: unknown) => void }
    generate(request)
    done()
  }
}

/** The middleware, to be mounted where sessions are made, changed and ended, and nowhere else. */
export function createSessionMiddleware(
  secret: string,
  records: Records,
  live: Live,
): RequestHandler {
  return session({
    name: COOKIE_NAME,
    secret,
    store: new SessionStore(records, live),
    genid: newSessionId,
    resave: false,
    saveUninitialized: false,
    // no maxAge: the cookie ends with the browser, the limits are the server's
    cookie: { path: '/', httpOnly: true, secure: true, sameSite: 'strict' },
  })
}
