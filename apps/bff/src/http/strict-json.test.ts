import fc from 'fast-check'
import { expect, test } from 'vitest'
import { UnwelcomeJson, checkJson } from './strict-json.ts'

const FORBIDDEN = /"(?:__proto__|constructor|prototype)"\s*:/

test('whatever JSON.stringify writes passes, unless it is too deep or names a prototype', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8 }), fc.constantFrom(0, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent)
      fc.pre(!FORBIDDEN.test(text))
      expect(() => checkJson(text)).not.toThrow()
    }),
    { numRuns: 500 },
  )
})

test('a key that comes twice is found wherever it is and however it is written', () => {
  const key = fc.string({ minLength: 1 }).filter((text) => !FORBIDDEN.test(`"${text}":`))
  fc.assert(
    fc.property(key, fc.jsonValue({ maxDepth: 2 }), fc.boolean(), (name, value, escape) => {
      const plain = JSON.stringify(name)
      const again = escape
        ? `"${[...Buffer.from(name, 'utf16le').toString('utf16le')]
            .flatMap((letter) => letter.split(''))
            .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
            .join('')}"`
        : plain
      const inner = JSON.stringify(value)
      fc.pre(!FORBIDDEN.test(inner))
      const text = `[{"other": {"deep": {${plain}: ${inner}, ${again} : 1}}}]`
      expect(() => checkJson(text)).toThrow(/twice/)
    }),
    { numRuns: 500 },
  )
})

test('equal keys in different objects, and values that look like keys, are no duplicates', () => {
  for (const text of [
    '[{"a":1},{"a":1},{"b":{"a":"a"},"a":["a","a"]}]',
    '{"a":"\\"a\\":1, \\"a\\":2","b":"{\\"b\\""}',
  ]) {
    expect(() => checkJson(text)).not.toThrow()
  }
})

test('forty levels pass, forty-one do not', () => {
  const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
  expect(() => checkJson(nested(40))).not.toThrow()
  expect(() => checkJson(nested(41))).toThrow(UnwelcomeJson)
})
