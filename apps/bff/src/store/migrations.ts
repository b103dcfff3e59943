// Applied in the order of their names, never edited once released. Only SQL that SQLite and PostgreSQL share.
import type { Kysely, Migration } from 'kysely'
import { asked } from './migration-asked.ts'
import { audit } from './migration-audit.ts'
import { changes } from './migration-changes.ts'
import { jobs } from './migration-jobs.ts'
import { turns } from './migration-turns.ts'

const first: Migration = {
  // Kysely gives migrations an untyped database: they outlive the types of the day
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('meta')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('value', 'text', (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('sessions')
      .addColumn('session_key', 'text', (column) => column.primaryKey())
      .addColumn('data', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('active_at', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('credentials')
      .addColumn('session_key', 'text', (column) =>
        column.notNull().references('sessions.session_key').onDelete('cascade'),
      )
      .addColumn('installation', 'text', (column) => column.notNull())
      .addColumn('user_name', 'text', (column) => column.notNull())
      .addColumn('generation', 'integer', (column) => column.notNull())
      .addColumn('sealed', 'text', (column) => column.notNull())
      .addColumn('signed_in_at', 'bigint', (column) => column.notNull())
      .addColumn('renew_at', 'bigint')
      .addPrimaryKeyConstraint('credentials_key', ['session_key', 'installation'])
      .execute()
    await db.schema
      .createTable('accounts')
      .addColumn('installation', 'text', (column) => column.notNull())
      .addColumn('account', 'text', (column) => column.notNull())
      .addColumn('last_sign_in_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('accounts_key', ['installation', 'account'])
      .execute()
    await db.schema
      .createTable('sign_in_failures')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('installation', 'text', (column) => column.notNull())
      .addColumn('account', 'text', (column) => column.notNull())
      .addColumn('failed_at', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('changes')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('installation', 'text', (column) => column.notNull())
      .addColumn('user_name', 'text', (column) => column.notNull())
      .addColumn('session_key', 'text', (column) => column.notNull())
      .addColumn('operation', 'text', (column) => column.notNull())
      .addColumn('method', 'text', (column) => column.notNull())
      .addColumn('path', 'text', (column) => column.notNull())
      .addColumn('request_hash', 'text', (column) => column.notNull())
      .addColumn('reason', 'text')
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('status', 'integer')
      .addColumn('answer', 'text')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .execute()

    const indexes = [
      ['sessions_active', 'sessions', ['active_at']],
      ['credentials_user', 'credentials', ['installation', 'user_name', 'signed_in_at']],
      ['credentials_renewal', 'credentials', ['renew_at']],
      ['failures_account', 'sign_in_failures', ['installation', 'account', 'failed_at']],
      ['failures_age', 'sign_in_failures', ['failed_at']],
      ['changes_newest', 'changes', ['installation', 'created_at']],
      ['changes_open', 'changes', ['state']],
    ] as const
    for (const [name, table, columns] of indexes) {
      await db.schema
        .createIndex(name)
        .on(table)
        .columns([...columns])
        .execute()
    }
  },
}

/** Name → migration; names sort in the order of application. */
export const migrations: Record<string, Migration> = {
  '2026-11-22-first': first,
  '2026-11-23-a-turns': turns,
  '2026-11-23-b-changes': changes,
  '2026-11-23-c-audit': audit,
  '2026-11-23-d-jobs': jobs,
  '2026-11-23-e-asked': asked,
}
