import { sql, type Kysely, type Migration } from 'kysely'

const TEXTS = ['target', 'boot', 'job_id', 'ip', 'evidence', 'seen_version', 'known_attempts']

export const changes: Migration = {
  async up(db: Kysely<unknown>) {
    // one by one: SQLite adds one column at a time
    for (const name of [...TEXTS, 'plan_attempt_id']) {
      await db.schema.alterTable('changes').addColumn(name, 'text').execute()
    }
    for (const name of ['concluded_at', 'ece_skew']) {
      await db.schema.alterTable('changes').addColumn(name, 'bigint').execute()
    }
    await db.schema
      .createIndex('changes_target')
      .on('changes')
      .columns(['installation', 'target', 'created_at'])
      .execute()
    // the lease: one open change per target, whoever sends it
    await db.schema
      .createIndex('changes_lease')
      .unique()
      .on('changes')
      .columns(['installation', 'target'])
      .where(sql<boolean>`state in ('intent', 'sending', 'unknown') and concluded_at is null`)
      .execute()
  },
}
