// The table of changes, and the only place where a change moves from one state to the next.
import type { ChangeState } from '@ece/api-types/bff'
import type { Selectable } from 'kysely'
import type { Database, ChangeTable } from '../store/schema.ts'
import type { Store } from '../store/open.ts'

export type ChangeRow = Selectable<Database['changes']>
export type NewChange = Omit<
  ChangeTable,
  'state' | 'status' | 'answer' | 'created_at' | 'updated_at'
>

/** Which states may follow. A change never leaves a state without a row here. */
const NEXT: Readonly<Record<ChangeState, readonly ChangeState[]>> = {
  intent: ['sending', 'not_sent'],
  sending: ['accepted', 'rejected', 'not_sent', 'unknown'],
  unknown: ['found', 'no_trace'],
  accepted: [],
  // only when ECE refused the credential: the same change may be tried again after signing in
  rejected: ['intent'],
  not_sent: [],
  found: [],
  no_trace: [],
}

export interface MoveResult {
  readonly status: number | null
  /** JSON, as the browser gets it. */
  readonly answer: string | null
}

export interface ChangePage {
  readonly installations: readonly string[]
  readonly limit: number
  /** Id of the last change of the page before. */
  readonly before?: string | undefined
}

/** Every method rejects with the store's own error. */
export function createJournal(store: Store, now: () => number) {
  const find = (id: string): Promise<ChangeRow | undefined> =>
    store.selectFrom('changes').selectAll().where('id', '=', id).executeTakeFirst()

  return {
    find,

    /**
     * Records an intent. Answers the change that already has this id, if there is one; then nothing
     * is recorded.
     */
    begin: async (change: NewChange): Promise<ChangeRow | undefined> => {
      const at = now()
      const { numInsertedOrUpdatedRows: count } = await store
        .insertInto('changes')
        .values({ ...change, state: 'intent', created_at: at, updated_at: at })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirst()
      return count === 1n ? undefined : await find(change.id)
    },

    /** Durable when it resolves. Rejects when the change is not in state `from`. */
    move: async (
      id: string,
      from: ChangeState,
      to: ChangeState,
      result?: MoveResult,
    ): Promise<void> => {
      if (!NEXT[from].includes(to)) throw new Error(`a change cannot go from ${from} to ${to}`)
      const { numUpdatedRows } = await store
        .updateTable('changes')
        .set({ state: to, updated_at: now(), ...result })
        .where('id', '=', id)
        .where('state', '=', from)
        .executeTakeFirst()
      if (numUpdatedRows !== 1n) throw new Error(`a change is not in state ${from}`)
    },

    /** All in one state, oldest first. */
    inState: (state: ChangeState): Promise<ChangeRow[]> =>
      store
        .selectFrom('changes')
        .selectAll()
        .where('state', '=', state)
        .orderBy('created_at')
        .execute(),

    /** Newest first. */
    page: async ({ installations, limit, before }: ChangePage): Promise<ChangeRow[]> => {
      const last = before === undefined ? undefined : await find(before)
      let query = store
        .selectFrom('changes')
        .selectAll()
        .where('installation', 'in', [...installations])
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
      if (last) {
        query = query.where((is) =>
          is.or([
            is('created_at', '<', last.created_at),
            is.and([is('created_at', '=', last.created_at), is('id', '<', last.id)]),
          ]),
        )
      }
      return query.execute()
    },
  }
}
export type Journal = ReturnType<typeof createJournal>
