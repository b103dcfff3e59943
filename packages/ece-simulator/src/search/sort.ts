// Order of the hits: by the `sort` of the request, ties by id, so that the order is total and a cursor can go on
// from any hit. A missing value comes last in both directions.
import type { Mapping } from './mapping.ts'
import { resolveField } from './mapping.ts'
import { invalid } from './read.ts'
import { bestAt, type Doc, isObject, MISS } from './values.ts'

/** One key per sort field and the id at the end; null is a missing value. */
export type SortKeys = readonly (string | number | null)[]

export interface Sort {
  readonly keysOf: (doc: Doc, score: number) => SortKeys
  readonly compare: (a: SortKeys, b: SortKeys) => number
}

interface SortField {
  readonly name: string
  readonly isDescending: boolean
}

function readField(entry: unknown, at: string): SortField {
  if (typeof entry === 'string') return { name: entry, isDescending: entry === '_score' }
  const [only, ...others] = isObject(entry) ? Object.entries(entry) : []
  if (only === undefined || others.length > 0) {
    throw invalid(
      at,
      'must be a field name or one field with its order: {"name": {"order": "asc"}}',
    )
  }
  const [name, options] = only
  const order = isObject(options)
    ? (options.order ?? (name === '_score' ? 'desc' : 'asc'))
    : undefined
  if (order !== 'asc' && order !== 'desc')
    throw invalid(`${at}.${name}.order`, 'must be asc or desc')
  return { name, isDescending: order === 'desc' }
}

/** Of several values the smallest counts upwards and the largest downwards. Text sorts by its exact twin. */
function readKey(mapping: Mapping, { name, isDescending }: SortField) {
  const field = resolveField(mapping, '', name)
  return (doc: Doc): string | number | null => {
    if (field === undefined) return null
    let key: string | number | null = null
    bestAt(doc, field.path, 0, (value) => {
      const one =
        typeof value === 'boolean'
          ? Number(value)
          : field.type === 'date' && typeof value === 'string'
            ? Date.parse(value)
            : value
      const isBetter = key === null || compareKeys(one, key) * (isDescending ? -1 : 1) < 0
      if (isBetter && !Number.isNaN(one)) key = one
      return MISS
    })
    return key
  }
}

function compareKeys(a: string | number, b: string | number): number {
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}

/** `idField` breaks ties. Throws `search.invalid_request` for a sort that ECE does not know. */
export function compileSort(sort: readonly unknown[], mapping: Mapping, idField: string): Sort {
  const fields = sort.map((entry, i) => readField(entry, `sort[${i}]`))
  const all = [...fields, { name: idField, isDescending: false }]
  const readers = all.map((field) => {
    const key = readKey(mapping, field)
    return (doc: Doc, score: number) => (field.name === '_score' ? score : key(doc))
  })
  const signs = all.map((field) => (field.isDescending ? -1 : 1))
  return {
    keysOf: (doc, score) => readers.map((read) => read(doc, score)),
    compare: (a, b) => {
      for (const [i, sign] of signs.entries()) {
        const left = a[i] ?? null
        const right = b[i] ?? null
        if (left === right) continue
        if (left === null) return 1
        if (right === null) return -1
        const order = compareKeys(left, right)
        if (order !== 0) return order * sign
      }
      return 0
    },
  }
}
