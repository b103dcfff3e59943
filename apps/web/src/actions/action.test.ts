import { describe, expect, it } from 'vitest'
import { DEPLOYMENT_ID } from '../domain/sample.ts'
import { isTyped, textToType } from './action.ts'

describe('what has to be typed', () => {
  it.each([
    ['catalog-prod', 'catalog-prod'],
    ['name with spaces', 'name with spaces'],
    ['  padded ', 'padded'],
    ['a'.repeat(32), 'a'.repeat(32)],
    ['a'.repeat(33), DEPLOYMENT_ID.slice(0, 8)],
    ['検索サービス', DEPLOYMENT_ID.slice(0, 8)],
    ['prod\u202e', DEPLOYMENT_ID.slice(0, 8)],
    ['   ', DEPLOYMENT_ID.slice(0, 8)],
  ])('for %o is %o', (name, typed) => {
    expect(textToType({ id: DEPLOYMENT_ID, name })).toBe(typed)
  })

  it('is exactly that, apart from the spaces of a paste', () => {
    expect(isTyped(' catalog-prod\n', 'catalog-prod')).toBe(true)
    for (const wrong of ['catalog-pro', 'Catalog-prod', 'catalog-prod2', 'catalog prod', '']) {
      expect(isTyped(wrong, 'catalog-prod')).toBe(false)
    }
    expect(isTyped('', '')).toBe(false)
  })
})
