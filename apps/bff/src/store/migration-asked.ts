// What the operator's page said about a change: the target's name as it stood there, the ticket, how it was confirmed.
import type { Kysely, Migration } from 'kysely'

export const asked: Migration = {
  async up(db: Kysely<unknown>) {
    // one by one: SQLite adds one column at a time
    for (const name of ['target_name', 'ticket', 'confirm']) {
      await db.schema.alterTable('changes').addColumn(name, 'text').execute()
    }
    // of records from before it is null, as what they say
    await db.schema.alterTable('audit').addColumn('target_name', 'text').execute()
    await db.schema.alterTable('jobs').addColumn('ticket', 'text').execute()
  },
}
