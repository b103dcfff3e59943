// The audit log. The database itself refuses to change or delete a record; whoever can drop the triggers is found out by
// the chain (audit/verify.ts).
import { randomUUID } from 'node:crypto'
import { SqliteAdapter, sql, type Kysely, type Migration, type Transaction } from 'kysely'

const REFUSAL = 'records of the audit log are never changed or deleted'

const refuseOnSqlite = (what: 'update' | 'delete') =>
  sql`create trigger ${sql.id(`audit_no_${what}`)} before ${sql.raw(what)} on audit
    begin select raise(abort, ${sql.lit(REFUSAL)}); end`

async function protectOnSqlite(db: Kysely<unknown>): Promise<void> {
  for (const what of ['update', 'delete'] as const) await refuseOnSqlite(what).execute(db)
}

/**
 * For `audit prune` and nothing else: `work` may delete records. The trigger is away inside this transaction only, which
 * nobody else sees; PostgreSQL lets the owner of the table do it, and no other user (decision 011).
 */
export async function allowDeletes<Schema, Found>(
  db: Transaction<Schema>,
  work: () => Promise<Found>,
): Promise<Found> {
  const isSqlite = db.getExecutor().adapter instanceof SqliteAdapter
  if (isSqlite) await sql`drop trigger audit_no_delete`.execute(db)
  else {
    // before the table is locked, in the order of those who append
    await sql`update audit_head set turn = turn + 1`.execute(db)
    await sql`alter table audit disable trigger audit_no_change`.execute(db)
  }
  const found = await work()
  await (isSqlite
    ? refuseOnSqlite('delete').execute(db)
    : sql`alter table audit enable trigger audit_no_change`.execute(db))
  return found
}

async function protectOnPostgres(db: Kysely<unknown>): Promise<void> {
  await sql`create function audit_refuse() returns trigger language plpgsql as
    ${sql.raw(`$$ begin raise exception '${REFUSAL}'; end $$`)}`.execute(db)
  await sql`create trigger audit_no_change before update or delete on audit
    for each row execute function audit_refuse()`.execute(db)
  await sql`create trigger audit_no_truncate before truncate on audit
    for each statement execute function audit_refuse()`.execute(db)
}

export const audit: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('audit')
      .addColumn('seq', 'bigint', (column) => column.primaryKey())
      .addColumn('event_id', 'text', (column) => column.notNull().unique())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('stage', 'text', (column) => column.notNull())
      .addColumn('event', 'text', (column) => column.notNull())
      .addColumn('outcome', 'text', (column) => column.notNull())
      .addColumn('action_id', 'text')
      .addColumn('installation', 'text')
      .addColumn('user_name', 'text')
      .addColumn('operation', 'text')
      .addColumn('target', 'text')
      .addColumn('record', 'text', (column) => column.notNull())
      .addColumn('prev', 'text', (column) => column.notNull())
      .addColumn('hash', 'text', (column) => column.notNull())
      .addColumn('kid', 'text', (column) => column.notNull())
      .addColumn('mac', 'text', (column) => column.notNull())
      .execute()
    const indexes = ['action_id', 'user_name', 'target', 'operation', 'outcome', 'at'] as const
    for (const column of indexes) {
      await db.schema.createIndex(`audit_${column}`).on('audit').columns([column, 'seq']).execute()
    }
    await db.schema
      .createTable('audit_head')
      .addColumn('chain', 'text', (column) => column.primaryKey())
      .addColumn('seq', 'bigint', (column) => column.notNull())
      .addColumn('hash', 'text', (column) => column.notNull())
      .addColumn('mac', 'text', (column) => column.notNull())
      .addColumn('turn', 'bigint', (column) => column.notNull())
      .execute()
    await sql`insert into audit_head (chain, seq, hash, mac, turn)
      values (${randomUUID()}, 0, '', '', 0)`.execute(db)
    const isSqlite = db.getExecutor().adapter instanceof SqliteAdapter
    await (isSqlite ? protectOnSqlite(db) : protectOnPostgres(db))
  },
}
