// Guessing passwords. Only failures count: ten per account within a quarter of an hour, kept in the store so that a
// restart forgets nothing (architecture, "Session"; CVE-2024-21652). ECE itself has no such limit.
import { createHmac, randomUUID } from 'node:crypto'
import { ConsoleError } from '../http/console-error.ts'
import type { Store } from '../store/open.ts'
import { failAsUnavailable } from '../store/unavailable.ts'

const MAX_FAILURES = 10
const WINDOW_MS = 15 * 60 * 1000
/** Failures of names that never signed in here, per installation; real operators are counted beside them. */
const MAX_UNKNOWN = 10_000
/** Attempts of one account that wait for the outcome of those before them. */
const MAX_WAITING = 50

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

  const rows = failAsUnavailable({
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

    add: (installation: string, account: string) =>
      store
        .insertInto('sign_in_failures')
        .values({ id: randomUUID(), installation, account, failed_at: now() })
        .execute(),

    /** A flood of invented names fills the table up to here; afterwards names that we do not know have to wait. */
    isCrowdedOut: async (installation: string, account: string): Promise<boolean> => {
      const known = await store
        .selectFrom('accounts')
        .select('account')
        .where('installation', '=', installation)
        .where('account', '=', account)
        .executeTakeFirst()
      if (known !== undefined) return false
      const { count } = await store
        .selectFrom('sign_in_failures')
        .select((select) => select.fn.countAll().as('count'))
        .where('installation', '=', installation)
        .where('failed_at', '>', now() - WINDOW_MS)
        .executeTakeFirstOrThrow()
      return Number(count) >= MAX_UNKNOWN
    },
  })

  const enter = async (installation: string, account: string, state: Account): Promise<void> => {
    for (;;) {
      const { outcomes } = state
      const times = await rows.failures(installation, account)
      const oldest = times[MAX_FAILURES - 1]
      if (oldest !== undefined) {
        throw tooMany(Math.min(WINDOW_MS, oldest.failed_at + WINDOW_MS - now()) / 1000)
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

  return {
    /** Names an account without saying who it is. Case and form do not make another account (LDAP ignores both). */
    accountOf: (kind: 'user' | 'key', name: string): string => {
      const text = kind === 'user' ? name.normalize('NFKC').trim().toLowerCase() : name
      return createHmac('sha256', key).update(`${kind}:${text}`).digest('hex').slice(0, 32)
    },

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
      try {
        await enter(installation, account, state)
      } catch (error) {
        leave()
        throw error
      }
      const done = () => {
        state.inFlight -= 1
        state.outcomes += 1
        for (const wake of state.waiting.splice(0)) wake()
        leave()
      }
      const failed = async () => {
        try {
          await rows.add(installation, account)
        } finally {
          done()
        }
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
