// The table of changes, and the only place where a change moves from one state to the next. What moves is put on record
// in the same commit: there is no state without its record, and no record of what did not happen.
import type { ChangeState } from '@ece/api-types/bff'
import type { Selectable, Transaction } from 'kysely'
import { failpoint } from '../failpoint.ts'
import type { Audit } from '../audit/audit.ts'
import type { AuditEntry } from '../audit/entry.ts'
import type { Database, ChangeTable } from '../store/schema.ts'
import type { Store } from '../store/open.ts'

export type ChangeRow = Selectable<Database['changes']>
type Later = 'evidence' | 'plan_attempt_id' | 'concluded_at'
export type NewChange = Omit<
  ChangeTable,
  'state' | 'status' | 'answer' | 'created_at' | 'updated_at' | Later
>

/** Which states may follow. A change never leaves a state without a row here. */
const NEXT: Readonly<Record<ChangeState, readonly ChangeState[]>> = {
  intent: ['sending', 'not_sent'],
  sending: ['accepted', 'rejected', 'not_sent', 'unknown'],
  // it stays unknown when there is nothing more to find out
  unknown: ['found', 'no_trace', 'unknown'],
  accepted: [],
  // only when ECE refused the credential: the same change may be tried again after signing in
  rejected: ['intent'],
  not_sent: [],
  found: [],
  no_trace: [],
}

/** What is written along with the state. */
export interface MoveResult {
  readonly status?: number | null
  /** JSON, as the browser gets it. */
  readonly answer?: string | null
  readonly boot?: string
  readonly evidence?: string
  readonly plan_attempt_id?: string | null
  readonly concluded_at?: number
}

export interface ChangePage {
  readonly installations: readonly string[]
  readonly limit: number
  /** Id of the last change of the page before. */
  readonly before?: string | undefined
  readonly target?: string | undefined
}

/** What stands in the way of an intent: an earlier change with its key, or other changes on its target. */
export type Obstacle =
  | { readonly kind: 'same'; readonly change: ChangeRow }
  | { readonly kind: 'busy'; readonly change: ChangeRow }
  /** One began and ended between `countOn` and now. */
  | { readonly kind: 'overtaken' }

class Obstructed extends Error {
  readonly obstacle: Obstacle
  constructor(obstacle: Obstacle) {
    super('something stands in the way of a change')
    this.obstacle = obstacle
  }
}

/** The same condition as that of the index `changes_lease`. */
const OPEN: readonly ChangeState[] = ['intent', 'sending', 'unknown']
const MOST_PER_LOOK = 500

/**
 * Every method rejects with the store's own error, or with `console.audit_unavailable` when the record cannot be
 * written; then nothing was written.
 */
export function createJournal(
  store: Store,
  now: () => number,
  /** Only readers do without. */
  audit?: Pick<Audit, 'append'>,
) {
  const find = (id: string, db: Store = store): Promise<ChangeRow | undefined> =>
    db.selectFrom('changes').selectAll().where('id', '=', id).executeTakeFirst()

  const findOpen = async (
    { installation, target, id }: Pick<ChangeTable, 'installation' | 'target' | 'id'>,
    db: Store = store,
  ): Promise<ChangeRow | undefined> => {
    if (target === null) return undefined
    return db
      .selectFrom('changes')
      .selectAll()
      .where('installation', '=', installation)
      .where('target', '=', target)
      .where('state', 'in', OPEN)
      .where('concluded_at', 'is', null)
      .where('id', '!=', id)
      .executeTakeFirst()
  }

  const countOn = async (
    installation: string,
    target: string | null,
    db: Store = store,
  ): Promise<number> => {
    if (target === null) return 0
    const { count } = await db
      .selectFrom('changes')
      .select((is) => is.fn.countAll<number | string>().as('count'))
      .where('installation', '=', installation)
      .where('target', '=', target)
      .executeTakeFirstOrThrow()
    return Number(count)
  }

  const record = async (entry: AuditEntry | undefined, db: Transaction<Database>) => {
    if (entry !== undefined) await audit?.append(entry, db)
  }

  return {
    find,
    findOpen,
    countOn,

    /**
     * Records an intent, which takes the lease of its target, or answers what stands in its way; then nothing is
     * recorded. `counted` is what `countOn` answered before ECE was asked for the target's state.
     */
    begin: async (
      change: NewChange,
      counted: number,
      entry?: AuditEntry,
    ): Promise<Obstacle | undefined> => {
      const at = now()
      try {
        await store.transaction().execute(async (db) => {
          const { numInsertedOrUpdatedRows: count } = await db
            .insertInto('changes')
            .values({ ...change, state: 'intent', created_at: at, updated_at: at })
            // of the key, or of the lease
            .onConflict((conflict) => conflict.doNothing())
            .executeTakeFirst()
          if (count !== 1n) {
            const same = await find(change.id, db)
            if (same) throw new Obstructed({ kind: 'same', change: same })
            const open = await findOpen(change, db)
            throw new Obstructed(open ? { kind: 'busy', change: open } : { kind: 'overtaken' })
          }
          const expected = change.target === null ? 0 : counted + 1
          if ((await countOn(change.installation, change.target, db)) !== expected) {
            throw new Obstructed({ kind: 'overtaken' })
          }
          failpoint('change.intent_uncommitted')
          await record(entry, db)
        })
        return undefined
      } catch (error) {
        if (error instanceof Obstructed) return error.obstacle
        throw error
      }
    },

    /** Durable when it resolves. Rejects when the change is not in state `from`. */
    move: async (
      id: string,
      from: ChangeState,
      to: ChangeState,
      result: MoveResult = {},
      entry?: AuditEntry,
    ): Promise<void> => {
      if (!NEXT[from].includes(to)) throw new Error(`a change cannot go from ${from} to ${to}`)
      await store.transaction().execute(async (db) => {
        let update = db
          .updateTable('changes')
          .set({ state: to, updated_at: now(), ...result })
          .where('id', '=', id)
          .where('state', '=', from)
        // what was concluded is concluded
        if (from === 'unknown') update = update.where('concluded_at', 'is', null)
        const { numUpdatedRows } = await update.executeTakeFirst()
        if (numUpdatedRows !== 1n) throw new Error(`a change is not in state ${from}`)
        await record(entry, db)
      })
    },

    /** Says why an unknown outcome is not settled yet; not put on record. */
    explain: async (id: string, evidence: string): Promise<void> => {
      await store
        .updateTable('changes')
        .set({ evidence })
        .where('id', '=', id)
        .where('state', '=', 'unknown')
        .where('concluded_at', 'is', null)
        .execute()
    },

    /** Everything that is not at its end, oldest first. */
    listOpen: (): Promise<ChangeRow[]> =>
      store
        .selectFrom('changes')
        .selectAll()
        .where('state', 'in', OPEN)
        .where('concluded_at', 'is', null)
        .orderBy('created_at')
        .limit(MOST_PER_LOOK)
        .execute(),

    /** The last change on the same target before this one. */
    findBefore: (change: ChangeRow): Promise<ChangeRow | undefined> =>
      store
        .selectFrom('changes')
        .selectAll()
        .where('installation', '=', change.installation)
        .where('target', '=', change.target)
        .where('id', '!=', change.id)
        .where('created_at', '<=', change.created_at)
        .where('state', 'in', ['accepted', 'found', 'unknown'])
        .orderBy('created_at', 'desc')
        .executeTakeFirst(),

    /** Newest first. */
    page: async ({ installations, limit, before, target }: ChangePage): Promise<ChangeRow[]> => {
      const last = before === undefined ? undefined : await find(before)
      let query = store
        .selectFrom('changes')
        .selectAll()
        .where('installation', 'in', [...installations])
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
      if (target !== undefined) query = query.where('target', '=', target)
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
