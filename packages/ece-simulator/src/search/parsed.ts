// What the two query string languages parse to, and how that runs. A condition on no field asks the default ones.
import type { DateOptions } from './dates.ts'
import { type Glob, MANY } from './glob.ts'
import * as leaves from './leaves.ts'
import {
  bestOf,
  existsIn,
  matchAll,
  matchBool,
  type Matcher,
  matchNone,
  onField,
  onFields,
  type Scope,
} from './matcher.ts'

export type Parsed =
  | { readonly kind: 'all' }
  | { readonly kind: 'none' }
  | { readonly kind: 'bool'; readonly clauses: readonly Clause[]; readonly least?: number }
  | { readonly kind: 'exists'; readonly field: string }
  | {
      readonly kind: 'condition'
      readonly field?: string | undefined
      readonly condition: Condition
    }

export interface Clause {
  readonly occurs: 'must' | 'should' | 'must_not'
  readonly parsed: Parsed
}

export type Condition =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'phrase'; readonly text: string; readonly slop: number }
  | { readonly kind: 'glob'; readonly glob: Glob }
  | { readonly kind: 'fuzzy'; readonly text: string; readonly distance: number }
  | {
      readonly kind: 'range'
      readonly from?: leaves.Bound | undefined
      readonly to?: leaves.Bound | undefined
    }

function leafOf(condition: Condition, joins: 'and' | 'or', dates: DateOptions): leaves.Leaf {
  switch (condition.kind) {
    case 'words':
      return leaves.matchLeaf(condition.text, (words) => (joins === 'and' ? words : 1), dates)
    case 'phrase':
      return leaves.phraseLeaf(condition.text, condition.slop, dates)
    case 'glob':
      return leaves.globLeaf(condition.glob)
    case 'fuzzy':
      return leaves.fuzzyLeaf(condition.text, condition.distance)
    case 'range':
      return leaves.rangeLeaf(condition.from, condition.to, dates)
  }
}

const isEverything = (condition: Condition) =>
  condition.kind === 'glob' && condition.glob.length === 1 && condition.glob[0] === MANY

/** `joins`: how the words of one condition join, the default operator of the language. */
export function compileParsed(
  parsed: Parsed,
  scope: Scope,
  fields: readonly string[],
  joins: 'and' | 'or',
): Matcher {
  switch (parsed.kind) {
    case 'all':
      return matchAll
    case 'none':
      return matchNone
    case 'exists':
      return existsIn(scope, parsed.field)
    case 'bool': {
      const pick = (occurs: Clause['occurs']) =>
        parsed.clauses
          .filter((clause) => clause.occurs === occurs)
          .map((clause) => compileParsed(clause.parsed, scope, fields, joins))
      const must = pick('must')
      const should = pick('should')
      const least = parsed.least ?? (must.length === 0 && should.length > 0 ? 1 : 0)
      return matchBool({ must, filter: [], should, mustNot: pick('must_not'), least })
    }
    case 'condition': {
      const names = parsed.field === undefined ? fields : [parsed.field]
      // `field:*` asks whether the field is there, `*` alone matches everything
      if (isEverything(parsed.condition)) {
        return bestOf(names.map((name) => (name === '*' ? matchAll : existsIn(scope, name))))
      }
      const leaf = leafOf(parsed.condition, joins, scope.dates)
      const [only] = names
      return names.length === 1 && only !== undefined
        ? onField(scope, only, leaf)
        : onFields(scope, names, leaf)
    }
  }
}
