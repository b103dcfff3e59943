// The hot path's view of sessions: compared with the store at most once a second, and read anew only if something was
// written there since; dropped at once when something changes here. Other processes on the same store follow within that
// second (architecture allows two).
import type { Log } from '../log.ts'
import { describeError } from '../log.ts'
import type { StoredCredential } from './credential.ts'
import type { Records } from './records.ts'
import { SessionData } from './session-data.ts'

const FRESH_MS = 1_000
/** Of these at most: what a session is compared with is that much older than the comparison. */
const VERSION_MS = 100
/** The operator's last action is written that seldom; a crash forgets less than this. */
const PERSIST_MS = 30_000
const MAX_CACHED = 10_000
/** Sign-outs that the store could not take yet. */
const MAX_ENDED = 10_000

export interface LiveSession {
  readonly sessionKey: string
  /** Installations that were signed in to, whether the credential still lives or not. */
  readonly installations: ReadonlySet<string>
  readonly credentials: ReadonlyMap<string, StoredCredential>
  /** As the store knows it. */
  readonly activeAt: number
}

interface Entry {
  /** Since then nothing has changed that we know of. */
  checkedAt: number
  readonly session: Promise<LiveSession | undefined>
  /** What the promise came to. */
  known: LiveSession | undefined
  /** Of the store, from before it was read. */
  version: string | undefined
}

export function createLive(records: Records, now: () => number, log: Log) {
  const entries = new Map<string, Entry>()
  const ended = new Set<string>()
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
    const work = async () => {
      entry.version = (await seeVersion()).version
      return (entry.known = await read(sessionKey))
    }
    const entry: Entry = {
      checkedAt: now(),
      // from the next turn on, when there is an entry to note things in
      session: Promise.resolve().then(work),
      known: undefined,
      version: undefined,
    }
    entries.set(sessionKey, entry)
    // a failed read must not be remembered; whoever waits for it gets the failure
    entry.session.catch(() => entries.get(sessionKey) === entry && entries.delete(sessionKey))
    return entry
  }

  const isFresh = ({ checkedAt }: Pick<Entry, 'checkedAt'>) => {
    const age = now() - checkedAt
    return age >= 0 && age < FRESH_MS
  }

  let seen: { readonly checkedAt: number; readonly version: Promise<string> } | undefined
  /** The store's version, asked for at most once in a while for all sessions together. */
  const seeVersion = async () => {
    const age = seen === undefined ? VERSION_MS : now() - seen.checkedAt
    const asked =
      seen !== undefined && age >= 0 && age < VERSION_MS
        ? seen
        : { checkedAt: now(), version: records.version() }
    seen = asked
    try {
      return { checkedAt: asked.checkedAt, version: await asked.version }
    } catch (error) {
      if (seen === asked) seen = undefined
      throw error
    }
  }

  /** Whether the entry is still what the store says, as far as its version tells. */
  const isUnchanged = async (entry: Entry): Promise<boolean> => {
    const { checkedAt, version } = await seeVersion()
    if (entry.version !== version || entry.known === undefined) return false
    entry.checkedAt = Math.max(entry.checkedAt, checkedAt)
    return isFresh(entry)
  }

  return {
    /** The session, or undefined when it ended. Rejects when the store cannot be used. */
    async get(sessionKey: string): Promise<LiveSession | undefined> {
      for (;;) {
        if (ended.has(sessionKey)) return undefined
        const known = entries.get(sessionKey)
        const isKnown = known !== undefined && (isFresh(known) || (await isUnchanged(known)))
        // ended, renewed or read by another one while the version was asked for
        if (entries.get(sessionKey) !== known) continue
        const entry = isKnown ? known : start(sessionKey)
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

    /** The session if nothing has to be asked for it: undefined says nothing. */
    peek(sessionKey: string): LiveSession | undefined {
      const known = entries.get(sessionKey)
      return known !== undefined && isFresh(known) ? known.known : undefined
    },

    invalidate: (sessionKey: string) => {
      entries.delete(sessionKey)
    },

    /**
     * Ends a session here although the store cannot be written: taking access away must not depend on a disk. Its row is
     * to be deleted later. Answers false when there are too many such sessions already.
     */
    endAhead: (sessionKey: string): boolean => {
      if (ended.size >= MAX_ENDED) return false
      ended.add(sessionKey)
      entries.delete(sessionKey)
      return true
    },
    endedAhead: (): readonly string[] => [...ended],
    hasEnded: (sessionKey: string): boolean => ended.has(sessionKey),
    /** The store has caught up. */
    forget: (sessionKey: string) => {
      ended.delete(sessionKey)
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
