// The readers that a projection is made of: each takes one value from the answer's bytes, checks
// it, and leaves out what its schema does not know.
import { rememberKeys, type Member } from './json-keys.ts'
import { cutOut, replace } from './json-cut.ts'
import {
  broken,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  enter,
  goBack,
  isFalse,
  isLong,
  isNull,
  isNumber,
  isPrototypeKey,
  isString,
  isTooLong,
  isTrue,
  markOf,
  numberEnd,
  OPEN_ARRAY,
  OPEN_OBJECT,
  parseSlice,
  skipNow,
  skipSpace,
  skipValue,
  stringEnd,
  TOO_LONG,
  valueStart,
  type Reading,
  type Scan,
} from './json-scan.ts'

/**
 * The answer does not have the shape its row promises. `path` leads to the field, `want` says what
 * belongs there.
 */
export class Mismatch extends Error {
  readonly path: (string | number)[] = []
  readonly want: string
  constructor(want: string) {
    super(want)
    this.want = want
  }
}

/**
 * Reads one value: `now` at once, or as far as to find it `TOO_LONG`; `slowly` in slices. Generators cost several times
 * what most objects do, so they come in only where a pause is due.
 */
export interface Reader {
  /** Takes `null` in the place of the value. */
  readonly nullable: boolean
  readonly now: (scan: Scan, at: number) => number
  /** Scalars are never too long. */
  readonly slowly: ((scan: Scan, at: number) => Reading) | undefined
}

export interface Field {
  readonly reader: Reader
  /** Index among the required fields, or -1. */
  readonly required: number
}

export type Unknown = 'cut' | 'keep' | 'refuse'

const NULL_LENGTH = 4

export function readNow({ nullable, now }: Reader, scan: Scan, at: number): number {
  if (nullable && isNull(scan.bytes, at)) return at + NULL_LENGTH
  // most values: named here, so that V8 need not look up what to call
  return now === readString ? readString(scan, at) : now(scan, at)
}

export function* readValue(reader: Reader, scan: Scan, at: number): Reading {
  const mark = markOf(scan)
  const end = readNow(reader, scan, at)
  if (end !== TOO_LONG || reader.slowly === undefined) return end
  goBack(scan, mark)
  return yield* reader.slowly(scan, at)
}

export const scalar = (now: Reader['now']): Reader => ({ nullable: false, now, slowly: undefined })

/** An object that is being read. */
interface Walk<Found> {
  readonly start: number
  /** One bit for each required field. */
  seen: number
  kept: number
  /** In front of the current member; the brace in front of the first. */
  comma: number
  member: Member<Found>
}

export function readObject(
  find: (key: string) => Field | undefined,
  required: readonly string[],
  unknown: Unknown,
): Reader {
  const all = 2 ** required.length - 1
  const { first, read } = rememberKeys(find)
  type Here = Walk<Field | undefined>

  const begin = (scan: Scan, start: number): Here => {
    if (scan.bytes[start] !== OPEN_OBJECT) mismatch('an object')
    enter(scan)
    return { start, seen: 0, kept: 0, comma: start, member: first }
  }

  /** From a key to its value. */
  const readKeyAt = (scan: Scan, walk: Here, at: number): number => {
    const member = read(walk.member, scan, at)
    walk.member = member
    const field = member.found
    if (field !== undefined) {
      walk.kept++
      if (field.required >= 0) walk.seen |= 1 << field.required
    } else if (unknown === 'refuse') throw new Mismatch('no such field')
    return valueStart(scan.bytes, at + member.quoted.length)
  }

  const isKept = ({ member }: Here) => unknown === 'keep' && !isPrototypeKey(member.key)

  const cut = (scan: Scan, walk: Here, end: number): number => {
    cutOut(scan, walk.kept === 0 ? walk.start + 1 : walk.comma, end)
    return end
  }

  const readMemberNow = (scan: Scan, walk: Here, at: number): number => {
    const field = walk.member.found
    if (field !== undefined) return readNow(field.reader, scan, at)
    if (isKept(walk)) {
      walk.kept++
      return readAnything.now(scan, at)
    }
    const end = skipNow(scan, at)
    return end === TOO_LONG ? end : cut(scan, walk, end)
  }

  function* readMember(scan: Scan, walk: Here, at: number): Reading {
    const field = walk.member.found
    if (field !== undefined) return yield* readValue(field.reader, scan, at)
    if (!isKept(walk)) return cut(scan, walk, yield* skipValue(scan, at))
    walk.kept++
    return yield* readValue(readAnything, scan, at)
  }

  /** From behind a value to the next key or the closing brace. */
  const goOn = (scan: Scan, walk: Here, end: number): number => {
    const { bytes } = scan
    let at = skipSpace(bytes, end)
    if (bytes[at] === CLOSE_OBJECT) return at
    if (bytes[at] !== COMMA) broken(bytes, at)
    walk.comma = at
    at = skipSpace(bytes, at + 1)
    if (bytes[at] === CLOSE_OBJECT) broken(bytes, at)
    // all members so far were left out, and so is the comma behind them
    if (walk.kept === 0) cutOut(scan, walk.start + 1, at)
    return at
  }

  const finish = (scan: Scan, { seen }: Here, at: number): number => {
    if (seen !== all) {
      const missing = required.find((_, index) => (seen & (1 << index)) === 0)
      throw within(new Mismatch('a value, but it is missing'), missing ?? '')
    }
    scan.depth--
    return at + 1
  }

  return {
    nullable: false,
    now(scan, start) {
      const { bytes } = scan
      const walk = begin(scan, start)
      let at = skipSpace(bytes, start + 1)
      try {
        while (bytes[at] !== CLOSE_OBJECT) {
          if (isTooLong(scan, at)) return TOO_LONG
          at = readMemberNow(scan, walk, readKeyAt(scan, walk, at))
          if (at === TOO_LONG) return TOO_LONG
          at = goOn(scan, walk, at)
        }
      } catch (error) {
        throw within(error, walk.member.key)
      }
      return finish(scan, walk, at)
    },
    *slowly(scan, start) {
      const { bytes } = scan
      const walk = begin(scan, start)
      let at = skipSpace(bytes, start + 1)
      try {
        while (bytes[at] !== CLOSE_OBJECT) {
          if (isLong(scan, at)) yield
          at = yield* readMember(scan, walk, readKeyAt(scan, walk, at))
          at = goOn(scan, walk, at)
        }
      } catch (error) {
        throw within(error, walk.member.key)
      }
      return finish(scan, walk, at)
    },
  }
}

export function readArray(element: Reader): Reader {
  const begin = (scan: Scan, start: number): number => {
    if (scan.bytes[start] !== OPEN_ARRAY) mismatch('an array')
    enter(scan)
    return skipSpace(scan.bytes, start + 1)
  }

  /** From behind an element to the next one or the closing bracket. */
  const goOn = ({ bytes }: Scan, end: number): number => {
    let at = skipSpace(bytes, end)
    if (bytes[at] === CLOSE_ARRAY) return at
    if (bytes[at] !== COMMA) broken(bytes, at)
    at = skipSpace(bytes, at + 1)
    if (bytes[at] === CLOSE_ARRAY) broken(bytes, at)
    return at
  }

  return {
    nullable: false,
    now(scan, start) {
      let at = begin(scan, start)
      let index = 0
      try {
        for (; scan.bytes[at] !== CLOSE_ARRAY; index++) {
          if (isTooLong(scan, at)) return TOO_LONG
          at = readNow(element, scan, at)
          if (at === TOO_LONG) return TOO_LONG
          at = goOn(scan, at)
        }
      } catch (error) {
        throw within(error, index)
      }
      scan.depth--
      return at + 1
    },
    *slowly(scan, start) {
      let at = begin(scan, start)
      let index = 0
      try {
        for (; scan.bytes[at] !== CLOSE_ARRAY; index++) {
          if (isLong(scan, at)) yield
          at = goOn(scan, yield* readValue(element, scan, at))
        }
      } catch (error) {
        throw within(error, index)
      }
      scan.depth--
      return at + 1
    },
  }
}

/** Skips a value, then has `check` judge or replace it. */
export const readWhole = (check: (scan: Scan, at: number, end: number) => void): Reader => ({
  nullable: false,
  now(scan, at) {
    const end = skipNow(scan, at)
    if (end !== TOO_LONG) check(scan, at, end)
    return end
  },
  *slowly(scan, at) {
    const end = yield* skipValue(scan, at)
    check(scan, at, end)
    return end
  },
})

/** Kept as it is, but for members that name prototypes. */
export const readAnything: Reader = watchingKeys(
  readWhole((scan, at, end) => {
    if (scan.prototypeKey) replace(scan, at, end, JSON.stringify(parseSlice(scan.bytes, at, end)))
  }),
)

function watchingKeys({ nullable, now, slowly }: Reader): Reader {
  const watch = (scan: Scan, isKeeping: boolean) => {
    scan.isKeeping = isKeeping
    scan.prototypeKey = false
  }
  return {
    nullable,
    now(scan, at) {
      watch(scan, true)
      const end = now(scan, at)
      watch(scan, false)
      return end
    },
    slowly:
      slowly &&
      function* watched(scan, at) {
        watch(scan, true)
        const end = yield* slowly(scan, at)
        watch(scan, false)
        return end
      },
  }
}

export function readString({ bytes }: Scan, at: number): number {
  return isString(bytes, at) ? stringEnd(bytes, at) : mismatch('a string')
}

/** Shorter ones cannot be too big for a number. */
const SHORTEST_INFINITY = '1e309'.length

export function readNumber({ bytes }: Scan, at: number): number {
  if (!isNumber(bytes, at)) return mismatch('a number')
  const end = numberEnd(bytes, at)
  // 1e309 is fine JSON, but JSON.parse makes it Infinity, which zod refuses
  if (
    end - at >= SHORTEST_INFINITY &&
    !Number.isFinite(Number(bytes.toString('latin1', at, end)))
  ) {
    throw new Mismatch('a number')
  }
  return end
}

export function readBoolean({ bytes }: Scan, at: number): number {
  if (isTrue(bytes, at)) return at + 4
  return isFalse(bytes, at) ? at + 5 : mismatch('a boolean')
}

export function readNull({ bytes }: Scan, at: number): number {
  return isNull(bytes, at) ? at + 4 : mismatch('null')
}

const mismatch = (want: string): never => {
  throw new Mismatch(want)
}

function within(error: unknown, key: string | number): unknown {
  if (error instanceof Mismatch) error.path.unshift(key)
  return error
}
