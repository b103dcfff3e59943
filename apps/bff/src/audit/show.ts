// Records as lines of a terminal.
import { setTimeout as delay } from 'node:timers/promises'
import type { Store } from '../store/open.ts'
import { readRecord, type StoredRecord } from './record.ts'
import { formatTime } from './words.ts'

type Print = (text: string) => void

const FOLLOW_MS = 1_000

/** What ECE or a browser wrote must not steer the terminal. */
export const plain = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd')

function toLine(record: StoredRecord): string {
  const { seq, at, stage, event, user_name, installation, operation, target, status, codes } =
    record
  const parts = [
    `${seq}`,
    formatTime(at),
    `${stage}/${event}`,
    user_name,
    installation,
    operation,
    target,
    status === undefined ? undefined : `${status}`,
    codes?.join(','),
    record.reason === undefined ? undefined : `"${record.reason}"`,
    record.evidence,
  ]
  return plain(parts.filter((part) => part !== undefined).join('  '))
}

/** The last `count` records, and with `follow` every new one, until the process ends. */
export async function followLog(store: Store, count: number, follow: boolean, print: Print) {
  const newest = await store
    .selectFrom('audit')
    .select(['seq', 'record'])
    .orderBy('seq', 'desc')
    .limit(count)
    .execute()
  for (const { record } of newest.toReversed()) print(toLine(readRecord(record)))
  let last = newest[0]?.seq ?? 0
  if (!follow) return
  for (;;) {
    await delay(FOLLOW_MS)
    const rows = await store
      .selectFrom('audit')
      .select(['seq', 'record'])
      .where('seq', '>', last)
      .orderBy('seq')
      .limit(1_000)
      .execute()
    for (const { seq, record } of rows) {
      print(toLine(readRecord(record)))
      last = seq
    }
  }
}

/** Answers whether there is anything of that id. */
export async function showRecords(store: Store, id: string, print: Print): Promise<boolean> {
  if (/^[1-9]\d{0,14}$/.test(id)) {
    const row = await store
      .selectFrom('audit')
      .selectAll()
      .where('seq', '=', Number(id))
      .executeTakeFirst()
    if (row === undefined) {
      print(`There is no record ${id}.`)
      return false
    }
    const { prev, hash, kid, mac } = row
    const whole = { ...readRecord(row.record), prev, hash, kid, mac }
    // JSON writes control characters as escapes, the invisible ones of Unicode excepted
    print(JSON.stringify(whole, undefined, 2).replaceAll(/[\p{Cf}\u2028\u2029]/gu, '\ufffd'))
    return true
  }
  const rows = await store
    .selectFrom('audit')
    .select('record')
    .where('action_id', '=', id.toLowerCase())
    .orderBy('seq')
    .execute()
  for (const { record } of rows) print(toLine(readRecord(record)))
  if (rows.length === 0) print('No change and no job of this id is in the audit log.')
  return rows.length > 0
}
