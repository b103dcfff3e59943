// How a page about one kind of resource gets its list, its object and its plan history. Here: through deployments,
// the only way of 3.x. An adapter for the 2.x `/clusters/*` calls implements the same functions; pages see no
// difference, because the `info` object is the same in both generations (ece-behaviour 5.1).
import {
  AttemptId,
  DeploymentId,
  type Input,
  operations,
  type Operations,
  type Output,
  RefId,
  type ResourceKind,
  type SearchRequest,
} from '@ece/api-types'
import { listAttempts } from './attempts.ts'
import { findResource, listResources, nameOfDeployment, type Resource } from './resources.ts'
import type { AnyDeployment, Attempt } from './shapes.ts'
import { buildSearch, type DeploymentFilters, nextSearch, type Sort } from './search.ts'
import { searchResourceId } from './search-text.ts'

/** One read as data: `q(operation, input)` fetches it, `read` turns the answer into what the page wants. */
export interface Read<Op, Value> {
  readonly operation: Op
  readonly input: Op extends Operations[keyof Operations] ? Input<Op> : never
  readonly read: (answer: Output<Op>) => Value
}

/** A resource with the deployment it belongs to, as a list row and as the subject of a page. */
export interface ResourceRow {
  readonly resource: Resource
  readonly deployment: AnyDeployment
  readonly deployment_id: string
  readonly deployment_name: string
}

export interface ResourceList {
  readonly rows: readonly ResourceRow[]
  /** Deployments that match, not resources: ECE counts those only. */
  readonly match_count: number | undefined
  /** Body of the next page; absent at the end. */
  readonly next: SearchRequest | undefined
}

/** Where a resource lives; enough to build every path about it. */
export interface Place {
  readonly deployment_id: DeploymentId
  readonly ref_id: RefId
}

const row = (deployment: AnyDeployment, resource: Resource): ResourceRow => ({
  resource,
  deployment,
  deployment_id: deployment.id,
  deployment_name: nameOfDeployment(deployment),
})

function place(deployment: AnyDeployment, id: string): Place | undefined {
  const deployment_id = DeploymentId.safeParse(deployment.id)
  const ref_id = RefId.safeParse(findResource(deployment, id)?.ref_id)
  return deployment_id.success && ref_id.success
    ? { deployment_id: deployment_id.data, ref_id: ref_id.data }
    : undefined
}

const GET = operations.getDeployment
const SEARCH = operations.searchDeployments

/** What a page about one deployment or resource asks for; logs and history are asked for where they are shown. */
export const WHOLE_DEPLOYMENT = {
  show_plans: true,
  show_plan_logs: true,
  show_settings: true,
  show_system_alerts: 20,
} as const

/** The functions that pages about resources of `kind` use; nothing else knows where the data comes from. */
export function readsOf(kind: ResourceKind) {
  return {
    /** First page of the list. Filters mean the same as in the list of deployments. */
    list: (filters: DeploymentFilters, options: { sort?: Sort | undefined; size?: number } = {}) =>
      listPage(kind, buildSearch({ ...filters, kind: [kind] }, options)),
    /** A later page: the `next` of the one before. */
    page: (body: SearchRequest) => listPage(kind, body),
    /** Finds the deployment of a resource id. The index lags; what `get` answers is the truth. */
    locate: (id: string): Read<typeof SEARCH, Place | undefined> => ({
      operation: SEARCH,
      input: { body: { query: searchResourceId(id, [kind]), size: 1 } },
      read: ({ deployments: [found] }) => found && place(found, id),
    }),
    /** One resource; `undefined` when the deployment no longer has it. */
    get: (at: Place, id: string): Read<typeof GET, ResourceRow | undefined> => ({
      operation: GET,
      input: { params: { deployment_id: at.deployment_id }, query: WHOLE_DEPLOYMENT },
      read: (deployment) => {
        const resource = findResource(deployment, id)
        return resource && row(deployment, resource)
      },
    }),
    /** Plan attempts, newest first: the pending one, then the ended ones (at most 100 per kind). */
    history: (at: Place, id: string): Read<typeof GET, readonly Attempt[]> => ({
      operation: GET,
      input: {
        params: { deployment_id: at.deployment_id },
        query: { show_plans: true, show_plan_logs: true, show_plan_history: true },
      },
      read: (deployment) => listAttempts(findResource(deployment, id)),
    }),
    /** One attempt with its step log; `undefined` when the id cannot be one. Since 3.3. */
    attempt: (
      at: Place,
      id: string,
    ): Read<typeof operations.getDeploymentResourcePlanActivity, Attempt> | undefined => {
      const attempt_id = AttemptId.safeParse(id)
      if (!attempt_id.success) return undefined
      return {
        operation: operations.getDeploymentResourcePlanActivity,
        input: { params: { ...at, resource_kind: kind, attempt_id: attempt_id.data } },
        read: (answer) => answer,
      }
    },
  }
}

function listPage(kind: ResourceKind, body: SearchRequest): Read<typeof SEARCH, ResourceList> {
  return {
    operation: SEARCH,
    input: { body },
    read: (answer) => ({
      rows: answer.deployments.flatMap((deployment) =>
        listResources(deployment)
          .filter((resource) => resource.kind === kind)
          .map((resource) => row(deployment, resource)),
      ),
      match_count: answer.match_count ?? undefined,
      next: nextSearch(body, answer),
    }),
  }
}

/** What the pages of a kind stand on, whichever API generation answers. */
export type Reads = ReturnType<typeof readsOf>
