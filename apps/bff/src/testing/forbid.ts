// A database that refuses some writes, as a full disk or somebody else's trigger would. The same words on both.
import { sql } from 'kysely'
import type { Store } from '../store/open.ts'
import { isOnPostgres } from './stores.ts'

interface Refused {
  readonly table: 'changes' | 'audit'
  readonly event: 'insert' | 'update'
  /** SQL about `new`; always, without it. */
  readonly when?: string
}

/** Every such write fails until `allow`. */
export const forbid = (store: Store, { table, event, when }: Refused): Promise<void> =>
  addTrigger(store, {
    moment: `before ${event} on ${table}`,
    when,
    body: isOnPostgres ? `raise exception 'full'` : `select raise(abort, 'full')`,
  })

/** Somebody else writes `statement` the moment that a change is begun. */
export const interfere = (store: Store, statement: string): Promise<void> =>
  addTrigger(store, { moment: 'after insert on changes', when: undefined, body: statement })

interface Trigger {
  readonly moment: string
  readonly when: string | undefined
  readonly body: string
}

async function addTrigger(store: Store, { moment, when, body }: Trigger): Promise<void> {
  if (!isOnPostgres) {
    const condition = when === undefined ? '' : `when ${when}`
    await sql
      .raw(`create trigger forbidden ${moment} ${condition} begin ${body}; end`)
      .execute(store)
    return
  }
  const condition = when === undefined ? '' : `when (${when})`
  await sql
    .raw(
      `create function forbidden() returns trigger language plpgsql as $$ begin ${body}; return new; end $$`,
    )
    .execute(store)
  await sql
    .raw(
      `create trigger forbidden ${moment} for each row ${condition} execute function forbidden()`,
    )
    .execute(store)
}

/** Ends what `forbid` or `interfere` began. */
export async function allow(store: Store, table: Refused['table']): Promise<void> {
  if (!isOnPostgres) {
    await sql.raw('drop trigger forbidden').execute(store)
    return
  }
  await sql.raw(`drop trigger forbidden on ${table}`).execute(store)
  await sql.raw('drop function forbidden').execute(store)
}
