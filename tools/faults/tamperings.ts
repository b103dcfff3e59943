// What somebody does to the log who can write the database but has not its key.
import { createHash } from 'node:crypto'
import { openDatabase } from './database.ts'
import type { Random } from './random.ts'

type Table = Awaited<ReturnType<typeof openDatabase>>
interface Row {
  readonly seq: number
  readonly record: string
  readonly prev: string
  readonly hash: string
}
type Tampering = (table: Table, rows: readonly Row[], random: Random) => void

const TEXTS = [
  'record',
  'prev',
  'hash',
  'mac',
  'stage',
  'event',
  'outcome',
  'user_name',
  'target',
] as const

const hashOf = (prev: string, record: string) =>
  createHash('sha256').update('ece-audit-v1').update(prev).update(record).digest('hex')

/** Another letter or digit at a random place, so that JSON stays JSON. */
function changeOne(text: string, random: Random): string {
  const places = [...text].flatMap((letter, at) => (/[a-z0-9]/i.test(letter) ? [at] : []))
  if (places.length === 0) return `${text}x`
  const at = random.pick(places)
  const before = text[at] ?? ''
  const digit = String((Number(before) + 1) % 10)
  const after = /\d/.test(before) ? digit : before === 'z' ? 'y' : 'z'
  return `${text.slice(0, at)}${after}${text.slice(at + 1)}`
}

const lastOf = (rows: readonly Row[]) => rows.at(-1) ?? { seq: 0, record: '{}', prev: '', hash: '' }

const setHead = (table: Table, seq: number, hash: string) =>
  table.prepare('update audit_head set seq = ?, hash = ?').run(seq, hash)

const COPIED = 'at, stage, event, outcome, action_id, installation, user_name, operation, target'

export const tamperings: Readonly<Record<string, Tampering>> = {
  edit: (table, rows, random) => {
    const column = random.pick(TEXTS)
    const { seq } = random.pick(rows)
    const [found] = table.prepare(`select ${column} as text from audit where seq = ?`).all(seq)
    const text = typeof found?.['text'] === 'string' ? found['text'] : ''
    table.prepare(`update audit set ${column} = ? where seq = ?`).run(changeOne(text, random), seq)
  },
  delete: (table, rows, random) => {
    table.prepare('delete from audit where seq = ?').run(random.pick(rows.slice(0, -1)).seq)
  },
  swap: (table, rows, random) => {
    const at = random.between(0, rows.length - 2)
    const [one, other] = [rows[at], rows[at + 1]]
    if (one === undefined || other === undefined) return
    const move = table.prepare('update audit set seq = ? where seq = ?')
    move.run(-1, one.seq)
    move.run(one.seq, other.seq)
    move.run(other.seq, -1)
  },
  insert: (table, rows, random) => {
    const { seq, record, hash } = lastOf(rows)
    const id = random.uuid()
    const next = record
      .replace(`"seq":${seq}`, `"seq":${seq + 1}`)
      .replace(/"event_id":"[^"]+"/, `"event_id":"${id}"`)
    const made = hashOf(hash, next)
    table
      .prepare(
        `insert into audit (seq, event_id, ${COPIED}, record, prev, hash, kid, mac)
         select ?, ?, ${COPIED}, ?, ?, ?, kid, mac from audit where seq = ?`,
      )
      .run(seq + 1, id, next, hash, made, seq)
    setHead(table, seq + 1, made)
  },
  cut: (table, rows, random) => {
    const { seq, hash } = lastOf(rows.slice(0, rows.length - random.between(1, 20)))
    table.prepare('delete from audit where seq > ?').run(seq)
    setHead(table, seq, hash)
  },
  'recompute without key': (table, rows, random) => {
    const from = random.between(0, rows.length - 1)
    let prev = rows[from]?.prev ?? ''
    const write = table.prepare('update audit set record = ?, prev = ?, hash = ? where seq = ?')
    for (const [at, row] of rows.slice(from).entries()) {
      const record =
        at === 0 ? row.record.replace(/"boot":"[^"]*"/, '"boot":"another"') : row.record
      const hash = hashOf(prev, record)
      write.run(record, prev, hash, row.seq)
      prev = hash
    }
    setHead(table, lastOf(rows).seq, prev)
  },
}

/** Changes the log in `dataDir`; its console must not be running. */
export async function tamperWith(dataDir: string, by: Tampering, random: Random): Promise<void> {
  const table = await openDatabase(dataDir)
  try {
    table.exec('drop trigger if exists audit_no_update; drop trigger if exists audit_no_delete')
    const rows = table
      .prepare('select seq, record, prev, hash from audit order by seq')
      .all()
      .map((row) => ({
        seq: Number(row['seq']),
        record: String(row['record']),
        prev: String(row['prev']),
        hash: String(row['hash']),
      }))
    by(table, rows, random)
  } finally {
    table.close()
  }
}
