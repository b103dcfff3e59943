// Every URL of the console. Pages are lazy and export their component by name; what is in the query string is read by the
// page itself (`useSearchValues`), here only its type is known, for links.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { enterInstallation } from './api/installation.ts'
import { loadInstallations, loadSession } from './api/session.ts'
import { readQuery, writeQuery } from './lib/query-string.ts'
import { readPreference } from './lib/storage.ts'
import { ErrorPage, NotFoundPage } from './layouts/message-page.tsx'
import { PendingPage } from './layouts/pending-page.tsx'
import type { ActivitySearch } from './features/activity/activity-search.ts'
import type { AllocatorSearch, AllocatorsSearch } from './features/allocators/allocators-search.ts'
import type { AuditSearch } from './features/audit/audit-search.ts'
import type { DeploymentSearch } from './features/deployments/deployment-search.ts'
import type { DeploymentsSearch } from './features/deployments/deployments-search.ts'
import type { OverviewSearch } from './features/overview/overview-search.ts'
import type { ClusterSearch, ClustersSearch } from './features/clusters/clusters-search.ts'
import type { JobSearch, JobsSearch } from './features/jobs/jobs-search.ts'
import type {
  StackVersionSearch,
  StackVersionsSearch,
} from './features/stack-versions/stack-versions-search.ts'
import type { TemplateSearch, TemplatesSearch } from './features/templates/templates-search.ts'
import type { RouterHistory } from '@tanstack/react-router'

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>
  }
  interface StaticDataRouteOption {
    /** Name of the page until its own code is there. */
    title?: string
  }
}

/** Types the query string of a route for links. The text is checked by the page, value by value, which never fails. */
const searchOf =
  <Search,>() =>
  (raw: Record<string, unknown>) =>
    // see above: a type for the writers of links, not a claim about the text
    raw as Search

const rootRoute = createRootRoute({ component: Outlet })

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: async () => {
    const [session, installations] = await Promise.all([loadSession(), loadInstallations()])
    const open = installations.filter(({ id }) => session[id] !== undefined)
    const last = open.find(({ id }) => id === readPreference('installation')) ?? open[0]
    if (last === undefined) throw redirect({ to: '/sign-in', replace: true })
    throw redirect({
      to: '/$installation/overview',
      params: { installation: last.id },
      replace: true,
    })
  },
})

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  staticData: { title: 'Sign in' },
  loader: loadInstallations,
  component: lazyRouteComponent(() => import('./features/session/sign-in-page.tsx'), 'SignInPage'),
})

const installationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/$installation',
  beforeLoad: async ({ params, location, preload }) => {
    const [session, installations] = await Promise.all([loadSession(), loadInstallations()])
    const installation = installations.find(({ id }) => id === params.installation)
    if (installation === undefined) {
      throw notFound({ data: { unknown: params.installation, installations } })
    }
    if (session[installation.id] === undefined) {
      throw redirect({ to: '/sign-in', state: { target: location.href }, replace: true })
    }
    if (!preload && !enterInstallation(installation)) {
      window.location.assign(location.href)
      // this document is on its way out and must not draw the other installation
      await new Promise(() => {})
    }
    return { installation, installations }
  },
  component: lazyRouteComponent(
    () => import('./layouts/installation-layout.tsx'),
    'InstallationLayout',
  ),
})

const installationHomeRoute = createRoute({
  getParentRoute: () => installationRoute,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/$installation/overview', params, replace: true })
  },
})

const overviewRoute = createRoute({
  getParentRoute: () => installationRoute,
  path: 'overview',
  staticData: { title: 'Overview' },
  validateSearch: searchOf<OverviewSearch>(),
  component: lazyRouteComponent(
    () => import('./features/overview/overview-page.tsx'),
    'OverviewPage',
  ),
})

const deploymentsRoute = createRoute({
  getParentRoute: () => installationRoute,
  path: 'deployments',
  staticData: { title: 'Deployments' },
  validateSearch: searchOf<DeploymentsSearch>(),
  component: lazyRouteComponent(
    () => import('./features/deployments/deployments-page.tsx'),
    'DeploymentsPage',
  ),
})

const deploymentRoute = createRoute({
  getParentRoute: () => installationRoute,
  path: 'deployments/$deploymentId',
  staticData: { title: 'Deployment' },
  validateSearch: searchOf<DeploymentSearch>(),
  component: lazyRouteComponent(
    () => import('./features/deployments/deployment-page.tsx'),
    'DeploymentPage',
  ),
})

const clustersRoute = createRoute({
  getParentRoute: () => installationRoute,
  path: 'elasticsearch',
  staticData: { title: 'Elasticsearch' },
  validateSearch: searchOf<ClustersSearch>(),
  component: lazyRouteComponent(
    () => import('./features/clusters/clusters-page.tsx'),
    'ClustersPage',
  ),
})

const clusterRoute = createRoute({
  getParentRoute: () => installationRoute,
  path: 'elasticsearch/$clusterId',
  staticData: { title: 'Elasticsearch cluster' },
  validateSearch: searchOf<ClusterSearch>(),
  component: lazyRouteComponent(
    () => import('./features/clusters/cluster-page.tsx'),
    'ClusterPage',
  ),
})

const kibanasRoute = createRoute({
  getParentRoute: () => installationRoute,
  path: 'kibana',
  staticData: { title: 'Kibana' },
  validateSearch: searchOf<ClustersSearch>(),
  component: lazyRouteComponent(
    () => import('./features/clusters/kibanas-page.tsx'),
    'KibanasPage',
  ),
})

const kibanaRoute = createRoute({
  getParentRoute: () => installationRoute,
  path: 'kibana/$kibanaId',
  staticData: { title: 'Kibana instance' },
  validateSearch: searchOf<ClusterSearch>(),
  component: lazyRouteComponent(() => import('./features/clusters/kibana-page.tsx'), 'KibanaPage'),
})

const templatesRoute = createRoute({
  getParentRoute: () => installationRoute,
  path: 'templates',
  staticData: { title: 'Templates' },
  validateSearch: searchOf<TemplatesSearch>(),
  component: lazyRouteComponent(
    () => import('./features/templates/templates-page.tsx'),
    'TemplatesPage',
  ),
})

const templateRoute = createRoute({
  getParentRoute: () => installationRoute,
  path: 'templates/$templateId',
  staticData: { title: 'Template' },
  validateSearch: searchOf<TemplateSearch>(),
  component: lazyRouteComponent(
    () => import('./features/templates/template-page.tsx'),
    'TemplatePage',
  ),
})

const stackVersionsRoute = createRoute({
  getParentRoute: () => installationRoute,
  path: 'stack-versions',
  staticData: { title: 'Stack versions' },
  validateSearch: searchOf<StackVersionsSearch>(),
  component: lazyRouteComponent(
    () => import('./features/stack-versions/stack-versions-page.tsx'),
    'StackVersionsPage',
  ),
})

const stackVersionRoute = createRoute({
  getParentRoute: () => installationRoute,
  path: 'stack-versions/$version',
  staticData: { title: 'Stack version' },
  validateSearch: searchOf<StackVersionSearch>(),
  component: lazyRouteComponent(
    () => import('./features/stack-versions/stack-version-page.tsx'),
    'StackVersionPage',
  ),
})

const allocatorsRoute = createRoute({
  getParentRoute: () => installationRoute,
  path: 'allocators',
  staticData: { title: 'Allocators' },
  validateSearch: searchOf<AllocatorsSearch>(),
  component: lazyRouteComponent(
    () => import('./features/allocators/allocators-page.tsx'),
    'AllocatorsPage',
  ),
})

const allocatorRoute = createRoute({
  getParentRoute: () => installationRoute,
  path: 'allocators/$allocatorId',
  staticData: { title: 'Allocator' },
  validateSearch: searchOf<AllocatorSearch>(),
  component: lazyRouteComponent(
    () => import('./features/allocators/allocator-page.tsx'),
    'AllocatorPage',
  ),
})

const activityRoute = createRoute({
  getParentRoute: () => installationRoute,
  path: 'activity',
  staticData: { title: 'Activity' },
  validateSearch: searchOf<ActivitySearch>(),
  component: lazyRouteComponent(
    () => import('./features/activity/activity-page.tsx'),
    'ActivityPage',
  ),
})

const jobsRoute = createRoute({
  getParentRoute: () => installationRoute,
  path: 'jobs',
  staticData: { title: 'Jobs' },
  validateSearch: searchOf<JobsSearch>(),
  component: lazyRouteComponent(() => import('./features/jobs/job-page.tsx'), 'JobsPage'),
})

const jobRoute = createRoute({
  getParentRoute: () => installationRoute,
  path: 'jobs/$jobId',
  staticData: { title: 'Job' },
  validateSearch: searchOf<JobSearch>(),
  component: lazyRouteComponent(() => import('./features/jobs/job-page.tsx'), 'JobPage'),
})

const changeRoute = createRoute({
  getParentRoute: () => installationRoute,
  path: 'changes/$changeId',
  staticData: { title: 'Change' },
  component: lazyRouteComponent(() => import('./features/changes/change-page.tsx'), 'ChangePage'),
})

const auditRoute = createRoute({
  getParentRoute: () => installationRoute,
  path: 'audit',
  staticData: { title: 'Audit' },
  validateSearch: searchOf<AuditSearch>(),
  component: lazyRouteComponent(() => import('./features/audit/audit-page.tsx'), 'AuditPage'),
})

const auditRecordRoute = createRoute({
  getParentRoute: () => installationRoute,
  path: 'audit/$seq',
  staticData: { title: 'Audit' },
  component: lazyRouteComponent(
    () => import('./features/audit/audit-record-page.tsx'),
    'AuditRecordPage',
  ),
})

const routeTree = rootRoute.addChildren([
  homeRoute,
  signInRoute,
  installationRoute.addChildren([
    installationHomeRoute,
    overviewRoute,
    deploymentsRoute,
    deploymentRoute,
    clustersRoute,
    clusterRoute,
    kibanasRoute,
    kibanaRoute,
    templatesRoute,
    templateRoute,
    stackVersionsRoute,
    stackVersionRoute,
    allocatorsRoute,
    allocatorRoute,
    activityRoute,
    changeRoute,
    jobsRoute,
    jobRoute,
    auditRoute,
    auditRecordRoute,
  ]),
])

/** How long the old page stays while the next one's code is loading, before a skeleton shows. */
const PENDING_MS = 300

/** The router of the console; `history` is the browser's own unless a test says otherwise. */
export const createConsoleRouter = (history?: RouterHistory) =>
  createRouter({
    routeTree,
    ...(history === undefined ? {} : { history }),
    parseSearch: readQuery,
    stringifySearch: writeQuery,
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultPendingMs: PENDING_MS,
    defaultPendingComponent: PendingPage,
    defaultErrorComponent: ErrorPage,
    defaultNotFoundComponent: NotFoundPage,
    scrollRestoration: true,
  })
