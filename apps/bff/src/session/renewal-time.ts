// When a token wants renewing. ECE's `_refresh` needs a token that is still valid, so it has to be ahead of time.
import type { Credential } from './credential.ts'

/** Ask that much ahead at least; 20 % of the token's life when that is more. */
const MARGIN_MS = 60_000
const MARGIN_SHARE = 0.2
/** Without any word about the expiry: every minute, as the vendor's own client does (ece-behaviour 2.2). */
const UNKNOWN_MS = 60_000
/** A life that is longer than this is a mistake of a clock, and treated as unknown. */
const LONGEST_LIFE_MS = 30 * 24 * 60 * 60 * 1000

/**
 * How long a token lives, in ms, or undefined when it cannot be told. ECE's own `Date` is the base: its clock and ours
 * may differ, and a life that is too long by that would end in the middle of a shift.
 */
export function lifeOf(
  expiresAt: string | undefined,
  dateHeader: string | undefined,
): number | undefined {
  if (expiresAt === undefined) return undefined
  const life = Date.parse(expiresAt) - Date.parse(dateHeader ?? '')
  return life > 0 && life <= LONGEST_LIFE_MS ? life : undefined
}

/** Our clock, ms; undefined for API keys, which are not renewed. */
export function renewAtOf({ user, obtained_at, life }: Credential): number | undefined {
  if (user.auth === 'api_key') return undefined
  if (life === undefined) return obtained_at + UNKNOWN_MS
  // a very short life would otherwise be all margin
  const margin = Math.min(Math.max(MARGIN_MS, life * MARGIN_SHARE), life / 2)
  // the column takes whole milliseconds only
  return Math.floor(obtained_at + life - margin)
}

/** Milliseconds until the token ends; undefined when unknown. */
export const remainingOf = ({ obtained_at, life }: Credential, now: number): number | undefined =>
  life === undefined ? undefined : obtained_at + life - now
