// Every page that there is, with its tabs and dialogs, for all walks: what everybody can use, what survives any answer,
// what has a picture. `tools/architecture.test.ts` holds this list against apps/web/src/routes.tsx.

import type { Operator } from './fixtures.ts'

/** `$name` parts are filled from the world that is walked. */
export const ROUTES = [
  '/sign-in',
  '/$installation/overview',
  '/$installation/deployments',
  '/$installation/deployments/$deploymentId',
  '/$installation/elasticsearch',
  '/$installation/elasticsearch/$clusterId',
  '/$installation/kibana',
  '/$installation/kibana/$kibanaId',
  '/$installation/templates',
  '/$installation/templates/$templateId',
  '/$installation/stack-versions',
  '/$installation/stack-versions/$version',
  '/$installation/activity',
] as const
export type Route = (typeof ROUTES)[number]

/** Query strings under which a page looks different, besides none at all. */
const VIEWS: Partial<Record<Route, readonly string[]>> = {
  '/$installation/deployments/$deploymentId': [
    'tab=activity',
    'tab=plan',
    'tab=notes',
    'tab=json',
    'dialog=restart',
    'dialog=shut-down',
    'dialog=stop-instance-all-elasticsearch',
  ],
  '/$installation/elasticsearch/$clusterId': ['tab=activity', 'tab=json'],
  '/$installation/kibana/$kibanaId': ['tab=activity', 'tab=json'],
  '/$installation/templates/$templateId': ['tab=json'],
  '/$installation/stack-versions/$version': ['tab=json'],
  '/$installation/activity': ['from=2026-01-01T14:00:00Z&to=2026-01-01T15:00:00Z', 'since=7d'],
}

/** What stands for the `$name` parts. */
export interface Places {
  readonly installation: string
  readonly deploymentId: string
  readonly clusterId: string
  readonly kibanaId: string
  readonly templateId: string
  readonly version: string
}

/** An id as ECE gives them, which nobody has. */
const NOBODY = '00000000000000000000000000000000'

/** One deployment of the world, by its name if one is given; where there is none, the places lead nowhere. */
export async function findPlaces(operator: Operator, name?: string): Promise<Places> {
  const { body } = await operator.call('POST', '/deployments/_search', {
    query:
      name === undefined
        ? { match_all: {} }
        : { match: { name: { query: name, operator: 'and' } } },
    size: 1,
  })
  const [deployment] = body.deployments ?? []
  // the members of an answer that other tests have no use for
  const resources = (deployment as { resources?: Record<string, { id: string }[]> } | undefined)
    ?.resources
  return {
    installation: 'default',
    deploymentId: deployment?.id ?? NOBODY,
    clusterId: resources?.['elasticsearch']?.[0]?.id ?? NOBODY,
    kibanaId: resources?.['kibana']?.[0]?.id ?? NOBODY,
    templateId: 'default',
    version: '8.17.4',
  }
}

/** The addresses of one route: the page itself, then its tabs and dialogs. */
export function listPaths(route: Route, places: Places): string[] {
  const values: Readonly<Record<string, string>> = { ...places }
  const path = route.replace(/\$(\w+)/g, (_, name: string) =>
    encodeURIComponent(values[name] ?? ''),
  )
  return [path, ...(VIEWS[route] ?? []).map((view) => `${path}?${view}`)]
}

export const listAllPaths = (places: Places): string[] =>
  ROUTES.flatMap((route) => listPaths(route, places))
