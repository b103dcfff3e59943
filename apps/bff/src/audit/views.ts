// Who looked at the log is on record too, once for every hour of a session: its page asks every few seconds.
import type { Request, Response } from 'express'
import type { SignedIn } from '../session/signed-in.ts'
import type { Audit } from './audit.ts'
import { whoOf } from './who.ts'

const HOUR_MS = 60 * 60 * 1000
/** Sessions; with more, some views are on record twice. */
const MOST = 10_000

/** `note(reader, request, response)`: looking needs no record to go on. */
export function createViews(audit: Pick<Audit, 'note'>, now: () => number) {
  const seen = new Map<string, number>()
  return (reader: SignedIn | undefined, request: Request, response: Response): void => {
    const key = reader?.sessionKey ?? ''
    const age = now() - (seen.get(key) ?? Number.NEGATIVE_INFINITY)
    if (age >= 0 && age < HOUR_MS) return
    if (seen.size >= MOST) seen.clear()
    seen.set(key, now())
    audit.note({ stage: 'read', event: 'audit_viewed', ...whoOf(reader, request, response) })
  }
}
