import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { DOCUMENT, makeDocument } from '../bench/document.mjs'

it('the page of figures says what the benchmarks wrote, and nothing else', () => {
  expect(readFileSync(DOCUMENT, 'utf8')).toBe(makeDocument())
})
