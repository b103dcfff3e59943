// Free text of an operator → clauses of ECE's search language. The index analyses `name` (lower-cased words) and
// keeps an exact twin `name.keyword`; which other fields are analysed is not established (ece-behaviour 3.2), so
// every clause here works both ways.
import { RESOURCE_KINDS } from '@ece/api-types'

export type Query = Readonly<Record<string, unknown>>

/** Longer than the longest name (ece-behaviour 9.1), shorter than what makes a wildcard query expensive. */
export const MAX_SEARCH_TEXT = 256

export const anyOf = (queries: readonly Query[]): Query =>
  queries.length === 1 && queries[0] !== undefined
    ? queries[0]
    : { bool: { should: queries, minimum_should_match: 1 } }

export const nested = (path: string, query: Query): Query => ({ nested: { path, query } })

/** All words of `value` must stand in the field; for one-word values this is equality on text and keyword alike. */
export const matches = (field: string, value: string | boolean): Query => ({
  match: { [field]: { query: String(value), operator: 'and' } },
})

/**
 * Makes text literal inside a `query_string`. `<` and `>` cannot be escaped there (Elasticsearch guide,
 * "Reserved characters"), so they become `?`: any one character.
 */
export const escapeQueryString = (text: string): string =>
  text.replace(/[<>]/g, '?').replace(/[\s+\-=&|!(){}[\]^"~*?:\\/]/g, (char, at: number) =>
    // a `?` that stands for `<` or `>` must stay a wildcard
    char === '?' && /[<>]/.test(text[at] ?? '') ? char : `\\${char}`,
  )

const wildcard = (default_field: string, query: string): Query => ({
  query_string: { query, default_field, default_operator: 'AND', allow_leading_wildcard: true },
})

/**
 * `Prod-E` on analysed text: a word that ends in `prod`, and one that begins with `e`. Only the outer ends are
 * open, else every two letters would find everything.
 */
function openEnds(word: string): string[] {
  const parts = word.toLowerCase().match(/[\p{L}\p{N}\p{M}_]+/gu) ?? []
  return parts.map((part, index) => {
    const open = index === 0 ? '*' : ''
    return `${open}${escapeQueryString(part)}${index === parts.length - 1 ? '*' : ''}`
  })
}

/** Part of a name: as it is written, any of its words in any case, and (for scripts without spaces) analysed. */
function partOfName(field: string, text: string): Query[] {
  const words = text.split(/\s+/).flatMap(openEnds)
  return [
    wildcard(`${field}.keyword`, `*${escapeQueryString(text)}*`),
    ...(words.length === 0 ? [] : [wildcard(field, words.join(' '))]),
    matches(field, text),
  ]
}

/**
 * The same for resources, which mostly carry their deployment's name: one clause each, because there are six kinds of
 * them and every key stroke is a search over all.
 */
function partOfResourceName(field: string, text: string): Query {
  const words = text.split(/\s+/).flatMap(openEnds)
  const isPlain = /^[\x20-\x7e]*$/.test(text) && words.length > 0
  return isPlain ? wildcard(field, words.join(' ')) : matches(field, text)
}

/** Ids are 32 lower-case hex digits; people paste whole ones, or the first eight from a chat. */
const partOfId = (field: string, part: string): Query => wildcard(field, `*${part}*`)

const nameField = (kind: string) =>
  kind === 'elasticsearch' || kind === 'kibana' ? 'info.cluster_name' : 'info.name'

/** A pasted endpoint, cloud URL or log line is searched for the id inside it. */
const wholeId = (text: string): string | undefined =>
  /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/.exec(text.toLowerCase())?.[0]

// oxlint-disable-next-line no-control-regex -- pasted text may carry them; ECE refuses a query that does
const CONTROL = /[\u0000-\u001f\u007f]+/g

/** One line without control characters, trimmed and capped. */
export const cleanSearchText = (text: string | undefined): string =>
  (text ?? '').replace(CONTROL, ' ').trim().slice(0, MAX_SEARCH_TEXT)

/**
 * Finds deployments by part of a name, alias or id: their own or that of any resource. `undefined` when there is
 * nothing to search for. The field names below `resources.<kind>` and `alias` follow the returned document, which
 * ece-behaviour 3.2 states in general. Tags have a filter of their own: the wrong idea of how they are indexed would
 * not find less but fail the whole search. `kinds` narrows what names and parts of ids are looked for in; a whole id is
 * looked for everywhere.
 */
export function searchText(
  raw: string | undefined,
  kinds: readonly string[] = RESOURCE_KINDS,
): Query | undefined {
  const text = cleanSearchText(raw)
  if (text === '') return undefined
  const whole = wholeId(text)
  if (whole !== undefined) {
    return anyOf([
      matches('id', whole),
      ...RESOURCE_KINDS.map((kind) =>
        nested(`resources.${kind}`, matches(`resources.${kind}.id`, whole)),
      ),
    ])
  }
  const part = /^[0-9a-f]{3,31}$/i.test(text) ? text.toLowerCase() : undefined
  const ofResource = (kind: string): Query => {
    const path = `resources.${kind}`
    const name = partOfResourceName(`${path}.${nameField(kind)}`, text)
    return nested(path, part === undefined ? name : anyOf([name, partOfId(`${path}.id`, part)]))
  }
  return anyOf([
    ...partOfName('name', text),
    wildcard('alias', `*${escapeQueryString(text)}*`),
    ...(part === undefined ? [] : [partOfId('id', part)]),
    ...kinds.map(ofResource),
  ])
}

/** The vendor's own clients find the deployment of a resource this way (ece-behaviour 3.2). */
export const searchResourceId = (id: string, kinds: readonly string[] = RESOURCE_KINDS): Query =>
  anyOf(kinds.map((kind) => nested(`resources.${kind}`, matches(`resources.${kind}.id`, id))))
