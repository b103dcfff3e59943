import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { matrixRows } from './matrix-rows.ts'
import { DOCUMENT, makeDocument } from './report.ts'

test('the page of figures says what the runs wrote, and nothing else', () => {
  expect(readFileSync(DOCUMENT, 'utf8')).toBe(makeDocument())
})

test('every fault has a proof, or a reason why it has none', () => {
  expect(matrixRows).toHaveLength(52)
  const bare = matrixRows.filter(({ proofs, not }) => proofs.length > 0 === (not !== undefined))
  expect(bare).toEqual([])
})

test('every test that the matrix names is there', () => {
  for (const { proofs } of matrixRows) {
    for (const { test: named, e2e } of proofs) {
      if (e2e !== undefined) expect(readFileSync(e2e, 'utf8')).not.toBe('')
      if (named === undefined) continue
      const [file, title] = named
      expect(readFileSync(`apps/bff/src/${file}`, 'utf8')).toContain(title)
    }
  }
})
