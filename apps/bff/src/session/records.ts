// Sessions and credentials in the store. Whatever ended stays ended: changes only touch rows that exist.
import type { Transaction } from 'kysely'
import { failAsUnavailable } from '../store/unavailable.ts'
import { readVersion } from '../store/version.ts'
import type { Store } from '../store/open.ts'
import type { Database, SessionTable } from '../store/schema.ts'
import { openCredential, sealCredential } from './credential.ts'
import type { Credential, StoredCredential } from './credential.ts'
import { renewAtOf } from './renewal-time.ts'

/** Sessions of one user on one installation; the oldest ends when another one begins (architecture, "Limits"). */
const MAX_SESSIONS_PER_USER = 20

type Connection = Store | Transaction<Database>

/** Which credential. */
export interface Identity {
  readonly sessionKey: string
  readonly installation: string
}

/**
 * Answers whether it was there. Deleting and reading are one statement here and below: between two of them another
 * console may do the same, and both would go on with what only one of them has.
 */
const deleteCredential = async (db: Connection, { sessionKey, installation }: Identity) => {
  const result = await db
    .deleteFrom('credentials')
    .where('session_key', '=', sessionKey)
    .where('installation', '=', installation)
    .executeTakeFirst()
  return result.numDeletedRows > 0n
}

export interface NewSession {
  readonly sessionKey: string
  /** The session that this one takes the place of; its other credentials move along. */
  readonly replaces: string | undefined
  readonly data: string
  readonly installation: string
  readonly account: string
  readonly credential: Credential
  readonly now: number
  /** Puts it on record, in the same transaction: who cannot be on record is not signed in. */
  readonly record?: (db: Transaction<Database>) => Promise<void>
}

/** Reads and writes sessions. `key` seals credentials. Every method rejects with `console.unavailable` when the store cannot be used. */
export function createRecords(store: Store, key: Buffer) {
  const read = async (db: Connection, sessionKey: string): Promise<StoredCredential[]> => {
    const rows = await db
      .selectFrom('credentials')
      .selectAll()
      .where('session_key', '=', sessionKey)
      .execute()
    return rows.flatMap((row) => openCredential(key, row) ?? [])
  }

  /** All of a session; each is answered to one caller only. */
  const take = async (db: Connection, sessionKey: string): Promise<StoredCredential[]> => {
    const rows = await db
      .deleteFrom('credentials')
      .where('session_key', '=', sessionKey)
      .returningAll()
      .execute()
    return rows.flatMap((row) => openCredential(key, row) ?? [])
  }

  const insert = (db: Connection, stored: StoredCredential) =>
    db
      .insertInto('credentials')
      .values({
        session_key: stored.sessionKey,
        installation: stored.installation,
        user_name: stored.credential.user.user_name,
        generation: stored.generation,
        sealed: sealCredential(key, stored.sessionKey, stored.installation, stored.credential),
        signed_in_at: stored.signedInAt,
        renew_at: renewAtOf(stored.credential) ?? null,
      })
      .execute()

  /** Credentials of the user's oldest sessions, beyond the limit. */
  const surplus = (db: Connection, installation: string, userName: string) =>
    db
      .selectFrom('credentials')
      .selectAll()
      .where('installation', '=', installation)
      .where('user_name', '=', userName)
      .orderBy('signed_in_at', 'desc')
      .orderBy('session_key')
      .limit(1_000)
      .offset(MAX_SESSIONS_PER_USER)
      .execute()

  return failAsUnavailable({
    session: (sessionKey: string): Promise<SessionTable | undefined> =>
      store
        .selectFrom('sessions')
        .selectAll()
        .where('session_key', '=', sessionKey)
        .executeTakeFirst(),

    credentials: (sessionKey: string) => read(store, sessionKey),

    /** While it stays the same, what was read is still what would be read. */
    version: () => readVersion(store),

    async credential(
      sessionKey: string,
      installation: string,
    ): Promise<StoredCredential | undefined> {
      const row = await store
        .selectFrom('credentials')
        .selectAll()
        .where('session_key', '=', sessionKey)
        .where('installation', '=', installation)
        .executeTakeFirst()
      return row === undefined ? undefined : openCredential(key, row)
    },

    /** All of one user on one installation, the newest sign-in first. */
    credentialsOf: async (installation: string, userName: string): Promise<StoredCredential[]> => {
      const rows = await store
        .selectFrom('credentials')
        .selectAll()
        .where('installation', '=', installation)
        .where('user_name', '=', userName)
        .orderBy('signed_in_at', 'desc')
        .execute()
      return rows.flatMap((row) => openCredential(key, row) ?? [])
    },

    /** One transaction: either the new session stands with all its credentials and the old one is gone, or nothing. */
    begin: (session: NewSession): Promise<StoredCredential[]> =>
      store.transaction().execute(async (db) => {
        const { sessionKey, replaces, installation, credential, now } = session
        // comes first: of one account's sign-ins the second waits here, and counts the session of the first below
        await db
          .insertInto('accounts')
          .values({ installation, account: session.account, last_sign_in_at: now })
          .onConflict((conflict) =>
            conflict.columns(['installation', 'account']).doUpdateSet({ last_sign_in_at: now }),
          )
          .execute()
        const old = replaces === undefined ? [] : await take(db, replaces)
        if (replaces !== undefined) {
          await db.deleteFrom('sessions').where('session_key', '=', replaces).execute()
        }
        await db
          .insertInto('sessions')
          .values({
            session_key: sessionKey,
            data: session.data,
            created_at: now,
            active_at: now,
          })
          .execute()
        const moved = old.filter((other) => other.installation !== installation)
        for (const other of moved) await insert(db, { ...other, sessionKey })
        const made = { sessionKey, installation, generation: 1, signedInAt: now, credential }
        await insert(db, made)
        const ended = old.filter((other) => other.installation === installation)
        for (const row of await surplus(db, installation, credential.user.user_name)) {
          const opened = openCredential(key, row)
          if (opened !== undefined) ended.push(opened)
          await deleteCredential(db, { sessionKey: row.session_key, installation })
        }
        // the last thing: until the commit every other record waits
        await session.record?.(db)
        return ended
      }),

    /** Answers false when the session is gone. */
    async saveData(sessionKey: string, data: string): Promise<boolean> {
      const result = await store
        .updateTable('sessions')
        .set({ data })
        .where('session_key', '=', sessionKey)
        .executeTakeFirst()
      return result.numUpdatedRows > 0n
    },

    /** Never sets an earlier time: another process may have seen the operator later. */
    touch: (sessionKey: string, at: number) =>
      store
        .updateTable('sessions')
        .set({ active_at: at })
        .where('session_key', '=', sessionKey)
        .where('active_at', '<', at)
        .execute(),

    /** Replaces the credential if it is still there in this generation; answers whether it was. */
    async replace(stored: StoredCredential, credential: Credential, generation: number) {
      const result = await store
        .updateTable('credentials')
        .set({
          sealed: sealCredential(key, stored.sessionKey, stored.installation, credential),
          renew_at: renewAtOf(credential) ?? null,
          generation,
        })
        .where('session_key', '=', stored.sessionKey)
        .where('installation', '=', stored.installation)
        .where('generation', '=', stored.generation)
        .executeTakeFirst()
      return result.numUpdatedRows > 0n
    },

    /** Answers those that were still there: of several who end one at once, one gets it. */
    endCredentials: (ended: readonly StoredCredential[]): Promise<StoredCredential[]> =>
      store.transaction().execute(async (db) => {
        const gone: StoredCredential[] = []
        for (const stored of ended) if (await deleteCredential(db, stored)) gone.push(stored)
        return gone
      }),

    /** Ends the session with its credentials, and answers them. */
    endSession: (sessionKey: string): Promise<StoredCredential[]> =>
      store.transaction().execute(async (db) => {
        const ended = await take(db, sessionKey)
        await db.deleteFrom('sessions').where('session_key', '=', sessionKey).execute()
        return ended
      }),

    /** After the clock was set back: what seems to happen in the future would never run out of time. */
    async bringBack(now: number): Promise<void> {
      await store
        .updateTable('sessions')
        .set({ active_at: now })
        .where('active_at', '>', now)
        .execute()
      await store
        .updateTable('credentials')
        .set({ signed_in_at: now })
        .where('signed_in_at', '>', now)
        .execute()
    },

    /** Sessions without an operator's action since `before`. */
    idleSince: async (before: number): Promise<string[]> => {
      const rows = await store
        .selectFrom('sessions')
        .select('session_key')
        .where('active_at', '<', before)
        .where('detached_at', 'is', null)
        .execute()
      return rows.map((row) => row.session_key)
    },

    /** Sessions with a credential from before `before`. */
    signedInBefore: async (before: number): Promise<string[]> => {
      const rows = await store
        .selectFrom('credentials')
        .select('session_key')
        .distinct()
        .where('signed_in_at', '<', before)
        .execute()
      return rows.map((row) => row.session_key)
    },

    dueForRenewal: async (now: number): Promise<StoredCredential[]> => {
      const rows = await store
        .selectFrom('credentials')
        .selectAll()
        .where('renew_at', '<=', now)
        .execute()
      return rows.flatMap((row) => openCredential(key, row) ?? [])
    },

    /** Credentials of installations that are no longer configured, from before `before`. */
    forgetOthers: (installations: readonly string[], before: number) =>
      store
        .deleteFrom('credentials')
        .where('installation', 'not in', installations)
        .where('signed_in_at', '<', before)
        .execute(),
  })
}
export type Records = ReturnType<typeof createRecords>
