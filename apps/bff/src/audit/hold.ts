// A legal hold: from now on nothing is pruned, until somebody lifts it. Both are records, so that nobody does it unseen.
import type { Store } from '../store/open.ts'
import { parse, sayWho, UsageProblem, type Place, type Print } from './command-place.ts'
import { readRecord } from './record.ts'
import { plain } from './show.ts'
import { formatTime } from './words.ts'

const SET = 'legal_hold_set'
const LIFTED = 'legal_hold_lifted'

/** The hold that is in force, in words; undefined when there is none. */
export async function readHold(store: Store): Promise<string | undefined> {
  const row = await store
    .selectFrom('audit')
    .select(['seq', 'record'])
    .where('outcome', 'in', [SET, LIFTED])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { event, at, reason = '' } = readRecord(row.record)
  return event === SET ? plain(`since ${formatTime(at)} (record ${row.seq}): ${reason}`) : undefined
}

export async function runHold(
  args: readonly string[],
  usage: string,
  { store, audit }: Place,
  print: Print,
): Promise<number> {
  const options = { reason: { type: 'string' }, lift: { type: 'boolean' } } as const
  const { reason = '', lift = false } = parse(args, options, usage).values
  if (reason.trim() === '')
    throw new UsageProblem('hold needs --reason: who asked for it, and why.')
  const hold = await readHold(store)
  if (lift && hold === undefined) throw new UsageProblem('No legal hold is in force.')
  if (!lift && hold !== undefined) throw new UsageProblem(`A legal hold is in force ${hold}.`)
  await audit.append({
    stage: 'admin',
    event: lift ? LIFTED : SET,
    reason,
    evidence: sayWho(),
  })
  print(lift ? 'The legal hold is lifted.' : 'A legal hold is in force: nothing will be pruned.')
  return 0
}
