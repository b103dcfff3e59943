// The one search behind the palette. Sorted by rank, which is ECE's default without a `sort` (ece-behaviour 3.2): whatever is
// named exactly so comes before what has it as a part, among ten thousand as well.
import type { SearchRequest } from '@ece/api-types'
import { matches, type Query, searchText } from '../../domain/search-text.ts'
import type { Wanted } from './wanted.ts'

/** Those that have pages. The others carry their deployment's name, and each kind is a third of the time of the search. */
const KINDS = ['elasticsearch', 'kibana']

/** Enough to see whether it is among them; more is what the list is for. */
const MOST_HITS = 10

/** `undefined` when nothing is looked for. An id finds hidden deployments too: somebody has it from somewhere. */
export function paletteSearch({ query, isId }: Wanted): SearchRequest | undefined {
  const text = searchText(query, KINDS)
  if (text === undefined) return undefined
  const name = 'name.keyword'
  const ranks: Query[] = [
    { term: { [name]: { value: query } } },
    { prefix: { [name]: { value: query } } },
  ]
  return {
    query: {
      bool: {
        must: [text],
        should: isId ? [] : ranks,
        must_not: isId ? [] : [matches('metadata.hidden', true)],
      },
    },
    size: MOST_HITS,
  }
}
