// `audit reconcile`: changes of which nobody knows whether ECE carried them out, with all that is known about them. What
// an operator found out is added as a record of its own.
import { parse, sayWho, UsageProblem, type Place, type Print } from './command-place.ts'
import { plain } from './show.ts'
import { formatTime } from './words.ts'

const MOST = 1_000

export async function runReconcile(
  args: readonly string[],
  usage: string,
  place: Place,
  print: Print,
): Promise<number> {
  const options = { note: { type: 'string' }, text: { type: 'string' } } as const
  const { note, text } = parse(args, options, usage).values
  if (note === undefined && text === undefined) return list(place, print)
  if (note === undefined || text === undefined || text.trim() === '') {
    throw new UsageProblem('--note ID and --text TEXT go together.')
  }
  return addNote(place, note.toLowerCase(), text, print)
}

async function list({ store, audit }: Place, print: Print): Promise<number> {
  const rows = await store
    .selectFrom('changes')
    .selectAll()
    .where('state', '=', 'unknown')
    .orderBy('created_at')
    .limit(MOST)
    .execute()
  for (const row of rows) {
    const { id, created_at: at, user_name: user, installation, operation, target, path } = row
    const what = `${operation} on ${target ?? path} of ${installation}`
    print(plain(`${id}  ${formatTime(at)}  ${user}: ${what}`))
    const isOver = row.concluded_at !== null
    const evidence = row.evidence ?? 'nothing was found out yet'
    print(plain(`  ${isOver ? 'stays unknown' : 'is still looked for'}: ${evidence}`))
    for (const line of await audit.story(id)) {
      if (line.evidence === undefined) continue
      print(plain(`  ${formatTime(Date.parse(line.at))}  ${line.event}: ${line.evidence}`))
    }
  }
  print(rows.length === 0 ? 'No change has an unknown outcome.' : `${rows.length} changes.`)
  return 0
}

async function addNote({ store, audit }: Place, id: string, text: string, print: Print) {
  const change = await store
    .selectFrom('changes')
    .select(['installation', 'operation', 'target'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (change === undefined) throw new UsageProblem(`There is no change ${id}.`)
  const { installation, operation, target } = change
  await audit.append({
    stage: 'admin',
    event: 'note',
    action_id: id,
    installation,
    operation,
    ...(target === null ? {} : { target }),
    evidence: `${text} (${sayWho()})`,
  })
  print('The note is on record.')
  return 0
}
