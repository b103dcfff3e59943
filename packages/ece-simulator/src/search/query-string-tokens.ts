// The words and signs of Lucene's classic query syntax, as Elasticsearch's `query_string` takes it.
import { Failure } from '../context.ts'
import { type Glob, MANY, ONE } from './glob.ts'

type Sign = 'and' | 'or' | 'not' | 'plus' | 'minus' | 'open' | 'close' | 'colon'

export type Token =
  | { [Kind in Sign]: { readonly kind: Kind; readonly at: number } }[Sign]
  /** `glob` is set when the word has a wildcard that is not escaped; `text` is without escapes. */
  | { readonly kind: 'word'; readonly at: number; readonly text: string; readonly glob?: Glob }
  | { readonly kind: 'quoted'; readonly at: number; readonly text: string }
  | { readonly kind: 'range'; readonly at: number; readonly from: RangeEnd; readonly to: RangeEnd }
  /** `~` or `^` with the number after it, which belongs to what stands before. */
  | { readonly kind: 'tilde'; readonly at: number; readonly value: number | undefined }
  | { readonly kind: 'boost'; readonly at: number }

export interface RangeEnd {
  /** Undefined for `*`: no bound. */
  readonly text: string | undefined
  readonly isOpen: boolean
}

const SPACE = /[ \t\n\r\u3000]/
const SPECIAL = new Set('+-!():^[]"{}~*?\\/')
const SIGNS = {
  '(': 'open',
  ')': 'close',
  ':': 'colon',
  '+': 'plus',
  '-': 'minus',
  '!': 'not',
} as const
const WORDS = { AND: 'and', OR: 'or', NOT: 'not' } as const

export const refuse = (message: string, at?: number) =>
  new Failure(
    400,
    'search.invalid_request',
    `The query string is not valid: ${message}${at === undefined ? '' : ` (at character ${at + 1})`}.`,
  )

/** The character that a backslash at `at` stands for, and where reading goes on. */
function unescape(text: string, at: number): readonly [string, number] {
  const next = text[at + 1]
  if (next === undefined) throw refuse('a backslash at the end escapes nothing', at)
  const code = /^u([0-9a-fA-F]{4})/.exec(text.slice(at + 1, at + 6))?.[1]
  return code === undefined
    ? [next, at + 2]
    : [String.fromCharCode(Number.parseInt(code, 16)), at + 6]
}

function readWord(text: string, start: number): readonly [Token, number] {
  const glob: (string | typeof MANY | typeof ONE)[] = []
  let at = start
  while (at < text.length) {
    const char = text[at] ?? ''
    if (char === '\\') {
      const [letter, next] = unescape(text, at)
      glob.push(letter)
      at = next
      continue
    }
    const isInside = at > start && (char === '-' || char === '+')
    if (SPACE.test(char) || (SPECIAL.has(char) && !isInside && char !== '*' && char !== '?')) break
    glob.push(char === '*' ? MANY : char === '?' ? ONE : char)
    at += 1
  }
  const word = glob.map((part) => (part === MANY ? '*' : part === ONE ? '?' : part)).join('')
  const isPlain = glob.every((part) => typeof part === 'string')
  const raw = text.slice(start, at)
  if (raw === '&&') return [{ kind: 'and', at: start }, at]
  if (raw === '||') return [{ kind: 'or', at: start }, at]
  if (Object.hasOwn(WORDS, raw)) {
    // Object.hasOwn has just said so
    return [{ kind: WORDS[raw as keyof typeof WORDS], at: start }, at]
  }
  return [{ kind: 'word', at: start, text: word, ...(isPlain ? {} : { glob }) }, at]
}

function readQuoted(text: string, start: number): readonly [string, number] {
  let value = ''
  let at = start + 1
  while (at < text.length) {
    const char = text[at] ?? ''
    if (char === '"') return [value, at + 1]
    if (char === '\\') {
      const [letter, next] = unescape(text, at)
      value += letter
      at = next
    } else {
      value += char
      at += 1
    }
  }
  throw refuse('a quotation mark is not closed', start)
}

const RANGE_END = /\s*(?:"((?:[^"\\]|\\.)*)"|([^\s"\]}]+))\s*/y

function readRange(text: string, start: number): readonly [Token, number] {
  const end = (at: number): readonly [string | undefined, number] => {
    RANGE_END.lastIndex = at
    const found = RANGE_END.exec(text)
    if (found === null) throw refuse('a range is written [from TO to] or {from TO to}', start)
    const quoted = found[1]?.replace(/\\(.)/g, '$1')
    const bare = found[2]?.replace(/\\(.)/g, '$1')
    return [bare === '*' ? undefined : (quoted ?? bare ?? ''), RANGE_END.lastIndex]
  }
  const [from, afterFrom] = end(start + 1)
  if (!/^TO\s/.test(text.slice(afterFrom, afterFrom + 3))) {
    throw refuse('a range needs the word TO between its two ends', afterFrom)
  }
  const [to, afterTo] = end(afterFrom + 2)
  const closing = text[afterTo]
  if (closing !== ']' && closing !== '}') throw refuse('a range is not closed by ] or }', start)
  return [
    {
      kind: 'range',
      at: start,
      from: { text: from, isOpen: text[start] === '{' },
      to: { text: to, isOpen: closing === '}' },
    },
    afterTo + 1,
  ]
}

/** Throws `search.invalid_request` with the place of what cannot be read. */
export function readTokens(text: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const char = text[at] ?? ''
    const number = /^[~^](\d*(?:\.\d+)?)/.exec(text.slice(at, at + 16))
    if (SPACE.test(char)) at += 1
    else if (char === '"') {
      const [value, next] = readQuoted(text, at)
      tokens.push({ kind: 'quoted', at, text: value })
      at = next
    } else if (char === '[' || char === '{') {
      const [token, next] = readRange(text, at)
      tokens.push(token)
      at = next
    } else if (number !== null) {
      const value = number[1] === '' ? undefined : Number(number[1])
      if (char === '^' && value === undefined) throw refuse('^ needs a number', at)
      tokens.push(char === '~' ? { kind: 'tilde', at, value } : { kind: 'boost', at })
      at += number[0].length
    } else if (char === ']' || char === '}') throw refuse(`${char} closes no range`, at)
    else if (char === '/') {
      throw new Failure(
        501,
        'simulator.not_implemented',
        `The simulator does not run regular expressions in a query string (at character ${at + 1}); write \\/ for a slash.`,
      )
    } else if (Object.hasOwn(SIGNS, char)) {
      // a sign before a space is a word of no letters, which finds nothing and breaks nothing
      const isBare = '+-!'.includes(char) && SPACE.test(text[at + 1] ?? 'x')
      // Object.hasOwn has just said so
      if (!isBare) tokens.push({ kind: SIGNS[char as keyof typeof SIGNS], at })
      at += 1
    } else {
      const [token, next] = readWord(text, at)
      tokens.push(token)
      at = next
    }
  }
  return tokens
}
