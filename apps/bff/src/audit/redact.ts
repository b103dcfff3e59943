// An export for somebody who is to see what happened and not who did it: names become pseudonyms, the same one within a
// file; what leads to a person otherwise is left out. The chain of such a file is no proof of its texts any more.
import { createHmac, randomBytes } from 'node:crypto'
import type { Store } from '../store/open.ts'
import type { AuditTable } from '../store/schema.ts'
import { columnsOf, readRecord } from './record.ts'
import { canonicalize } from './seal.ts'

/** All who are on record, longest name first: one may be part of another. */
export async function readNames(store: Store): Promise<readonly string[]> {
  const rows = await store
    .selectFrom('audit')
    .select('user_name')
    .distinct()
    .where('user_name', 'is not', null)
    .execute()
  return rows
    .flatMap(({ user_name: name }) => (name === null || name === '' ? [] : [name]))
    .toSorted((a, b) => b.length - a.length)
}

const LEFT_OUT = ['ip', 'session', 'cred_fp', 'ua_class', 'reason', 'ticket'] as const
/** Of ECE's users: somebody who never signed in here. */
const OF_USER = /(users\/(?:auth\/keys\/)?)([^/?\s]+)/g

export function createRedaction(names: readonly string[]): (row: AuditTable) => AuditTable {
  // of this file only: two files cannot be laid side by side
  const key = randomBytes(32)
  const known = new Map<string, string>()
  const pseudonymOf = (name: string): string => {
    const made =
      known.get(name) ?? `user-${createHmac('sha256', key).update(name).digest('hex').slice(0, 8)}`
    known.set(name, made)
    return made
  }
  const anyName =
    names.length === 0
      ? undefined
      : new RegExp(`(?<![\\p{L}\\p{N}])(?:${names.map(escape).join('|')})(?![\\p{L}\\p{N}])`, 'gu')
  const clean = (text: string): string => {
    const users = text.replaceAll(
      OF_USER,
      (_, before: string, name: string) => before + pseudonymOf(name),
    )
    return anyName === undefined ? users : users.replaceAll(anyName, pseudonymOf)
  }
  return (row) => {
    const record = { ...readRecord(row.record) }
    for (const name of LEFT_OUT) delete record[name]
    const { user_name: user, target, target_name: name, path, evidence } = record
    const redacted = {
      ...record,
      ...(user === undefined ? {} : { user_name: pseudonymOf(user) }),
      ...(target === undefined ? {} : { target: clean(target) }),
      ...(name === undefined ? {} : { target_name: clean(name) }),
      ...(path === undefined ? {} : { path: clean(path) }),
      ...(evidence === undefined ? {} : { evidence: clean(evidence) }),
    }
    return { ...row, ...columnsOf(redacted), record: canonicalize(redacted) }
  }
}

const escape = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
