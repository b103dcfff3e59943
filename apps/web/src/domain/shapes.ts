// One loose view over the six resource kinds and both depths of answer (list hit, whole object), so that every
// rule about health, plans and snapshots is written once. Types only: nothing is copied or converted.
import type {
  Deployment,
  ElasticsearchInfo,
  ElasticsearchPlan,
  KibanaInfo,
  StatelessKind,
} from '@ece/api-types'

export type Nullish<T> = T | null | undefined

type ElasticsearchAttempt = NonNullable<NonNullable<ElasticsearchInfo['plan_info']>['current']>

/** A plan of any kind: the version stands under the kind's own name. */
export type Plan = ElasticsearchPlan & {
  readonly [Kind in StatelessKind]?: Nullish<{ version?: Nullish<string> }>
}

/** One plan attempt. List hits have neither `plan_attempt_log` nor `warnings`. */
export type Attempt = Omit<ElasticsearchAttempt, 'plan'> & { plan?: Nullish<Plan> }

export interface PlanInfo {
  healthy?: Nullish<boolean>
  current?: Nullish<Attempt>
  pending?: Nullish<Attempt>
  /** Ended attempts, oldest first; absent in list hits and without `show_plan_history`. */
  history?: Nullish<Attempt[]>
}

/** `info` of any kind. Elasticsearch and Kibana use `cluster_id` and `cluster_name`, the others `id` and `name`. */
export type ResourceInfo = Omit<ElasticsearchInfo, 'plan_info'> &
  Pick<KibanaInfo, 'elasticsearch_cluster'> & {
    plan_info?: Nullish<PlanInfo>
    id?: Nullish<string>
    name?: Nullish<string>
  }

/** One element of any of the six arrays of `resources`. */
export interface ResourceEntry {
  ref_id: string
  id: string
  region?: Nullish<string>
  elasticsearch_cluster_ref_id?: Nullish<string>
  info?: Nullish<ResourceInfo>
}

/** A list hit fits as well: it only has fewer of the optional fields. */
export type AnyDeployment = Deployment
