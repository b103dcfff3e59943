// Elasticsearch's `simple_query_string`: `+` and, `|` or, `-` not, quotes, `*` at the end, brackets, `~`. It reads from
// left to right without precedence and takes whatever it cannot read as plain text, so nothing here ever throws.
import { autoDistance, MANY } from './glob.ts'
import type { Clause, Condition, Parsed } from './parsed.ts'

export interface SimpleOptions {
  readonly operator: 'and' | 'or'
  /** Names such as `AND`, `PREFIX`; undefined means all. */
  readonly flags?: ReadonlySet<string> | undefined
  /** Called once per condition and level; throws when there are too many. */
  readonly count: (depth: number) => void
}

type Join = 'must' | 'should'

const SPACE = /\s/
const ENDS_TOKEN = /[\s"|+()]/

/** A condition and where reading goes on. */
type Read = readonly [Parsed | undefined, number]

const condition = (of: Condition): Parsed => ({ kind: 'condition', condition: of })

const negate = (parsed: Parsed): Parsed => ({
  kind: 'bool',
  clauses: [
    { occurs: 'must_not', parsed },
    { occurs: 'should', parsed: { kind: 'all' } },
  ],
})

export function parseSimpleQueryString(text: string, options: SimpleOptions): Parsed {
  const isOn = (flag: string) => options.flags === undefined || options.flags.has(flag)
  const defaultJoin: Join = options.operator === 'and' ? 'must' : 'should'

  /** Where the closing sign is, or -1: an opening one without it is ignored. */
  function findClosing(start: number, opening: string, closing: string, limit: number): number {
    let depth = 1
    for (let at = start; at < limit; at += 1) {
      if (text[at] === '\\' && isOn('ESCAPE')) at += 1
      else if (text[at] === closing) depth -= 1
      else if (text[at] === opening) depth += 1
      if (depth === 0) return at
    }
    return -1
  }

  const unescape = (raw: string) => (isOn('ESCAPE') ? raw.replace(/\\(.?)/gs, '$1') : raw)

  function readTilde(at: number): readonly [number | undefined, number] {
    const found = /^~(\d{0,4})/.exec(text.slice(at, at + 5))
    return found === null ? [undefined, at] : [Number(found[1] ?? 0), at + found[0].length]
  }

  function readPhrase(at: number, limit: number): Read {
    const end = findClosing(at + 1, '', '"', limit)
    if (end < 0) return [undefined, at + 1]
    const words = unescape(text.slice(at + 1, end))
    const [slop, next] = isOn('NEAR') || isOn('SLOP') ? readTilde(end + 1) : [undefined, end + 1]
    return [
      words === '' ? undefined : condition({ kind: 'phrase', text: words, slop: slop ?? 0 }),
      next,
    ]
  }

  function readToken(start: number, limit: number): Read {
    let at = start
    while (at < limit && !ENDS_TOKEN.test(text[at] ?? '')) {
      if (
        text[at] === '~' &&
        at > start &&
        isOn('FUZZY') &&
        /^~\d{0,4}(?:[\s"|+()]|$)/.test(text.slice(at, at + 6))
      ) {
        const [distance, next] = readTilde(at)
        const word = unescape(text.slice(start, at))
        const errors =
          text[at + 1] === undefined || next === at + 1
            ? autoDistance(word)
            : Math.min(2, distance ?? 0)
        return [condition({ kind: 'fuzzy', text: word, distance: errors }), next]
      }
      at += text[at] === '\\' && isOn('ESCAPE') ? 2 : 1
    }
    const end = Math.min(at, limit)
    const raw = text.slice(start, end)
    const isPrefix = isOn('PREFIX') && /(?:^|[^\\])(?:\\\\)*\*$/.test(raw)
    if (!isPrefix) {
      const word = unescape(raw)
      return [word === '' ? undefined : condition({ kind: 'words', text: word }), end]
    }
    return [condition({ kind: 'glob', glob: [...unescape(raw.slice(0, -1)).split(''), MANY] }), end]
  }

  function parse(start: number, limit: number, depth: number): Parsed | undefined {
    options.count(depth)
    let top: Parsed | undefined
    let join: Join | undefined
    let lastJoin: Join | undefined
    let negations = 0
    const add = (branch: Parsed | undefined) => {
      if (branch === undefined) return
      options.count(depth)
      const parsed = negations % 2 === 1 ? negate(branch) : branch
      const occurs = join ?? defaultJoin
      join = undefined
      if (top === undefined) top = parsed
      else {
        const isSame = top.kind === 'bool' && lastJoin === occurs
        const clauses: readonly Clause[] =
          isSame && top.kind === 'bool' ? top.clauses : [{ occurs, parsed: top }]
        top = { kind: 'bool', clauses: [...clauses, { occurs, parsed }] }
        lastJoin = occurs
      }
    }
    let at = start
    while (at < limit) {
      const char = text[at] ?? ''
      if (char === '-' && isOn('NOT')) {
        negations += 1
        at += 1
        continue
      }
      if (char === '(' && isOn('PRECEDENCE')) {
        const end = findClosing(at + 1, '(', ')', limit)
        if (end > at + 1) add(parse(at + 1, end, depth + 1))
        at = end < 0 ? at + 1 : end + 1
      } else if (char === '"' && isOn('PHRASE')) {
        const [parsed, next] = readPhrase(at, limit)
        add(parsed)
        at = next
      } else if ((char === '+' && isOn('AND')) || (char === '|' && isOn('OR'))) {
        if (top !== undefined) join ??= char === '+' ? 'must' : 'should'
        at += 1
      } else if (SPACE.test(char) || ENDS_TOKEN.test(char)) at += 1
      else {
        const [parsed, next] = readToken(at, limit)
        add(parsed)
        at = Math.max(next, at + 1)
      }
      negations = 0
    }
    return top
  }

  return parse(0, text.length, 0) ?? { kind: 'none' }
}
