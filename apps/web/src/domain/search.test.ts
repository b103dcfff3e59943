import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import {
  buildCount,
  buildQuery,
  buildSearch,
  buildSort,
  type DeploymentFilters,
  nextSearch,
  VIEWS,
} from './search.ts'
import { cleanSearchText, escapeQueryString, searchResourceId, searchText } from './search-text.ts'
import { ELASTICSEARCH_ID } from './sample.ts'

const NOT_HIDDEN = { match: { 'metadata.hidden': { query: 'true', operator: 'and' } } }
const must = (filters: DeploymentFilters) => {
  const { bool } = buildQuery(filters) as { bool: { must: object[]; must_not: object[] } }
  return bool
}
/** Every `query_string` of a query, wherever it is. */
const strings = (value: unknown): { query: string; default_field: string }[] => {
  if (typeof value !== 'object' || value === null) return []
  const own =
    'query_string' in value ? [value.query_string as { query: string; default_field: string }] : []
  return [...own, ...Object.values(value).flatMap(strings)]
}

describe('filters of the list', () => {
  it('without any ask for everything but hidden deployments, with a query so that ECE counts', () => {
    expect(buildSearch({})).toEqual({
      query: { bool: { must: [{ match_all: {} }], must_not: [NOT_HIDDEN] } },
      sort: [{ 'metadata.last_modified': { order: 'desc' } }, { id: { order: 'asc' } }],
      size: 100,
    })
  })

  it.each([
    [{ health: 'unhealthy' as const }, { match: { healthy: { query: 'false', operator: 'and' } } }],
    [
      { version: ['8.17.4'] },
      {
        nested: {
          path: 'resources.elasticsearch',
          query: {
            match: {
              'resources.elasticsearch.info.plan_info.current.plan.elasticsearch.version': {
                query: '8.17.4',
                operator: 'and',
              },
            },
          },
        },
      },
    ],
    [
      { kind: ['kibana' as const] },
      { nested: { path: 'resources.kibana', query: { exists: { field: 'resources.kibana.id' } } } },
    ],
    [
      { tag: ['team:search:eu'] },
      {
        nested: {
          path: 'metadata.tags',
          query: {
            bool: {
              must: [
                { match: { 'metadata.tags.key': { query: 'team', operator: 'and' } } },
                { match: { 'metadata.tags.value': { query: 'search:eu', operator: 'and' } } },
              ],
            },
          },
        },
      },
    ],
    [{ changed_since: '24h' }, { range: { 'metadata.last_modified': { gte: 'now-24h' } } }],
    [
      { snapshot_older_than: '7d' },
      {
        nested: {
          path: 'resources.elasticsearch',
          query: {
            range: {
              'resources.elasticsearch.info.snapshots.latest_successful_end_time': { lt: 'now-7d' },
            },
          },
        },
      },
    ],
    [{ system: true }, { match: { 'metadata.system_owned': { query: 'true', operator: 'and' } } }],
  ])('%o', (filters, query) => {
    expect(must(filters).must).toEqual([query])
  })

  it('ignore ages that are none, so that a pasted URL cannot break the search', () => {
    expect(must({ changed_since: 'now||/d', snapshot_older_than: '0h' }).must).toEqual([
      { match_all: {} },
    ])
  })

  it('mean any of within one, and all of among each other', () => {
    const { must: conditions } = must({
      version: ['8.17.4', '9.0.1'],
      template: ['default'],
      health: 'healthy',
    })
    expect(conditions).toHaveLength(3)
    expect(conditions[1]).toMatchObject({
      nested: { query: { bool: { should: [{}, {}], minimum_should_match: 1 } } },
    })
  })

  it('show hidden deployments only when they are asked for', () => {
    expect(must({ hidden: true })).toEqual({ must: [NOT_HIDDEN], must_not: [] })
  })

  it.each(VIEWS)(
    'the view "%s" is a query of its own, and a count is the same query without rows',
    (view) => {
      const { query, size } = buildCount({ view })
      expect(size).toBe(0)
      expect(query).toEqual(buildQuery({ view }))
      expect(view === 'all' || JSON.stringify(query) !== JSON.stringify(buildQuery({}))).toBe(true)
    },
  )
})

describe('sorting', () => {
  it.each([
    ['name' as const, [{ 'name.keyword': { order: 'asc' } }, { id: { order: 'asc' } }]],
    [
      '-modified' as const,
      [{ 'metadata.last_modified': { order: 'desc' } }, { id: { order: 'asc' } }],
    ],
    ['id' as const, [{ id: { order: 'asc' } }]],
  ])('%s breaks ties by id', (sort, expected) => {
    expect(buildSort(sort)).toEqual(expected)
  })
})

describe('free text', () => {
  it('is part of a name as it is written, or of its words in any case', () => {
    const found = strings(searchText('Prod-E'))
    expect(found).toContainEqual({
      query: '*Prod\\-E*',
      default_field: 'name.keyword',
      default_operator: 'AND',
      allow_leading_wildcard: true,
    })
    expect(found).toContainEqual(
      expect.objectContaining({ query: '*prod e*', default_field: 'name' }),
    )
    expect(found.map((each) => each.default_field)).toContain('resources.kibana.info.cluster_name')
    expect(found.map((each) => each.default_field)).toContain('resources.apm.info.name')
  })

  it('of hex digits is part of an id of the deployment or of any resource', () => {
    const fields = strings(searchText('0ABA9')).filter(({ query }) => query === '*0aba9*')
    expect(fields.map((each) => each.default_field)).toEqual(
      expect.arrayContaining([
        'id',
        'resources.elasticsearch.id',
        'resources.integrations_server.id',
      ]),
    )
  })

  it('with a whole id in it is that id, also in a pasted endpoint', () => {
    const url = `https://${ELASTICSEARCH_ID}.192.168.44.10.ip.es.io:9243/_cat/indices`
    expect(searchText(url)).toEqual(searchText(ELASTICSEARCH_ID))
    expect(JSON.stringify(searchText(url))).not.toContain('query_string')
  })

  it('in other scripts is also searched as analysed words', () => {
    expect(JSON.stringify(searchText('検索 本番'))).toContain(
      '{"match":{"name":{"query":"検索 本番","operator":"and"}}}',
    )
  })

  it('that is empty searches nothing', () => {
    expect(searchText(undefined)).toBeUndefined()
    expect(searchText(' \t\u0000 ')).toBeUndefined()
  })

  it('is one line of bounded length without control characters', () => {
    expect(cleanSearchText(`a\u0000b\n${'c'.repeat(500)}`)).toMatch(/^a b c{251}|^a b c+$/)
    expect(cleanSearchText('x'.repeat(500))).toHaveLength(256)
  })

  it('cannot say anything in the query language', () => {
    expect(escapeQueryString('name:(a OR b) AND *?"\\/[x TO y]{}!^~+-=&|<>')).toBe(
      'name\\:\\(a\\ OR\\ b\\)\\ AND\\ \\*\\?\\"\\\\\\/\\[x\\ TO\\ y\\]\\{\\}\\!\\^\\~\\+\\-\\=\\&\\|??',
    )
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const free = escapeQueryString(text).replace(/\\./gsu, '')
        expect(free).not.toMatch(/[\s+\-=&|<>!(){}[\]^"~*:\\/]/)
      }),
    )
  })
})

describe('paging', () => {
  const body = { query: {}, sort: ['id'], size: 100 }
  it('goes on by the cursor where the server gives one, until an empty page', () => {
    const next = nextSearch(
      { ...body, from: 100 },
      { return_count: 100, match_count: 5000, cursor: 'c1' },
    )
    expect(next).toEqual({ ...body, cursor: 'c1' })
    expect(nextSearch({ ...body, cursor: 'c9' }, { return_count: 0, cursor: 'c9' })).toBeUndefined()
  })

  it.each([
    ['all are there', { return_count: 40, match_count: 40 }, {}, undefined],
    ['the last of several pages', { return_count: 50, match_count: 250 }, { from: 200 }, undefined],
    ['nobody counted', { return_count: 40 }, {}, 'c1'],
    [
      'a count that may be a limit',
      { return_count: 100, match_count: 10_000 },
      { from: 9900 },
      'c1',
    ],
  ])('with a cursor, asks for no empty page where the count says the end: %s', (...given) => {
    const [, answer, more, cursor] = given
    expect(nextSearch({ ...body, ...more }, { ...answer, cursor: 'c1' })?.cursor).toBe(cursor)
  })

  it.each([
    ['more to come', { return_count: 100, match_count: 250 }, {}, 100],
    ['the last page', { return_count: 50, match_count: 250 }, { from: 200 }, undefined],
    ['a full page without a count', { return_count: 100 }, {}, 100],
    ['a short page without a count', { return_count: 40 }, {}, undefined],
    ['a page of less than nothing', { return_count: -1, match_count: 250 }, {}, undefined],
    [
      'beyond what `from` can reach',
      { return_count: 100, match_count: 20_000 },
      { from: 9900 },
      undefined,
    ],
  ])('on older servers: %s', (_, answer, more, from) => {
    expect(nextSearch({ ...body, ...more }, answer)?.from).toBe(from)
  })
})

it('finds the deployment of a resource as the vendor’s own clients do', () => {
  const one = (kind: string) => ({
    nested: {
      path: `resources.${kind}`,
      query: { match: { [`resources.${kind}.id`]: { query: 'x', operator: 'and' } } },
    },
  })
  expect(searchResourceId('x', ['elasticsearch', 'kibana'])).toEqual({
    bool: { should: [one('elasticsearch'), one('kibana')], minimum_should_match: 1 },
  })
})
