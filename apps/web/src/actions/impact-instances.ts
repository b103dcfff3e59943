// What people notice when instances leave the routing or stop, read from the resource they belong to.
import type { Instance } from '@ece/api-types'
import { formatMegabytes } from '../lib/bytes.ts'
import { joinWords, plural } from '../lib/text.ts'
import { isDown, isServing } from '../domain/instance-health.ts'
import type { Resource } from '../domain/resources.ts'
import {
  describeInstances,
  holdsData,
  instancesOf,
  isMasterEligible,
  isTiebreaker,
  shortRoles,
  tierOf,
} from '../domain/topology.ts'
import type { ImpactRow } from './action.ts'

/** `instance-0000000001 in ece-zone-2, on 192.168.44.12, 8 GB, master hot ingest`. */
export function describeInstance(instance: Instance): string {
  const { instance_name: name, zone, allocator_id, memory } = instance
  return [
    zone ? `${name} in ${zone}` : name,
    allocator_id && `on ${allocator_id}`,
    formatMegabytes(memory?.instance_capacity),
    isTiebreaker(instance) ? 'tiebreaker' : shortRoles(instance).join(' '),
  ]
    .filter(Boolean)
    .join(', ')
}

export const instanceRow = (instances: readonly Instance[]): ImpactRow => {
  const [only] = instances
  const isOne = instances.length === 1 && only !== undefined
  return {
    kind: 'info',
    label: isOne ? 'Instance' : 'Instances',
    text: isOne ? describeInstance(only) : describeInstances(instances),
  }
}

/** Who goes on answering when these no longer do. The last one of its tier is a downtime, and said in red. */
export function answersRow(
  resource: Resource,
  leaving: readonly Instance[],
  name: string,
): ImpactRow {
  const label = 'Stops answering'
  const all = instancesOf(resource)
  const gone = new Set(leaving.map(({ instance_name }) => instance_name))
  const serving = all.filter((each) => isServing(each) && !isTiebreaker(each))
  const rest = serving.filter(({ instance_name }) => !gone.has(instance_name))
  const lost = serving.filter(({ instance_name }) => gone.has(instance_name))
  if (lost.length === 0) {
    const isVoter = leaving.length > 0 && leaving.every(isTiebreaker)
    const text = isVoter
      ? 'Nothing: a tiebreaker gets no requests, it only votes'
      : 'Nothing: no request is routed there now'
    return { kind: 'info', label, text }
  }
  if (rest.length === 0) {
    const text = `${name}, at once: no other instance takes requests`
    return { kind: 'bad', label, text }
  }
  const tiers = new Set(rest.map(tierOf))
  const missing = [...new Set(lost.map(tierOf))].filter((tier) => !tiers.has(tier))
  if (missing.length > 0) {
    const words = joinWords(missing.map((tier) => tier ?? 'plain'))
    return {
      kind: 'bad',
      label,
      text: `The ${words} tier of ${name}: no other ${words} instance takes requests`,
    }
  }
  return {
    kind: 'ok',
    label,
    text: `Nothing: ${plural(rest.length, 'other instance')} of ${name} ${rest.length === 1 ? 'takes' : 'take'} the requests`,
  }
}

/** Shards whose only copy stops with these are unavailable until they start again; ECE does not say where copies are. */
export function shardsRow(resource: Resource, leaving: readonly Instance[]): ImpactRow | undefined {
  const label = 'Shards'
  if (resource.kind !== 'elasticsearch' || !leaving.some(holdsData)) return undefined
  const gone = new Set(leaving.map(({ instance_name }) => instance_name))
  const data = instancesOf(resource).filter((each) => holdsData(each) && !isDown(each))
  const rest = data.filter(({ instance_name }) => !gone.has(instance_name))
  const colour = resource.info.elasticsearch?.shards_status?.status
  if (rest.length === 0) {
    return { kind: 'bad', label, text: 'All of them are unavailable: no other data node runs' }
  }
  if (colour === 'red') {
    return { kind: 'bad', label, text: 'Some are unavailable already; more may follow' }
  }
  if (colour === 'yellow') {
    const text = 'Replicas are missing already: what has its only copy there becomes unavailable'
    return { kind: 'bad', label, text }
  }
  const held = 'What has no copy elsewhere is unavailable until it starts again'
  return colour === 'green'
    ? { kind: 'warn', label, text: held }
    : { kind: 'warn', label, text: `${held}; ECE does not say which copies exist` }
}

/** Without a majority of the master-eligible instances there is no master, and the whole cluster stops. */
export function masterRow(resource: Resource, leaving: readonly Instance[]): ImpactRow | undefined {
  if (resource.kind !== 'elasticsearch' || !leaving.some(isMasterEligible)) return undefined
  const gone = new Set(leaving.map(({ instance_name }) => instance_name))
  const eligible = instancesOf(resource).filter(isMasterEligible)
  const rest = eligible.filter((each) => !isDown(each) && !gone.has(each.instance_name))
  const left = `${rest.length} of ${plural(eligible.length, 'master-eligible instance')} would run`
  return rest.length * 2 > eligible.length
    ? { kind: 'ok', label: 'Master', text: `${left}, which is a majority` }
    : {
        kind: 'bad',
        label: 'Master',
        text: `${left}: without a majority there is no master, and all of Elasticsearch stops`,
      }
}
