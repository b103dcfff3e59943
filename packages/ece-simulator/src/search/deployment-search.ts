// `POST /deployments/_search` (searchDeployments): which fields of a deployment are exact, and the answer's form.
// The index of a real ECE is not published; names follow ece-behaviour 3.2 and 3.4.
import type { Generation } from '../context.ts'
import { createSearch } from './search.ts'
import { type Doc, isObject } from './values.ts'

const KINDS = [
  'elasticsearch',
  'kibana',
  'apm',
  'appsearch',
  'enterprise_search',
  'integrations_server',
]

/** Ids, versions, enums, addresses: whole values, never words. */
const KEYWORDS =
  /(?:^|[._])(?:id|ids|ref_id|version|status|stage|region|kind|zone|roles?|types?|resource|endpoint|url|cloud_id|rulesets|instance_name|level|subscription_level|facilitator|action|strategy|ports|tags\.key|repository_name)$/

// The vendor's terraform provider asks for tags nested; others ask for them plainly. What the index allows is not
// established, so both find them.
const search = createSearch({
  keywordFields: KEYWORDS,
  nestedPaths: [...KINDS.map((kind) => `resources.${kind}`), 'metadata.tags'],
  sharedPaths: ['metadata.tags'],
  defaultSort: ['_score', { 'metadata.last_modified': { order: 'desc' } }],
})

export interface DeploymentSearch {
  /** The request's body; `undefined` matches everything. */
  readonly body: unknown
  /** Whole deployments in wire form, as a hit shows them. */
  readonly documents: Iterable<Doc>
  /** Epoch ms. */
  readonly now: number
  readonly generation: Generation
  /** `minimal_metadata` of the query: names joined by commas. */
  readonly minimalMetadata?: unknown
}

/** `DeploymentsSearchResponse`. Cursor and minimal_metadata exist on 3.8 only (ece-behaviour 0). */
export function searchDeployments(of: DeploymentSearch) {
  const isOld = of.generation === '2.13'
  // an older server does not know the member, and unknown members are accepted silently
  const body = isOld && isObject(of.body) ? { ...of.body, cursor: undefined } : of.body
  const { hits, matchCount, hasQuery, cursor } = search(body, of.documents, of.now)
  const wanted =
    !isOld && typeof of.minimalMetadata === 'string' ? of.minimalMetadata.split(',') : undefined
  const names = wanted?.map((name) => name.trim()) ?? []
  const pick = (hit: Doc) =>
    Object.fromEntries(
      names.filter((name) => Object.hasOwn(hit, name)).map((name) => [name, hit[name]]),
    )
  return {
    return_count: hits.length,
    ...(hasQuery ? { match_count: matchCount } : {}),
    deployments: wanted ? [] : hits,
    ...(wanted ? { minimal_metadata: hits.map(pick) } : {}),
    ...(isOld || cursor === undefined ? {} : { cursor }),
  }
}
