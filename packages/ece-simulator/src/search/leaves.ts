// What a single condition asks of one field: each maker answers, for a field's type, a function that scores the
// field's values. Ranking is BM25 without word frequencies of the index: shorter fields and more hits first.
import { Failure } from '../context.ts'
import { parseDate, type DateOptions } from './dates.ts'
import { type Glob, isWithin, lowerGlob, matchesGlob } from './glob.ts'
import type { FieldType } from './mapping.ts'
import { tokenize } from './tokens.ts'
import { MISS, type Scalar, type ValueTest } from './values.ts'

/** Runs a test over all values of the field, best score wins. */
export type Probe = (test: ValueTest) => number
export type Leaf = (type: FieldType) => (probe: Probe) => number

/** Elasticsearch makes a clause of each word and takes no more than this. */
const MAX_WORDS = 1024
const tooManyWords = () =>
  new Failure(400, 'search.invalid_request', `The text has more than ${MAX_WORDS} different words.`)

const SATURATION = 1.2
const LENGTH_WEIGHT = 0.75
const USUAL_LENGTH = 4
const rank = (hits: number, length: number) =>
  (hits * (SATURATION + 1)) /
  (hits + SATURATION * (1 - LENGTH_WEIGHT + (LENGTH_WEIGHT * length) / USUAL_LENGTH))

const yes = (holds: boolean) => (holds ? 1 : MISS)

const single =
  (makeTest: (type: FieldType) => ValueTest): Leaf =>
  (type) => {
    const test = makeTest(type)
    return (probe) => probe(test)
  }

/** Booleans and numbers have no analysis: their text has to say them. */
const saysValue = (text: string, value: number | boolean) =>
  typeof value === 'boolean' ? text === String(value) : text.trim() !== '' && Number(text) === value

/** Strings by `test`, other values by what they say. */
const onText =
  (text: string, test: (value: string) => number): ValueTest =>
  (value) =>
    typeof value === 'string' ? test(value) : yes(saysValue(text, value))

/** Only text has words; wildcards and prefixes on anything else find nothing. */
const onStrings =
  (test: (value: string) => number): ValueTest =>
  (value) =>
    typeof value === 'string' ? test(value) : MISS

const scoreWord = (word: string) => (value: string) => {
  const tokens = tokenize(value)
  let hits = 0
  for (const token of tokens) if (token === word) hits += 1
  return hits === 0 ? MISS : rank(hits, tokens.length)
}

const sameDate = (text: string, dates: DateOptions): ValueTest => {
  const from = parseDate(text, false, dates)
  const to = parseDate(text, true, dates)
  return onStrings((value) => {
    const time = Date.parse(value)
    return yes(from !== undefined && to !== undefined && time >= from && time <= to)
  })
}

/** The exact value; on text one word as it stands in the index, that is in lower case. */
export const termLeaf = (text: string, dates: DateOptions): Leaf =>
  single((type) => {
    if (type === 'keyword') return onText(text, (value) => yes(value === text))
    return type === 'date' ? sameDate(text, dates) : onText(text, scoreWord(text))
  })

/** `needed` answers how many of the words have to be there. */
export const matchLeaf =
  (text: string, needed: (words: number) => number, dates: DateOptions): Leaf =>
  (type) => {
    if (type !== 'text') return termLeaf(text, dates)(type)
    const words = [...new Set(tokenize(text))]
    if (words.length > MAX_WORDS) throw tooManyWords()
    const tests = words.map((word) => onStrings(scoreWord(word)))
    const least = needed(words.length)
    const other = onText(text, () => MISS)
    return (probe) => {
      let found = 0
      let score = 0
      for (const test of tests) {
        const one = probe(test)
        if (one === MISS) continue
        found += 1
        score += one
      }
      return found > 0 && found >= least ? score : probe(other)
    }
  }

/** The words one after the other; `slop` is how many others may stand between them in all. */
export const phraseLeaf = (text: string, slop: number, dates: DateOptions): Leaf =>
  single((type) => {
    if (type !== 'text')
      return onText(text, (value) =>
        yes(type === 'keyword' ? value === text : sameDate(text, dates)(value) !== MISS),
      )
    const words = tokenize(text)
    return onText(text, (value) => {
      const tokens = tokenize(value)
      return words.length > 0 && tokens.some((_, start) => runsFrom(tokens, start, words, slop))
        ? rank(words.length, tokens.length)
        : MISS
    })
  })

function runsFrom(
  tokens: readonly string[],
  start: number,
  words: readonly string[],
  slop: number,
) {
  let at = start
  for (const [index, word] of words.entries()) {
    const found = index === 0 ? start : tokens.indexOf(word, at)
    if (found < 0 || tokens[found] !== word) return false
    at = found + 1
  }
  return at - start - words.length <= slop
}

/** Not analysed: on text it is held against the words as they stand in the index. */
export const prefixLeaf = (prefix: string): Leaf =>
  single((type) =>
    onStrings((value) =>
      yes(
        type === 'text'
          ? tokenize(value).some((token) => token.startsWith(prefix))
          : type === 'keyword' && value.startsWith(prefix),
      ),
    ),
  )

/** On text each word is held against the pattern in lower case, on keywords the whole value as it is. */
export const globLeaf = (glob: Glob): Leaf => {
  const lower = lowerGlob(glob)
  return single((type) =>
    onStrings((value) =>
      yes(
        type === 'text'
          ? tokenize(value).some((token) => matchesGlob(lower, token))
          : type === 'keyword' && matchesGlob(glob, value),
      ),
    ),
  )
}

export const fuzzyLeaf = (text: string, distance: number): Leaf => {
  const lower = text.toLowerCase()
  return single((type) =>
    onText(text, (value) =>
      yes(
        type === 'text'
          ? tokenize(value).some((token) => isWithin(token, lower, distance))
          : type === 'keyword' && isWithin(value, text, distance),
      ),
    ),
  )
}

/** One end of a range; `isOpen` leaves the bound itself out. */
export interface Bound {
  readonly value: Scalar
  readonly isOpen: boolean
}

const compare = <Value extends string | number>(
  value: Value,
  bound: Value,
  isOpen: boolean,
  sign: 1 | -1,
) => (value === bound ? !isOpen : sign === 1 ? value > bound : value < bound)

/** Dates by time, numbers by size, words and keywords by alphabet. Bounds that are no date have been refused before. */
export const rangeLeaf = (
  from: Bound | undefined,
  to: Bound | undefined,
  dates: DateOptions,
): Leaf =>
  single((type) => {
    const low = from && { ...from, text: String(from.value) }
    const high = to && { ...to, text: String(to.value) }
    const start = low && parseDate(low.text, low.isOpen, dates)
    const end = high && parseDate(high.text, !high.isOpen, dates)
    const holdsTime = (time: number) =>
      (low === undefined || (start !== undefined && compare(time, start, low.isOpen, 1))) &&
      (high === undefined || (end !== undefined && compare(time, end, high.isOpen, -1)))
    const holdsText = (value: string) =>
      (low === undefined || compare(value, low.text, low.isOpen, 1)) &&
      (high === undefined || compare(value, high.text, high.isOpen, -1))
    const holdsNumber = (value: number) =>
      (low === undefined || compare(value, Number(low.text), low.isOpen, 1)) &&
      (high === undefined || compare(value, Number(high.text), high.isOpen, -1))
    return (value) => {
      if (typeof value === 'number') return yes(holdsNumber(value))
      if (typeof value === 'boolean') return yes(holdsText(String(value)))
      if (type === 'date') return yes(holdsTime(Date.parse(value)))
      return yes(type === 'keyword' ? holdsText(value) : tokenize(value).some(holdsText))
    }
  })
