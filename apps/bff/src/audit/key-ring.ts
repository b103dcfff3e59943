// Which key vouches for which records. After a replacement the present key seals what comes, and the record about the
// replacement, which holds on to everything before it: older records need no key that somebody should have destroyed.
import type { KeyObject } from 'node:crypto'
import type { Store } from '../store/open.ts'
import type { AuditTable } from '../store/schema.ts'
import { readRecord } from './record.ts'
import { hashOf, isSame, kidOf, readPublicDer, readPublicKey, type Seal } from './seal.ts'

/** Public keys by their id, each with the number of the last record that it may speak of. */
export type PublicKeys = ReadonlyMap<string, { readonly key: KeyObject; readonly upTo: number }>

export const REPLACED = 'key_replaced'

export interface KeyRing {
  /** Number of the record that the present key took over with; 0 when it is the first one. */
  readonly since: number
  readonly publicKeys: PublicKeys
  /** What is wrong with the seal of `row`, in words; undefined when it holds. */
  whyBad(row: Pick<AuditTable, 'seq' | 'hash' | 'kid' | 'mac'>): string | undefined
}

const OTHER_KEY = 'was sealed without the audit key, or with another one'

/** `old` are seals of keys that were replaced: with them older records are checked one by one as well. */
export async function readKeyRing(
  store: Store,
  seal: Seal,
  old: readonly Seal[] = [],
): Promise<KeyRing> {
  const rows = await store
    .selectFrom('audit')
    .selectAll()
    .where('stage', '=', 'admin')
    .where('event', '=', REPLACED)
    .orderBy('seq')
    .execute()
  const since = rows.findLast((row) => isTakenOverBy(seal, row))?.seq ?? 0
  const publicKeys = new Map([
    [seal.kid, { key: readPublicKey(seal.publicKey), upTo: Number.MAX_SAFE_INTEGER }],
  ])
  // a row that was changed is found by whoever reads the chain; what is after `since` nobody vouches for
  for (const { seq, record } of rows.filter((row) => row.seq <= since)) {
    const key = readPublicDer(readOldKey(record) ?? '')
    if (key !== undefined) publicKeys.set(kidOf(key), { key, upTo: seq })
  }
  const whyBad: KeyRing['whyBad'] = ({ seq, hash, kid, mac }) => {
    if (seq > since) {
      return kid === seal.kid && isSame(seal.mac(hash), mac) ? undefined : OTHER_KEY
    }
    // the record with that number was found by its new seal; the chain proves what is before it
    const [oldMac = ''] = mac.split('+', 1)
    const before = old.find((one) => one.kid === kid.split('+', 1)[0])
    return before === undefined || isSame(before.mac(hash), oldMac) ? undefined : OTHER_KEY
  }
  return { since, publicKeys, whyBad }
}

function isTakenOverBy(seal: Seal, { prev, record, hash, kid, mac }: AuditTable): boolean {
  const [, next = ''] = mac.split('+')
  return (
    kid.endsWith(`+${seal.kid}`) &&
    isSame(seal.mac(hash), next) &&
    isSame(hashOf(prev, record), hash)
  )
}

function readOldKey(record: string): string | undefined {
  try {
    return readRecord(record).old_key
  } catch {
    return undefined
  }
}
