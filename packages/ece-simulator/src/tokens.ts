// Bearer tokens: real JWTs that really expire. What ECE puts into its tokens is not established (ece-behaviour
// 2.2), so a client must treat them as opaque; the session inside lets `_logout` end what `_refresh` prolonged.
import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import type { Clock } from './context.ts'

export interface Claims {
  readonly iss: string
  /** User name. */
  readonly sub: string
  /** Epoch seconds. */
  readonly iat: number
  readonly exp: number
  readonly jti: string
  /** One sign-in and everything refreshed from it. */
  readonly sid: string
}

export interface IssuedToken {
  readonly token: string
  /** ISO 8601 UTC; equal to the `exp` claim. */
  readonly expiresAt: string
}

export interface Tokens {
  /** Starts a session. */
  issue(userName: string): IssuedToken
  /** A fresh token of the same session; the old one stays valid until its own end. */
  renew(claims: Claims): IssuedToken
  /** `undefined`: forged, expired or revoked. */
  verify(token: string): Claims | undefined
  end(sid: string): void
  /** Ends every session of a user; answers how many there were. */
  revoke(userName: string): number
}

const HEADER = encode({ alg: 'HS256', typ: 'JWT' })
const KEY_BYTES = 32
/** Above this many, dead sessions are dropped at the next sign-in. */
const SESSIONS_BEFORE_SWEEP = 1000

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/** `life` in seconds. */
export function createTokens(clock: Clock, life: number): Tokens {
  const key = randomBytes(KEY_BYTES)
  /** Live sessions: who, and when the newest token ends (epoch seconds). */
  const sessions = new Map<string, { userName: string; exp: number }>()

  const sign = (signed: string) => createHmac('sha256', key).update(signed).digest('base64url')

  const mint = (userName: string, sid: string): IssuedToken => {
    const iat = Math.floor(clock.now() / 1000)
    const exp = Math.ceil(clock.now() / 1000 + life)
    sessions.set(sid, { userName, exp })
    const claims: Claims = { iss: 'ece-simulator', sub: userName, iat, exp, jti: randomUUID(), sid }
    const signed = `${HEADER}.${encode(claims)}`
    return {
      token: `${signed}.${sign(signed)}`,
      expiresAt: new Date(exp * 1000).toISOString(),
    }
  }

  const sweep = () => {
    if (sessions.size < SESSIONS_BEFORE_SWEEP) return
    for (const [sid, { exp }] of sessions) if (exp * 1000 <= clock.now()) sessions.delete(sid)
  }

  return {
    issue: (userName) => {
      sweep()
      return mint(userName, randomUUID())
    },
    renew: (claims) => mint(claims.sub, claims.sid),
    verify: (token) => {
      const [header, payload, signature, ...rest] = token.split('.')
      if (header === undefined || payload === undefined || signature === undefined) return undefined
      // Texts, not bytes: base64url has several spellings of the same bytes
      const expected = Buffer.from(sign(`${header}.${payload}`))
      const given = Buffer.from(signature)
      if (rest.length > 0 || given.length !== expected.length) return undefined
      if (!timingSafeEqual(given, expected)) return undefined
      // The signature is ours, so the payload is what `mint` wrote
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims
      return claims.exp * 1000 > clock.now() && sessions.has(claims.sid) ? claims : undefined
    },
    end: (sid) => {
      sessions.delete(sid)
    },
    revoke: (userName) => {
      const ended = [...sessions].filter(([, session]) => session.userName === userName)
      for (const [sid] of ended) sessions.delete(sid)
      return ended.length
    },
  }
}
