// The session cookie as express-session writes it, read without express-session: the hot path needs no more than this.
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** `__Host-`: browsers take it only with Secure, Path=/ and without Domain, so no sibling host can set it. */
export const COOKIE_NAME = '__Host-ececonsole'

/** Signed ids seen lately, so that a page's hundred requests verify once. */
const MAX_VERIFIED = 10_000

/** 256 random bits. */
export const newSessionId = (): string => randomBytes(32).toString('base64url')

/** Names a session in tables and logs; the id, which opens it, is kept nowhere. */
export const sessionKeyOf = (sessionId: string): string =>
  createHash('sha256').update(sessionId).digest('hex')

/** Makes the reader: session key of the `Cookie` header, or undefined unless we signed the cookie. */
export function createCookieReader(secret: string) {
  const verified = new Map<string, string>()
  return (header: string | undefined): string | undefined => {
    const value = header === undefined ? undefined : valueOf(header)
    if (value === undefined) return undefined
    const known = verified.get(value)
    if (known !== undefined) return known
    const id = verify(value, secret)
    if (id === undefined) return undefined
    const key = sessionKeyOf(id)
    if (verified.size >= MAX_VERIFIED) verified.clear()
    verified.set(value, key)
    return key
  }
}

/** Of several cookies of that name the first one counts, as for express-session. */
function valueOf(header: string): string | undefined {
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === COOKIE_NAME) return pair.slice(at + 1).trim()
  }
  return undefined
}

/** `s:<id>.<HMAC-SHA256 of the id, base64 without padding>`, percent-encoded (package cookie-signature). */
function verify(value: string, secret: string): string | undefined {
  const match = /^s:([A-Za-z0-9_-]{43})\.([A-Za-z0-9+/]{43})$/.exec(decode(value))
  const [, id, signature] = match ?? []
  if (id === undefined || signature === undefined) return undefined
  const expected = createHmac('sha256', secret).update(id).digest()
  const given = Buffer.from(signature, 'base64')
  return given.length === expected.length && timingSafeEqual(given, expected) ? id : undefined
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return ''
  }
}
