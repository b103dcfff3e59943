// Lucene's classic query syntax → conditions, with Lucene's own rules for AND, OR and NOT, which are not those of
// a programming language: they mark the clauses beside them as required or forbidden, so that `a OR b AND c` is `a +b +c`.
import { autoDistance, MANY, ONE } from './glob.ts'
import type { Bound } from './leaves.ts'
import type { Clause, Condition, Parsed } from './parsed.ts'
import { type RangeEnd, readTokens, refuse, type Token } from './query-string-tokens.ts'

export interface QueryStringOptions {
  readonly operator: 'and' | 'or'
  readonly allowLeadingWildcard: boolean
  /** Called once per clause and level; throws when there are too many. */
  readonly count: (depth: number) => void
}

type Word = Extract<Token, { kind: 'word' }>

const COMPARISON = /^([<>])(=?)(.*)$/s
/** What may not follow a word that is read together with the word before it. */
const BINDS = new Set<Token['kind']>(['colon', 'tilde', 'boost', 'and', 'or'])

const bound = (end: RangeEnd): Bound | undefined =>
  end.text === undefined ? undefined : { value: end.text, isOpen: end.isOpen }

const isPlain = (token: Token | undefined): token is Word =>
  token?.kind === 'word' && token.glob === undefined && !COMPARISON.test(token.text)

/** Throws `search.invalid_request`: unlike `simple_query_string` this language is strict. */
export function parseQueryString(text: string, options: QueryStringOptions): Parsed {
  const tokens = readTokens(text)
  let index = 0
  const peek = (ahead = 0) => tokens[index + ahead]
  const take = <Kind extends Token['kind']>(kind: Kind) => {
    const token = tokens[index]
    if (token?.kind !== kind) return undefined
    index += 1
    // the kind has just been compared
    return token as Extract<Token, { kind: Kind }>
  }

  const unexpected = () => {
    const token = peek()
    return token === undefined
      ? refuse('it ends where a condition should follow', text.length)
      : refuse(`"${text.slice(token.at, token.at + 20)}" is not expected here`, token.at)
  }

  function parseWord(word: Word): Condition {
    const tilde = take('tilde')
    const comparison = COMPARISON.exec(word.text)
    if (comparison !== null && word.glob === undefined) {
      const end = { value: comparison[3] ?? '', isOpen: comparison[2] === '' }
      if (end.value === '') throw refuse(`${word.text} needs a value right behind it`, word.at)
      return { kind: 'range', ...(comparison[1] === '>' ? { from: end } : { to: end }) }
    }
    if (word.glob !== undefined) {
      const isStar = word.glob.length === 1 && word.glob[0] === MANY
      const isLeading = word.glob[0] === MANY || word.glob[0] === ONE
      if (isLeading && !isStar && !options.allowLeadingWildcard) {
        throw refuse(
          '* and ? are not allowed as first character unless allow_leading_wildcard is true',
          word.at,
        )
      }
      return { kind: 'glob', glob: word.glob }
    }
    if (tilde === undefined) return { kind: 'words', text: word.text }
    // `~1` is a number of errors, `~0.8` the likeness that older clients still send
    const isCount = tilde.value !== undefined && Number.isInteger(tilde.value)
    const distance = isCount ? Math.min(2, tilde.value ?? 0) : autoDistance(word.text)
    return { kind: 'fuzzy', text: word.text, distance }
  }

  function parseCondition(): Condition {
    const quoted = take('quoted')
    if (quoted !== undefined) {
      return { kind: 'phrase', text: quoted.text, slop: take('tilde')?.value ?? 0 }
    }
    const range = take('range')
    if (range !== undefined) return { kind: 'range', from: bound(range.from), to: bound(range.to) }
    const word = take('word')
    if (word === undefined) throw unexpected()
    return parseWord(word)
  }

  function parseClause(field: string | undefined, depth: number): Parsed {
    options.count(depth)
    let name = field
    if (peek()?.kind === 'word' && peek(1)?.kind === 'colon') {
      name = take('word')?.text
      take('colon')
    }
    if (take('open') !== undefined) {
      const group = parseGroup(name, depth + 1)
      if (take('close') === undefined) throw refuse('a bracket is not closed', text.length)
      take('boost')
      return group
    }
    const start = peek()
    const condition = parseCondition()
    take('boost')
    if (name === '_exists_') {
      const isName = start?.kind === 'word' || start?.kind === 'quoted'
      if (!isName) throw refuse('_exists_ needs the name of a field', start?.at)
      return { kind: 'exists', field: start.text }
    }
    const isEverything =
      condition.kind === 'glob' && condition.glob.length === 1 && condition.glob[0] === MANY
    if (name === '*' && isEverything) return { kind: 'all' }
    return { kind: 'condition', field: name, condition }
  }

  /** Words without anything between them are one condition (`split_on_whitespace` is false since 6.0). */
  function parseWords(): Parsed | undefined {
    let count = 0
    while (isPlain(peek(count)) && !BINDS.has(peek(count + 1)?.kind ?? 'close')) count += 1
    if (count < 2) return undefined
    const words = tokens.slice(index, index + count).filter(isPlain)
    index += count
    for (const _ of words) options.count(0)
    return {
      kind: 'condition',
      condition: { kind: 'words', text: words.map((word) => word.text).join(' ') },
    }
  }

  function parseGroup(field: string | undefined, depth: number): Parsed {
    options.count(depth)
    const clauses: Clause[] = []
    do {
      const joined = clauses.length === 0 ? undefined : (take('and') ?? take('or'))
      const sign = take('plus') ?? take('minus') ?? take('not')
      const words = joined === undefined && sign === undefined ? parseWords() : undefined
      const parsed = words === undefined ? parseClause(field, depth) : withField(words, field)
      const isForbidden = sign?.kind === 'minus' || sign?.kind === 'not'
      const last = clauses.at(-1)
      if (last !== undefined && last.occurs !== 'must_not') {
        if (joined?.kind === 'and') clauses[clauses.length - 1] = { ...last, occurs: 'must' }
        if (joined?.kind === 'or' && options.operator === 'and') {
          clauses[clauses.length - 1] = { ...last, occurs: 'should' }
        }
      }
      const isRequired =
        options.operator === 'or'
          ? sign?.kind === 'plus' || joined?.kind === 'and'
          : joined?.kind !== 'or' || sign?.kind === 'plus'
      clauses.push({ occurs: isForbidden ? 'must_not' : isRequired ? 'must' : 'should', parsed })
    } while (peek() !== undefined && peek()?.kind !== 'close')
    const [only] = clauses
    if (clauses.length === 1 && only !== undefined && only.occurs !== 'must_not') return only.parsed
    // a group of nothing but forbidden clauses means everything else, as Elasticsearch (not Lucene) has it
    return { kind: 'bool', clauses }
  }

  if (tokens.length === 0) return { kind: 'none' }
  const parsed = parseGroup(undefined, 0)
  if (peek() !== undefined) throw unexpected()
  return parsed
}

const withField = (parsed: Parsed, field: string | undefined): Parsed =>
  parsed.kind === 'condition' ? { ...parsed, field } : parsed
