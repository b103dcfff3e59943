import { expect, it } from 'vitest'
import { paletteSearch } from './palette-search.ts'
import { readWanted } from './wanted.ts'

const ask = (text: string) => paletteSearch(readWanted(text))
const said = (text: string) => JSON.stringify(ask(text))

it('asks for ten at most, in the order of rank', () => {
  expect(ask('logging')).toMatchObject({ size: 10 })
  expect(ask('logging')).not.toHaveProperty('sort')
})

it('ranks the exact name first, and what begins with it before what has it inside', () => {
  expect(ask('logging')?.query).toMatchObject({
    bool: {
      should: [
        { term: { 'name.keyword': { value: 'logging' } } },
        { prefix: { 'name.keyword': { value: 'logging' } } },
      ],
    },
  })
})

it('leaves hidden deployments out of names, and finds them by id', () => {
  expect(said('logging')).toContain('metadata.hidden')
  expect(said('c7d139e7a0b14f2d8e6c5b4a39289741')).not.toContain('metadata.hidden')
})

it('asks nothing when there is nothing to look for', () => {
  expect(ask('')).toBeUndefined()
  expect(ask(' \n\u0000 ')).toBeUndefined()
})
