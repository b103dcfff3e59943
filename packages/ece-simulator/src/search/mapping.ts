// Which fields an index has and what a name in a query means. There is no mapping to read, so a field's type
// follows from its name where it is a string, and from its value where it is a boolean or a number.

/** `text` is analysed and has an exact twin under `.keyword`; `keyword` is matched whole. */
export type FieldType = 'text' | 'keyword' | 'date'

export interface Mapping {
  /** Tested against the dotted name of a field: ids, versions, enums. */
  readonly keywordFields: RegExp
  /** Fields that hold ISO 8601 times; the default are names such as `last_modified` and `…_time`. */
  readonly dateFields?: RegExp
  /** Arrays of objects that Elasticsearch keeps as documents of their own: only `nested` reaches into them. */
  readonly nestedPaths: readonly string[]
  /** Those of them whose fields also belong to the document around (`include_in_parent` of a mapping). */
  readonly sharedPaths?: readonly string[]
}

export interface Field {
  /** From the root document, or from the nested element that is being searched. */
  readonly path: readonly string[]
  readonly type: FieldType
}

const DATES = /(?:^|[._])(?:last_modified|\w+_modified|\w+_time|\w+_at|timestamp|date)$/
const KEYWORD = '.keyword'

export function typeOf(mapping: Mapping, name: string): FieldType {
  if (mapping.keywordFields.test(name)) return 'keyword'
  return (mapping.dateFields ?? DATES).test(name) ? 'date' : 'text'
}

/** The path below `scope` ('' is the root document), unless the name lies outside it. */
export function pathWithin(scope: string, name: string): readonly string[] | undefined {
  const path = scope === '' ? name : name.slice(scope.length + 1)
  if (scope !== '' && name !== scope && !name.startsWith(`${scope}.`)) return undefined
  const segments = path === '' ? [] : path.split('.')
  // `constructor` and its like exist on every object but are no field of a document
  return segments.some((segment) => segment in Object.prototype) ? undefined : segments
}

/** Nested paths strictly inside `scope`: their fields belong to other documents. */
export const hiddenIn = (mapping: Mapping, scope: string) =>
  mapping.nestedPaths.filter(
    (path) =>
      path !== scope &&
      (scope === '' || path.startsWith(`${scope}.`)) &&
      mapping.sharedPaths?.includes(path) !== true,
  )

/**
 * What a field name means in a scope. Undefined for a field that no document of this scope has: one inside a nested
 * path seen from outside, one of the root seen from inside. As in Elasticsearch that is no error, it finds nothing.
 */
export function resolveField(mapping: Mapping, scope: string, name: string): Field | undefined {
  const isHidden = hiddenIn(mapping, scope).some(
    (path) => name === path || name.startsWith(`${path}.`),
  )
  if (isHidden) return undefined
  const isExact = name.endsWith(KEYWORD) && name.length > KEYWORD.length
  const base = isExact ? name.slice(0, -KEYWORD.length) : name
  const path = pathWithin(scope, base)
  return path && { path, type: isExact ? 'keyword' : typeOf(mapping, base) }
}
