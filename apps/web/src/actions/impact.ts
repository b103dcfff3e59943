// The numbers a person should see before pressing the button. Everything is read from the deployment itself; what ECE
// does not say is called unknown, never zero.
import type { Instance } from '@ece/api-types'
import { formatMegabytes } from '../lib/bytes.ts'
import { joinWords, plural } from '../lib/text.ts'
import { listPendingPlans, type RunningPlan } from '../domain/plan-state.ts'
import {
  describeResource,
  isStopped,
  isSystemOwned,
  listResources,
  type Resource,
} from '../domain/resources.ts'
import type { AnyDeployment } from '../domain/shapes.ts'
import { describeSnapshot, snapshotOfDeployment } from '../domain/snapshots.ts'
import {
  describeInstances,
  instancesOf,
  isTiebreaker,
  memoryOf,
  zonesOf,
} from '../domain/topology.ts'
import type { ImpactRow } from './action.ts'
import { describeRunning } from './disabled.ts'
import { lastChangeRow } from './impact-facts.ts'

/** Last good snapshot with its age; a missing one is the first thing to know before data goes. */
export function snapshotRow(deployment: AnyDeployment, now: number): ImpactRow {
  const state = snapshotOfDeployment(deployment, now)
  const label = 'Last good snapshot'
  if (state === undefined) return { kind: 'info', label, text: 'It has no Elasticsearch' }
  const kinds = {
    ok: 'ok',
    old: 'warn',
    none: 'bad',
    no_repository: 'bad',
    unknown: 'warn',
  } as const
  return { kind: kinds[state.kind], label, text: describeSnapshot(state) }
}

/** `Elasticsearch (6 instances, 3 zones)`. */
function countOf(deployment: AnyDeployment, resource: Resource): string {
  const instances = instancesOf(resource)
  const zones = zonesOf(instances).length
  const parts = [
    instances.length === 0 ? 'instances unknown' : plural(instances.length, 'instance'),
    ...(zones > 1 ? [plural(zones, 'zone')] : []),
  ]
  return `${describeResource(deployment, resource)} (${parts.join(', ')})`
}

/** Everything of the deployment that runs and will stop. */
export function stopsRow(deployment: AnyDeployment): ImpactRow {
  const running = listResources(deployment).filter((resource) => !isStopped(resource))
  const text =
    running.length === 0
      ? 'Nothing: no resource is running'
      : joinWords(running.map((resource) => countOf(deployment, resource)))
  return { kind: running.length === 0 ? 'info' : 'bad', label: 'Stops answering', text }
}

export function restartsRow(resource: Resource, how?: string): ImpactRow {
  const instances = instancesOf(resource)
  const text =
    instances.length === 0
      ? 'Its instances; ECE does not say how many'
      : describeInstances(instances)
  return { kind: 'info', label: 'Restarts', text: how === undefined ? text : `${text}, ${how}` }
}

/** How many groups go down one after another; 1 means that all of it is down at once. */
function groupsOf(instances: readonly Instance[], grouping: string): number {
  const serving = instances.filter((instance) => !isTiebreaker(instance))
  if (grouping === '__all__') return 1
  return grouping === '__name__' ? serving.length : zonesOf(serving).length
}

/** Does a restart in these groups interrupt the service, and how much is already missing? */
export function downtimeRow(resource: Resource, name: string, grouping: string): ImpactRow {
  const label = 'Stops answering'
  const instances = instancesOf(resource)
  const groups = groupsOf(instances, grouping)
  if (groups === 0)
    return { kind: 'warn', label, text: `Unknown: ECE does not say where ${name} runs` }
  if (grouping === '__all__') {
    return {
      kind: 'bad',
      label,
      text: `${name}, until its instances are back: all restart at once`,
    }
  }
  if (groups === 1) {
    const where = grouping === '__zone__' ? 'it runs in a single zone' : 'it has a single instance'
    return { kind: 'bad', label, text: `${name}, until it is back: ${where}` }
  }
  const colour = resource.info.elasticsearch?.shards_status?.status
  if (colour === 'red' || colour === 'yellow') {
    const missing =
      colour === 'red' ? 'some shards are unavailable already' : 'replicas are missing'
    return { kind: 'warn', label, text: `Perhaps some data of ${name}: ${missing}` }
  }
  return {
    kind: 'ok',
    label,
    text: `Nothing, if replicas exist: ${plural(groups, 'group')} in turn`,
  }
}

/** Stateless kinds have no groups to choose: with one instance nothing answers meanwhile. */
export function statelessDowntimeRow(resource: Resource, name: string): ImpactRow {
  const count = instancesOf(resource).length
  const label = 'Stops answering'
  if (count === 0)
    return { kind: 'warn', label, text: `Unknown: ECE does not say where ${name} runs` }
  return count === 1
    ? { kind: 'bad', label, text: `${name}, until its only instance is back` }
    : { kind: 'warn', label, text: `${name} may, while its ${plural(count, 'instance')} restart` }
}

/** Clusters that send their monitoring data here; other clients and remote clusters are not in the object. */
const monitored = (elasticsearch: Resource): string[] => {
  const sources = elasticsearch.info.elasticsearch_monitoring_info?.source_cluster_ids?.length ?? 0
  return sources > 0 ? [`monitoring of ${plural(sources, 'cluster')}`] : []
}

const dependsRow = (parts: readonly string[]): ImpactRow | undefined =>
  parts.length === 0 ? undefined : { kind: 'warn', label: 'Depends on it', text: joinWords(parts) }

/** Who notices when Elasticsearch restarts, besides its callers. */
export function dependantsRow(
  deployment: AnyDeployment,
  elasticsearch: Resource,
): ImpactRow | undefined {
  const beside = listResources(deployment).filter(
    (resource) =>
      resource.kind !== 'elasticsearch' &&
      !isStopped(resource) &&
      (resource.elasticsearch_cluster_ref_id ?? elasticsearch.ref_id) === elasticsearch.ref_id,
  )
  return dependsRow([
    ...beside.map((resource) => countOf(deployment, resource)),
    ...monitored(elasticsearch),
  ])
}

/** Who notices when the whole deployment goes: only what is outside of it. */
export const outsideRow = (deployment: AnyDeployment): ImpactRow | undefined =>
  dependsRow(listResources(deployment).flatMap(monitored))

/** ECE's own deployments carry the platform: sign-in, its index, its logs (ece-behaviour 3.1). */
export const systemRow = (deployment: AnyDeployment): ImpactRow | undefined =>
  isSystemOwned(deployment)
    ? {
        kind: 'bad',
        label: 'System deployment',
        text: 'ECE itself runs on it: sign-in, lists or logs of the whole installation may fail meanwhile',
      }
    : undefined

/** Plans that run on the deployment now; a pending plan on the same resource disables the verb altogether. */
export function runningRow(running: readonly RunningPlan[]): ImpactRow | undefined {
  const [first] = running
  if (first === undefined) return undefined
  const more = running.length > 1 ? `, and ${running.length - 1} more` : ''
  return { kind: 'busy', label: 'Plan running', text: `${describeRunning(first)}${more}` }
}

/** One resource of the deployment, which stops answering for good, or until somebody restores it. */
export const goneRow = (deployment: AnyDeployment, resource: Resource): ImpactRow => ({
  kind: 'bad',
  label: 'Stops answering',
  text: `${countOf(deployment, resource)}, until it is restored`,
})

/** What goes back to the allocators with the instances of these. */
export const memoryRow = (resources: readonly Resource[]): ImpactRow => {
  const memory = memoryOf(resources.flatMap((resource) => [...instancesOf(resource)]))
  const text =
    memory === 0
      ? 'Could not check: ECE does not say how much memory its instances have'
      : `${formatMegabytes(memory)} of memory on the allocators`
  return { kind: 'info', label: 'Frees', text }
}

export const untouchedRow = (text: string): ImpactRow => ({
  kind: 'info',
  label: 'Not touched',
  text,
})

/** What every verb on a deployment shows besides its own rows. */
export const circumstances = (
  deployment: AnyDeployment,
  now: number,
): (ImpactRow | undefined)[] => [
  runningRow(listPendingPlans(deployment)),
  systemRow(deployment),
  lastChangeRow(deployment, now),
]

/** Leaves out the rows that have nothing to say. */
export const rows = (...all: readonly (ImpactRow | undefined)[]): ImpactRow[] =>
  all.filter((row) => row !== undefined)
