// Walks an answer's bytes along the fields of a schema: checks every value they know and leaves out the rest. One loop
// over a stack of open objects and arrays, made once per answer: it can stop anywhere to let others run, and leaves no
// garbage behind.
import { cutOut } from './json-cut.ts'
import type { Keys, Member } from './json-keys.ts'
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
  isString,
  isTrue,
  numberEnd,
  OPEN_ARRAY,
  OPEN_OBJECT,
  skipSome,
  skipSpace,
  stringEnd,
  valueStart,
  type Scan,
} from './json-scan.ts'
import { Mismatch } from './mismatch.ts'
import type { Field, Shape } from './projection-fields.ts'

/** An object or array that is open. */
interface Frame {
  keys: Keys<Field> | undefined
  required: readonly string[]
  /** Of an object. */
  member: Member<Field> | undefined
  /** Of the current value. */
  field: Field
  /** One bit for each required member that was not met yet. */
  missing: number
  /** How many members are kept, or elements were met. */
  kept: number
  start: number
  /** In front of the current value; the bracket in front of the first. */
  comma: number
}

/** How far an answer is read. */
export interface Walk {
  readonly scan: Scan
  readonly frames: Frame[]
  /** Index of the innermost open one, or -1. */
  top: number
  at: number
  /** Of the value at `at`. */
  field: Field
  /** Where what is being skipped begins, or -1. */
  skipped: number
  /** See `skipSome`. */
  readonly open: number[]
}

export function startWalk(scan: Scan, at: number, field: Field): Walk {
  return { scan, frames: [], top: -1, at, field, skipped: -1, open: [] }
}

const NULL_LENGTH = 4

/**
 * Reads on to the end of the answer's value, or until it is time for a pause; true at the end. Throws `Mismatch` with
 * its path, or `BrokenJson`.
 */
export function readOn(walk: Walk): boolean {
  try {
    return walkOn(walk)
  } catch (error) {
    if (error instanceof Mismatch) error.path.unshift(...pathOf(walk))
    throw error
  }
}

function walkOn(walk: Walk): boolean {
  const { scan } = walk
  const { bytes } = scan
  let { at } = walk
  for (;;) {
    const { shape, nullable } = walk.field
    // not where a pause cut what is being skipped in two
    if (nullable && walk.skipped < 0 && isNull(bytes, at)) at += NULL_LENGTH
    else if (shape.kind === 'string')
      at = isString(bytes, at) ? stringEnd(bytes, at) : mismatch('a string')
    else if (shape.kind === 'container') at = openContainer(walk, shape, at)
    else if (shape.kind === 'boolean') at = booleanEnd(bytes, at)
    else if (shape.kind === 'number') at = finiteEnd(bytes, at)
    else if (shape.kind === 'null') at = isNull(bytes, at) ? at + NULL_LENGTH : mismatch('null')
    else if (shape.kind === 'refused') mismatch('no such field')
    else {
      if (walk.skipped < 0) startSkipping(walk, at)
      walk.at = skipSome(scan, walk.open, at)
      if (walk.open.length > 0) return false
      at = finishSkipping(walk, shape)
    }
    at = goOn(walk, at)
    if (walk.top < 0 || isLong(scan, at)) {
      walk.at = at
      return walk.top < 0
    }
  }
}

function openContainer(walk: Walk, shape: Shape, at: number): number {
  const { keys, element } = shape
  const { scan } = walk
  const bracket = keys === undefined ? OPEN_ARRAY : OPEN_OBJECT
  if (scan.bytes[at] !== bracket) mismatch(keys === undefined ? 'an array' : 'an object')
  enter(scan)
  walk.top++
  const frame = (walk.frames[walk.top] ??= makeFrame(walk.field))
  frame.keys = keys
  frame.required = shape.required
  frame.member = keys?.first
  frame.field = element ?? walk.field
  frame.missing = shape.bits
  frame.kept = 0
  frame.start = at
  frame.comma = at
  return at
}

const makeFrame = (field: Field): Frame => ({
  keys: undefined,
  required: [],
  member: undefined,
  field,
  missing: 0,
  kept: 0,
  start: 0,
  comma: 0,
})

/** From behind a value, or from a bracket that was opened, to the next value; closes what ends before that. */
function goOn(walk: Walk, end: number): number {
  const { scan } = walk
  const { bytes } = scan
  let at = end
  while (walk.top >= 0) {
    const frame = walk.frames[walk.top]
    if (frame === undefined) break
    const close = frame.keys === undefined ? CLOSE_ARRAY : CLOSE_OBJECT
    const isFirst = at === frame.start
    at = skipSpace(bytes, isFirst ? at + 1 : at)
    if (bytes[at] === close) {
      closeContainer(walk, frame)
      at++
      continue
    }
    if (!isFirst) {
      if (bytes[at] !== COMMA) broken(bytes, at)
      frame.comma = at
      at = skipSpace(bytes, at + 1)
      if (bytes[at] === close) broken(bytes, at)
      // all members so far were left out, and so is the comma behind them
      if (frame.kept === 0) cutOut(scan, frame.start + 1, at)
    }
    if (frame.keys !== undefined) at = readKey(frame, frame.keys, scan, at)
    else frame.kept++
    walk.field = frame.field
    return at
  }
  return at
}

/** From a key to its value. */
function readKey(frame: Frame, keys: Keys<Field>, scan: Scan, at: number): number {
  const member = keys.read(frame.member ?? keys.first, scan, at)
  frame.member = member
  frame.field = member.found
  if (member.found.shape.kind !== 'cut') frame.kept++
  frame.missing &= ~member.found.bit
  return valueStart(scan.bytes, at + member.quoted.length)
}

function closeContainer(walk: Walk, { required, missing }: Frame): void {
  walk.top--
  walk.scan.depth--
  if (missing === 0) return
  const name = required.find((_, index) => (missing & (1 << index)) !== 0)
  throw new Mismatch('a value, but it is missing', [name ?? ''])
}

function startSkipping(walk: Walk, at: number): void {
  walk.skipped = at
  walk.scan.isKeeping = walk.field.shape.kind === 'whole'
  walk.scan.prototypeKey = false
}

/** A value was skipped from `skipped` to `at`: it is left out, or judged. */
function finishSkipping(walk: Walk, { judge }: Shape): number {
  const { scan, skipped, at } = walk
  walk.skipped = -1
  scan.isKeeping = false
  if (judge !== undefined) judge(scan, skipped, at)
  else {
    // only members of objects are left out, so there is one
    const frame = walk.frames[walk.top]
    if (frame !== undefined) cutOut(scan, frame.kept === 0 ? frame.start + 1 : frame.comma, at)
  }
  return at
}

/** Shorter ones cannot be too big for a number. */
const SHORTEST_INFINITY = '1e309'.length

function finiteEnd(bytes: Buffer, at: number): number {
  if (!isNumber(bytes, at)) return mismatch('a number')
  const end = numberEnd(bytes, at)
  // 1e309 is fine JSON, but JSON.parse makes it Infinity, which zod refuses
  if (end - at < SHORTEST_INFINITY) return end
  return Number.isFinite(Number(bytes.toString('latin1', at, end))) ? end : mismatch('a number')
}

function booleanEnd(bytes: Buffer, at: number): number {
  if (isTrue(bytes, at)) return at + 'true'.length
  return isFalse(bytes, at) ? at + 'false'.length : mismatch('a boolean')
}

const mismatch = (want: string): never => {
  throw new Mismatch(want)
}

const pathOf = ({ frames, top }: Walk) =>
  frames
    .slice(0, top + 1)
    .map(({ keys, member, kept }) => (keys === undefined ? kept - 1 : (member?.key ?? '')))
