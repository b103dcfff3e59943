// The query containers of the vendor's document (`QueryContainer`), compiled once per search to a function over
// documents. What the document types as text has to be text; members that it does not know are ignored.
import { Failure } from '../context.ts'
import { parseDate } from './dates.ts'
import * as leaves from './leaves.ts'
import { pathWithin, typeOf } from './mapping.ts'
import {
  existsIn,
  matchAll,
  matchBool,
  type Matcher,
  matchNone,
  onField,
  type Scope,
  withCost,
} from './matcher.ts'
import { compileParsed } from './parsed.ts'
import { parseQueryString } from './query-string.ts'
import {
  invalid,
  isBound,
  isFlag,
  isText,
  isTexts,
  isWhole,
  readObject,
  readOperator,
  readOptional,
  readText,
} from './read.ts'
import { parseSimpleQueryString } from './simple-query-string.ts'
import { type Doc, eachElement, MISS } from './values.ts'

/** `indices.query.bool.max_clause_found` and `max_nested_depth` of Elasticsearch. */
const MAX_CLAUSES = 1024
const MAX_DEPTH = 30

interface State {
  clauses: number
}

interface Place {
  readonly scope: Scope
  readonly at: string
  readonly depth: number
  readonly state: State
}

const inside = (place: Place, name: string): Place => ({ ...place, at: `${place.at}.${name}` })

function count(place: Place, deeper = 0) {
  place.state.clauses += 1
  if (place.state.clauses > MAX_CLAUSES) {
    throw invalid(place.at, `the query has more than ${MAX_CLAUSES} clauses`)
  }
  if (place.depth + deeper > MAX_DEPTH) {
    throw invalid(place.at, `the query is nested more than ${MAX_DEPTH} levels deep`)
  }
}

/** A negative number is how many may be missing. */
const atLeast = (wanted: number | undefined, clauses: number) =>
  wanted === undefined ? undefined : Math.max(0, wanted < 0 ? clauses + wanted : wanted)

/** The one field of `{"name": {…}}` and what it says. */
function readField(body: unknown, place: Place): readonly [string, Doc, string] {
  const fields = Object.entries(readObject(body, place.at))
  const [field] = fields
  if (field === undefined || fields.length > 1) {
    throw invalid(place.at, `must name exactly one field, not ${fields.length}`)
  }
  const at = `${place.at}.${field[0]}`
  return [field[0], readObject(field[1], at), at]
}

function compileBool(body: unknown, place: Place): Matcher {
  const bool = readObject(body, place.at)
  const clauses = (name: string) => {
    const list = bool[name]
    if (list === undefined || list === null) return []
    if (!Array.isArray(list)) throw invalid(`${place.at}.${name}`, 'must be an array of queries')
    return list.map((query: unknown, i) =>
      compile(query, { ...place, at: `${place.at}.${name}[${i}]`, depth: place.depth + 1 }),
    )
  }
  const must = clauses('must')
  const filter = clauses('filter')
  const should = clauses('should')
  const mustNot = clauses('must_not')
  const wanted = readOptional(bool, 'minimum_should_match', place.at, isWhole, 'a whole number')
  const isEmpty = must.length + filter.length + should.length + mustNot.length === 0
  // Without must and filter at least one `should` has to match, whatever the minimum says.
  const least = must.length + filter.length === 0 && should.length > 0 ? 1 : 0
  return isEmpty
    ? matchAll
    : matchBool({
        must,
        filter,
        should,
        mustNot,
        least: Math.max(least, atLeast(wanted, should.length) ?? 0),
      })
}

function compileMatch(body: unknown, place: Place): Matcher {
  const [field, match, at] = readField(body, place)
  const text = readText(match, 'query', at)
  const operator = readOperator(match, 'operator', at)
  const wanted = readOptional(match, 'minimum_should_match', at, isWhole, 'a whole number')
  readOptional(match, 'analyzer', at, isText, 'text')
  const needed = (words: number) => (operator === 'and' ? words : (atLeast(wanted, words) ?? 1))
  return onField(place.scope, field, leaves.matchLeaf(text, needed, place.scope.dates))
}

function compileTerm(body: unknown, place: Place): Matcher {
  const [field, term, at] = readField(body, place)
  return onField(
    place.scope,
    field,
    leaves.termLeaf(readText(term, 'value', at), place.scope.dates),
  )
}

function compilePrefix(body: unknown, place: Place): Matcher {
  const [field, prefix, at] = readField(body, place)
  return onField(place.scope, field, leaves.prefixLeaf(readText(prefix, 'value', at)))
}

function compileExists(body: unknown, place: Place): Matcher {
  return existsIn(place.scope, readText(readObject(body, place.at), 'field', place.at))
}

function compileRange(body: unknown, place: Place): Matcher {
  const [field, range, at] = readField(body, place)
  const format = readOptional(range, 'format', at, isText, 'text')
  const zone = readOptional(range, 'time_zone', at, isText, 'text')
  const dates = { now: place.scope.dates.now, format, zone }
  const isDate = typeOf(place.scope.mapping, field) === 'date'
  const read = (open: string, closed: string): leaves.Bound | undefined => {
    for (const name of [open, closed]) {
      const value = readOptional(range, name, at, isBound, 'a text, a number or a date')
      if (value === undefined) continue
      if (
        isDate &&
        parseDate(String(value), name === 'gt' || name === 'lte', dates) === undefined
      ) {
        throw invalid(`${at}.${name}`, `"${String(value)}" is no date in this format and time zone`)
      }
      return { value, isOpen: name === open }
    }
    return undefined
  }
  return onField(place.scope, field, leaves.rangeLeaf(read('gt', 'gte'), read('lt', 'lte'), dates))
}

const COST_OF_NESTED = 5

type ScoreMode = (sum: number, found: number, min: number, max: number) => number
const SCORE_MODES: Readonly<Record<string, ScoreMode>> = {
  avg: (sum, found) => sum / found,
  sum: (sum) => sum,
  min: (_sum, _found, min) => min,
  max: (_sum, _found, _min, max) => max,
  none: () => 0,
}

function compileNested(body: unknown, place: Place): Matcher {
  const nested = readObject(body, place.at)
  const path = readText(nested, 'path', place.at)
  const mode = readOptional(nested, 'score_mode', place.at, isText, 'text') ?? 'avg'
  const combine = Object.hasOwn(SCORE_MODES, mode) ? SCORE_MODES[mode] : undefined
  if (combine === undefined)
    throw invalid(`${place.at}.score_mode`, 'must be avg, sum, min, max or none')
  const { scope } = place
  if (!scope.mapping.nestedPaths.includes(path)) {
    throw invalid(`${place.at}.path`, `there is no nested object under "${path}"`)
  }
  const inner = { ...inside(place, 'query'), scope: { ...scope, path }, depth: place.depth + 1 }
  const matches = compile(nested.query, inner)
  const way = pathWithin(scope.path, path)
  if (way === undefined) return matchNone
  return withCost(COST_OF_NESTED + (matches.cost ?? 1), (node) => {
    let [sum, found, min, max] = [0, 0, Infinity, MISS]
    eachElement(node, way, 0, (element) => {
      const score = matches(element)
      if (score === MISS) return
      sum += score
      found += 1
      min = Math.min(min, score)
      max = Math.max(max, score)
    })
    return found === 0 ? MISS : combine(sum, found, min, max)
  })
}

function compileQueryString(body: unknown, place: Place): Matcher {
  const query = readObject(body, place.at)
  const text = readText(query, 'query', place.at)
  const operator = readOperator(query, 'default_operator', place.at)
  const field = readOptional(query, 'default_field', place.at, isText, 'text') ?? '*'
  const allowed = readOptional(query, 'allow_leading_wildcard', place.at, isFlag, 'true or false')
  readOptional(query, 'analyzer', place.at, isText, 'text')
  // Elasticsearch's own default is true, but the vendor's document says false for ECE (QueryStringQuery).
  const allowLeadingWildcard = allowed ?? false
  try {
    const clauses = (depth: number) => count(place, depth)
    const parsed = parseQueryString(text, { operator, allowLeadingWildcard, count: clauses })
    return compileParsed(parsed, place.scope, [field], operator)
  } catch (error) {
    if (!(error instanceof Failure) || error.fields !== undefined) throw error
    throw new Failure(error.status, error.code, error.message, [`${place.at}.query`])
  }
}

function compileSimpleQueryString(body: unknown, place: Place): Matcher {
  const query = readObject(body, place.at)
  const text = readText(query, 'query', place.at)
  const operator = readOperator(query, 'default_operator', place.at)
  const fields = readOptional(query, 'fields', place.at, isTexts, 'an array of field names') ?? [
    '*',
  ]
  const flags = readOptional(query, 'flags', place.at, isText, 'text')?.toUpperCase().split('|')
  const wanted = readOptional(query, 'minimum_should_match', place.at, isText, 'text')
  if (wanted !== undefined && !/^-?\d{1,4}$/.test(wanted)) {
    throw invalid(`${place.at}.minimum_should_match`, 'the simulator takes a whole number only')
  }
  const parsed = parseSimpleQueryString(text, {
    operator,
    flags: flags === undefined || flags.includes('ALL') ? undefined : new Set(flags),
    count: (depth) => count(place, depth),
  })
  const should =
    parsed.kind === 'bool' ? parsed.clauses.filter(({ occurs }) => occurs === 'should') : []
  const least = wanted === undefined ? undefined : atLeast(Number(wanted), should.length)
  const whole = parsed.kind === 'bool' && least !== undefined ? { ...parsed, least } : parsed
  // a boost such as `name^2` changes the order only, and this ranking knows no boosts
  const names = fields.map((name) => name.replace(/\^[\d.]+$/, ''))
  return compileParsed(whole, place.scope, names, operator)
}

const QUERIES: Readonly<Record<string, (body: unknown, place: Place) => Matcher>> = {
  bool: compileBool,
  exists: compileExists,
  match: compileMatch,
  match_all: () => matchAll,
  match_none: () => matchNone,
  nested: compileNested,
  prefix: compilePrefix,
  query_string: compileQueryString,
  range: compileRange,
  simple_query_string: compileSimpleQueryString,
  term: compileTerm,
}

function compile(query: unknown, place: Place): Matcher {
  count(place)
  const entries = Object.entries(readObject(query, place.at))
  const [entry] = entries
  if (entry === undefined || entries.length > 1) {
    throw invalid(place.at, `a query has exactly one type, not ${entries.length}`)
  }
  const [type, body] = entry
  const compileType = Object.hasOwn(QUERIES, type) ? QUERIES[type] : undefined
  if (compileType === undefined) throw invalid(place.at, `there is no query type "${type}"`)
  return compileType(body, inside(place, type))
}

/** Throws `Failure` 400 `search.invalid_request`. */
export const compileQuery = (query: unknown, scope: Scope): Matcher =>
  compile(query, { scope, at: 'query', depth: 0, state: { clauses: 0 } })
