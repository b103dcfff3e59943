// The hot path's view of sessions: read from the store at most once a second, dropped at once when something changes
// here. Other processes on the same store follow within that second (architecture allows two).
import type { Log } from '../log.ts'
import { describeError } from '../log.ts'
import type { StoredCredential } from './credential.ts'
import type { Records } from './records.ts'
import { SessionData } from './session-data.ts'

const FRESH_MS = 1_000
/** The operator's last action is written that seldom; a crash forgets less than this. */
const PERSIST_MS = 30_000
const MAX_CACHED = 10_000

export interface LiveSession {
  readonly sessionKey: string
  /** Installations that were signed in to, whether the credential still lives or not. */
  readonly installations: ReadonlySet<string>
  readonly credentials: ReadonlyMap<string, StoredCredential>
  /** As the store knows it. */
  readonly activeAt: number
}

interface Entry {
  readonly readAt: number
  readonly session: Promise<LiveSession | undefined>
}

export function createLive(records: Records, now: () => number, log: Log) {
  const entries = new Map<string, Entry>()
  const activity = new Map<string, { at: number; persistedAt: number }>()

  const read = async (sessionKey: string): Promise<LiveSession | undefined> => {
    const row = await records.session(sessionKey)
    if (row === undefined) return undefined
    const credentials = await records.credentials(sessionKey)
    const data = SessionData.parse(JSON.parse(row.data))
    return {
      sessionKey,
      installations: new Set(Object.keys(data.installations ?? {})),
      credentials: new Map(credentials.map((stored) => [stored.installation, stored])),
      activeAt: row.active_at,
    }
  }

  const start = (sessionKey: string): Entry => {
    if (entries.size >= MAX_CACHED) entries.clear()
    const entry = { readAt: now(), session: read(sessionKey) }
    entries.set(sessionKey, entry)
    // a failed read must not be remembered; whoever waits for it gets the failure
    entry.session.catch(() => entries.get(sessionKey) === entry && entries.delete(sessionKey))
    return entry
  }

  return {
    /** The session, or undefined when it ended. Rejects when the store cannot be used. */
    async get(sessionKey: string): Promise<LiveSession | undefined> {
      for (;;) {
        const known = entries.get(sessionKey)
        const age = known === undefined ? FRESH_MS : now() - known.readAt
        const entry = known !== undefined && age >= 0 && age < FRESH_MS ? known : start(sessionKey)
        const session = await entry.session
        if (session === undefined) {
          // what ended stays ended: no need to look again
          if (entries.get(sessionKey) === entry) entries.delete(sessionKey)
          return undefined
        }
        // ended or renewed while it was being read: what was read may be from before
        if (entries.get(sessionKey) === entry) return session
      }
    },

    invalidate: (sessionKey: string) => {
      entries.delete(sessionKey)
    },

    /** The operator did something; polls are not told here. */
    act(session: LiveSession): void {
      const { sessionKey } = session
      const known = activity.get(sessionKey) ?? { at: 0, persistedAt: session.activeAt }
      known.at = now()
      activity.set(sessionKey, known)
      if (known.at - known.persistedAt < PERSIST_MS) return
      known.persistedAt = known.at
      records.touch(sessionKey, known.at).catch((error: unknown) => {
        log.warn(describeError(error), 'the last action of a session could not be stored')
      })
    },

    lastAction: (session: LiveSession): number =>
      Math.max(session.activeAt, activity.get(session.sessionKey)?.at ?? 0),

    /** Writes what is not yet written; before the idle sessions are looked for, and before the end. */
    async flush(): Promise<void> {
      for (const [sessionKey, { at, persistedAt }] of activity) {
        if (at > persistedAt) await records.touch(sessionKey, at)
        activity.delete(sessionKey)
      }
    },
  }
}
export type Live = ReturnType<typeof createLive>
