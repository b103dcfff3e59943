// Instances, zones and sizes in the words an operator uses. Memory and disk are ECE's MB throughout.
import type { Instance } from '@ece/api-types'
import { formatMegabytes } from '../lib/bytes.ts'
import { joinWords, plural } from '../lib/text.ts'
import { isStopped, listResources, planInForce, type Resource } from './resources.ts'
import type { AnyDeployment, Plan } from './shapes.ts'

export type Level = 'ok' | 'warn' | 'bad'

/** JVM memory pressure in %: above 75 collections get long, above 85 circuit breakers trip (Elastic guide). */
export const MEMORY_PRESSURE = { warn: 75, bad: 85 } as const
/** Disk use in %: Elasticsearch's low and high watermarks; no new shards, then shards move away. */
export const DISK_USE = { warn: 85, bad: 90 } as const

/** A share in % with how worrying it is; `text` is `81%` or `44% of 1 TB`. */
export interface Gauge {
  readonly percent: number
  readonly level: Level
  readonly text: string
}

/** A number that can be added up without leaving the range of numbers. */
const isCount = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER

const levelOf = (percent: number, limits: { warn: number; bad: number }): Level =>
  percent >= limits.bad ? 'bad' : percent >= limits.warn ? 'warn' : 'ok'

/** Memory pressure of an Elasticsearch instance; stateless ones only report the container's (`native`) share. */
export function memoryGauge(instance: Instance): Gauge | undefined {
  const jvm = instance.memory?.memory_pressure
  const percent = isCount(jvm) ? jvm : instance.memory?.native_memory_pressure
  if (!isCount(percent)) return undefined
  // a container near its limit is normal: the page cache lives there. Only the JVM's share is a warning.
  const level = isCount(jvm) ? levelOf(percent, MEMORY_PRESSURE) : 'ok'
  return { percent: Math.min(percent, 100), level, text: `${Math.round(percent)}%` }
}

/** Disk use. `disk_space_available` is the quota, not what is free (ece-behaviour 3.6). */
export function diskGauge(instance: Instance): Gauge | undefined {
  const used = instance.disk?.disk_space_used
  const quota = instance.disk?.disk_space_available
  if (!isCount(used) || !isCount(quota) || quota < 1) return undefined
  const percent = (used / quota) * 100
  const text = `${Math.round(percent)}% of ${formatMegabytes(quota) ?? 'an unknown quota'}`
  return { percent: Math.min(percent, 100), level: levelOf(percent, DISK_USE), text }
}

/** `master hot ingest`. Roles that every node carries or that say nothing at night are left out. */
const SHORT_ROLES: Readonly<Record<string, string>> = {
  master: 'master',
  voting_only: 'voting',
  data: 'data',
  data_hot: 'hot',
  data_content: 'content',
  data_warm: 'warm',
  data_cold: 'cold',
  data_frozen: 'frozen',
  ingest: 'ingest',
  ml: 'ml',
}
const SILENT_ROLES = new Set(['remote_cluster_client', 'transform'])

/** Short words for an instance's roles, in the API's order of importance; unknown roles as they are. */
export function shortRoles(instance: Instance): string[] {
  const roles = instance.node_roles?.length ? instance.node_roles : (instance.service_roles ?? [])
  const known = Object.keys(SHORT_ROLES).filter((role) => roles.includes(role))
  const other = roles.filter((role) => !Object.hasOwn(SHORT_ROLES, role) && !SILENT_ROLES.has(role))
  const words = known
    // hot nodes hold the content tier as well in every template of the vendor
    .filter((role) => role !== 'data_content' || !roles.includes('data_hot'))
    .map((role) => SHORT_ROLES[role] ?? role)
  return [...words, ...other]
}

/** The voting-only helper that ECE adds by itself where a third master zone is missing (ece-behaviour 3.6). */
export const isTiebreaker = (instance: Instance): boolean =>
  instance.instance_name.startsWith('tiebreaker-') ||
  (instance.service_roles ?? instance.node_roles ?? []).includes('voting_only')

/** Nodes that hold shards, as far as their roles tell. */
export const holdsData = (instance: Instance): boolean =>
  !isTiebreaker(instance) &&
  (instance.node_roles?.length ? instance.node_roles : (instance.service_roles ?? [])).some(
    (role) => role === 'data' || role.startsWith('data_'),
  )

/** May become master, or at least votes. */
export const isMasterEligible = (instance: Instance): boolean =>
  isTiebreaker(instance) ||
  [...(instance.node_roles ?? []), ...(instance.service_roles ?? [])].includes('master')

export const instancesOf = (resource: Resource): readonly Instance[] =>
  resource.info.topology?.instances ?? []

export const listInstances = (deployment: AnyDeployment): Instance[] =>
  listResources(deployment).flatMap((resource) => [...instancesOf(resource)])

export interface Zone {
  /** Absent while an instance is being placed. */
  readonly zone: string | undefined
  readonly label: string
  readonly instances: readonly Instance[]
}

let collator: Intl.Collator | undefined

/**
 * In natural order, as people count. Names that differ in their last number only, as ECE makes them, need no `Intl`, whose
 * first object in a page takes long; and a list sorts the instances of every row.
 */
function inOrder(a: string, b: string): number {
  const [, nameA, numberA] = LAST_NUMBER.exec(a) ?? []
  const [, nameB, numberB] = LAST_NUMBER.exec(b) ?? []
  const apart = nameA === nameB ? Number(numberA) - Number(numberB) : 0
  if (apart) return apart
  // kept: `localeCompare` makes one for each call, which takes twenty times as long
  collator ??= new Intl.Collator('en', { numeric: true })
  return a === b ? 0 : collator.compare(a, b)
}

/** What stands before the last digits, and these; more of them than a number holds exactly are left to `Intl`. */
const LAST_NUMBER = /^(.*?)(\d{1,15})$/

/** Instances by zone; zones and instances in natural order, those without a zone last. */
export function groupByZone(instances: readonly Instance[]): Zone[] {
  const zones = new Map<string, Instance[]>()
  for (const instance of instances) {
    const zone = instance.zone ?? ''
    zones.set(zone, [...(zones.get(zone) ?? []), instance])
  }
  return [...zones]
    .toSorted(([a], [b]) => Number(a === '') - Number(b === '') || inOrder(a, b))
    .map(([zone, members]) => ({
      zone: zone || undefined,
      label: zone || 'No zone yet',
      instances: members.toSorted((a, b) => inOrder(a.instance_name, b.instance_name)),
    }))
}

/** Names of the zones that hold data or serve requests; a tiebreaker's zone does not count. */
export function zonesOf(instances: readonly Instance[]): string[] {
  const holding = instances.filter((instance) => !isTiebreaker(instance))
  return [...new Set(holding.flatMap((instance) => instance.zone || []))].toSorted(inOrder)
}

const capacityOf = (instance: Instance): number =>
  isCount(instance.memory?.instance_capacity) ? instance.memory.instance_capacity : 0

/** Memory of all instances in MB; unknown sizes count as 0. */
export const memoryOf = (instances: readonly Instance[]): number =>
  instances.reduce((sum, instance) => sum + capacityOf(instance), 0)

/** `zones × memory per zone`, as lists show it. `text` is `3 × 16 GB`, or `3 zones, 100 GB` when they differ. */
export interface Shape {
  readonly zones: number
  /** MB over all zones. */
  readonly memory: number
  readonly text: string
}

function describeShape(perZone: readonly number[]): Shape | undefined {
  const memory = perZone.reduce((sum, size) => sum + size, 0)
  const [first] = perZone
  if (first === undefined || memory === 0) return undefined
  const even = perZone.every((size) => size === first)
  const text = even
    ? `${perZone.length} × ${formatMegabytes(first)}`
    : `${plural(perZone.length, 'zone')}, ${formatMegabytes(memory)}`
  return { zones: perZone.length, memory, text }
}

/** Largest zone count that a plan's element may have; a hostile one must not become a long list. */
const MAX_ZONES = 64

function shapeOfPlan(plan: Plan | null | undefined): Shape | undefined {
  const perZone: number[] = []
  for (const element of plan?.cluster_topology ?? []) {
    // plans of 2.x count nodes instead of giving a size per zone (ece-behaviour 3.7)
    const old = (element.memory_per_node ?? 0) * (element.node_count_per_zone ?? 0)
    const size = element.size?.value ?? old
    if (!isCount(size) || size === 0) continue
    const zones = Math.min(Math.trunc(element.zone_count ?? 1), MAX_ZONES)
    for (let zone = 0; zone < zones; zone += 1) perZone[zone] = (perZone[zone] ?? 0) + size
  }
  return describeShape(perZone)
}

/** Shape of a running resource from its instances; of a stopped one from the plan that a restore brings back. */
export function shapeOf(resource: Resource): Shape | undefined {
  const running = instancesOf(resource).filter((instance) => !isTiebreaker(instance))
  const zones = groupByZone(running).map((zone) => memoryOf(zone.instances))
  return (
    (isStopped(resource) ? undefined : describeShape(zones)) ??
    shapeOfPlan(planInForce(resource)?.plan)
  )
}

/** The column "Zones × memory": that of Elasticsearch, which is what capacity questions are about. */
export function shapeOfDeployment(deployment: AnyDeployment): Shape | undefined {
  const [first] = listResources(deployment)
  return first && shapeOf(first)
}

/** Words that tell tiers apart, the most telling first: a hot node that may also be master is a hot node. */
const TIERS = ['hot', 'warm', 'cold', 'frozen', 'data', 'content', 'ml', 'master']

/** `hot`, `warm`, `master`, `tiebreaker`: what an instance is there for; `undefined` where nothing tells. */
export function tierOf(instance: Instance): string | undefined {
  if (isTiebreaker(instance)) return 'tiebreaker'
  const roles = shortRoles(instance)
  return TIERS.find((tier) => roles.includes(tier))
}

/** `hot 16 GB × 3, master 2 GB × 3`: what stands in a card's headline. */
export function summarizeSizes(instances: readonly Instance[]): string {
  const groups = new Map<string, number>()
  for (const instance of instances) {
    const size = formatMegabytes(instance.memory?.instance_capacity)
    const key = [tierOf(instance), size].filter(Boolean).join(' ')
    if (key !== '') groups.set(key, (groups.get(key) ?? 0) + 1)
  }
  return [...groups].map(([key, count]) => `${key} × ${count}`).join(', ')
}

/** `6 instances in ece-zone-1, ece-zone-2 and ece-zone-3`. */
export function describeInstances(instances: readonly Instance[]): string {
  const zones = groupByZone(instances).flatMap(({ zone }) => zone ?? [])
  const where = zones.length === 0 ? '' : ` in ${joinWords(zones)}`
  return `${plural(instances.length, 'instance')}${where}`
}
