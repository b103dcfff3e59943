// Compiled queries: functions over a document, and how they are put together.
import type { DateOptions } from './dates.ts'
import { createFieldTree } from './field-tree.ts'
import { matchesGlob, parseGlob } from './glob.ts'
import type { Leaf } from './leaves.ts'
import { hiddenIn, type Mapping, resolveField, typeOf } from './mapping.ts'
import { bestAt, hasValue, MISS } from './values.ts'

/** Scores a root document or a nested element; `MISS` is no match. */
export interface Matcher {
  (node: unknown): number
  /** How much work it is, about: 1 for one field. Cheap conditions are asked first. */
  readonly cost?: number
}

/** Where a query runs. */
export interface Scope {
  readonly mapping: Mapping
  /** '' is the root document, otherwise a nested path. */
  readonly path: string
  readonly dates: DateOptions
}

const COST_OF_ALL_FIELDS = 50

export const matchAll: Matcher = () => 1
export const matchNone: Matcher = () => MISS

export const withCost = (cost: number, matcher: Matcher): Matcher =>
  Object.assign(matcher, { cost })

const costOf = ({ cost = 1 }: Matcher) => cost
const totalCost = (matchers: readonly Matcher[]) =>
  matchers.reduce((sum, matcher) => sum + costOf(matcher), 0)

/** The best score counts, and one match is enough. */
export const bestOf =
  (matchers: readonly Matcher[]): Matcher =>
  (node) => {
    let best = MISS
    for (const matches of matchers) best = Math.max(best, matches(node))
    return best
  }

/** One condition on one field; a name with `*` stands for every field of the scope that fits. */
export function onField(scope: Scope, name: string, leaf: Leaf): Matcher {
  if (name.includes('*')) return onFields(scope, [name], leaf)
  const field = resolveField(scope.mapping, scope.path, name)
  if (field === undefined) return matchNone
  const score = leaf(field.type)
  return (node) => score((test) => bestAt(node, field.path, 0, test))
}

/** The best field counts (`best_fields`): all words of a condition have to be in the same one. */
export function onFields(scope: Scope, names: readonly string[], leaf: Leaf): Matcher {
  const plain = names.filter((name) => !name.includes('*'))
  const globs = names.filter((name) => name.includes('*')).map(parseGlob)
  const matchers = plain.map((name) => onField(scope, name, leaf))
  if (globs.length === 0) return withCost(matchers.length, bestOf(matchers))
  const scores = { text: leaf('text'), keyword: leaf('keyword'), date: leaf('date') }
  const scoreFields = createFieldTree(scope.path, hiddenIn(scope.mapping, scope.path), (name) =>
    globs.some((glob) => matchesGlob(glob, name)) ? scores[typeOf(scope.mapping, name)] : undefined,
  )
  return withCost(COST_OF_ALL_FIELDS, bestOf([...matchers, scoreFields]))
}

export function existsIn(scope: Scope, name: string): Matcher {
  if (name === '*') return (node) => (hasValue(node, []) ? 1 : MISS)
  if (name.includes('*')) return onFields(scope, [name], () => (probe) => probe(() => 1))
  const hasHidden = hiddenIn(scope.mapping, scope.path).some((path) => path.startsWith(`${name}.`))
  if (hasHidden) return existsIn(scope, `${name}.*`)
  const field = resolveField(scope.mapping, scope.path, name)
  if (field === undefined) return matchNone
  return (node) => (hasValue(node, field.path) ? 1 : MISS)
}

export interface BoolParts {
  readonly must: readonly Matcher[]
  readonly filter: readonly Matcher[]
  readonly should: readonly Matcher[]
  readonly mustNot: readonly Matcher[]
  /** How many of `should` have to match. */
  readonly least: number
}

export function matchBool({ must, filter, should, mustNot, least }: BoolParts): Matcher {
  const required = [
    ...must.map((matches) => ({ matches, ranks: true })),
    ...filter.map((matches) => ({ matches, ranks: false })),
  ].toSorted((a, b) => costOf(a.matches) - costOf(b.matches))
  return withCost(totalCost([...must, ...filter, ...should, ...mustNot]), (node) => {
    let score = 0
    for (const { matches, ranks } of required) {
      const one = matches(node)
      if (one === MISS) return MISS
      if (ranks) score += one
    }
    for (const matches of mustNot) if (matches(node) !== MISS) return MISS
    let found = 0
    for (const matches of should) {
      const one = matches(node)
      if (one === MISS) continue
      found += 1
      score += one
    }
    return found < least ? MISS : score
  })
}
