// The readers that a projection is made of: each takes one value from the answer's bytes, checks
// it, and leaves out what its schema does not know.
import { rememberKeys } from './json-keys.ts'
import { cutOut, replace } from './json-cut.ts'
import {
  broken,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  enter,
  isFalse,
  isLong,
  isNull,
  isNumber,
  isPrototypeKey,
  isString,
  isTrue,
  isWord,
  numberEnd,
  OPEN_ARRAY,
  OPEN_OBJECT,
  parseSlice,
  skipRest,
  skipSome,
  skipSpace,
  skipValue,
  stringEnd,
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

/** Reads one value. Scalars are read at once, containers in slices. */
export interface Reader {
  /** Takes `null` in the place of the value. */
  readonly nullable: boolean
  readonly scalar: ((scan: Scan, at: number) => number) | undefined
  readonly container: (scan: Scan, at: number) => Reading
}

export interface Field {
  readonly reader: Reader
  /** Index among the required fields, or -1. */
  readonly required: number
}

export type Unknown = 'cut' | 'keep' | 'refuse'

const NULL_LENGTH = 4

export function* readValue(reader: Reader, scan: Scan, at: number): Reading {
  return reader.nullable && isNull(scan.bytes, at)
    ? at + NULL_LENGTH
    : yield* reader.container(scan, at)
}

export const scalar = (readScalar: (scan: Scan, at: number) => number): Reader => ({
  nullable: false,
  scalar: readScalar,
  // oxlint-disable-next-line require-yield -- the shape of a reading, for a value too short to pause in
  *container(scan, at) {
    return readScalar(scan, at)
  },
})

export const container = (readContainer: Reader['container']): Reader => ({
  nullable: false,
  scalar: undefined,
  container: readContainer,
})

export function readObject(
  find: (key: string) => Field | undefined,
  required: readonly string[],
  unknown: Unknown,
) {
  const all = 2 ** required.length - 1
  const { first, look } = rememberKeys(find)
  return function* object(scan: Scan, start: number): Reading {
    const { bytes } = scan
    if (bytes[start] !== OPEN_OBJECT) mismatch('an object')
    enter(scan)
    let seen = 0
    let kept = 0
    let comma = start
    let member = first
    let at = skipSpace(bytes, start + 1)
    try {
      while (bytes[at] !== CLOSE_OBJECT) {
        if (isLong(scan, at)) yield
        const guess = member.following
        member = guess && isWord(bytes, at, guess.quoted) ? guess : look(member, bytes, at)
        at = valueStart(bytes, at + member.quoted.length)
        const field = member.found
        if (field) {
          kept++
          if (field.required >= 0) seen |= 1 << field.required
          const { reader } = field
          if (reader.nullable && isNull(bytes, at)) at += NULL_LENGTH
          else at = reader.scalar ? reader.scalar(scan, at) : yield* reader.container(scan, at)
        } else if (unknown === 'refuse') {
          throw new Mismatch('no such field')
        } else if (unknown === 'keep' && !isPrototypeKey(member.key)) {
          kept++
          at = yield* readAnything(scan, at)
        } else {
          const open: number[] = []
          at = skipSome(scan, open, at)
          if (open.length > 0) at = yield* skipRest(scan, open, at)
          cutOut(scan, kept === 0 ? start + 1 : comma, at)
        }
        at = skipSpace(bytes, at)
        if (bytes[at] === CLOSE_OBJECT) break
        if (bytes[at] !== COMMA) broken(bytes, at)
        comma = at
        at = skipSpace(bytes, at + 1)
        if (bytes[at] === CLOSE_OBJECT) broken(bytes, at)
        // all members so far were left out, and so is the comma behind them
        if (kept === 0) cutOut(scan, start + 1, at)
      }
    } catch (error) {
      throw within(error, member.key)
    }
    if (seen !== all) {
      const missing = required.find((_, index) => (seen & (1 << index)) === 0)
      throw within(new Mismatch('a value, but it is missing'), missing ?? '')
    }
    scan.depth--
    return at + 1
  }
}

export function readArray(element: Reader) {
  return function* array(scan: Scan, start: number): Reading {
    const { bytes } = scan
    if (bytes[start] !== OPEN_ARRAY) mismatch('an array')
    enter(scan)
    let at = skipSpace(bytes, start + 1)
    let index = 0
    try {
      for (; bytes[at] !== CLOSE_ARRAY; index++) {
        if (isLong(scan, at)) yield
        if (element.nullable && isNull(bytes, at)) at += NULL_LENGTH
        else at = element.scalar ? element.scalar(scan, at) : yield* element.container(scan, at)
        at = skipSpace(bytes, at)
        if (bytes[at] === CLOSE_ARRAY) break
        if (bytes[at] !== COMMA) broken(bytes, at)
        at = skipSpace(bytes, at + 1)
        if (bytes[at] === CLOSE_ARRAY) broken(bytes, at)
      }
    } catch (error) {
      throw within(error, index)
    }
    scan.depth--
    return at + 1
  }
}

/** Kept as it is, but for members that name prototypes. */
export function* readAnything(scan: Scan, at: number): Reading {
  scan.prototypeKey = false
  const end = yield* skipValue(scan, at)
  if (scan.prototypeKey) replace(scan, at, end, JSON.stringify(parseSlice(scan.bytes, at, end)))
  return end
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
