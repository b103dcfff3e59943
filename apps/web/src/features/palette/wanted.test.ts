import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beginsWords, contains, readWanted, splitMatches } from './wanted.ts'

const ID = 'c7d139e7a0b14f2d8e6c5b4a39289741'

describe('what was pasted', () => {
  it.each([
    ['an id', ID],
    ['an id in capitals', ID.toUpperCase()],
    ['a line of a chat', `@ops can somebody look at ${ID}? it is red since 02:10`],
    ['two lines of a chat', `a.kern 02:11\nplease look at\n${ID}`],
    ['an endpoint', `https://${ID}.eu-west-1.ece.example.org:9243/_cat/health`],
    ['a page of this console', `https://console.example.org/prod-eu/deployments/${ID}?tab=plan`],
    ['a line of a log', `level=error deployment_id="${ID}" msg="no master"`],
  ])('%s is a search for the id in it', (_, text) => {
    expect(readWanted(text)).toMatchObject({ query: ID, isId: true })
  })

  it.each([
    ['as the console shortens it', 'c7d139e7…9741', 'c7d139e7'],
    ['as its beginning', 'c7d139e7a0b1', 'c7d139e7a0b1'],
    ['as its beginning in a sentence', 'is c7d139e7 yours?', 'c7d139e7'],
  ])('an id %s is a search for that part', (_, text, query) => {
    expect(readWanted(text)).toMatchObject({ query, isId: true })
  })

  it.each(['defaced', 'deadbeef', '20261122', 'logs-c7d139e7-prod', 'prod_c7d139e7', ''])(
    '“%s” is a name, not an id',
    (text) => {
      expect(readWanted(text)).toEqual({ text, query: text, isId: false })
    },
  )

  it('an endpoint by alias is a search for the alias', () => {
    expect(readWanted('https://logging-prod.es.example.org:9243').query).toBe('logging-prod')
    expect(readWanted('https://elastic:secret@logging-prod.es.example.org').query).toBe(
      'logging-prod',
    )
  })

  it('an id after two hundred words is found as well', () => {
    expect(readWanted(`${'lorem ipsum '.repeat(200)} ${ID}`).query).toBe(ID)
  })

  it('anything at all can be pasted', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const wanted = readWanted(text)
        expect(wanted.text.length).toBeLessThanOrEqual(256)
      }),
      { numRuns: 30 },
    )
  })
})

describe('marking what matches', () => {
  it('marks every word, in any case, the longest first', () => {
    expect(splitMatches('Logging-PROD logs', 'log prod logging')).toEqual([
      { text: 'Logging', isMatch: true },
      { text: '-', isMatch: false },
      { text: 'PROD', isMatch: true },
      { text: ' ', isMatch: false },
      { text: 'log', isMatch: true },
      { text: 's', isMatch: false },
    ])
  })

  it('never changes a letter of a name, whatever is in it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.string({ unit: 'binary', maxLength: 8 }),
        (label, query) => {
          const pieces = splitMatches(label, query)
          expect(pieces.map(({ text }) => text).join('')).toBe(label)
        },
      ),
    )
  })

  it('takes signs of patterns for what they are', () => {
    expect(splitMatches('a.c (x)', '.c (x)').filter(({ isMatch }) => isMatch)).toEqual([
      { text: '.c', isMatch: true },
      { text: '(x)', isMatch: true },
    ])
    expect(splitMatches('abc', 'a.c')).toEqual([{ text: 'abc', isMatch: false }])
  })
})

it('a verb is found by the beginnings of its words, not by letters in the middle', () => {
  expect(beginsWords('rest ki', 'Restart Kibana')).toBe(true)
  expect(beginsWords('start', 'Restart Kibana')).toBe(false)
  expect(contains('8.17', '8.17.4')).toBe(true)
})
