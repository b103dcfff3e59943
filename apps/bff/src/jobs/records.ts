// The tables of jobs and items. An item only leaves a state that it is in, so that two processes, or a process that slept
// and its successor, cannot both move it.
import type { JobItemState, JobState } from '@ece/api-types/bff'
import type { Transaction } from 'kysely'
import type { Store } from '../store/open.ts'
import type { Database, JobItemTable, JobTable } from '../store/schema.ts'

/** Between its beginning and its end. */
export const ACTIVE_STATES = ['checking', 'sending', 'running', 'soaking', 'unknown'] as const

export type JobRow = Omit<JobTable, 'state'> & { readonly state: JobState }
export type ItemRow = Omit<JobItemTable, 'state'> & { readonly state: JobItemState }
export type NewItem = Pick<JobItemTable, 'params' | 'name' | 'seen_version'>
export type NewJobRow = Omit<
  JobTable,
  'state' | 'state_reason' | 'failures_in_row' | 'created_at' | 'updated_at' | 'ended_at' | 'total'
>
export type ItemChange = Partial<
  Pick<
    ItemRow,
    | 'state'
    | 'detail'
    | 'change_id'
    | 'attempt_id'
    | 'before'
    | 'started_at'
    | 'ended_at'
    | 'state_at'
  >
>
export type JobChange = Partial<
  Pick<JobRow, 'state' | 'state_reason' | 'failures_in_row' | 'ended_at'>
>

/** PostgreSQL takes 65,535 parameters per statement, SQLite half of that. */
const ROWS_AT_ONCE = 1_000
const MOST_LISTED = 200
/** The newest ones tell best how long the next will take. */
const DURATIONS = 200

type Connection = Store | Transaction<Database>

// the columns hold nothing but states
const toJobRow = (row: JobTable): JobRow => ({ ...row, state: row.state as JobState })
const toItemRow = (row: JobItemTable): ItemRow => ({ ...row, state: row.state as JobItemState })

/** Every method rejects with the store's own error. */
export function createJobRecords(store: Store, now: () => number) {
  const find = async (id: string, db: Connection = store): Promise<JobRow | undefined> => {
    const row = await db.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? undefined : toJobRow(row)
  }

  return {
    find,

    /**
     * Writes job and items in one transaction, which `also` takes part in. Answers the job that has this id already, if
     * there is one; then nothing is written.
     */
    insert: async (
      job: NewJobRow,
      items: readonly NewItem[],
      also: (db: Transaction<Database>) => Promise<void>,
    ): Promise<JobRow | undefined> => {
      const at = now()
      const isNew = await store.transaction().execute(async (db) => {
        const { numInsertedOrUpdatedRows: count } = await db
          .insertInto('jobs')
          .values({
            ...job,
            total: items.length,
            state: 'running',
            state_reason: null,
            failures_in_row: 0,
            created_at: at,
            updated_at: at,
            ended_at: null,
          })
          .onConflict((conflict) => conflict.column('id').doNothing())
          .executeTakeFirst()
        if (count !== 1n) return false
        for (let from = 0; from < items.length; from += ROWS_AT_ONCE) {
          const rows = items.slice(from, from + ROWS_AT_ONCE).map((item, index) => ({
            ...item,
            job_id: job.id,
            position: from + index,
            state: 'not_started',
          }))
          await db.insertInto('job_items').values(rows).execute()
        }
        await also(db)
        return true
      })
      return isNew ? undefined : await find(job.id)
    },

    /** Newest first, without their items. */
    list: async (installation: string): Promise<JobRow[]> => {
      const rows = await store
        .selectFrom('jobs')
        .selectAll()
        .where('installation', '=', installation)
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .limit(MOST_LISTED)
        .execute()
      return rows.map(toJobRow)
    },

    /** Of which something may be under way, oldest first. */
    open: async (): Promise<JobRow[]> => {
      const rows = await store
        .selectFrom('jobs')
        .selectAll()
        .where('ended_at', 'is', null)
        .orderBy('created_at')
        .execute()
      return rows.map(toJobRow)
    },

    /** Job id → items by state. */
    counts: async (ids: readonly string[]) => {
      const counts = new Map<string, Partial<Record<JobItemState, number>>>()
      if (ids.length === 0) return counts
      const rows = await store
        .selectFrom('job_items')
        .select((is) => ['job_id', 'state', is.fn.countAll<number>().as('count')])
        .where('job_id', 'in', [...ids])
        .groupBy(['job_id', 'state'])
        .execute()
      for (const { job_id: id, state, count } of rows) {
        // the column holds nothing but states
        counts.set(id, { ...counts.get(id), [state as JobItemState]: count })
      }
      return counts
    },

    items: async (
      id: string,
      {
        states,
        offset = 0,
        limit,
        open = false,
      }: {
        readonly states?: readonly JobItemState[] | undefined
        /** Only those without an end: an unknown one that nothing more can be found out about has one. */
        readonly open?: boolean
        readonly offset?: number
        readonly limit?: number
      } = {},
    ): Promise<ItemRow[]> => {
      if (states?.length === 0) return []
      let query = store
        .selectFrom('job_items')
        .selectAll()
        .where('job_id', '=', id)
        .orderBy('position')
      if (states !== undefined) query = query.where('state', 'in', [...states])
      if (open) query = query.where('ended_at', 'is', null)
      if (limit !== undefined) query = query.limit(limit).offset(offset)
      return (await query.execute()).map(toItemRow)
    },

    item: async (id: string, position: number): Promise<ItemRow | undefined> => {
      const row = await store
        .selectFrom('job_items')
        .selectAll()
        .where('job_id', '=', id)
        .where('position', '=', position)
        .executeTakeFirst()
      return row === undefined ? undefined : toItemRow(row)
    },

    /** The last one that did not end well. */
    lastFailure: async (id: string): Promise<ItemRow | undefined> => {
      const row = await store
        .selectFrom('job_items')
        .selectAll()
        .where('job_id', '=', id)
        .where('state', 'in', ['failed', 'unknown'])
        .where('ended_at', 'is not', null)
        .orderBy('ended_at', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row === undefined ? undefined : toItemRow(row)
    },

    /** Milliseconds that the last items took which ended well. */
    durations: async (id: string): Promise<number[]> => {
      const rows = await store
        .selectFrom('job_items')
        .select(['started_at', 'ended_at'])
        .where('job_id', '=', id)
        .where('state', '=', 'done')
        .orderBy('ended_at', 'desc')
        .limit(DURATIONS)
        .execute()
      return rows.flatMap(({ started_at: from, ended_at: to }) =>
        from === null || to === null ? [] : [Math.max(0, to - from)],
      )
    },

    /** Changes an item that is still in state `from`; answers whether it was. */
    moveItem: async (
      { job_id: id, position, state: from }: Pick<ItemRow, 'job_id' | 'position' | 'state'>,
      change: ItemChange,
    ): Promise<boolean> => {
      const entered = change.state === undefined || change.state === from ? {} : { state_at: now() }
      const { numUpdatedRows } = await store
        .updateTable('job_items')
        .set({ ...entered, ...change })
        .where('job_id', '=', id)
        .where('position', '=', position)
        .where('state', '=', from)
        .executeTakeFirst()
      return numUpdatedRows === 1n
    },

    /**
     * Ends an item that is still in its state; what that says about the job is counted in the same transaction. Answers
     * whether it was.
     */
    endItem: (
      { job_id: id, position, state: from }: Pick<ItemRow, 'job_id' | 'position' | 'state'>,
      {
        as,
        detail,
        evidence,
      }: {
        readonly as: 'done' | 'failed' | 'skipped' | 'unknown'
        readonly detail: string | null
        readonly evidence?: ItemChange
      },
    ): Promise<boolean> =>
      store.transaction().execute(async (db) => {
        const at = now()
        const { numUpdatedRows } = await db
          .updateTable('job_items')
          .set({ ...evidence, state: as, detail, state_at: at, ended_at: at })
          .where('job_id', '=', id)
          .where('position', '=', position)
          .where('state', '=', from)
          .where('ended_at', 'is', null)
          .executeTakeFirst()
        if (numUpdatedRows !== 1n) return false
        if (as === 'skipped') return true
        await db
          .updateTable('jobs')
          .set((set) => ({
            failures_in_row: as === 'done' ? 0 : set('failures_in_row', '+', 1),
            updated_at: at,
          }))
          .where('id', '=', id)
          .execute()
        return true
      }),

    /**
     * Changes a job that is still in one of the states `from`, in one transaction with `also`; answers whether it was.
     */
    moveJob: (
      id: string,
      from: readonly JobState[],
      change: JobChange,
      also: (db: Transaction<Database>) => Promise<void> = async () => undefined,
    ): Promise<boolean> =>
      store.transaction().execute(async (db) => {
        const { numUpdatedRows } = await db
          .updateTable('jobs')
          .set({ ...change, updated_at: now() })
          .where('id', '=', id)
          .where('state', 'in', [...from])
          .where('ended_at', 'is', null)
          .executeTakeFirst()
        if (numUpdatedRows === 1n) await also(db)
        return numUpdatedRows === 1n
      }),
  }
}
export type JobRecords = ReturnType<typeof createJobRecords>

/** Whether work of this user goes on there without a browser. Rejects with the store's own error. */
export async function hasOpenJobs(
  db: Connection,
  installation: string,
  userName: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('jobs')
    .select('id')
    .where('installation', '=', installation)
    .where('user_name', '=', userName)
    .where('ended_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
