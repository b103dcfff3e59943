// The log from its beginning, as verify and export read it: in order, and only as much as there was when they began.
import type { Store } from '../store/open.ts'
import type { AuditHeadTable, AuditTable } from '../store/schema.ts'

const PAGE = 2_000

export interface ChainEnd {
  readonly head: AuditHeadTable
  /** The highest number in the table; more than the head's says that somebody turned the head back. */
  readonly last: number
}

export async function readEnd(store: Store): Promise<ChainEnd> {
  // in this order: a record that comes in between is in the head as well
  const { last } = await store
    .selectFrom('audit')
    .select((select) => select.fn.max<number | null>('seq').as('last'))
    .executeTakeFirstOrThrow()
  const head = await store.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow()
  return { head, last: last ?? 0 }
}

/** Records above `above`, up to and with `upTo`, oldest first. */
export async function* readChain(
  store: Store,
  above: number,
  upTo: number,
): AsyncGenerator<readonly AuditTable[]> {
  for (let last = above; ;) {
    const rows = await store
      .selectFrom('audit')
      .selectAll()
      .where('seq', '>', last)
      .where('seq', '<=', upTo)
      .orderBy('seq')
      .limit(PAGE)
      .execute()
    const end = rows.at(-1)
    if (end === undefined) return
    yield rows
    last = end.seq
  }
}
