// Credentials that outlive their session for unfinished jobs: under a session key that no cookie opens, renewed as ever,
// up to the absolute limit. Signing out ends them as well: they are the user's, not the browser's (decision 010).
import { randomBytes } from 'node:crypto'
import type { Transaction } from 'kysely'
import { hasOpenJobs } from '../jobs/records.ts'
import type { Store } from '../store/open.ts'
import type { CredentialTable, Database } from '../store/schema.ts'
import { failAsUnavailable } from '../store/unavailable.ts'
import { openCredential, sealCredential, type StoredCredential } from './credential.ts'

/** A session key is the hash of a session id; there is no id that this one is the hash of. */
const newKeyWithoutCookie = () => randomBytes(32).toString('hex')

/** Every method rejects with `console.unavailable` when the store cannot be used. */
export function createDetached(store: Store, key: Buffer) {
  const open = (rows: readonly CredentialTable[]): StoredCredential[] =>
    rows.flatMap((row) => openCredential(key, row) ?? [])

  const take = async (db: Transaction<Database>, keys: readonly string[]) => {
    if (keys.length === 0) return []
    const rows = await db
      .deleteFrom('credentials')
      .where('session_key', 'in', [...keys])
      .returningAll()
      .execute()
    await db
      .deleteFrom('sessions')
      .where('session_key', 'in', [...keys])
      .execute()
    return open(rows)
  }

  /** Session keys of what is kept for this user's jobs. */
  const keysOf = async (db: Store | Transaction<Database>, installation: string, user: string) => {
    const rows = await db
      .selectFrom('sessions')
      .innerJoin('credentials', 'credentials.session_key', 'sessions.session_key')
      .select('sessions.session_key')
      .where('sessions.detached_at', 'is not', null)
      .where('credentials.installation', '=', installation)
      .where('credentials.user_name', '=', user)
      .execute()
    return rows.map(({ session_key: sessionKey }) => sessionKey)
  }

  const hasOther = async (db: Transaction<Database>, stored: StoredCredential) => {
    const row = await db
      .selectFrom('credentials')
      .select('session_key')
      .where('installation', '=', stored.installation)
      .where('user_name', '=', stored.credential.user.user_name)
      .where('session_key', '!=', stored.sessionKey)
      .limit(1)
      .executeTakeFirst()
    return row !== undefined
  }

  return failAsUnavailable({
    /**
     * Before a session ends for want of an operator: moves what its user's unfinished jobs need, unless they have another
     * sign-in to go on with. False when one of them was renewed meanwhile: it is to be read and given again, or it would end
     * with its session.
     */
    keep: (credentials: readonly StoredCredential[], at: number): Promise<boolean> =>
      store.transaction().execute(async (db) => {
        let isDone = true
        for (const stored of credentials) {
          const { installation, sessionKey, generation, credential } = stored
          const isNeeded = await hasOpenJobs(db, installation, credential.user.user_name)
          if (!isNeeded || (await hasOther(db, stored))) continue
          const fresh = newKeyWithoutCookie()
          await db
            .insertInto('sessions')
            .values({
              session_key: fresh,
              data: '{}',
              created_at: at,
              active_at: at,
              detached_at: at,
            })
            .execute()
          const sealed = sealCredential(key, fresh, installation, credential)
          const { numUpdatedRows } = await db
            .updateTable('credentials')
            .set({ session_key: fresh, sealed })
            .where('session_key', '=', sessionKey)
            .where('installation', '=', installation)
            .where('generation', '=', generation)
            .executeTakeFirst()
          if (numUpdatedRows === 1n) continue
          await db.deleteFrom('sessions').where('session_key', '=', fresh).execute()
          isDone = false
        }
        return isDone
      }),

    /** Ends a session and whatever is kept for the same users' jobs. Answers the credentials. */
    signOut: (sessionKey: string): Promise<StoredCredential[]> =>
      store.transaction().execute(async (db) => {
        const own = await take(db, [sessionKey])
        const kept: StoredCredential[] = []
        for (const { installation, credential } of own) {
          kept.push(...(await take(db, await keysOf(db, installation, credential.user.user_name))))
        }
        return [...own, ...kept]
      }),

    /** Ends what is kept for this user's jobs; answers the credentials. */
    end: (installation: string, userName: string): Promise<StoredCredential[]> =>
      store.transaction().execute(async (db) => take(db, await keysOf(db, installation, userName))),

    /** Ends what no job needs any more; answers the credentials. */
    sweep: async (): Promise<StoredCredential[]> => {
      const rows = await store
        .selectFrom('sessions')
        .innerJoin('credentials', 'credentials.session_key', 'sessions.session_key')
        .select(['sessions.session_key', 'credentials.installation', 'credentials.user_name'])
        .where('sessions.detached_at', 'is not', null)
        .execute()
      const keys: string[] = []
      for (const { session_key: sessionKey, installation, user_name: user } of rows) {
        if (!(await hasOpenJobs(store, installation, user))) keys.push(sessionKey)
      }
      if (keys.length === 0) return []
      return store.transaction().execute((db) => take(db, keys))
    },
  })
}
export type Detached = ReturnType<typeof createDetached>
