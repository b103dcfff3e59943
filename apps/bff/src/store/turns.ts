// Whose turn it is, among the processes on one database: one reconciler, one runner per job, one renewal per token. A
// turn ends by itself, so that nothing waits for a process that died; whoever holds one keeps taking it while it works.
import type { Store } from './open.ts'

export interface Turns {
  /**
   * Takes the turn `name` for `ms` milliseconds (ten minutes at most), or goes on holding it. Answers false while another
   * process has it. Rejects with the store's error.
   */
  take(name: string, ms: number): Promise<boolean>
  /** Gives it up before its time; nothing happens when another process has it. */
  release(name: string): Promise<void>
  /** Which of `names` are held by anybody at the moment. */
  held(names: readonly string[]): Promise<ReadonlySet<string>>
  /** Forgets turns that ended long ago: those of processes that are gone. */
  sweep(): Promise<void>
}

/** A turn that seems to last longer was taken before the clock was set back, and is over. */
const LONGEST_MS = 10 * 60 * 1000
/** Nobody's clock is this far behind. */
const OLD_MS = 24 * 60 * 60 * 1000

/**
 * `holder` names this process and no other one, ever: a random id made at the start. Clocks of the processes may differ by
 * a few seconds, so turns are to be much longer than that.
 */
export function createTurns(store: Store, holder: string, now: () => number): Turns {
  return {
    async take(name, ms) {
      const until = now() + ms
      const { numInsertedOrUpdatedRows: count } = await store
        .insertInto('turns')
        .values({ name, holder, until })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet({ holder, until })
            .where((is) =>
              is.or([
                is('turns.holder', '=', holder),
                is('turns.until', '<=', now()),
                is('turns.until', '>', now() + LONGEST_MS),
              ]),
            ),
        )
        .executeTakeFirst()
      return count === 1n
    },
    async release(name) {
      await store
        .deleteFrom('turns')
        .where('name', '=', name)
        .where('holder', '=', holder)
        .execute()
    },
    async held(names) {
      if (names.length === 0) return new Set()
      const rows = await store
        .selectFrom('turns')
        .select('name')
        .where('name', 'in', [...names])
        .where('until', '>', now())
        .where('until', '<=', now() + LONGEST_MS)
        .execute()
      return new Set(rows.map(({ name }) => name))
    },
    async sweep() {
      await store
        .deleteFrom('turns')
        .where('until', '<', now() - OLD_MS)
        .execute()
    },
  }
}
