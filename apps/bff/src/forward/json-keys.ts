// ECE writes the members of an object in the same order every time. Comparing the bytes with the
// key that came next last time is several times cheaper than cutting out a string and looking it
// up.
import { readKey, stringEnd } from './json-scan.ts'

export interface Member<Found> {
  /** As it stands in the answer, with its quotes and escapes. */
  readonly quoted: Buffer
  readonly key: string
  readonly found: Found
  following: Member<Found> | undefined
}

export interface Keys<Found> {
  readonly first: Member<Found>
  readonly look: (before: Member<Found>, bytes: Buffer, at: number) => Member<Found>
}

/** Keys come from answers, so there may be any number of them and they may be long. */
const MOST_REMEMBERED = 256
const LONGEST_REMEMBERED = 128

/**
 * For one kind of object: `look` answers the member whose key starts at `at`, with what `find` has
 * to say about its key, and remembers that it follows the member before it (`first` at the
 * beginning). Try `following` before looking.
 */
export function rememberKeys<Found>(find: (key: string) => Found): Keys<Found> {
  const known = new Map<string, Member<Found>>()
  const first: Member<Found> = {
    quoted: Buffer.alloc(0),
    key: '',
    found: find(''),
    following: undefined,
  }

  const look = (before: Member<Found>, bytes: Buffer, at: number): Member<Found> => {
    const end = stringEnd(bytes, at)
    const raw = bytes.toString('latin1', at, end)
    const old = known.get(raw)
    if (old) return (before.following = old)
    const key = readKey(bytes, at, end)
    const quoted = Buffer.from(raw, 'latin1')
    const member = { quoted, key, found: find(key), following: undefined }
    if (known.size < MOST_REMEMBERED && quoted.length <= LONGEST_REMEMBERED) {
      known.set(raw, member)
      before.following = member
    }
    return member
  }

  return { first, look }
}
