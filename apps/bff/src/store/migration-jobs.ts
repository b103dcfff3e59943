import type { Kysely, Migration } from 'kysely'

export const jobs: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('jobs')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('installation', 'text', (column) => column.notNull())
      .addColumn('operation', 'text', (column) => column.notNull())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('user_name', 'text', (column) => column.notNull())
      .addColumn('session_key', 'text', (column) => column.notNull())
      .addColumn('request_hash', 'text', (column) => column.notNull())
      .addColumn('reason', 'text')
      .addColumn('query', 'text')
      .addColumn('body', 'text')
      .addColumn('canary', 'integer', (column) => column.notNull())
      .addColumn('concurrency', 'integer', (column) => column.notNull())
      .addColumn('soak_seconds', 'integer', (column) => column.notNull())
      .addColumn('keep_going', 'integer', (column) => column.notNull())
      .addColumn('retry_of', 'text')
      .addColumn('total', 'integer', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('state_reason', 'text')
      .addColumn('failures_in_row', 'integer', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .addColumn('ended_at', 'bigint')
      .execute()
    await db.schema
      .createTable('job_items')
      .addColumn('job_id', 'text', (column) => column.notNull().references('jobs.id'))
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('params', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('seen_version', 'text')
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('detail', 'text')
      .addColumn('change_id', 'text')
      .addColumn('attempt_id', 'text')
      .addColumn('before', 'text')
      .addColumn('started_at', 'bigint')
      .addColumn('state_at', 'bigint')
      .addColumn('ended_at', 'bigint')
      .addPrimaryKeyConstraint('job_items_key', ['job_id', 'position'])
      .execute()
    // a session that no cookie opens, kept for unfinished jobs of its user
    await db.schema.alterTable('sessions').addColumn('detached_at', 'bigint').execute()

    const indexes = [
      ['jobs_newest', 'jobs', ['installation', 'created_at']],
      ['jobs_open', 'jobs', ['ended_at', 'created_at']],
      ['jobs_user', 'jobs', ['installation', 'user_name', 'ended_at']],
      ['job_items_state', 'job_items', ['job_id', 'state', 'position']],
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
