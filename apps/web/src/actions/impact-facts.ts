// Facts around a deployment that a person would want to know before it is touched: who was there last, what it is tied to,
// and what nobody could look at.
import { changeOf, startedBy } from '../domain/plan-change.ts'
import { pendingOf } from '../domain/attempts.ts'
import { listResources, type Resource } from '../domain/resources.ts'
import type { AnyDeployment, Attempt } from '../domain/shapes.ts'
import { formatRelative, parseTime } from '../lib/dates.ts'
import { joinWords, plural, shortId } from '../lib/text.ts'
import type { ImpactRow } from './action.ts'

const startOf = (attempt: Attempt) =>
  parseTime(attempt.attempt_start_time) ?? parseTime(attempt.source?.date)

const label = 'Last changed'

/** By the newest attempt that the answer carries: `Rolling restart of Kibana, by a.kern, 3 h ago`. */
export function lastChangeRow(deployment: AnyDeployment, now: number): ImpactRow {
  const attempts = listResources(deployment).flatMap((resource) =>
    [pendingOf(resource), resource.info.plan_info?.current].flatMap((attempt) =>
      attempt ? [{ attempt, resource, at: startOf(attempt) }] : [],
    ),
  )
  const [last] = attempts.toSorted((a, b) => (b.at ?? 0) - (a.at ?? 0))
  if (last === undefined) {
    return { kind: 'info', label, text: 'Could not check: ECE sent no plan of it' }
  }
  const { who } = startedBy(last.attempt)
  const by = who === 'unknown' ? 'by nobody that ECE names' : `by ${who}`
  const when =
    last.at === undefined ? 'at an unknown time' : formatRelative(Math.min(last.at, now), now)
  return {
    kind: 'info',
    label,
    text: `${changeOf(last.attempt, last.resource).text}, ${by}, ${when}`,
  }
}

/** Whom its logs, metrics and monitoring data go to, and whose requests it lets in; only where the answer has settings. */
export function tiesRow(deployment: AnyDeployment): ImpactRow | undefined {
  const { settings } = deployment
  const filters = settings?.traffic_filter_settings?.rulesets?.length ?? 0
  const { logging, metrics } = settings?.observability ?? {}
  const places = [logging, metrics].flatMap((each) => each?.destination?.deployment_id ?? [])
  const targets = listResources(deployment).flatMap(
    ({ info }) => info.elasticsearch_monitoring_info?.destination_cluster_ids ?? [],
  )
  const parts = [
    ...[...new Set(places)].map((id) => `sends its logs or metrics to ${shortId(id)}`),
    ...(targets.length === 0
      ? []
      : [`sends monitoring data to ${plural(targets.length, 'cluster')}`]),
    ...(filters === 0 ? [] : [`has ${plural(filters, 'traffic filter')}`]),
  ]
  return parts.length === 0
    ? undefined
    : { kind: 'info', label: 'Tied to', text: capitalised(joinWords(parts)) }
}

/** What people do through a stateless resource; the vendor says of Kibana what ECE itself does through it. */
const USES: Partial<Record<Resource['kind'], string>> = {
  kibana:
    'Everybody who looks at the data with it; snapshot lifecycle and version upgrades are managed through it',
  apm: 'The agents that send to it: what they cannot send meanwhile may be lost',
  integrations_server: 'The agents that send to it: what they cannot send meanwhile may be lost',
  enterprise_search: 'The applications that search through it',
  appsearch: 'The applications that search through it',
}

export function usersRow({ kind }: Resource): ImpactRow | undefined {
  const text = USES[kind]
  return text === undefined ? undefined : { kind: 'warn', label: 'Depends on it', text }
}

const capitalised = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

/** What no answer about a deployment tells; to say nothing would read as "there are none". */
export const uncheckedRow = (resource?: Resource): ImpactRow => ({
  kind: 'info',
  label: 'Could not check',
  text:
    resource === undefined || resource.kind === 'elasticsearch'
      ? 'Remote clusters that search it, and applications that write to it'
      : 'Who uses it right now',
})
