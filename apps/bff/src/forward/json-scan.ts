// Reads JSON where it lies, in its bytes, without building objects: big answers are checked,
// trimmed and masked at the speed of a scan, and in slices, so that none of them stops the other
// requests. It accepts exactly what JSON.parse accepts (a property test holds the two together),
// but for nesting deeper than DEEPEST.

/** One answer being read, and what is kept of it. */
export interface Scan {
  readonly bytes: Buffer
  /** Of the same bytes. */
  readonly view: DataView
  /**
   * What is kept so far of `bytes` up to `from`; made when something is left out for the first
   * time.
   */
  out: Buffer | undefined
  /** Of the same. */
  outView: DataView | undefined
  written: number
  from: number
  /** The answer is only checked: nothing of it is copied. */
  readonly checkOnly: boolean
  /** Position of the last pause. */
  paused: number
  /** How many containers are open here. */
  depth: number
  /** What is being skipped will be kept, so that its keys matter. */
  isKeeping: boolean
  /** A key was met meanwhile that would reach an object's prototype if somebody merged it carelessly. */
  prototypeKey: boolean
}

/**
 * Reads on until it has the position behind a value; yields whenever the others should have their
 * turn.
 */
export type Reading = Generator<undefined, number>

export class BrokenJson extends Error {}

/** ECE nests about 12 deep; JSON.stringify and recursive code overflow at some thousands. */
const DEEPEST = 200
/** Bytes between two pauses: 1 to 3 ms of work. */
const SLICE = 256 * 1024

const QUOTE = 0x22
const BACKSLASH = 0x5c
const MINUS = 0x2d
const SPACE = 0x20
export const COMMA = 0x2c
const COLON = 0x3a
export const OPEN_OBJECT = 0x7b
export const CLOSE_OBJECT = 0x7d
export const OPEN_ARRAY = 0x5b
export const CLOSE_ARRAY = 0x5d

export function startScan(bytes: Buffer, checkOnly = false): Scan {
  const nothing = { out: undefined, outView: undefined, written: 0, from: 0, paused: 0, depth: 0 }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return { bytes, view, checkOnly, ...nothing, isKeeping: false, prototypeKey: false }
}

/** Is it time to let the others run? */
export function isLong(scan: Scan, at: number): boolean {
  if (at - scan.paused < SLICE) return false
  scan.paused = at
  return true
}

/**
 * The value between two positions, as JSON.parse makes it. Members that name prototypes are left
 * out.
 */
export function parseSlice(bytes: Buffer, start: number, end: number): unknown {
  const json = bytes.toString('utf8', start, end)
  return JSON.parse(json, (key, value: unknown) => (isPrototypeKey(key) ? undefined : value))
}

export const isPrototypeKey = (key: string) =>
  key === '__proto__' || key === 'constructor' || key === 'prototype'

export function skipSpace(bytes: Buffer, start: number): number {
  let at = start
  for (;;) {
    const code = bytes[at]
    if (code === undefined || code > SPACE) return at
    if (code !== SPACE && code !== 0x0a && code !== 0x0d && code !== 0x09) return at
    at++
  }
}

export function broken(bytes: Buffer, at: number): never {
  throw new BrokenJson(at >= bytes.length ? 'it ends too early' : `unexpected byte at ${at}`)
}

export const isString = (bytes: Buffer, at: number) => bytes[at] === QUOTE

/** 1 for the bytes that mean nothing but themselves inside a string. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, code) =>
  code >= SPACE && code !== QUOTE && code !== BACKSLASH ? 1 : 0,
)

/** `at` is on the opening quote; answers the position behind the closing one. */
export function stringEnd(bytes: Buffer, at: number): number {
  if (bytes[at] !== QUOTE) broken(bytes, at)
  let i = at + 1
  for (;;) {
    // behind the last byte as well the search ends
    while (PLAIN[bytes[i] ?? 0] === 1) i++
    const code = bytes[i]
    if (code === QUOTE) return i + 1
    i = code === BACKSLASH ? escapeEnd(bytes, i) : broken(bytes, i)
  }
}

/** Behind an escape such as `\n` or `\u00e9`. */
function escapeEnd(bytes: Buffer, at: number): number {
  const escape = bytes.toString('latin1', at + 1, at + 6)
  if (/^["\\/bfnrt]/.test(escape)) return at + 2
  return /^u[0-9a-f]{4}$/i.test(escape) ? at + 6 : broken(bytes, at + 1)
}

/** The key whose opening quote is at `at` and whose end `stringEnd` found. */
export function readKey(bytes: Buffer, at: number, end: number): string {
  const raw = bytes.toString('utf8', at + 1, end - 1)
  return raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw
}

const isDigit = (code: number | undefined) => code !== undefined && code >= 0x30 && code <= 0x39

function digitsEnd(bytes: Buffer, at: number): number {
  if (!isDigit(bytes[at])) broken(bytes, at)
  let i = at + 1
  while (isDigit(bytes[i])) i++
  return i
}

export const isNumber = (bytes: Buffer, at: number) => bytes[at] === MINUS || isDigit(bytes[at])

export function numberEnd(bytes: Buffer, at: number): number {
  let i = bytes[at] === MINUS ? at + 1 : at
  // no digits behind a leading zero
  i = bytes[i] === 0x30 ? i + 1 : digitsEnd(bytes, i)
  if (bytes[i] === 0x2e) i = digitsEnd(bytes, i + 1)
  if (bytes[i] === 0x65 || bytes[i] === 0x45) {
    const sign = bytes[i + 1]
    i = digitsEnd(bytes, sign === MINUS || sign === 0x2b ? i + 2 : i + 1)
  }
  return i
}

export const isNull = (bytes: Buffer, at: number) => bytes[at] === 0x6e && isWord(bytes, at, NULL)

export const isTrue = (bytes: Buffer, at: number) => bytes[at] === 0x74 && isWord(bytes, at, TRUE)

export const isFalse = (bytes: Buffer, at: number) => bytes[at] === 0x66 && isWord(bytes, at, FALSE)

const NULL = Buffer.from('null')
const TRUE = Buffer.from('true')
const FALSE = Buffer.from('false')

/** Do the bytes at `at` say `word`? */
export function isWord(bytes: Buffer, at: number, word: Buffer): boolean {
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return false
  return true
}

export function scalarEnd(bytes: Buffer, at: number): number {
  if (isString(bytes, at)) return stringEnd(bytes, at)
  if (isNumber(bytes, at)) return numberEnd(bytes, at)
  if (isNull(bytes, at) || isTrue(bytes, at)) return at + 4
  return isFalse(bytes, at) ? at + 5 : broken(bytes, at)
}

export const isContainer = (bytes: Buffer, at: number) =>
  bytes[at] === OPEN_OBJECT || bytes[at] === OPEN_ARRAY

/** Behind a member's key and colon, at its value. */
export function valueStart(bytes: Buffer, keyEnd: number): number {
  const colon = bytes[keyEnd] === COLON ? keyEnd : skipSpace(bytes, keyEnd)
  if (bytes[colon] !== COLON) broken(bytes, colon)
  return skipSpace(bytes, colon + 1)
}

/** To be called on entering a container; leaving it takes `depth` down again. */
export function enter(scan: Scan): void {
  if (++scan.depth > DEEPEST) throw new BrokenJson('it is nested too deep')
}

/** Behind any value. */
export function* skipValue(scan: Scan, start: number): Reading {
  const open: number[] = []
  const at = skipSome(scan, open, start)
  return open.length === 0 ? at : yield* skipRest(scan, open, at)
}

/** Behind the value that `skipSome` did not finish. */
function* skipRest(scan: Scan, open: number[], start: number): Reading {
  let at = start
  while (open.length > 0) {
    yield
    at = skipSome(scan, open, at)
  }
  return at
}

/**
 * Goes on skipping until no container is open, or until it is time for a pause; then `at` is at the
 * next value. `open` holds the closing bracket of every open container, innermost last.
 */
export function skipSome(scan: Scan, open: number[], start: number): number {
  const { bytes } = scan
  let at = start
  for (;;) {
    const code = bytes[at]
    if (code === QUOTE) at = stringEnd(bytes, at)
    else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      // in ASCII a closing brace or bracket comes two places after the opening one
      const close = code + 2
      at = skipSpace(bytes, at + 1)
      if (bytes[at] === close) at++
      else {
        enter(scan)
        open.push(close)
        if (close === CLOSE_OBJECT) at = skipKey(scan, at)
        continue
      }
    } else at = scalarEnd(bytes, at)
    // behind a value: close what ends here, then on to the next one
    for (;;) {
      if (open.length === 0) return at
      at = skipSpace(bytes, at)
      const close = open[open.length - 1]
      const next = bytes[at]
      if (next === COMMA) {
        at = skipSpace(bytes, at + 1)
        if (close === CLOSE_OBJECT) at = skipKey(scan, at)
        if (isLong(scan, at)) return at
        break
      }
      if (next !== close) broken(bytes, at)
      open.pop()
      scan.depth--
      at++
    }
  }
}

function skipKey(scan: Scan, at: number): number {
  const { bytes } = scan
  const end = stringEnd(bytes, at)
  if (
    scan.isKeeping &&
    mayNamePrototype(bytes, at, end) &&
    isPrototypeKey(readKey(bytes, at, end))
  ) {
    scan.prototypeKey = true
  }
  return valueStart(bytes, end)
}

/**
 * Cheap, and true more often than needed: the names have 9 or 11 letters, and escapes make them
 * longer.
 */
function mayNamePrototype(bytes: Buffer, at: number, end: number): boolean {
  const length = end - at - 2
  if (length < 9) return false
  const first = bytes[at + 1]
  if (first === 0x5f || first === 0x63 || first === 0x70) return true
  for (let i = at + 1; i < end; i++) if (bytes[i] === BACKSLASH) return true
  return false
}

/** Lets everything else that is due run first. */
export const takeTurns = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Runs a reading to its end, letting other work in between its slices. */
export async function readAll(scan: Scan, reading: Reading): Promise<void> {
  let step = reading.next()
  while (!step.done) {
    await takeTurns()
    step = reading.next()
  }
  checkEnd(scan.bytes, step.value)
}

/** Behind the answer's value there is nothing but space. */
export function checkEnd(bytes: Buffer, at: number): void {
  const end = skipSpace(bytes, at)
  if (end !== bytes.length) broken(bytes, end)
}
