// Random answers for property tests, made from a row's own response schema: optional fields are missing or null,
// numbers are odd, texts are hostile. Nothing but tests imports this.
import fc from 'fast-check'
import type { z } from '@ece/api-types'

/** Words that steer the code somewhere, times, ids, and texts that break sloppy code. */
const TEXTS = [
  '',
  ' ',
  '0',
  '-1',
  '<b>x</b>',
  '=1+1',
  '名前',
  '🙂',
  '\u202eabc',
  "'; drop",
  'a'.repeat(300),
  'started',
  'stopped',
  'stopping',
  'rebooting',
  'restarting',
  'initializing',
  'resting',
  'success',
  'error',
  'pending',
  'warning',
  'completed',
  'in_progress',
  'red',
  'yellow',
  'green',
  'plan-completed',
  'rolling-upgrade',
  'perform-snapshot',
  'constructor',
  'adminconsole',
  'forced',
  '__all__',
  'deployments.restore',
  'ClusterFailure:NoAvailableInstanceFound',
  '2025-05-09T07:43:10.102Z',
  '0001-01-01T00:00:00.000Z',
  '9999-12-31T00:00:00Z',
  'yesterday',
  '30 min',
  '1 day',
  '99999999 d',
  'ece-zone-1',
  'ece-zone-2',
  'instance-0000000001',
  'tiebreaker-0000000002',
  'master',
  'data_hot',
  'voting_only',
  '8.17.4',
  '__proto__',
  'toString',
  '53e007f109f14b328a4c190ccad5696a',
  '0aba9f95326d42ec8558fb66caf00d63',
  'main-kibana',
  '..',
]
const NUMBERS = [0, -0, 1, -1, 2, 0.5, 1e21, -1e21, 75, 100, 4096, Number.MAX_SAFE_INTEGER]

const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...TEXTS) },
  fc.string({ unit: 'grapheme' }),
)
const number = fc.oneof(
  fc.constantFrom(...NUMBERS),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)

/** Values of a response schema, as far as the rows use zod. */
export function arbitraryOf(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  // every schema of this package is one of zod's built-in kinds; `def.type` says which
  const { def } = (schema as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'object': {
      const fields = Object.entries(def.shape).map(([name, field]) => [name, arbitraryOf(field)])
      const required = Object.entries(def.shape).flatMap(([name, field]) =>
        field._zod.optin === 'optional' ? [] : [name],
      )
      // fromEntries forgets the names, which are those of the shape
      return fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>, {
        requiredKeys: required,
      })
    }
    case 'array':
      return fc.array(arbitraryOf(def.element), { maxLength: 3 })
    case 'record':
      return fc.dictionary(text, arbitraryOf(def.valueType), { maxKeys: 3 })
    case 'optional':
      return arbitraryOf(def.innerType)
    case 'nullable':
      return fc.oneof(
        { weight: 1, arbitrary: fc.constant(null) },
        { weight: 5, arbitrary: arbitraryOf(def.innerType) },
      )
    case 'boolean':
      return fc.boolean()
    case 'number':
      return number
    case 'string':
      return text
    default:
      throw new Error(`No arbitrary for a zod ${def.type}`)
  }
}

const BROKEN = /\bundefined\b|\bNaN\b|\[object |\bInfinity\b|Invalid Date/

/** Every text inside a value that no screen may ever show, and what a word of ECE found on the prototype of a table. */
export function findBroken(value: unknown): string[] {
  if (typeof value === 'function' || value === Object.prototype) return ['a member of every object']
  if (typeof value === 'string') return BROKEN.test(value) ? [value] : []
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [String(value)]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(findBroken)
}
