// Guessing passwords. Only failures count: ten per account within a quarter of an hour, kept in the store so that a
// restart forgets nothing (architecture, "Session"; CVE-2024-21652). ECE itself has no such limit.
//
// Attempts under way may all fail, so they count as well until their outcome is known, those at other consoles included:
// each is a turn in the store, which ends by itself when its console dies.
import { createHmac, randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { ConsoleError } from '../http/console-error.ts'
import type { Store } from '../store/open.ts'
import { failAsUnavailable } from '../store/unavailable.ts'

const MAX_FAILURES = 10
const WINDOW_MS = 15 * 60 * 1000
/** Failures of names that never signed in here, per installation; real operators are counted beside them. */
const MAX_UNKNOWN = 10_000
/** Attempts of one account that wait for the outcome of those before them. */
const MAX_WAITING = 50
/** Longer than ECE may take to say yes or no. */
const ATTEMPT_MS = 90_000
/** How often, and how long, the outcome of attempts at other consoles is waited for. */
const LOOK_AGAIN_MS = 100
const WAIT_MS = 5_000

/** One attempt that may go to ECE. Exactly one of the two is called, once. */
export interface Attempt {
  readonly failed: () => Promise<void>
  /** Also for attempts that ended without an answer. */
  readonly done: () => void
}

interface Account {
  /** Attempts that are between `begin` and their outcome, admitted or not. */
  holders: number
  inFlight: number
  /** Outcomes so far: a count that was read before the last one is stale. */
  outcomes: number
  readonly waiting: (() => void)[]
}

export function createThrottle(store: Store, key: Buffer, now: () => number) {
  const accounts = new Map<string, Account>()

  const isKnown = async (installation: string, account: string): Promise<boolean> => {
    const known = await store
      .selectFrom('accounts')
      .select('account')
      .where('installation', '=', installation)
      .where('account', '=', account)
      .executeTakeFirst()
    return known !== undefined
  }

  const rows = failAsUnavailable({
    isKnown,

    /** Times of the account's failures, newest first. */
    failures: (installation: string, account: string) =>
      store
        .selectFrom('sign_in_failures')
        .select('failed_at')
        .where('installation', '=', installation)
        .where('account', '=', account)
        .where('failed_at', '>', now() - WINDOW_MS)
        // by a clock that was set back since; nobody waits longer than the window for it
        .where('failed_at', '<=', now() + WINDOW_MS)
        .orderBy('failed_at', 'desc')
        .limit(MAX_FAILURES)
        .execute(),

    /** Answers the name of an attempt that may go on; undefined while others may use up what is left. */
    admit: (installation: string, account: string): Promise<string | undefined> =>
      store.transaction().execute(async (db) => {
        const all = `sign-in/${installation}/${account}`
        // whoever writes this row first is counted by the next one
        await db
          .insertInto('turns')
          .values({ name: all, holder: '', until: 0 })
          .onConflict((conflict) => conflict.column('name').doUpdateSet({ until: 0 }))
          .execute()
        // one statement: an attempt that fails in between must be seen as one or the other
        const { failures, attempts } = await db
          .selectNoFrom((from) => [
            from
              .selectFrom('sign_in_failures')
              .select(from.fn.countAll<number>().as('count'))
              .where('installation', '=', installation)
              .where('account', '=', account)
              .where('failed_at', '>', now() - WINDOW_MS)
              .where('failed_at', '<=', now() + WINDOW_MS)
              .as('failures'),
            from
              .selectFrom('turns')
              .select(from.fn.countAll<number>().as('count'))
              // no character in it means anything to LIKE
              .where('name', 'like', `${all}/%`)
              .where('until', '>', now())
              // begun before the clock was set back
              .where('until', '<=', now() + 2 * ATTEMPT_MS)
              .as('attempts'),
          ])
          .executeTakeFirstOrThrow()
        if ((failures ?? 0) + (attempts ?? 0) >= MAX_FAILURES) return undefined
        const name = `${all}/${randomUUID()}`
        await db
          .insertInto('turns')
          .values({ name, holder: '', until: now() + ATTEMPT_MS })
          .execute()
        return name
      }),

    /** The outcome of an attempt, both sides of it at once. */
    end: (name: string, failed: { installation: string; account: string } | undefined) =>
      store.transaction().execute(async (db) => {
        await db.deleteFrom('turns').where('name', '=', name).execute()
        if (failed === undefined) return
        const row = { id: randomUUID(), ...failed, failed_at: now() }
        await db.insertInto('sign_in_failures').values(row).execute()
      }),

    /** A flood of invented names fills the table up to here; afterwards names that we do not know have to wait. */
    isCrowdedOut: async (installation: string, account: string): Promise<boolean> => {
      if (await isKnown(installation, account)) return false
      const { count } = await store
        .selectFrom('sign_in_failures')
        .select((select) => select.fn.countAll().as('count'))
        .where('installation', '=', installation)
        .where('failed_at', '>', now() - WINDOW_MS)
        .executeTakeFirstOrThrow()
      return Number(count) >= MAX_UNKNOWN
    },
  })

  /** The way in among the attempts at this console: what is refused here costs no write. */
  const enter = async (installation: string, account: string, state: Account): Promise<void> => {
    for (;;) {
      const { outcomes } = state
      const times = await rows.failures(installation, account)
      const oldest = times[MAX_FAILURES - 1]
      if (oldest !== undefined) {
        throw tooMany(waitFor(oldest.failed_at))
      }
      if (times.length === 0 && (await rows.isCrowdedOut(installation, account))) throw tooMany(60)
      if (state.outcomes !== outcomes) continue
      if (times.length + state.inFlight < MAX_FAILURES) {
        state.inFlight += 1
        return
      }
      // those under way may all fail: whoever comes after them learns that first
      if (state.waiting.length >= MAX_WAITING) throw tooMany(1)
      await new Promise<void>((resolve) => state.waiting.push(resolve))
    }
  }

  /** The way in among the attempts at all consoles. */
  const admit = async (installation: string, account: string): Promise<string> => {
    const deadline = performance.now() + WAIT_MS
    for (;;) {
      const name = await rows.admit(installation, account)
      if (name !== undefined) return name
      if (performance.now() > deadline) throw tooMany(1)
      await delay(LOOK_AGAIN_MS)
      const [oldest] = (await rows.failures(installation, account)).slice(MAX_FAILURES - 1)
      if (oldest !== undefined) throw tooMany(waitFor(oldest.failed_at))
    }
  }

  const waitFor = (failedAt: number) => Math.min(WINDOW_MS, failedAt + WINDOW_MS - now()) / 1000

  return {
    /** Names an account without saying who it is. Case and form do not make another account (LDAP ignores both). */
    accountOf: (kind: 'user' | 'key', name: string): string => {
      const text = kind === 'user' ? name.normalize('NFKC').trim().toLowerCase() : name
      return createHmac('sha256', key).update(`${kind}:${text}`).digest('hex').slice(0, 32)
    },

    /** Whether it signed in here before: its name is then no password that was typed into the wrong field. */
    isKnown: (installation: string, account: string) => rows.isKnown(installation, account),

    /** Throws `console.too_many_attempts` with `Retry-After`; then ECE must not be asked. */
    async begin(installation: string, account: string): Promise<Attempt> {
      const name = `${installation}/${account}`
      const state = accounts.get(name) ?? { holders: 0, inFlight: 0, outcomes: 0, waiting: [] }
      accounts.set(name, state)
      state.holders += 1
      const leave = () => {
        state.holders -= 1
        if (state.holders === 0) accounts.delete(name)
      }
      const free = () => {
        state.inFlight -= 1
        state.outcomes += 1
        for (const wake of state.waiting.splice(0)) wake()
        leave()
      }
      try {
        await enter(installation, account, state)
      } catch (error) {
        leave()
        throw error
      }
      let attempt: string
      try {
        attempt = await admit(installation, account)
      } catch (error) {
        free()
        throw error
      }
      const failed = () => rows.end(attempt, { installation, account }).finally(free)
      const done = () => {
        // what cannot be written now ends by itself
        rows.end(attempt, undefined).then(free, free)
      }
      return { failed, done }
    },

    sweep: () =>
      store
        .deleteFrom('sign_in_failures')
        .where('failed_at', '<=', now() - WINDOW_MS)
        .execute(),
  }
}
export type Throttle = ReturnType<typeof createThrottle>

function tooMany(seconds: number): ConsoleError {
  const retryAfter = Math.max(1, Math.ceil(seconds))
  const minutes = Math.ceil(retryAfter / 60)
  return new ConsoleError(
    'console.too_many_attempts',
    `Too many failed attempts to sign in with this account. Wait ${minutes} min and try again.`,
    { retryAfter },
  )
}
