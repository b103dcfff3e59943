// Comparing JSON that nobody knows: leaf by leaf, so that no difference is dropped. ECE writes null for what is absent
// (ece-behaviour 9.2), and an empty object or list says no more than its absence.

/** Names and values of an object, without nulls; empty for anything else. A map has no prototype to stumble over. */
export type Fields = ReadonlyMap<string, unknown>

const isNothing = (value: unknown): value is null | undefined =>
  value === null || value === undefined

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const fieldsOf = (value: unknown): Fields =>
  new Map(isObject(value) ? Object.entries(value).filter(([, each]) => !isNothing(each)) : [])

export const without = (fields: Fields, names: readonly string[]): Fields =>
  new Map([...fields].filter(([name]) => !names.includes(name)))

export const namesOf = (before: Fields, after: Fields): string[] => [
  ...new Set([...before.keys(), ...after.keys()]),
]

/** One leaf that differs; `undefined` where it is absent. */
export interface Difference {
  /** `curation.from`, `[2].name`; empty for the value itself. */
  readonly path: string
  readonly before: unknown
  readonly after: unknown
}

/** Real plans are six levels deep. Below this a value is compared as text, so that a hostile one ends no stack. */
const MAX_DEPTH = 40

/** Every leaf that differs between two values of any shape. */
export function compareValues(
  before: unknown,
  after: unknown,
  path = '',
  depth = 0,
): readonly Difference[] {
  if (before === after || (isEmpty(before) && isEmpty(after))) return []
  const whole = [{ path, before: before ?? undefined, after: after ?? undefined }]
  if (depth < MAX_DEPTH && isTree(before) && isTree(after)) {
    const [old, young] = [fieldsOf(before), fieldsOf(after)]
    return namesOf(old, young).flatMap((name) =>
      compareValues(old.get(name), young.get(name), joinPath(path, name), depth + 1),
    )
  }
  const [old, young] = [listOf(before), listOf(after)]
  if (depth < MAX_DEPTH && old && young && !(isPlain(old) && isPlain(young))) {
    return Array.from({ length: Math.max(old.length, young.length) }, (_, index) =>
      compareValues(old[index], young[index], `${path}[${index}]`, depth + 1),
    ).flat()
  }
  return typeof before === typeof after && toText(before) === toText(after) ? [] : whole
}

export const joinPath = (path: string, name: string): string =>
  path === '' ? name : name.startsWith('[') ? path + name : `${path}.${name}`

const isEmpty = (value: unknown): boolean =>
  isNothing(value) || (typeof value === 'object' && Object.values(value).every(isNothing))

/** What is absent has the shape of what it is compared with. */
export const isTree = (value: unknown): boolean => isObject(value) || isNothing(value)
const listOf = (value: unknown): readonly unknown[] | undefined =>
  Array.isArray(value) ? value : isNothing(value) ? [] : undefined
/** A list of words is read as one value. */
const isPlain = (list: readonly unknown[]): boolean =>
  list.every((each) => typeof each !== 'object' || each === null)

/** Any value as one line; `undefined` for what is absent. Text is quoted where its ends cannot be seen. */
export function toText(value: unknown): string | undefined {
  if (isNothing(value)) return undefined
  if (typeof value === 'string')
    return value.trim() === value && value !== '' ? value : quote(value)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value) && value.length > 0 && isPlain(value)) {
    return value.map((each) => toText(each) ?? 'null').join(', ')
  }
  return quote(value)
}

/** Both sides of a difference. Where they read alike (`1` and `"1"`), as JSON. */
export function toTexts(
  before: unknown,
  after: unknown,
): readonly [before: string | undefined, after: string | undefined] {
  const texts = [toText(before), toText(after)] as const
  if (texts[0] !== texts[1]) return texts
  return [
    before === undefined ? undefined : quote(before),
    after === undefined ? undefined : quote(after),
  ]
}

/** As JSON in one line; never throws. */
export function quote(value: unknown): string {
  try {
    return JSON.stringify(value) ?? ''
  } catch {
    // the engine gives up on nesting that no plan has
    return 'nested too deep to show'
  }
}
