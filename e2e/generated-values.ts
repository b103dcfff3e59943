// Values that the vendor's document allows: the least there can be, and anything at random, the same for the same seed.
import fc from 'fast-check'
import { type Definition, resolve, type VendorDocument } from './generated-document.ts'

/** Deeper than any answer that a page reads; definitions may contain themselves. */
const DEEPEST = 14

/** Only required members, empty lists, shortest texts. */
export function makeLeast(document: VendorDocument, definition: Definition, depth = 0): unknown {
  const at = resolve(document, definition)
  if (at.enum !== undefined) return at.enum[0]
  switch (at.type) {
    case 'array':
      return []
    case 'string':
      return at.format === 'date-time' ? '2025-05-09T09:08:30Z' : ''
    case 'boolean':
      return false
    case 'integer':
    case 'number':
      return 0
    default: {
      const names = depth > DEEPEST ? [] : (at.required ?? [])
      const members = names.map((name) => [
        name,
        makeLeast(document, at.properties?.[name] ?? {}, depth + 1),
      ])
      return Object.fromEntries(members)
    }
  }
}

const TEXTS = [
  '',
  ' ',
  '0',
  'a',
  'main-elasticsearch',
  'instance-0000000001',
  'tiebreaker-0000000002',
  'ece-zone-1',
  'ece-zone-2',
  '8.17.4',
  '30 min',
  '53e007f109f14b328a4c190ccad5696a',
  '0aba9f95326d42ec8558fb66caf00d63',
  '<img src=x onerror=alert(1)>',
  '=HYPERLINK("http://x","y")',
  "'; drop table deployments",
  '../../../etc/passwd',
  'https://user:pass@example.org/%00?#',
  'javascript:alert(1)',
  '名前の長いデプロイメント',
  '👩‍👩‍👧‍👦🏳️‍🌈',
  '\u202eright to left\u2066',
  'a\u0300\u0301\u0302\u0303\u0304\u0305\u0306',
  'line\nbreak\ttab',
  '\u0007\u001b[31mred',
  '\ud800',
  '__proto__',
  'constructor',
  'toString',
  'x'.repeat(400),
  'several words '.repeat(60),
]
/** Time and again the calendar's ends, and dates beside which every sample is old or new. */
const DATES = [
  '1970-01-01T00:00:00.000Z',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '2025-05-09T09:08:30Z',
  '2025-05-09T09:08:30.123456789+14:00',
  '2024-02-29T23:59:60Z',
  '2040-01-01T00:00:00.000-12:00',
]
const INT32 = 2 ** 31
const INTEGERS = [0, 1, -1, 2, 3, 50, 100, 1024, 4096, INT32 - 1, -INT32]
/** Some have no exact number in JavaScript: they still are numbers on the wire. */
const LONGS = [...INTEGERS, Number.MAX_SAFE_INTEGER, 2 ** 63, -(2 ** 63)]
const FRACTIONS = [...LONGS, 0.1, -0.5, 99.999999, 1e-12, 1e21, 1.7e308, -0]

const text = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
)
const anything = fc.oneof(text, fc.constantFrom(...FRACTIONS), fc.boolean(), fc.constant({}))
const hexId = fc.string({
  unit: fc.constantFrom(...'0123456789abcdef'),
  minLength: 32,
  maxLength: 32,
})

/** Ids are mostly what ECE makes of them, so that links lead somewhere. */
const textOf = (name: string) =>
  /(^|_)id$/.test(name)
    ? fc.oneof({ weight: 4, arbitrary: hexId }, { weight: 1, arbitrary: text })
    : text

/** `source.user_id` is the one member that is known to come as null (ece-behaviour 9.2). */
const mayBeNull = (name: string, owner: Definition) =>
  name === 'user_id' && owner.properties?.['facilitator'] !== undefined

/** Lists at the top are long; further down their product would be the size of the answer. */
const longest = (depth: number) => (depth <= 1 ? 12 : depth <= 6 ? 3 : 1)

function arbitraryOf(
  document: VendorDocument,
  definition: Definition,
  name: string,
  depth: number,
): fc.Arbitrary<unknown> {
  const at = resolve(document, definition)
  if (depth > DEEPEST) return fc.constant(makeLeast(document, at, depth))
  if (at.enum !== undefined) {
    return fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...at.enum) },
      { weight: 1, arbitrary: text },
    )
  }
  switch (at.type) {
    case 'array': {
      const items = arbitraryOf(document, at.items ?? {}, name, depth + 1)
      return fc.array(items, { maxLength: longest(depth), size: 'max' })
    }
    case 'string':
      return at.format === 'date-time' ? fc.constantFrom(...DATES) : textOf(name)
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return fc.constantFrom(...(at.format === 'int64' ? LONGS : INTEGERS))
    case 'number':
      return fc.constantFrom(...FRACTIONS)
    default:
      return objectOf(document, at, depth)
  }
}

function objectOf(document: VendorDocument, at: Definition, depth: number): fc.Arbitrary<unknown> {
  const fields = Object.entries(at.properties ?? {}).map(
    ([name, field]): [string, fc.Arbitrary<unknown>] => {
      const value = arbitraryOf(document, field, name, depth + 1)
      return [name, mayBeNull(name, at) ? fc.option(value) : value]
    },
  )
  const known = fc.record(Object.fromEntries(fields), { requiredKeys: [...(at.required ?? [])] })
  const { additionalProperties: more } = at
  const extra = typeof more === 'object' ? arbitraryOf(document, more, '', depth + 1) : anything
  return fc
    .tuple(known, fc.dictionary(text, extra, { maxKeys: 2 }))
    .map(([members, others]) => ({ ...others, ...members }))
}

/** Anything that the document allows, with words it does not know and members it does not name. */
export function makeRandom(
  document: VendorDocument,
  definition: Definition,
  seed: number,
): unknown {
  const [value] = fc.sample(arbitraryOf(document, definition, '', 0), { seed, numRuns: 1 })
  return value
}
