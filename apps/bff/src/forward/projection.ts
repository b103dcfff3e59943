// What a row's schema lets through. Compiled once per row: the schema becomes a reader that walks
// the answer's bytes, checks every field it knows and leaves out the members it does not. Same
// verdicts as zod's own parse (a property test compares them), at a fraction of the work: nothing
// is parsed, nothing is serialised again. What has no fast path here (unions, codecs, checks on
// values) goes through zod itself, value by value.
import { z, type Operation } from '@ece/api-types'
import { finishScan, replace } from './json-cut.ts'
import {
  isPrototypeKey,
  parseSlice,
  readAll,
  skipSpace,
  skipValue,
  startScan,
} from './json-scan.ts'
import {
  Mismatch,
  readAnything,
  readArray,
  readBoolean,
  readNow,
  readNull,
  readNumber,
  readObject,
  readString,
  readValue,
  readWhole,
  scalar,
  type Field,
  type Reader,
  type Unknown,
} from './projection-readers.ts'

type Schema = z.core.$ZodType

/** One bit for each required field of an object. */
const MOST_REQUIRED = 31

/**
 * Compiles a schema. `project` takes an answer's bytes and gives back those that may pass; `check`
 * only judges. Both throw `Mismatch` or `BrokenJson`.
 */
export function compileProjection(schema: Operation['response']) {
  const reader = compile(schema, new Map())
  const run = async (bytes: Buffer, checkOnly: boolean) => {
    const scan = startScan(bytes, checkOnly)
    try {
      await readAll(scan, readValue(reader, scan, skipSpace(bytes, 0)))
      return finishScan(scan)
    } catch (error) {
      // what is no JSON at all has no shape that could surprise
      if (error instanceof Mismatch) await checkJson(bytes)
      throw error
    }
  }
  return {
    project: (bytes: Buffer): Promise<Buffer> => run(bytes, false),
    check: async (bytes: Buffer): Promise<void> => {
      await run(bytes, true)
    },
  }
}

async function checkJson(bytes: Buffer): Promise<void> {
  const scan = startScan(bytes, true)
  await readAll(scan, skipValue(scan, skipSpace(bytes, 0)))
}

/** `known` breaks the circle of schemas that contain themselves. */
function compile(schema: Schema, known: Map<Schema, Reader>): Reader {
  const done = known.get(schema)
  if (done) return done
  known.set(schema, {
    nullable: false,
    now: (scan, at) => readNow(known.get(schema) ?? byZod(schema), scan, at),
    slowly: (scan, at) => readValue(known.get(schema) ?? byZod(schema), scan, at),
  })
  const reader = compileNew(schema, known)
  known.set(schema, reader)
  return reader
}

function compileNew(schema: Schema, known: Map<Schema, Reader>): Reader {
  // zod's own documented way to tell schemas apart: `_zod.def.type` of the union $ZodTypes
  const { def } = (schema as z.core.$ZodTypes)._zod
  if (!isPlain(schema)) return byZod(schema)
  switch (def.type) {
    case 'string':
      return scalar(readString)
    case 'number':
      return scalar(readNumber)
    case 'boolean':
      return scalar(readBoolean)
    case 'null':
      return scalar(readNull)
    case 'unknown':
    case 'any':
      return readAnything
    case 'optional':
      return compile(def.innerType, known)
    case 'nullable':
      return { ...compile(def.innerType, known), nullable: true }
    case 'lazy':
      return compile(def.getter(), known)
    case 'array':
      return readArray(compile(def.element, known))
    case 'record':
      return isPlain(def.keyType) ? readRecord(compile(def.valueType, known)) : byZod(schema)
    case 'object':
      return compileObject(def, known) ?? byZod(schema)
    default:
      return byZod(schema)
  }
}

/** Asks for a type and nothing else. */
const isPlain = ({ _zod: { def } }: Schema) =>
  !def.checks?.length && !('format' in def) && !('coerce' in def && def.coerce === true)

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
  // see compileNew
  const { def } = (schema as z.core.$ZodTypes)._zod
  return INVENTIVE.has(def.type) || ('innerType' in def && isInventive(def.innerType))
}

function compileObject(def: z.core.$ZodObjectDef, known: Map<Schema, Reader>): Reader | undefined {
  const catchall = def.catchall?._zod.def.type
  const unknown: Unknown | undefined =
    catchall === undefined
      ? 'cut'
      : catchall === 'unknown'
        ? 'keep'
        : catchall === 'never'
          ? 'refuse'
          : undefined
  const shape = Object.entries(def.shape)
  const required = shape.filter(([, field]) => field._zod.optin !== 'optional')
  if (!unknown || required.length > MOST_REQUIRED) return undefined
  if (shape.some(([, field]) => isInventive(field))) return undefined
  const names = required.map(([name]) => name)
  const fields = new Map<string, Field>(
    shape.map(([name, field]) => [
      name,
      { reader: compile(field, known), required: names.indexOf(name) },
    ]),
  )
  return readObject((key) => fields.get(key), names, unknown)
}

/** Keys as they come, values by one reader. */
function readRecord(value: Reader) {
  const field: Field = { reader: value, required: -1 }
  return readObject((key) => (isPrototypeKey(key) ? undefined : field), [], 'cut')
}

/** Everything without a fast path. */
function byZod(schema: Schema): Reader {
  return readWhole((scan, at, end) => {
    const result = z.safeParse(schema, parseSlice(scan.bytes, at, end))
    if (result.success) return replace(scan, at, end, JSON.stringify(result.data))
    const [issue] = result.error.issues
    const problem = new Mismatch(issue?.message ?? 'something else')
    // PropertyKey[], but JSON has no symbols for keys
    problem.path.push(...((issue?.path ?? []) as (string | number)[]))
    throw problem
  })
}
