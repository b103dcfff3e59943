// ECE writes the members of an object in the same order every time, but for those that it leaves out. Comparing the bytes
// with the keys that came next last time is several times cheaper than cutting out a string and looking it up.
import { readKey, stringEnd, type Scan } from './json-scan.ts'

export interface Member<Found> {
  /** As it stands in the answer, with its quotes and escapes. */
  readonly quoted: Buffer
  /** The same, four bytes in one, without the rest. */
  readonly words: Uint32Array
  readonly key: string
  readonly found: Found
  /** What came next last time, and what came next before that. */
  following: Member<Found> | undefined
  otherwise: Member<Found> | undefined
}

export interface Keys<Found> {
  readonly first: Member<Found>
  readonly read: (before: Member<Found>, scan: Scan, at: number) => Member<Found>
}

const WORD = 4

function makeMember<Found>(raw: string, key: string, found: Found): Member<Found> {
  const quoted = Buffer.from(raw, 'latin1')
  const words = Uint32Array.from({ length: Math.floor(quoted.length / WORD) }, (_, index) =>
    quoted.readUInt32LE(index * WORD),
  )
  return { quoted, words, key, found, following: undefined, otherwise: undefined }
}

function isAt<Found>({ quoted, words }: Member<Found>, { bytes, view }: Scan, at: number) {
  if (at + quoted.length > bytes.length) return false
  let i = 0
  for (; i < words.length; i++) if (view.getUint32(at + i * WORD, true) !== words[i]) return false
  for (i *= WORD; i < quoted.length; i++) if (bytes[at + i] !== quoted[i]) return false
  return true
}

/** Keys come from answers, so there may be any number of them and they may be long. */
const MOST_REMEMBERED = 256
const LONGEST_REMEMBERED = 128

/**
 * For one kind of object: `read` answers the member whose key starts at `at`, with what `find` has to say about its key,
 * and remembers that it follows the member before it (`first` at the beginning).
 */
export function rememberKeys<Found>(find: (key: string) => Found): Keys<Found> {
  const known = new Map<string, Member<Found>>()
  const first = makeMember('', '', find(''))

  const look = (before: Member<Found>, bytes: Buffer, at: number): Member<Found> => {
    const end = stringEnd(bytes, at)
    const raw = bytes.toString('latin1', at, end)
    const old = known.get(raw)
    const key = old?.key ?? readKey(bytes, at, end)
    const member = old ?? makeMember(raw, key, find(key))
    if (old === undefined) {
      if (known.size >= MOST_REMEMBERED || raw.length > LONGEST_REMEMBERED) return member
      known.set(raw, member)
    }
    before.otherwise = before.following
    before.following = member
    return member
  }

  const read = (before: Member<Found>, scan: Scan, at: number): Member<Found> => {
    const { following, otherwise } = before
    if (following !== undefined && isAt(following, scan, at)) return following
    if (otherwise !== undefined && isAt(otherwise, scan, at)) return otherwise
    return look(before, scan.bytes, at)
  }

  return { first, read }
}
