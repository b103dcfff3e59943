import { describe, expect, test } from 'vitest'
import { find, ids, nested, refusal } from './example-deployments.ts'

const status = (value: string) => ({ term: { 'resources.elasticsearch.info.status': { value } } })
const version = (value: string) => ({
  match: {
    'resources.elasticsearch.info.plan_info.current.plan.elasticsearch.version': { query: value },
  },
})
const memory = 'resources.elasticsearch.info.topology.instances.memory.instance_capacity'

describe('queries', () => {
  const cases: readonly (readonly [string, object, string])[] = [
    ['everything', { match_all: {} }, 'a1 a2 a3 a4 a5 a6'],
    ['nothing', { match_none: {} }, ''],
    ['an empty bool is everything', { bool: {} }, 'a1 a2 a3 a4 a5 a6'],
    ['a word of a name', { match: { name: { query: 'Prod' } } }, 'a1 a5'],
    ['one of several words', { match: { name: { query: 'logging shop' } } }, 'a1 a2 a3'],
    ['all of several words', { match: { name: { query: 'prod logging', operator: 'AND' } } }, 'a1'],
    [
      'two of three words',
      { match: { name: { query: 'logging prod shop', minimum_should_match: 2 } } },
      'a1',
    ],
    [
      'all but one of three words',
      { match: { name: { query: 'logging prod shop', minimum_should_match: -1 } } },
      'a1',
    ],
    ['a name to the letter', { match: { 'name.keyword': { query: 'Logging staging' } } }, 'a2'],
    ['a term is not analysed', { term: { name: { value: 'Logging' } } }, ''],
    ['a term is one word in lower case', { term: { name: { value: 'logging' } } }, 'a1 a2'],
    ['an id is never words', { match: { id: { query: 'a1 a2' } } }, ''],
    ['an id', { term: { id: { value: 'a1' } } }, 'a1'],
    ['an id by its exact twin', { term: { 'id.keyword': { value: 'a1' } } }, 'a1'],
    ['a boolean as text', { term: { healthy: { value: 'false' } } }, 'a3'],
    ['the beginning of a word', { prefix: { name: { value: 'logg' } } }, 'a1 a2'],
    ['the beginning of a name', { prefix: { 'name.keyword': { value: 'Logg', boost: 2 } } }, 'a2'],
    ['a field that is there', { exists: { field: 'metadata.tags' } }, 'a1 a3 a6'],
    [
      'a tag, of any element',
      {
        bool: {
          must: [
            { term: { 'metadata.tags.key': { value: 'env' } } },
            { term: { 'metadata.tags.value': { value: 'shop' } } },
          ],
        },
      },
      'a3',
    ],
    [
      'a tag, key and value of the same element, as the terraform provider asks',
      {
        nested: {
          path: 'metadata.tags',
          query: {
            bool: {
              filter: [
                { term: { 'metadata.tags.key': { value: 'env' } } },
                { term: { 'metadata.tags.value': { value: 'prod' } } },
              ],
            },
          },
        },
      },
      'a3',
    ],
    [
      'a tag whose key and value are of different elements',
      {
        nested: {
          path: 'metadata.tags',
          query: {
            bool: {
              filter: [
                { term: { 'metadata.tags.key': { value: 'env' } } },
                { term: { 'metadata.tags.value': { value: 'shop' } } },
              ],
            },
          },
        },
      },
      '',
    ],
    [
      'since yesterday morning',
      { range: { 'metadata.last_modified': { gte: 'now-2d/d' } } },
      'a1 a2',
    ],
    [
      'a whole day',
      { range: { 'metadata.last_modified': { gte: '2025-05-02', lte: '2025-05-02' } } },
      'a3',
    ],
    ['after a whole day', { range: { 'metadata.last_modified': { gt: '2025-05-02' } } }, 'a1 a2'],
    [
      'a day of the new year in Warsaw',
      { range: { 'metadata.last_modified': { lt: '2025-01-01', time_zone: 'Europe/Warsaw' } } },
      '',
    ],
    [
      'and of the old year in UTC',
      { range: { 'metadata.last_modified': { lt: '2025-01-01' } } },
      'a6',
    ],
    [
      'another way to write a date',
      { range: { 'metadata.last_modified': { gte: '04/05/2025', format: 'dd/MM/yyyy' } } },
      'a1',
    ],
    [
      'milliseconds',
      { range: { 'metadata.last_modified': { gte: Date.parse('2025-05-04') } } },
      'a1',
    ],
    ['keywords by alphabet', { range: { id: { gt: 'a2', lte: 'a4' } } }, 'a3 a4'],
    ['resources are out of reach without nested', status('started'), ''],
    ['and so is their presence', { exists: { field: 'resources.elasticsearch.id' } }, ''],
    ['and the whole of them', { exists: { field: 'resources' } }, ''],
    ['nested', nested('elasticsearch', status('started')), 'a1 a2 a3 a4'],
    [
      'nested by number',
      nested('elasticsearch', { range: { [memory]: { gte: 4096 } } }),
      'a1 a3 a4',
    ],
    [
      'both conditions in one resource',
      nested('elasticsearch', { bool: { must: [status('stopped'), version('8.17.4')] } }),
      'a3',
    ],
    [
      'not one here and one there',
      nested('elasticsearch', { bool: { must: [status('stopped'), version('9.0.1')] } }),
      '',
    ],
    [
      'unless they are asked for one by one',
      {
        bool: {
          must: [
            nested('elasticsearch', status('stopped')),
            nested('elasticsearch', version('9.0.1')),
          ],
        },
      },
      'a3',
    ],
    [
      'the root is out of reach within nested',
      nested('elasticsearch', { term: { id: { value: 'a1' } } }),
      '',
    ],
    [
      'no such resource',
      { bool: { must_not: [nested('elasticsearch', { match_all: {} })] } },
      'a5 a6',
    ],
    [
      'a query string within nested',
      nested('elasticsearch', {
        query_string: { query: 'resources.elasticsearch.info.status:sto*' },
      }),
      'a3',
    ],
    ['all fields of a resource', nested('kibana', { query_string: { query: 'kb2' } }), 'a2'],
    [
      'at least two of three',
      {
        bool: {
          should: [
            { term: { id: { value: 'a1' } } },
            { match: { name: { query: 'prod' } } },
            { match: { name: { query: 'logging' } } },
          ],
          minimum_should_match: 2,
        },
      },
      'a1',
    ],
    [
      'should is free when something must',
      {
        bool: {
          must: [{ match: { name: { query: 'logging' } } }],
          should: [{ term: { id: { value: 'a6' } } }],
        },
      },
      'a1 a2',
    ],
    [
      'should is free when something is filtered',
      {
        bool: {
          filter: [{ match: { name: { query: 'logging' } } }],
          should: [{ term: { id: { value: 'a6' } } }],
        },
      },
      'a1 a2',
    ],
    [
      'but not by itself',
      { bool: { should: [{ term: { id: { value: 'a6' } } }], minimum_should_match: 0 } },
      'a6',
    ],
    ['more than there are', { bool: { should: [{ match_all: {} }], minimum_should_match: 2 } }, ''],
    [
      'only exclusions',
      { bool: { must_not: [{ match: { name: { query: 'logging' } } }] } },
      'a3 a4 a5 a6',
    ],
    ['names of JavaScript objects are no fields', { exists: { field: 'constructor' } }, ''],
    ['nor ways into them', { exists: { field: '__proto__.toString' } }, ''],
    [
      'unknown members are accepted',
      { match: { name: { query: 'shop', fuzziness: 'AUTO' } } },
      'a3',
    ],
  ]
  test.each(cases)('%s', (_, query, expected) => expect(find(query)).toBe(expected))

  test('the SDK finds a deployment by the id of any of its resources', () => {
    const kinds = [
      'elasticsearch',
      'kibana',
      'apm',
      'appsearch',
      'enterprise_search',
      'integrations_server',
    ]
    const lookup = (id: string) => ({
      query: {
        bool: {
          minimum_should_match: 1,
          should: kinds.map((kind) =>
            nested(kind, { match: { [`resources.${kind}.id`]: { query: id } } }),
          ),
        },
      },
    })
    expect(ids(lookup('kb2'))).toBe('a2')
    expect(ids(lookup('es-a4'))).toBe('a4')
    expect(ids(lookup('a4'))).toBe('')
  })

  test("the start page of the vendor's console: every deployment with Elasticsearch, last change first", () => {
    const query = {
      bool: {
        must: [
          nested('elasticsearch', { exists: { field: 'resources.elasticsearch.id' } }),
          { match_all: {} },
        ],
        must_not: [],
      },
    }
    expect(ids({ size: 150, query })).toBe('a1 a2 a3 a4')
  })
})

describe('a request that is wrong', () => {
  const deep = (levels: number): object =>
    levels === 0 ? { match_all: {} } : { bool: { must: [deep(levels - 1)] } }
  const cases: readonly (readonly [unknown, string])[] = [
    [{ query: {} }, 'query'],
    [{ query: [] }, 'query'],
    [{ query: { match_all: {}, bool: {} } }, 'query'],
    [{ query: { wildcard: { name: { value: '*' } } } }, 'query'],
    [{ query: { toString: {} } }, 'query'],
    [{ query: { bool: { must: [{ match_all: {} }, { fuzzy: {} }] } } }, 'query.bool.must[1]'],
    [{ query: { bool: { must: { match_all: {} } } } }, 'query.bool.must'],
    [
      { query: { range: { 'metadata.last_modified': { gte: '1', format: 'y'.repeat(1e6) } } } },
      'query.range.metadata.last_modified.gte',
    ],
    [{ query: { bool: { minimum_should_match: 'one' } } }, 'query.bool.minimum_should_match'],
    [{ query: { term: { healthy: { value: true } } } }, 'query.term.healthy.value'],
    [{ query: { term: { healthy: 'true' } } }, 'query.term.healthy'],
    [{ query: { term: { id: { value: 'a' }, name: { value: 'b' } } } }, 'query.term'],
    [{ query: { match: { name: { query: 'x', operator: 'xor' } } } }, 'query.match.name.operator'],
    [
      { query: { range: { 'metadata.last_modified': { gte: 'yesterday' } } } },
      'query.range.metadata.last_modified.gte',
    ],
    [{ query: { range: { name: { gte: ['a'] } } } }, 'query.range.name.gte'],
    [{ query: nested('nothing', { match_all: {} }) }, 'query.nested.path'],
    [{ query: { nested: { path: 'resources.kibana' } } }, 'query.nested.query'],
    [
      {
        query: {
          nested: { path: 'resources.kibana', query: { match_all: {} }, score_mode: 'most' },
        },
      },
      'query.nested.score_mode',
    ],
    [{ query: { exists: {} } }, 'query.exists.field'],
    [{ query: { query_string: { query: 5 } } }, 'query.query_string.query'],
    [{ query: deep(40) }, `query${'.bool.must[0]'.repeat(31)}`],
    [
      { query: { bool: { should: Array.from({ length: 1100 }, () => ({ match_all: {} })) } } },
      'query.bool.should[1023]',
    ],
    [{ sort: 'id' }, 'sort'],
    [{ sort: [5] }, 'sort[0]'],
    [{ sort: [{ id: { order: 'up' } }] }, 'sort[0].id.order'],
    [{ size: -1 }, 'size'],
    [{ size: '10' }, 'size'],
    [{ size: 1.5 }, 'size'],
    [{ from: -5 }, 'from'],
    [{ from: 9999, size: 2 }, 'from'],
    [{ cursor: 'no cursor' }, 'cursor'],
    [{ cursor: '' }, 'cursor'],
    ['text', 'body'],
  ]
  test.each(cases)('%j is refused and names %s', (body, field) => {
    const failure = refusal(body)
    expect(failure).toMatchObject({ status: 400, code: 'search.invalid_request', fields: [field] })
    expect(failure.message).toContain(field)
  })
})
