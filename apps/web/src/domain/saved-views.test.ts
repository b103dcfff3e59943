import { describe, expect, it } from 'vitest'
import { parseViews, queryOf, viewSearch } from './saved-views.ts'

const VIEW = { id: '1', list: 'deployments', name: 'Old ones', search: { version: ['7.17.28'] } }

describe('what the browser kept of saved views', () => {
  it('is read back as it was', () => {
    expect(parseViews(JSON.stringify([VIEW]))).toEqual([VIEW])
  })

  it('may be damaged: what can be read stays', () => {
    for (const text of [null, '', '{', '"x"', '{}', '[1,null,"a",{}]']) {
      expect(parseViews(text)).toEqual([])
    }
    const odd = [{ ...VIEW, search: { q: 7, version: ['a', 1, null], sort: 'name' } }, VIEW, 3]
    expect(parseViews(JSON.stringify(odd))).toEqual([
      { ...VIEW, search: { version: ['a'], sort: 'name' } },
      VIEW,
    ])
    expect(parseViews(JSON.stringify([{ ...VIEW, name: 'x'.repeat(500) }]))[0]?.name).toHaveLength(
      60,
    )
  })
})

describe('what is saved', () => {
  it('is the address without an open dialog', () => {
    expect(viewSearch({ q: 'a', status: ['x', 'y'], dialog: 'restart:1', odd: 3 })).toEqual({
      q: 'a',
      status: ['x', 'y'],
    })
  })

  it('is the same view whatever the order of its parts', () => {
    expect(queryOf({ sort: '-name', q: 'a b' })).toBe(queryOf({ q: 'a b', sort: '-name' }))
  })
})
