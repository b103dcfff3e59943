// What the `elasticsearch` block says (ece-behaviour 3.4). List hits carry only its flag and the shard colour.
import { joinWords, plural } from '../lib/text.ts'
import { isDown } from './instance-health.ts'
import type { Resource } from './resources.ts'
import { instancesOf } from './topology.ts'
import type { Reason } from './verdict.ts'

const MAX_NAMES = 4
/** More shards than a node can hold; a larger number is nonsense and must not become an infinite sum. */
const MANY = 1_000_000

const names = (all: readonly string[]): string =>
  all.length > MAX_NAMES
    ? `${all.slice(0, MAX_NAMES).join(', ')} and ${all.length - MAX_NAMES} more`
    : joinWords(all)

const unhealthy = (
  code: 'shards_unavailable' | 'no_master' | 'unhealthy',
  text: string,
): Reason => ({
  code,
  kind: 'bad',
  word: 'Unhealthy',
  text,
})

function shardReasons(resource: Resource): Reason[] {
  const state = resource.info.elasticsearch
  const lost = (state?.shard_info?.unavailable_shards ?? []).reduce(
    (sum, { shard_count }) => sum + (shard_count > 0 ? Math.min(shard_count, MANY) : 0),
    0,
  )
  const colour = state?.shards_status?.status
  if (lost > 0) return [unhealthy('shards_unavailable', `${plural(lost, 'shard')} unavailable`)]
  if (colour === 'red') return [unhealthy('shards_unavailable', 'Shards unavailable')]
  if (colour !== 'yellow') return []
  const text = 'Replicas unassigned: data is served, but a copy is missing'
  return [{ code: 'replicas_missing', kind: 'warn', word: 'Replicas missing', text }]
}

/** `master_info` is unhealthy when there is not exactly one master, or when an instance sees none. */
function masterReasons(resource: Resource): Reason[] {
  const master = resource.info.elasticsearch?.master_info
  if (master?.healthy !== false) return []
  const instances = instancesOf(resource)
  const running = instances
    .filter((instance) => !isDown(instance))
    .map((each) => each.instance_name)
  const without = master.instances_with_no_master ?? []
  const lost = without.filter((name) => running.includes(name))
  if (without.length === 0) return [unhealthy('no_master', 'Not exactly one master')]
  // an instance that is down sees no master either; that says nothing about the others
  if (lost.length === 0 && running.length > 0) return []
  if (lost.length === running.length) return [unhealthy('no_master', 'No master')]
  return [unhealthy('no_master', `No master for ${names(lost)}`)]
}

function blockReasons(resource: Resource): Reason[] {
  const blocks = resource.info.elasticsearch?.cluster_blocking_issues?.blocks ?? []
  if (blocks.length === 0) return []
  const said = blocks.find((block) => block.description)?.description
  const text = `${plural(blocks.length, 'block')}${said ? `: ${said}` : ' on the cluster or its indices'}`
  return [{ code: 'blocked', kind: 'warn', word: 'Blocked', text }]
}

/**
 * Findings about shards, master and blocks of a running Elasticsearch; none for other kinds. A bare "not healthy" is
 * expected while a plan takes instances down, so it says something only when nothing is `changing`.
 */
export function elasticsearchReasons(resource: Resource, changing: boolean): Reason[] {
  const found = [...shardReasons(resource), ...masterReasons(resource), ...blockReasons(resource)]
  if (resource.info.elasticsearch?.healthy !== false || found.length > 0) return found
  if (changing || instancesOf(resource).some(isDown)) return found
  return [unhealthy('unhealthy', 'Elasticsearch reports a problem and gives no reason here')]
}
