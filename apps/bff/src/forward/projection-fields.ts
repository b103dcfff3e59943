// A schema, made into what the reader of answers (projection-read.ts) asks of each value. What has no fast path there
// (unions, codecs, checks on values) is left to zod itself, value by value.
import { z } from '@ece/api-types'
import { replace } from './json-cut.ts'
import { rememberKeys, type Keys } from './json-keys.ts'
import { isPrototypeKey, parseSlice, type Scan } from './json-scan.ts'
import { Mismatch } from './mismatch.ts'

type Schema = z.core.$ZodType

/** `cut` is skipped and left out; `whole` is skipped, then judged; `refused` must not be there. */
type Kind = 'string' | 'number' | 'boolean' | 'null' | 'container' | 'cut' | 'whole' | 'refused'
type Judge = (scan: Scan, at: number, end: number) => void

/** All of them have all members, so that V8 reads every one of them in the same way. */
export interface Shape {
  readonly kind: Kind
  /** Of an object: what to do with each key. */
  keys: Keys<Field> | undefined
  /** Of an object: the keys it must have. The bit of each is its place here. */
  readonly required: readonly string[]
  /** All their bits. */
  readonly bits: number
  /** Of an array. */
  element: Field | undefined
  /** Of a `whole`: throws `Mismatch`, or replaces what lies between the two positions. */
  readonly judge: Judge | undefined
}

/** What may stand in one place. */
export interface Field {
  readonly shape: Shape
  /** Takes `null` in the place of the value. */
  readonly nullable: boolean
  /** The bit of a required member of an object, or 0. */
  readonly bit: number
}

const makeShape = (kind: Kind, required: readonly string[] = [], judge?: Judge): Shape => ({
  kind,
  keys: undefined,
  required,
  bits: 2 ** required.length - 1,
  element: undefined,
  judge,
})

const makeField = (shape: Shape): Field => ({ shape, nullable: false, bit: 0 })

const STRING = makeField(makeShape('string'))
const NUMBER = makeField(makeShape('number'))
const BOOLEAN = makeField(makeShape('boolean'))
const NULL = makeField(makeShape('null'))
const CUT = makeField(makeShape('cut'))
const REFUSED = makeField(makeShape('refused'))

/** Kept as it is, but for members that name prototypes. */
const ANYTHING = makeField(
  makeShape('whole', [], (scan, at, end) => {
    if (scan.prototypeKey) replace(scan, at, end, JSON.stringify(parseSlice(scan.bytes, at, end)))
  }),
)

export const compileField = (schema: Schema): Field => compile(schema, new Map())

/** `known` breaks the circle of schemas that contain themselves. */
function compile(schema: Schema, known: Map<Schema, Field>): Field {
  const done = known.get(schema)
  if (done !== undefined) return done
  // zod's own documented way to tell schemas apart: `_zod.def.type` of the union $ZodTypes
  const { def } = (schema as z.core.$ZodTypes)._zod
  if (!isPlain(schema)) return byZod(schema)
  switch (def.type) {
    case 'string':
      return STRING
    case 'number':
      return NUMBER
    case 'boolean':
      return BOOLEAN
    case 'null':
      return NULL
    case 'unknown':
    case 'any':
      return ANYTHING
    case 'optional':
      return compile(def.innerType, known)
    case 'nullable':
      return { ...compile(def.innerType, known), nullable: true }
    case 'lazy':
      return compile(def.getter(), known)
    case 'array':
      return compileArray(schema, def.element, known)
    case 'record':
      return isPlain(def.keyType) ? compileRecord(schema, def.valueType, known) : byZod(schema)
    case 'object':
      return compileObject(schema, def, known)
    default:
      return byZod(schema)
  }
}

/** Asks for a type and nothing else. */
const isPlain = ({ _zod: { def } }: Schema) =>
  !def.checks?.length && !('format' in def) && !('coerce' in def && def.coerce === true)

/** Known before what it contains is looked at. */
function begin(schema: Schema, known: Map<Schema, Field>, required: readonly string[] = []) {
  const shape = makeShape('container', required)
  const field = makeField(shape)
  known.set(schema, field)
  return { shape, field }
}

function compileArray(schema: Schema, element: Schema, known: Map<Schema, Field>): Field {
  const { shape, field } = begin(schema, known)
  shape.element = compile(element, known)
  return field
}

/** Keys as they come, values of one kind. */
function compileRecord(schema: Schema, values: Schema, known: Map<Schema, Field>): Field {
  const { shape, field } = begin(schema, known)
  const value = compile(values, known)
  shape.keys = rememberKeys((key) => (isPrototypeKey(key) ? CUT : value))
  return field
}

/** One bit for each required field of an object. */
const MOST_REQUIRED = 31

function compileObject(schema: Schema, def: z.core.$ZodObjectDef, known: Map<Schema, Field>) {
  const others = findOthers(def)
  const members = Object.entries(def.shape)
  const required = members
    .filter(([, member]) => member._zod.optin !== 'optional')
    .map(([name]) => name)
  const isBeyond =
    required.length > MOST_REQUIRED || members.some(([, member]) => isInventive(member))
  if (others === undefined || isBeyond) return byZod(schema)
  const { shape, field } = begin(schema, known, required)
  const fields = new Map(
    members.map(([name, member]): [string, Field] => {
      const place = required.indexOf(name)
      return [name, { ...compile(member, known), bit: place < 0 ? 0 : 1 << place }]
    }),
  )
  shape.keys = rememberKeys((key) => fields.get(key) ?? others(key))
  return field
}

/** What an object does with keys that it does not name. */
function findOthers({ catchall }: z.core.$ZodObjectDef): ((key: string) => Field) | undefined {
  if (catchall === undefined) return () => CUT
  // see `compile`
  const { type } = (catchall as z.core.$ZodTypes)._zod.def
  if (type === 'unknown') return (key) => (isPrototypeKey(key) ? CUT : ANYTHING)
  return type === 'never' ? () => REFUSED : undefined
}

/** Fields of these kinds can appear in the output without having been in the answer. */
const INVENTIVE = new Set([
  'default',
  'prefault',
  'catch',
  'pipe',
  'transform',
  'success',
  'custom',
])

function isInventive(schema: Schema): boolean {
  // see `compile`
  const { def } = (schema as z.core.$ZodTypes)._zod
  return INVENTIVE.has(def.type) || ('innerType' in def && isInventive(def.innerType))
}

/** Everything without a fast path. */
function byZod(schema: Schema): Field {
  const judge: Judge = (scan, at, end) => {
    const result = z.safeParse(schema, parseSlice(scan.bytes, at, end))
    if (result.success) return replace(scan, at, end, JSON.stringify(result.data))
    const [issue] = result.error.issues
    // PropertyKey[], but JSON has no symbols for keys
    const path = (issue?.path ?? []) as (string | number)[]
    throw new Mismatch(issue?.message ?? 'something else', path)
  }
  return makeField(makeShape('whole', [], judge))
}
