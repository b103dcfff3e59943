// Plans, attempts and their step logs as the console reads them. Fields are optional unless a screen cannot do
// without them: real servers leave out more than their document says, and send explicit nulls
// (ece-behaviour, "Fields often missing"). Vendor enums stay open strings, so a new word never breaks a page.
import { z } from '../zod.ts'

export const opt = z.nullish

export const TopologySize = z.object({ value: z.number(), resource: opt(z.string()) })

export const StepMessage = z.object({
  timestamp: opt(z.string()),
  stage: opt(z.string()),
  message: z.string(),
  delta_in_millis: opt(z.number()),
  details: opt(z.record(z.string(), z.string())),
  failure_type: opt(z.string()),
})
export type StepMessage = z.infer<typeof StepMessage>

/** `status`: success, warning, error, pending. `stage`: starting, in_progress, completed. Times are ISO 8601 UTC. */
export const PlanStep = z.object({
  step_id: z.string(),
  started: opt(z.string()),
  completed: opt(z.string()),
  duration_in_millis: opt(z.number()),
  status: opt(z.string()),
  stage: opt(z.string()),
  info_log: opt(z.array(StepMessage)),
})
export type PlanStep = z.infer<typeof PlanStep>

/** Who asked for an attempt: `facilitator` is `adminconsole` (a person) or `constructor` (the platform). */
export const ChangeSource = z.object({
  facilitator: opt(z.string()),
  action: opt(z.string()),
  date: opt(z.string()),
  user_id: opt(z.string()),
  admin_id: opt(z.string()),
  remote_addresses: opt(z.array(z.string())),
})
export type ChangeSource = z.infer<typeof ChangeSource>

const AttemptError = z.object({
  timestamp: opt(z.string()),
  message: opt(z.string()),
  details: opt(z.record(z.string(), z.string())),
  failure_type: opt(z.string()),
})

const PlanWarning = z.object({
  code: opt(z.string()),
  message: opt(z.string()),
  step_id: opt(z.string()),
})

const Move = z.object({ from: opt(z.string()) })

/** What every kind of plan may carry; these are wishes about one attempt and not part of what lasts. */
const control = {
  cluster_reboot: opt(z.string()),
  timeout: opt(z.number()),
  move_instances: opt(z.array(Move)),
  move_allocators: opt(z.array(Move)),
  reallocate_instances: opt(z.boolean()),
  extended_maintenance: opt(z.boolean()),
  override_failsafe: opt(z.boolean()),
}
const ElasticsearchControl = z.object({
  ...control,
  move_only: opt(z.boolean()),
  skip_snapshot: opt(z.boolean()),
  skip_data_migration: opt(z.boolean()),
})

/** One of the four keys says how; without any it is grow and shrink (ece-behaviour 3.7). */
const Strategy = z.object({
  rolling: opt(z.object({ group_by: opt(z.string()) })),
  grow_and_shrink: opt(z.object({})),
  rolling_grow_and_shrink: opt(z.object({})),
  autodetect: opt(z.object({})),
})

const RestoreSnapshot = z.object({
  snapshot_name: opt(z.string()),
  repository_name: opt(z.string()),
  strategy: opt(z.string()),
})

const Transient = z.object({
  strategy: opt(Strategy),
  plan_configuration: opt(ElasticsearchControl),
  restore_snapshot: opt(RestoreSnapshot),
})
const StatelessTransient = z.object({
  strategy: opt(Strategy),
  plan_configuration: opt(z.object(control)),
})

const Versioned = z.object({ version: opt(z.string()) })

/** One tier of Elasticsearch. `size.value` is MB per zone; 0 means the tier is unused. */
export const ElasticsearchTopologyElement = z.object({
  id: opt(z.string()),
  instance_configuration_id: opt(z.string()),
  zone_count: opt(z.number()),
  size: opt(TopologySize),
  node_roles: opt(z.array(z.string())),
  memory_per_node: opt(z.number()),
  node_count_per_zone: opt(z.number()),
})
export type ElasticsearchTopologyElement = z.infer<typeof ElasticsearchTopologyElement>

export const StatelessTopologyElement = z.object({
  instance_configuration_id: opt(z.string()),
  zone_count: opt(z.number()),
  size: opt(TopologySize),
})

export const ElasticsearchPlan = z.object({
  cluster_topology: opt(z.array(ElasticsearchTopologyElement)),
  elasticsearch: opt(Versioned),
  deployment_template: opt(z.object({ id: z.string() })),
  autoscaling_enabled: opt(z.boolean()),
  transient: opt(Transient),
})
export type ElasticsearchPlan = z.infer<typeof ElasticsearchPlan>

const stateless = {
  cluster_topology: opt(z.array(StatelessTopologyElement)),
  transient: opt(StatelessTransient),
}
export const KibanaPlan = z.object({ ...stateless, kibana: opt(Versioned) })
export const ApmPlan = z.object({ ...stateless, apm: opt(Versioned) })
export const IntegrationsServerPlan = z.object({
  ...stateless,
  integrations_server: opt(Versioned),
})
export const EnterpriseSearchPlan = z.object({ ...stateless, enterprise_search: opt(Versioned) })
export const AppSearchPlan = z.object({ ...stateless, appsearch: opt(Versioned) })

const attempt = {
  plan_attempt_id: opt(z.string()),
  plan_attempt_name: opt(z.string()),
  healthy: opt(z.boolean()),
  attempt_start_time: opt(z.string()),
  attempt_end_time: opt(z.string()),
  plan_end_time: opt(z.string()),
  source: opt(ChangeSource),
  error: opt(AttemptError),
}

const log = {
  plan_attempt_log: opt(z.array(PlanStep)),
  warnings: opt(z.array(PlanWarning)),
}

/** One plan attempt of any kind, as `GET …/activity/{attempt_id}` answers it; `plan` is free JSON there. */
export const PlanAttempt = z.object({ ...attempt, ...log, plan: opt(z.looseObject({})) })
export type PlanAttempt = z.infer<typeof PlanAttempt>

/** `plan_info` of one resource. `history` holds ended attempts only, oldest first. */
export const planInfo = <Plan extends z.core.$ZodType>(plan: Plan) => {
  const full = z.object({ ...attempt, ...log, plan: opt(plan) })
  return z.object({
    healthy: opt(z.boolean()),
    current: opt(full),
    pending: opt(full),
    history: opt(z.array(full)),
  })
}

/** The part of `plan_info` that a list row needs: no logs, no history. */
export const planInfoHit = <Plan extends z.core.$ZodType>(plan: Plan) => {
  const short = z.object({ ...attempt, plan: opt(plan) })
  return z.object({ healthy: opt(z.boolean()), current: opt(short), pending: opt(short) })
}
