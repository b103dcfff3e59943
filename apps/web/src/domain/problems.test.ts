import { describe, expect, it } from 'vitest'
import { needsZones, PROBLEM_OPTIONS, PROBLEM_RULES, PROBLEMS } from './problems.ts'
import { buildCount, buildQuery } from './search.ts'

const ZONES = ['ece-zone-1', 'ece-zone-2', 'ece-zone-3']
const textOf = (value: unknown) => JSON.stringify(value)

/** Every `nested` of a query with the fields that are asked for inside it. */
function nestedFields(value: unknown, path = ''): { path: string; field: string }[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, part]: [string, unknown]) => {
    if (name === 'nested') {
      const { path: inner, query } = part as { path: string; query: unknown }
      return nestedFields(query, inner)
    }
    if (name === 'exists') return [{ path, field: (part as { field: string }).field }]
    if (name === 'match' || name === 'range') {
      return Object.keys(part as object).map((field) => ({ path, field }))
    }
    return nestedFields(part, path)
  })
}

describe('the problems that the search can name', () => {
  it.each(PROBLEMS)('%s has words, and a search of its own', (problem) => {
    const { label, sentence } = PROBLEM_RULES[problem]
    expect(label).not.toBe('')
    expect(sentence).toMatch(/^[A-Z].*\.$/)
    const others = PROBLEMS.filter((each) => each !== problem)
    const query = textOf(PROBLEM_RULES[problem].query(ZONES))
    expect(others.map((each) => textOf(PROBLEM_RULES[each].query(ZONES)))).not.toContain(query)
  })

  it.each(PROBLEMS)(
    '%s looks at fields of a resource only from inside that resource',
    (problem) => {
      for (const { path, field } of nestedFields(PROBLEM_RULES[problem].query(ZONES))) {
        if (field.startsWith('resources.')) expect(field.startsWith(`${path}.`)).toBe(true)
        else expect(path).toBe('')
      }
    },
  )

  it('are offered by the filter with one word each', () => {
    expect(new Set(PROBLEM_OPTIONS.map(({ label }) => label)).size).toBe(PROBLEMS.length)
  })

  it('several of them mean any of, next to the other filters', () => {
    const { bool } = buildQuery({ problem: ['unhealthy', 'plan_failed'], version: ['9.0.1'] }) as {
      bool: { must: unknown[] }
    }
    expect(bool.must).toHaveLength(2)
    expect(bool.must).toContainEqual({
      bool: {
        should: [PROBLEM_RULES.unhealthy.query([]), PROBLEM_RULES.plan_failed.query([])],
        minimum_should_match: 1,
      },
    })
  })

  it('a number is the list behind it without rows', () => {
    const filters = { problem: ['snapshot_old' as const] }
    expect(buildCount(filters)).toEqual({ query: buildQuery(filters), size: 0 })
  })

  it('a missing field is only believed beside one that is there', () => {
    const absent = textOf(PROBLEM_RULES.no_snapshot.query([])).match(/"must_not":\[\{"exists"/g)
    const present = textOf(PROBLEM_RULES.no_snapshot.query([])).match(/"must":\[\{"exists"/g)
    expect(absent).toHaveLength(2)
    expect(present).toHaveLength(2)
  })
})

describe('what runs in a single zone', () => {
  it.each(PROBLEMS.filter((problem) => needsZones([problem])))(
    '%s finds nothing, rather than everything, while the zones are not known',
    (problem) => {
      for (const zones of [undefined, []]) {
        expect(textOf(PROBLEM_RULES[problem].query(zones))).toContain('{"match_none":{}}')
      }
    },
  )

  it('is what matches one of the names of zones and no second one', () => {
    expect(PROBLEM_RULES.single_zone.query(ZONES)).toMatchObject({
      nested: {
        query: {
          bool: {
            must: [{ bool: { should: { length: 3 }, minimum_should_match: 1 } }],
            must_not: [{ bool: { should: { length: 3 }, minimum_should_match: 2 } }],
          },
        },
      },
    })
  })

  it('only these problems need the names', () => {
    expect(PROBLEMS.filter((problem) => needsZones([problem]))).toEqual([
      'single_zone',
      'system_not_redundant',
    ])
    expect(needsZones([])).toBe(false)
  })
})
