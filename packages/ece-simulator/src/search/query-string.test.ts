import { describe, expect, test } from 'vitest'
import { Failure } from '../context.ts'
import { examples } from './example-deployments.ts'
import { createSearch } from './search.ts'

const search = createSearch({
  keywordFields: /(?:^|\.)(?:id|ref_id|region|version|status|key)$/,
  nestedPaths: ['resources.elasticsearch', 'resources.kibana'],
  defaultSort: ['id'],
})
const now = Date.parse('2025-05-05T00:00:00.000Z')
const find = (query: object) =>
  search({ query, size: 100 }, examples, now)
    .hits.map(({ id }) => id)
    .join(' ')
const strict = (query: string, options = {}) => find({ query_string: { query, ...options } })
const simple = (query: string, options = {}) => find({ simple_query_string: { query, ...options } })

const refusal = (query: object) => {
  try {
    find(query)
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error(`accepted: ${JSON.stringify(query)}`)
}

describe('query_string', () => {
  test.each([
    ['name:logging', 'a1 a2'],
    ['name: logging', 'a1 a2'],
    ['logging', 'a1 a2'],
    ['name:LOGGING', 'a1 a2'],
    ['name.keyword:logging-prod', 'a1'],
    ['name.keyword:logging', ''],
    ['name.keyword:"Logging staging"', 'a2'],
    ['name:logging\\-prod', 'a1 a2 a5'],
    ['name:"logging prod"', 'a1'],
    ['name:"prod logging"', ''],
    ['name:"o\'brien v8.17.4"~1', 'a6'],
    ['name:"o\'brien v8.17.4"', ''],
    ['name:logg*', 'a1 a2'],
    ['name:LOGG*', 'a1 a2'],
    ['name:l?gging', 'a1 a2'],
    ['name.keyword:Logg*', 'a2'],
    ['name.keyword:logg*', 'a1'],
    ['name.keyword:*prod', 'a1 a5', { allow_leading_wildcard: true }],
    ['name:logging-p*', ''],
    ['name.keyword:logging-p*', 'a1'],
    ['name:журналы', 'a4'],
    ['name:監視', 'a5'],
    ['name:🔥', 'a5'],
    ['name:loging~', 'a1 a2'],
    ['name:loging~0', ''],
    ['name:shop^3', 'a3'],
    ['healthy:false', 'a3'],
    ['healthy:false OR name:журналы', 'a3 a4'],
    ['logging AND prod', 'a1'],
    ['logging && prod', 'a1'],
    ['logging || shop', 'a1 a2 a3'],
    ['logging prod', 'a1 a2 a3 a5'],
    ['logging prod', 'a1', { default_operator: 'AND' }],
    ['+logging +prod', 'a1'],
    ['logging -prod', 'a2'],
    ['logging NOT prod', 'a2'],
    ['logging !prod', 'a2'],
    ['NOT logging', 'a3 a4 a5 a6'],
    ['shop (NOT logging)', 'a3 a4 a5 a6'],
    // Lucene marks neighbours instead of ranking operators: `a +b +c`
    ['shop OR logging AND staging', 'a2'],
    ['shop OR (logging AND staging)', 'a2 a3'],
    ['name:(shop OR журналы)', 'a3 a4'],
    ['name:(+logging -staging)', 'a1'],
    ['_exists_:metadata.tags', 'a1 a3 a6'],
    ['NOT _exists_:metadata.tags', 'a2 a4 a5'],
    ['name:*', 'a1 a2 a3 a4 a5 a6'],
    ['nowhere:*', ''],
    ['*', 'a1 a2 a3 a4 a5 a6'],
    ['*:*', 'a1 a2 a3 a4 a5 a6'],
    ['*:shop', 'a3'],
    ['metadata.tags.\\*:search', 'a1'],
    ['metadata.tags.value:"o:k"', 'a6'],
    ['metadata.tags.value:o\\:k', 'a6'],
    ['metadata.last_modified:[2025-05-01 TO *]', 'a1 a2 a3'],
    ['metadata.last_modified:[now-2d/d TO now]', 'a1 a2'],
    ['metadata.last_modified:{2025-05-02T23:59:59.999Z TO *}', 'a1 a2'],
    ['metadata.last_modified:[2025-05-02 TO 2025-05-02]', 'a3'],
    ['metadata.last_modified:>=2025-05-03', 'a1 a2'],
    ['metadata.last_modified:(>=2025-05-03 AND <2025-05-04)', 'a2'],
    ['id:[a2 TO a4}', 'a2 a3'],
    ['id:["a2" TO "a4"]', 'a2 a3 a4'],
    ['name:\\u0073hop', 'a3'],
    ['resources.elasticsearch.info.status:started', ''],
    ['', ''],
    ['   ', ''],
    ['- shop', 'a3'],
    ['name:((((shop))))', 'a3'],
  ])('%s finds %j', (query, ids, options: object = {}) => {
    expect(strict(query, options)).toBe(ids)
  })

  test('the default field takes the words that name none', () => {
    expect(strict('prod', { default_field: 'name' })).toBe('a1 a5')
    expect(strict('shop id:a1', { default_field: 'name' })).toBe('a1 a3')
  })

  test.each([
    'name:(',
    'name:(shop',
    'shop)',
    '"never closed',
    '[a TO b',
    '[a b]',
    'AND shop',
    'shop AND',
    'shop OR OR logging',
    'name:',
    ':shop',
    'a:b:c',
    'shop\\',
    '()',
    'shop ]',
    'shop^',
    'metadata.last_modified:>=',
    '*shop',
    '?hop',
    '+',
  ])('%j is refused and says where', (query) => {
    const failure = refusal({ query_string: { query } })
    expect(failure).toMatchObject({
      status: 400,
      code: 'search.invalid_request',
      fields: ['query.query_string.query'],
    })
    expect(failure.message).toMatch(/query string is not valid: .+\./)
  })

  test('a regular expression is not run but named', () => {
    const failure = refusal({ query_string: { query: 'name:/sh.p/' } })
    expect(failure).toMatchObject({ status: 501, code: 'simulator.not_implemented' })
  })

  test('thousands of words and brackets are refused instead of eating the stack', () => {
    const words = Array.from({ length: 2000 }, (_, i) => `${i}w`)
    for (const query of [
      words.join(','),
      'a '.repeat(2000),
      `${'('.repeat(5000)}a${')'.repeat(5000)}`,
      'NOT '.repeat(5000),
    ]) {
      expect(refusal({ query_string: { query } })).toMatchObject({ status: 400 })
    }
  })
})

describe('simple_query_string', () => {
  test.each([
    ['logging', 'a1 a2'],
    ['logging prod', 'a1 a2 a3 a5'],
    ['logging + prod', 'a1'],
    ['logging | shop', 'a1 a2 a3'],
    ['logging + -prod', 'a2'],
    // without a `+` the forbidden word is one more alternative, the language's best known trap
    ['shop -logging', 'a3 a4 a5 a6'],
    ['"logging prod"', 'a1'],
    ['logg*', 'a1 a2'],
    ['loging~1', 'a1 a2'],
    ['"o\'brien v8.17.4"~1', 'a6'],
    ['(logging | shop) + staging', 'a2'],
    ['shop | logging + staging', 'a2'],
    ['*', 'a1 a2 a3 a4 a5 a6'],
    // whatever cannot be read is text or nothing
    ['"logging', 'a1 a2'],
    ['(logging', 'a1 a2'],
    ['logging)', 'a1 a2'],
    ['+ | + logging', 'a1 a2'],
    // a colon is no operator here and joins letters to one word, as Unicode has it
    ['name:logging', ''],
    ['', ''],
    ['()', ''],
  ])('%s finds %j', (query, ids) => {
    expect(simple(query, { fields: ['name', 'metadata.tags.value'] })).toBe(ids)
  })

  test('fields, operator and flags', () => {
    expect(simple('logging prod', { default_operator: 'and', fields: ['name'] })).toBe('a1')
    expect(simple('prod', { fields: ['metadata.tags.*'] })).toBe('a3')
    expect(simple('search', {})).toBe('a1')
    expect(simple('logg*', { flags: 'AND|OR', fields: ['name'] })).toBe('')
    expect(simple('logging prod shop', { fields: ['name'], minimum_should_match: '2' })).toBe('a1')
  })

  test('deep brackets are refused instead of eating the stack', () => {
    const query = `${'(a '.repeat(3000)}${')'.repeat(3000)}`
    expect(refusal({ simple_query_string: { query } })).toMatchObject({ status: 400 })
  })
})
