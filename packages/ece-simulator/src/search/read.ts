// Reading the body of a search: every part that is wrong is refused with its path.
import { Failure } from '../context.ts'
import { type Doc, isObject, type Scalar } from './values.ts'

/** A query that ECE refuses; `at` is the path of the part that is wrong, such as `query.bool.must[0]`. */
export const invalid = (at: string, message: string) =>
  new Failure(400, 'search.invalid_request', `${at}: ${message}`, [at])

const join = (at: string, name: string) => (at === '' ? name : `${at}.${name}`)

export function readObject(value: unknown, at: string): Doc {
  if (!isObject(value)) throw invalid(at, 'must be an object')
  return value
}

export function readText(body: Doc, name: string, at: string): string {
  const value = body[name]
  if (typeof value !== 'string') throw invalid(join(at, name), 'must be text')
  return value
}

export function readOptional<Value>(
  body: Doc,
  name: string,
  at: string,
  is: (value: unknown) => value is Value,
  words: string,
): Value | undefined {
  const value = body[name]
  if (value === undefined || value === null) return undefined
  if (!is(value)) throw invalid(join(at, name), `must be ${words}`)
  return value
}

export const isText = (value: unknown): value is string => typeof value === 'string'
export const isFlag = (value: unknown): value is boolean => typeof value === 'boolean'
export const isWhole = (value: unknown): value is number => Number.isInteger(value)
export const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every(isText)
export const isBound = (value: unknown): value is Scalar =>
  isText(value) || typeof value === 'number' || isFlag(value)

export function readOperator(body: Doc, name: string, at: string): 'and' | 'or' {
  const word = (readOptional(body, name, at, isText, 'text') ?? 'or').toLowerCase()
  if (word !== 'and' && word !== 'or') throw invalid(join(at, name), 'must be AND or OR')
  return word
}
