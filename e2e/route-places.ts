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
  '/$installation/allocators',
  '/$installation/allocators/$allocatorId',
  '/$installation/activity',
  '/$installation/jobs',
  '/$installation/jobs/$jobId',
  '/$installation/audit',
  '/$installation/audit/$seq',
  '/$installation/changes/$changeId',
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
  '/$installation/allocators': ['state=disconnected&state=maintenance', 'q=nobody-is-called-so'],
  '/$installation/allocators/$allocatorId': ['tab=json'],
  '/$installation/jobs': ['state=failed'],
  '/$installation/jobs/$jobId': ['state=done', 'dialog=stop', 'dialog=retry'],
  '/$installation/audit': [
    'outcome=signed_in',
    'q=nobody-wrote-this',
    'from=2026-01-01T14:00:00Z&to=2026-01-01T15:00:00Z',
  ],
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
  readonly allocatorId: string
  /** Absent where jobs are not what is looked at. */
  readonly jobId?: string
  /** Of a record: the first one is the first sign-in. */
  readonly seq?: string
  readonly changeId?: string
}

/** An id as ECE gives them, which nobody has. */
const NOBODY = '00000000000000000000000000000000'

/** A job to look at: the newest, or one that changes nothing. Who may not make one gets to a job that nobody made. */
async function findJob({ page }: Operator, deployment_id = NOBODY): Promise<string> {
  const listed = await page.request.get('/bff/jobs?installation=default')
  // the shape is the console's own, and only the id of it is used
  const { jobs = [] } = (await listed.json()) as { jobs?: { id: string }[] }
  const id = jobs[0]?.id ?? crypto.randomUUID()
  if (jobs.length > 0) return id
  await page.request.post('/bff/jobs', {
    headers: { 'X-ECE-Console': '1', 'Sec-Fetch-Site': 'same-origin', 'Idempotency-Key': id },
    data: {
      installation: 'default',
      operation: 'resyncDeployment',
      title: 'Resync of the index',
      items: [{ params: { deployment_id }, name: 'logging-prod' }],
      canary: 1,
      concurrency: 1,
      soak_seconds: 0,
      keep_going: false,
    },
  })
  return id
}

/** The newest change; where there is none, one that nobody made. */
async function findChange({ page }: Operator): Promise<string> {
  const listed = await page.request.get('/bff/changes?installation=default&limit=1')
  // the shape is the console's own, and only the id of it is used
  const { changes = [] } = (await listed.json()) as { changes?: { id: string }[] }
  return changes[0]?.id ?? crypto.randomUUID()
}

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
    allocatorId: '192.168.44.11',
    jobId: await findJob(operator, deployment?.id),
    seq: '1',
    changeId: await findChange(operator),
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

/** Pages that show what the console itself knows, whatever ECE answers. */
const OF_THE_CONSOLE: readonly string[] = [
  '/$installation/jobs',
  '/$installation/jobs/$jobId',
  '/$installation/audit',
  '/$installation/audit/$seq',
  '/$installation/changes/$changeId',
]

/** Those that are made of ECE's answers. */
export const listEcePaths = (places: Places): string[] =>
  ROUTES.filter((route) => !OF_THE_CONSOLE.includes(route)).flatMap((route) =>
    listPaths(route, places),
  )
