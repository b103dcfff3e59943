import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from '@ece/api-types'
import { readQuery, writeQuery } from './query-string.ts'
import { list, parseSearch } from './search-params.ts'

const parse = parseSearch({
  q: z.optional(z.string().check(z.maxLength(20))),
  health: list(z.enum(['healthy', 'unhealthy'])),
  sort: z._default(z.enum(['name', 'modified']), 'name'),
})

describe('a pasted address', () => {
  it('opens the view that it describes', () => {
    expect(parse(readQuery('?q=logs&health=unhealthy&sort=modified'))).toEqual({
      values: { q: 'logs', health: ['unhealthy'], sort: 'modified' },
      ignored: [],
    })
  })

  it('with bad values opens what is good and names what it ignored', () => {
    expect(parse(readQuery('?q=logs&health=sick&sort=size'))).toEqual({
      values: { q: 'logs', health: [], sort: 'name' },
      ignored: ['health', 'sort'],
    })
  })

  it('with a name given twice where one is meant ignores it', () => {
    expect(parse(readQuery('?q=a&q=b')).ignored).toEqual(['q'])
  })

  it('with a number or a word of JSON keeps it as text', () => {
    for (const q of ['123', 'true', 'null', '"x"', '{}']) {
      expect(parse(readQuery(writeQuery({ q }))).values.q).toBe(q)
    }
  })

  it('survives anything', () => {
    fc.assert(
      fc.property(fc.string(), (query) => {
        const { values } = parse(readQuery(query))
        expect(['name', 'modified']).toContain(values.sort)
      }),
    )
  })

  it('does not take values from the object prototype', () => {
    expect(parseSearch({ constructor: z.optional(z.string()) })({}).ignored).toEqual([])
  })
})

it('what is written is read back', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ minLength: 1 }), fc.string({ minLength: 1 })),
      (search) => {
        expect(readQuery(writeQuery(search))).toEqual({ ...search })
      },
    ),
  )
})

it('an empty view has a clean address', () => {
  expect(writeQuery({ q: '', health: [], view: undefined })).toBe('')
})
