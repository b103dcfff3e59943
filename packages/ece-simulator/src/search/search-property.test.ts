// Generated queries over generated documents against a reference that is slow, plain and written without a look at
// the search: it reads documents by hand, field by field.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSearch } from './search.ts'
import type { Doc } from './values.ts'

const WORDS = ['prod', 'logs', 'shop', 'Prod', 'eu'] as const
const DAYS = ['2025-05-01', '2025-05-02', '2025-05-03'] as const
const STATUSES = ['started', 'stopped', 'stopping'] as const

const search = createSearch({
  keywordFields: /(?:^|\.)(?:id|status)$/,
  nestedPaths: ['resources.elasticsearch'],
  defaultSort: ['id'],
})

interface Resource {
  readonly status: string
  readonly nodes?: number
}
interface Deployment extends Doc {
  readonly id: string
  readonly name: string
  readonly healthy: boolean
  readonly count?: number
  readonly last_modified: string
  readonly tags: readonly string[]
  readonly resources: { readonly elasticsearch: readonly Resource[] }
}

const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined })
const deployments: fc.Arbitrary<readonly Deployment[]> = fc
  .array(
    fc.record({
      name: fc
        .array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 3 })
        .map((words) => words.join('-')),
      healthy: fc.boolean(),
      count: optional(fc.integer({ min: -2, max: 3 })),
      last_modified: fc.constantFrom(...DAYS).map((day) => `${day}T12:00:00.000Z`),
      tags: fc.array(fc.constantFrom(...WORDS), { maxLength: 2 }),
      resources: fc.record({
        elasticsearch: fc.array(
          fc.record({
            status: fc.constantFrom(...STATUSES),
            nodes: optional(fc.integer({ min: 0, max: 3 })),
          }),
          { maxLength: 3 },
        ),
      }),
    }),
    { maxLength: 12 },
  )
  .map((list) => list.map((deployment, i) => ({ ...deployment, id: `d${i}` }) as Deployment)) // fast-check writes absent fields as undefined

/** A query beside what it means. */
interface Case<Of> {
  readonly query: object
  readonly holds: (of: Of) => boolean
}

const words = (name: string) => name.toLowerCase().split('-')

const leaf: fc.Arbitrary<Case<Deployment>> = fc.oneof(
  fc.constant({ query: { match_all: {} }, holds: () => true }),
  fc.constant({ query: { match_none: {} }, holds: () => false }),
  fc.boolean().map((healthy) => ({
    query: { term: { healthy: { value: String(healthy) } } },
    holds: (of: Deployment) => of.healthy === healthy,
  })),
  fc.integer({ min: 0, max: 12 }).map((i) => ({
    query: { match: { id: { query: `d${i}` } } },
    holds: (of: Deployment) => of.id === `d${i}`,
  })),
  fc
    .tuple(fc.constantFrom(...WORDS), fc.constantFrom(...WORDS), fc.constantFrom('and', 'or'))
    .map(([a, b, operator]): Case<Deployment> => ({
      query: { match: { name: { query: `${a} ${b}`, operator } } },
      holds: ({ name }) => {
        const found = [a, b].map((word) => words(name).includes(word.toLowerCase()))
        return operator === 'and'
          ? found[0] === true && found[1] === true
          : found[0] === true || found[1] === true
      },
    })),
  fc.constantFrom(...WORDS).map((word) => ({
    query: { match: { 'name.keyword': { query: word } } },
    holds: (of: Deployment) => of.name === word,
  })),
  fc.constantFrom('pr', 'P', 's', 'logs').map((start) => ({
    query: { prefix: { name: { value: start } } },
    holds: (of: Deployment) => words(of.name).some((word) => word.startsWith(start)),
  })),
  fc.constantFrom('count', 'tags').map((field) => ({
    query: { exists: { field } },
    holds: (of: Deployment) => (field === 'count' ? of.count !== undefined : of.tags.length > 0),
  })),
  fc.tuple(fc.integer({ min: -2, max: 3 }), fc.boolean()).map(([bound, isOpen]) => ({
    query: { range: { count: isOpen ? { gt: bound } : { gte: bound } } },
    holds: ({ count }: Deployment) =>
      count !== undefined && (isOpen ? count > bound : count >= bound),
  })),
  fc.constantFrom(...DAYS).map((day) => ({
    query: { range: { last_modified: { lte: day } } },
    holds: (of: Deployment) => of.last_modified.slice(0, 10) <= day,
  })),
  // resources are out of reach without nested
  fc.constantFrom(...STATUSES).map((status) => ({
    query: { term: { 'resources.elasticsearch.status': { value: status } } },
    holds: () => false,
  })),
)

const resourceLeaf: fc.Arbitrary<Case<Resource>> = fc.oneof(
  fc.constantFrom(...STATUSES).map((status) => ({
    query: { term: { 'resources.elasticsearch.status': { value: status } } },
    holds: (of: Resource) => of.status === status,
  })),
  fc.integer({ min: 0, max: 3 }).map((bound) => ({
    query: { range: { 'resources.elasticsearch.nodes': { lt: bound } } },
    holds: ({ nodes }: Resource) => nodes !== undefined && nodes < bound,
  })),
  fc.constant({
    query: { query_string: { query: 'resources.elasticsearch.status:stop*' } },
    holds: (of: Resource) => of.status.startsWith('stop'),
  }),
)

/** All four lists at once; `least` is left out half of the time. */
function boolOf<Of>(inner: fc.Arbitrary<Case<Of>>): fc.Arbitrary<Case<Of>> {
  const list = fc.array(inner, { maxLength: 2 })
  return fc
    .tuple(list, list, list, list, optional(fc.integer({ min: -2, max: 3 })))
    .map(([must, filter, should, must_not, least]) => ({
      query: {
        bool: {
          must: must.map(({ query }) => query),
          filter: filter.map(({ query }) => query),
          should: should.map(({ query }) => query),
          must_not: must_not.map(({ query }) => query),
          ...(least === undefined ? {} : { minimum_should_match: least }),
        },
      },
      holds: (of) => {
        if (must.length + filter.length + should.length + must_not.length === 0) return true
        if (![...must, ...filter].every(({ holds }) => holds(of))) return false
        if (must_not.some(({ holds }) => holds(of))) return false
        const found = should.filter(({ holds }) => holds(of)).length
        if (should.length > 0 && must.length + filter.length === 0 && found === 0) return false
        if (least === undefined) return true
        return found >= (least < 0 ? should.length + least : least)
      },
    }))
}

/** A query string in brackets everywhere, so that no rule of precedence is needed to know what it means. */
const expression = fc
  .letrec<{ any: Case<Deployment> & { readonly text: string } }>((tie) => {
    const one = (text: string, holds: (of: Deployment) => boolean) => ({ text, holds, query: {} })
    return {
      any: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc
          .constantFrom(...WORDS)
          .map((word) =>
            one(`name:${word}`, ({ name }) => words(name).includes(word.toLowerCase())),
          ),
        fc
          .constantFrom(...WORDS)
          .map((word) => one(`name.keyword:${word}*`, ({ name }) => name.startsWith(word))),
        fc
          .constantFrom(...WORDS)
          .map((word) =>
            one(`tags:"${word}"`, ({ tags }) =>
              tags.some((tag) => tag.toLowerCase() === word.toLowerCase()),
            ),
          ),
        fc.constant(one('_exists_:count', ({ count }) => count !== undefined)),
        fc.constant(
          one('count:[0 TO 2}', ({ count }) => count !== undefined && count >= 0 && count < 2),
        ),
        fc.constant(one('healthy:true', ({ healthy }) => healthy)),
        tie('any').map(({ text, holds }) => one(`(NOT ${text})`, (of) => !holds(of))),
        fc
          .tuple(tie('any'), tie('any'))
          .map(([a, b]) => one(`(${a.text} AND ${b.text})`, (of) => a.holds(of) && b.holds(of))),
        fc
          .tuple(tie('any'), tie('any'))
          .map(([a, b]) => one(`(${a.text} || ${b.text})`, (of) => a.holds(of) || b.holds(of))),
      ),
    }
  })
  .any.map(({ text, holds }): Case<Deployment> => ({
    query: { query_string: { query: text } },
    holds,
  }))

const nestedOf = ({ query, holds }: Case<Resource>): Case<Deployment> => ({
  query: { nested: { path: 'resources.elasticsearch', query } },
  holds: (of) => of.resources.elasticsearch.some(holds),
})

const queries = fc.letrec<{ any: Case<Deployment> }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    expression,
    fc.oneof(resourceLeaf, boolOf(resourceLeaf)).map(nestedOf),
    boolOf(tie('any')),
  ),
})).any

const idsOf = (hits: readonly Doc[]) => hits.map(({ id }) => id)

test('a search finds exactly what its query means', () => {
  fc.assert(
    fc.property(deployments, queries, (documents, { query, holds }) => {
      const { hits, matchCount } = search({ query, sort: ['id'], size: 100 }, documents)
      const expected = documents
        .filter(holds)
        .map(({ id }) => id)
        .toSorted()
      expect(idsOf(hits)).toEqual(expected)
      expect(matchCount).toBe(expected.length)
    }),
    { numRuns: 1000 },
  )
})

test('hits come in the order that was asked for, missing values last', () => {
  const direction = fc.constantFrom('asc', 'desc')
  fc.assert(
    fc.property(deployments, direction, direction, (documents, byCount, byName) => {
      const sort = [{ count: { order: byCount } }, { name: { order: byName } }]
      const { hits } = search({ sort, size: 100 }, documents)
      const sign = (order: string) => (order === 'asc' ? 1 : -1)
      const expected = documents.toSorted((a, b) => {
        if (a.count !== b.count) {
          if (a.count === undefined) return 1
          if (b.count === undefined) return -1
          return (a.count - b.count) * sign(byCount)
        }
        if (a.name !== b.name) return (a.name < b.name ? -1 : 1) * sign(byName)
        return a.id < b.id ? -1 : 1
      })
      expect(idsOf(hits)).toEqual(idsOf(expected))
    }),
  )
})

test('pages of any size, one after the other, are the whole result', () => {
  fc.assert(
    fc.property(
      deployments,
      queries,
      fc.integer({ min: 1, max: 5 }),
      (documents, { query }, size) => {
        const sort = ['_score', { count: { order: 'desc' } }]
        const whole = search({ query, sort, size: 100 }, documents)
        const seen: Doc[] = []
        let page = search({ query, sort, size }, documents)
        while (page.cursor !== undefined) {
          seen.push(...page.hits)
          page = search({ cursor: page.cursor }, documents)
        }
        expect(idsOf(seen)).toEqual(idsOf(whole.hits))
        expect(page.hits).toEqual([])
      },
    ),
  )
})

test('whatever is sent, the answer is a result or a refusal', () => {
  const keys = [
    'bool',
    'must',
    'should',
    'term',
    'match',
    'nested',
    'path',
    'query',
    'query_string',
    'simple_query_string',
    'range',
    'gte',
    'value',
    'name',
    'exists',
    'field',
    'resources.elasticsearch',
    'sort',
    'size',
    'cursor',
  ]
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      fc.constantFrom(null, true, -1, 7, 'name', 'now-1d', ...keys),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...keys), tie('tree'), { maxKeys: 3 }),
    ),
  }))
  const documents = [
    { id: 'x', name: 'prod', resources: { elasticsearch: [{ status: 'started' }] } },
  ]
  fc.assert(
    fc.property(fc.oneof(tree, fc.record({ query: tree, sort: tree })), (body) => {
      try {
        search(body, documents)
      } catch (error) {
        expect(error).toMatchObject({
          name: 'Failure',
          code: expect.stringMatching(/^(search\.invalid_request|simulator\.not_implemented)$/),
        })
      }
    }),
    { numRuns: 1000 },
  )
})

test('any text is a query string or a refusal, and always a simple query string', () => {
  const sign = fc.constantFrom(
    ...'+-!|&()[]{}"~^*?:\\/ <>=',
    'AND',
    'OR',
    'NOT',
    ' TO ',
    'name',
    'prod',
    '_exists_',
    '~2',
    '^1',
  )
  const text = fc
    .array(fc.oneof(sign, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 12 })
    .map((parts) => parts.join(''))
  const documents = [{ id: 'x', name: 'prod eu' }]
  fc.assert(
    fc.property(text, (query) => {
      search({ query: { simple_query_string: { query } } }, documents)
      try {
        search({ query: { query_string: { query, allow_leading_wildcard: true } } }, documents)
      } catch (error) {
        expect(error).toMatchObject({ name: 'Failure' })
      }
    }),
    { numRuns: 1000 },
  )
})
