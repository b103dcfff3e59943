import { describe, expect, test } from 'vitest'
import { searchDeployments } from './deployment-search.ts'
import { ask, example, examples, ids, now, refusal } from './example-deployments.ts'
import { createSearch } from './search.ts'
import type { Doc } from './values.ts'

describe('order', () => {
  test('without a query the last change comes first, ties by id', () => {
    expect(ids(undefined)).toBe('a1 a2 a3 a4 a5 a6')
    const twins = ['b', 'a', 'c'].map((id) => example({ id, name: id }))
    expect(ids({}, twins)).toBe('a b c')
  })

  test('the better match comes before the later change', () => {
    const documents = [
      example({
        id: 'late',
        name: 'logs of the shop in the west',
        modified: '2025-05-04T00:00:00.000Z',
      }),
      example({ id: 'best', name: 'logs', modified: '2020-01-01T00:00:00.000Z' }),
    ]
    expect(ids({ query: { match: { name: { query: 'logs' } } } }, documents)).toBe('best late')
    expect(
      ids({ query: { bool: { filter: [{ match: { name: { query: 'logs' } } }] } } }, documents),
    ).toBe('late best')
  })

  test.each([
    ['sum', 'several one'],
    ['avg', 'one several'],
    ['max', 'one several'],
    ['min', 'one several'],
    ['none', 'several one'],
  ])('resources rank their deployment by score_mode %s', (score_mode, expected) => {
    const named = (...names: string[]) => names.map((cluster_name) => ({ info: { cluster_name } }))
    const documents = [
      example({
        id: 'one',
        name: 'a',
        modified: '2020-01-01T00:00:00.000Z',
        elasticsearch: named('logs'),
      }),
      example({ id: 'several', name: 'b', elasticsearch: named('logs of shops', 'logs of shops') }),
    ]
    const query = { match: { 'resources.elasticsearch.info.cluster_name': { query: 'logs' } } }
    const path = 'resources.elasticsearch'
    expect(ids({ query: { nested: { path, query, score_mode } } }, documents)).toBe(expected)
  })

  test.each([
    [['id'], 'a1 a2 a3 a4 a5 a6'],
    [[{ id: { order: 'desc' } }], 'a6 a5 a4 a3 a2 a1'],
    [['name'], 'a2 a6 a1 a3 a4 a5'],
    [['name.keyword'], 'a2 a6 a1 a3 a4 a5'],
    [
      [{ healthy: { order: 'asc' } }, { 'metadata.last_modified': { order: 'asc' } }],
      'a3 a6 a5 a4 a2 a1',
    ],
    [[{ 'metadata.tags.value': { order: 'asc' } }], 'a6 a3 a1 a2 a4 a5'],
    [[{ 'metadata.tags.value': { order: 'desc' } }], 'a3 a1 a6 a2 a4 a5'],
    [['resources.elasticsearch.id'], 'a1 a2 a3 a4 a5 a6'],
    [[{ _score: { order: 'desc' } }, 'id'], 'a1 a2 a3 a4 a5 a6'],
  ])('by %j', (sort, expected) => expect(ids({ sort, size: 100 })).toBe(expected))
})

describe('pages', () => {
  const many = Array.from({ length: 25 }, (_, i) =>
    example({ id: `d${String(i).padStart(2, '0')}`, name: `shop ${i}` }),
  )

  test('ten hits unless asked for more, and a count only with a query', () => {
    expect(ask(undefined, many)).toMatchObject({ return_count: 10, cursor: expect.any(String) })
    expect(ask(undefined, many)).not.toHaveProperty('match_count')
    expect(ask({ query: { match_all: {} }, size: 3 }, many)).toMatchObject({
      return_count: 3,
      match_count: 25,
    })
  })

  test('a count alone costs no hits', () => {
    const answer = ask({ query: { match_all: {} }, size: 0 }, many)
    expect(answer).toEqual({ return_count: 0, match_count: 25, deployments: [] })
  })

  test('from and size cut a page', () => {
    expect(ids({ sort: ['id'], from: 23, size: 10 }, many)).toBe('d23 d24')
    expect(ids({ sort: ['id'], from: 30, size: 10 }, many)).toBe('')
  })

  /** As ecctl does: repeats size, sends the cursor, ends at an empty page. */
  const walk = (first: object, pages: (readonly Doc[])[]) => {
    const seen: unknown[] = []
    let answer = ask(first, pages[0])
    for (let i = 1; answer.return_count > 0 && i < 20; i += 1) {
      seen.push(...answer.deployments.map(({ id }) => id))
      const rest = { query: { match_none: {} }, sort: ['nonsense'], from: 5 }
      answer = ask(
        { ...rest, size: 10, cursor: answer.cursor },
        pages[Math.min(i, pages.length - 1)],
      )
    }
    return { seen, last: answer }
  }

  test('a cursor reaches every hit once and ends with an empty page without a cursor', () => {
    const { seen, last } = walk(
      { query: { match: { name: { query: 'shop' } } }, sort: ['id'], size: 10 },
      [many],
    )
    expect(seen).toEqual(many.map(({ id }) => id))
    expect(last).toEqual({ return_count: 0, match_count: 25, deployments: [] })
  })

  test('a cursor works with the default order and without a query', () => {
    const { seen, last } = walk({ size: 10 }, [many])
    expect(new Set(seen).size).toBe(25)
    expect(last).toEqual({ return_count: 0, deployments: [] })
  })

  test('a cursor without a size keeps the size of the first page', () => {
    const { cursor } = ask({ sort: ['id'], size: 3 }, many)
    expect(ids({ cursor }, many)).toBe('d03 d04 d05')
  })

  test('deployments that come and go between two pages shift nothing', () => {
    const later = [
      example({ id: 'd000', name: 'shop new' }),
      ...many.slice(3),
      example({ id: 'd99', name: 'shop new' }),
    ]
    const { seen } = walk({ sort: ['id'], size: 10 }, [many, later])
    expect(seen).toEqual([...many.map(({ id }) => id), 'd99'])
  })

  test('now means the same moment on every page', () => {
    const body = {
      query: { range: { 'metadata.last_modified': { gte: 'now-10d' } } },
      sort: ['id'],
      size: 2,
    }
    const first = ask(body)
    const second = searchDeployments({
      body: { cursor: first.cursor },
      documents: examples,
      now: now + 1e10,
      generation: '3.8',
    })
    expect(second.deployments.map(({ id }) => id)).toEqual(['a3'])
  })

  test('a cursor beyond the ten thousandth hit still moves on', () => {
    const lots = Array.from({ length: 10_500 }, (_, i) =>
      example({ id: String(i).padStart(5, '0'), name: 'x' }),
    )
    const first = ask({ sort: ['id'], size: 10_000 }, lots)
    expect(ask({ size: 10_000, cursor: first.cursor }, lots).return_count).toBe(500)
  })

  test('a cursor is short enough for a request of the console', () => {
    const names = Array.from({ length: 150 }, (_, i) => ({
      term: { id: { value: `${i}c7d139e789864bf4a6e41819ece19741` } },
    }))
    const { cursor } = ask({ query: { bool: { should: [{ match_all: {} }, ...names] } } }, many)
    expect(cursor?.length).toBeLessThan(8192)
  })
})

test('minimal_metadata moves the hits and keeps only what was asked for', () => {
  const answer = searchDeployments({
    body: { sort: ['id'], size: 2 },
    documents: examples,
    now,
    generation: '3.8',
    minimalMetadata: 'id, name,nothing',
  })
  expect(answer).toMatchObject({
    return_count: 2,
    deployments: [],
    minimal_metadata: [
      { id: 'a1', name: 'logging-prod' },
      { id: 'a2', name: 'Logging staging' },
    ],
  })
})

test('a 2.13 knows neither cursor nor minimal_metadata and ignores both', () => {
  const answer = searchDeployments({
    body: { size: 2, cursor: 'x' },
    documents: examples,
    now,
    generation: '2.13',
    minimalMetadata: 'id',
  })
  expect(answer.deployments).toHaveLength(2)
  expect(answer).not.toHaveProperty('cursor')
  expect(answer).not.toHaveProperty('minimal_metadata')
})

test('a request nested beyond all sense is refused', () => {
  let junk: unknown = 1
  for (let i = 0; i < 100_000; i += 1) junk = [junk]
  expect(refusal({ query: { match: { name: { query: 'shop', junk } } } })).toMatchObject({
    status: 400,
  })
})

test('an empty installation answers empty', () => {
  expect(ask({ query: { match: { name: { query: 'x' } } } }, [])).toEqual({
    return_count: 0,
    match_count: 0,
    deployments: [],
  })
})

test('documents with every optional field missing are found by what they have', () => {
  const bare = [{ id: 'x' }, { id: 'y', resources: null, metadata: { tags: [null, 5] } }]
  const search = createSearch({
    keywordFields: /^id$/,
    nestedPaths: ['resources'],
    defaultSort: ['metadata.last_modified'],
  })
  expect(search({ query: { query_string: { query: 'y' } } }, bare).matchCount).toBe(1)
  expect(
    search({ query: { nested: { path: 'resources', query: { match_all: {} } } } }, bare).matchCount,
  ).toBe(0)
  expect(search({}, bare).hits.map(({ id }) => id)).toEqual(['x', 'y'])
})
