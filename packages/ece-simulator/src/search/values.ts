// Walking a document. Elasticsearch flattens: a field that passes through arrays has all their values.

export type Doc = Readonly<Record<string, unknown>>
export type Scalar = string | number | boolean

/** A score of 0 is a match that does not rank (filters); below it is no match. */
export const MISS = -1
export type ValueTest = (value: Scalar) => number

export const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

export const isObject = (value: unknown): value is Doc =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The best score of `test` over all values at `path` (from segment `at` on) of `node`. */
export function bestAt(
  node: unknown,
  path: readonly string[],
  at: number,
  test: ValueTest,
): number {
  let value = node
  for (let i = at; ; i += 1) {
    if (typeof value !== 'object') return i === path.length && isScalar(value) ? test(value) : MISS
    if (Array.isArray(value)) {
      let best = MISS
      for (const item of value) best = Math.max(best, bestAt(item, path, i, test))
      return best
    }
    const segment = path[i]
    if (segment === undefined || !isObject(value)) return MISS
    value = value[segment]
  }
}

/** Whether anything but null is there, at the path itself or below it. */
export function hasValue(node: unknown, path: readonly string[], at = 0): boolean {
  if (Array.isArray(node)) return node.some((item) => hasValue(item, path, at))
  const segment = path[at]
  if (isObject(node)) {
    return segment === undefined
      ? Object.values(node).some((value) => hasValue(value, path, at))
      : hasValue(node[segment], path, at + 1)
  }
  return segment === undefined && isScalar(node)
}

/** Visits all objects at `path`: the elements of a nested field. */
export function eachElement(
  node: unknown,
  path: readonly string[],
  at: number,
  visit: (element: Doc) => void,
): void {
  if (Array.isArray(node)) for (const item of node) eachElement(item, path, at, visit)
  else if (isObject(node)) {
    const segment = path[at]
    if (segment === undefined) visit(node)
    else eachElement(node[segment], path, at + 1, visit)
  }
}
