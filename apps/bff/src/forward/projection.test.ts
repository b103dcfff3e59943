import { operations, z, type Operation } from '@ece/api-types'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BrokenJson } from './json-scan.ts'
import { Mismatch } from './mismatch.ts'
import { compileProjection } from './projection.ts'

const project = async (schema: Operation['response'], text: string | Buffer) => {
  const bytes = await compileProjection(schema).project(Buffer.from(text))
  return JSON.parse(bytes.toString()) as unknown
}

/** JSON knows one zero, and zod's objects have other prototypes than JSON.parse's. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown

/** Without the keys that name prototypes, which no answer may bring. */
const safe = (value: unknown) =>
  JSON.parse(JSON.stringify(value), (key, part: unknown) =>
    ['__proto__', 'constructor', 'prototype'].includes(key) ? undefined : part,
  ) as unknown

const anything = fc.jsonValue({ maxDepth: 3 })
const noise = fc.dictionary(fc.string(), anything, { maxKeys: 3 })

/** Deeper than any answer of a row; the one schema without an end ends after five levels. */
const deepestOf = (schema: z.core.$ZodType) => (schema === Tree ? 15 : 30)

/**
 * Values that mostly fit a schema: unknown members, missing fields, nulls and wrong types happen.
 */
function valuesOf(schema: z.core.$ZodType, room = deepestOf(schema)): fc.Arbitrary<unknown> {
  if (room < 0) return anything
  // the same cast as in projection-fields.ts: `def.type` tells schemas apart
  const { def } = (schema as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'optional':
    case 'nullable':
      return fc.oneof(
        { weight: 5, arbitrary: valuesOf(def.innerType, room - 1) },
        fc.constant(def.type === 'optional' ? undefined : null),
      )
    case 'array':
      return fc.array(valuesOf(def.element, room - 1), { maxLength: 4 })
    case 'record':
      return fc.dictionary(fc.string(), valuesOf(def.valueType, room - 1), { maxKeys: 4 })
    case 'object': {
      const fields = Object.entries(def.shape).map(([name, field]) => [
        name,
        valuesOf(field, room - 1),
      ])
      // fromEntries forgets what its values are
      const known = fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>)
      return fc
        .tuple(known, noise, fc.boolean())
        .map(([value, more, before]) => (before ? { ...more, ...value } : { ...value, ...more }))
    }
    case 'string':
      return fc.string({ unit: 'grapheme' })
    case 'number':
      return fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))
    case 'boolean':
      return fc.boolean()
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries))
    default:
      return anything
  }
}

/** One place of the value replaced by something else, now and then. */
const damaged = (value: fc.Arbitrary<unknown>) =>
  fc.tuple(value, fc.nat(400), anything).map(([whole, place, other]) => {
    let at = 0
    return JSON.parse(
      JSON.stringify(whole, (_, part: unknown) => (at++ === place ? other : part)),
    ) as unknown
  })

const Tree: z.core.$ZodType = z.object({
  name: z.string(),
  get children() {
    return z.optional(z.array(Tree))
  },
})

const schemas: [string, Operation['response']][] = [
  ...Object.values<Operation>(operations).map((row): [string, Operation['response']] => [
    row.name,
    row.response,
  ]),
  ['recursive', Tree],
  ['strict', z.strictObject({ a: z.string(), b: z.optional(z.number()) })],
  ['loose', z.looseObject({ a: z.string() })],
  ['union', z.object({ a: z.union([z.string(), z.array(z.number())]) })],
  ['enum', z.object({ a: z.enum(['x', 'y']), b: z.literal(1) })],
  ['checked', z.object({ a: z.string().check(z.maxLength(3)), b: z.int().check(z.gte(0)) })],
  ['default', z.object({ a: z._default(z.string(), 'z'), b: z.optional(z.string()) })],
  ['record', z.record(z.string(), z.object({ a: z.number() }))],
  ['anything', z.unknown()],
]

test.each(schemas)('lets through of %s exactly what zod lets through', async (_, schema) => {
  const reader = compileProjection(schema).project
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(valuesOf(schema), damaged(valuesOf(schema))),
      fc.constantFrom(undefined, 1, '\t', ' \n'),
      async (value, space) => {
        const text = JSON.stringify(value, null, space) ?? 'null'
        const parsed: unknown = JSON.parse(text)
        const expected = z.safeParse(schema, parsed)
        if (expected.success) {
          const got = await reader(Buffer.from(text))
          expect(plain(JSON.parse(got.toString()))).toEqual(safe(expected.data))
        } else {
          const problem = await reader(Buffer.from(text)).catch((error: unknown) => error)
          expect(problem).toBeInstanceOf(Mismatch)
          const paths = expected.error.issues.map((issue) => issue.path.join('.'))
          // instanceof is checked above
          const { path } = problem as Mismatch
          expect(paths.some((zods) => path.join('.').startsWith(zods))).toBe(true)
        }
      },
    ),
    { numRuns: 60 },
  )
})

test('takes for JSON exactly what JSON.parse takes for JSON', async () => {
  const reader = compileProjection(z.unknown()).project
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '"a"',
    'null',
    'true',
    'false',
    'tru',
    '-',
    '0',
    '01',
    '1.',
    '1.5e3',
    '1e',
    '.5',
    '\\',
    '\\u12',
    '"\\u00e9"',
    '"\\x"',
    '"\n"',
    ' ',
    '\u00a0',
    'é',
  )
  const cutJson = fc
    .tuple(fc.json(), fc.nat(), fc.nat(), fc.string({ maxLength: 2 }))
    .map(([json, at, length, put]) => {
      const start = at % (json.length + 1)
      return json.slice(0, start) + put + json.slice(start + (length % 3))
    })
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.array(piece).map((all) => all.join('')),
        cutJson,
      ),
      async (text) => {
        let expected: unknown
        try {
          expected = JSON.parse(text)
        } catch {
          await expect(reader(Buffer.from(text))).rejects.toBeInstanceOf(BrokenJson)
          return
        }
        const got = await reader(Buffer.from(text))
        expect(plain(JSON.parse(got.toString()))).toEqual(safe(expected))
      },
    ),
    { numRuns: 3_000 },
  )
})

test('says which field surprised it', async () => {
  const schema = z.object({ a: z.array(z.object({ b: z.object({ c: z.number() }) })) })
  const text = '{"a":[{"b":{"c":1}},{"b":{"c":"2"}}]}'
  await expect(project(schema, text)).rejects.toMatchObject({
    path: ['a', 1, 'b', 'c'],
    want: 'a number',
  })
  await expect(project(schema, '{"a":[{"b":{}}]}')).rejects.toMatchObject({
    path: ['a', 0, 'b', 'c'],
  })
})

test.each([
  '__proto__',
  'constructor',
  'prototype',
  '\\u005f_proto__',
  'constr\\u0075ctor',
  '_\\u005fproto__',
])('drops the key %s, which would reach a prototype, at any depth', async (key) => {
  const evil = `{"x":{"${key}":{"admin":true},"y":[{"${key}":1,"z":2}]}}`
  const kept = { x: { y: [{ z: 2 }] } }
  expect(await project(z.unknown(), evil)).toEqual(kept)
  expect(await project(z.looseObject({}), evil)).toEqual(kept)
  expect(await project(z.record(z.string(), z.unknown()), `{"${key}":1,${evil.slice(1)}`)).toEqual(
    kept,
  )
})

test('refuses a depth bomb instead of overflowing', async () => {
  const bomb = '['.repeat(100_000) + ']'.repeat(100_000)
  await expect(project(z.unknown(), bomb)).rejects.toThrow('nested too deep')
  await expect(project(Tree, '{"name":"a","children":['.repeat(5_000))).rejects.toBeInstanceOf(
    Error,
  )
})

test('reads what is too big to be read at once to the same result', async () => {
  const schema = z.object({
    a: z.array(
      z.object({
        n: z.number(),
        free: z.unknown(),
        all: z.nullable(z.looseObject({ s: z.string() })),
        checked: z.optional(z.array(z.string().check(z.minLength(1)))),
        maybe: z.optional(z.nullable(z.unknown())),
      }),
    ),
    last: z.string(),
  })
  const long = (of: unknown) => Array.from({ length: 60_000 }, () => of)
  const small = { no: { x: 'y' }, n: 1, free: { z: [] }, all: null, cut: long(7) }
  const a = [
    ...long(small).slice(0, 3),
    {
      n: 2,
      no: 1,
      free: long({ in: 1 }),
      all: { s: 's', more: long('é') },
      checked: long('c'),
      maybe: long(null),
    },
    // replaced before it turns out to be too long
    {
      checked: ['c'],
      n: 3,
      cut: long({ in: [1] }),
      free: { deep: [[{ deeper: long('d') }]] },
      all: { s: '' },
    },
    ...long(small).slice(0, 3),
  ]
  const text = JSON.stringify({ cut: long(''), a, no: long(null), last: 'l' }).replaceAll(
    '{"deeper"',
    '{"__proto__":1,"deeper"',
  )
  expect(text.length).toBeGreaterThan(3_000_000)
  expect(await project(schema, text)).toEqual(z.parse(schema, { a, last: 'l' }))
  const wrong = text.replace('"l"', '7')
  await expect(project(schema, wrong)).rejects.toMatchObject({ path: ['last'] })
})

test('keeps answers apart that are read at the same time, and those that were read before', async () => {
  const schema = z.object({ all: z.array(z.object({ name: z.string() })) })
  const { project: read } = compileProjection(schema)
  const answers = Array.from({ length: 9 }, (_, of) => {
    const name = `answer ${of} `.repeat(of + 1)
    return { all: Array.from({ length: 9_000 }, () => ({ name, no: 'more of it' })) }
  })
  const got = await Promise.all(answers.map((answer) => read(Buffer.from(JSON.stringify(answer)))))
  const again = await Promise.all(
    answers.map((answer) => read(Buffer.from(JSON.stringify(answer)))),
  )
  for (const [of, answer] of answers.entries()) {
    const expected = JSON.stringify(z.parse(schema, answer))
    expect(got[of]?.toString() === expected).toBe(true)
    expect(again[of]?.toString() === expected).toBe(true)
  }
})

test('lets others run while it reads ten megabytes', async () => {
  const hits = Array.from({ length: 10_000 }, (_, i) => ({
    id: String(i).padStart(32, '0'),
    name: `deployment ${i}`,
    resources: { elasticsearch: [{ ref_id: 'main', id: 'x', secret: 'y'.repeat(700) }] },
  }))
  const bytes = Buffer.from(JSON.stringify({ return_count: hits.length, deployments: hits }))
  let turns = 0
  const count = () => {
    turns++
    turn = setImmediate(count)
  }
  let turn = setImmediate(count)
  const out = await compileProjection(operations.searchDeployments.response).project(bytes)
  clearImmediate(turn)
  expect(bytes.length).toBeGreaterThan(8_000_000)
  expect(out.length).toBeLessThan(bytes.length / 4)
  // half a megabyte is read within about five milliseconds
  expect(turns).toBeGreaterThan(bytes.length / (512 * 1024))
})
