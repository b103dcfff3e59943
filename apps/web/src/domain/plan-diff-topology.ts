// Tiers of two plans side by side. They are matched by what names them: element id, else instance configuration, else roles
// (plans of 2.x have no ids and node types instead of roles; ece-behaviour 3.7).
import { RESOURCE_KINDS } from '@ece/api-types'
import { plural } from '../lib/text.ts'
import { change, partOf, type PlanChange } from './plan-diff-change.ts'
import { diffConfiguration } from './plan-diff-configuration.ts'
import { isNumberOrAbsent, pairTiers, readTier, type Tier } from './plan-diff-tier.ts'
import { compareValues, type Fields, fieldsOf, without } from './plan-diff-values.ts'

/** What goes and comes with its tier; the rest of a tier that goes is listed like any other change. */
const OF_THE_TIER = [
  'id',
  'instance_configuration_id',
  'instance_configuration_version',
  'node_roles',
  'node_type',
  'topology_element_control',
  'autoscaling_min',
  'autoscaling_max',
]
const AMOUNTS = ['size', 'zone_count', 'memory_per_node', 'node_count_per_zone']

export function diffTopology(before: Fields, after: Fields): readonly PlanChange[] {
  const [old, young] = [before.get('cluster_topology'), after.get('cluster_topology')]
  // what is not there may be left out by the server: not knowing the tiers is not the same as having none
  if (!isListOfObjects(old) || !isListOfObjects(young)) {
    return compareValues(old, young, 'cluster_topology').map(({ path, ...sides }) =>
      change('tier', path, sides, 'notice'),
    )
  }
  const read = (list: readonly unknown[], plan: Fields) =>
    list.map((element, index) => readTier(fieldsOf(element), plan, index))
  return pairTiers(read(old, before), read(young, after)).flatMap(([a, b]) => diffTier(a, b))
}

/** Templates have seven tiers. A longer list is hostile, and matching each with each would take its time. */
const MAX_TIERS = 100

const isListOfObjects = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) &&
  value.length <= MAX_TIERS &&
  value.every((each) => typeof each === 'object' && each !== null && !Array.isArray(each))

function diffTier(old: Tier | undefined, young: Tier | undefined): readonly PlanChange[] {
  const name = (young ?? old)?.name ?? ''
  const isUsed = { before: old?.isUsed === true, after: young?.isUsed === true }
  const covered: string[] = []
  const changes: PlanChange[] = []
  const add = (found: readonly PlanChange[], names: readonly string[]) => {
    if (found.length === 0) return
    changes.push(...found)
    covered.push(...names)
  }
  if (old === undefined || young === undefined || isUsed.before !== isUsed.after) {
    const sides = { before: old?.text, after: young?.text }
    const effect = isUsed.before ? 'the whole tier goes, with its nodes' : undefined
    add(
      [change('tier', name, sides, isUsed.before ? 'loses' : 'none', effect)],
      AMOUNTS.filter((amount) => isToldBy(old, amount) && isToldBy(young, amount)),
    )
    if (old === undefined || young === undefined) covered.push(...OF_THE_TIER)
  } else if (isUsed.before) {
    add(diffMemory(name, old, young), ['size', 'memory_per_node'])
    add(diffNodes(name, old, young), ['node_count_per_zone'])
    add(diffZones(name, old.fields, young.fields, old, young), ['zone_count'])
  }
  if (old !== undefined && young !== undefined) {
    add(diffRoles(name, old, young), ['node_roles', 'node_type'])
    // their order says nothing
    if (old.roles === young.roles && hasRoles(old) && hasRoles(young)) covered.push('node_roles')
  }
  return [...changes, ...diffRest(name, old, young, covered)]
}

/** `1 of 3 zones goes`, `2 of 3 zones go`. */
const lost = (from: number, to: number, one: string): string =>
  `${from - to} of ${plural(from, one)} ${from - to === 1 ? 'goes' : 'go'}`

function diffMemory(name: string, old: Tier, young: Tier): readonly PlanChange[] {
  if (old.isOdd || young.isOdd) return []
  if (old.amount === young.amount && old.resource === young.resource) return []
  const what = partOf(name, `${young.resource ?? old.resource ?? 'memory'} per zone`)
  const sides = { before: old.size, after: young.size }
  // two counts of different things, or one that is not known, say nothing about less or more
  if (old.amount === undefined || young.amount === undefined || old.resource !== young.resource)
    return [change('size', what, sides, 'notice')]
  if (young.amount > old.amount) return [change('size', what, sides, 'none')]
  const effect = `${Math.max(1, Math.round((1 - young.amount / old.amount) * 100))}% less in each zone`
  return [change('size', what, sides, 'loses', effect)]
}

function diffNodes(name: string, old: Tier, young: Tier): readonly PlanChange[] {
  const [before, after] = [old.nodes, young.nodes]
  if (before === undefined || after === undefined || before === after) return []
  const effect = after < before ? `${lost(before, after, 'node')} in each zone` : undefined
  const risk = effect === undefined ? 'none' : 'loses'
  return [change('size', partOf(name, 'nodes per zone'), { before, after }, risk, effect)]
}

type Zones = Pick<Tier, 'zones'>
const zonesOf = (fields: Fields): Zones => {
  const count = fields.get('zone_count')
  return { zones: typeof count === 'number' ? count : undefined }
}

/** Own zone counts of an element, or of the whole plan (2.x). What is in force decides whether zones are lost. */
export function diffZones(
  name: string,
  before: Fields,
  after: Fields,
  old: Zones = zonesOf(before),
  young: Zones = zonesOf(after),
): readonly PlanChange[] {
  const own = { before: before.get('zone_count'), after: after.get('zone_count') }
  if (compareValues(own.before, own.after).length === 0) return []
  const what = partOf(name, 'zones')
  const sides = { before: old.zones ?? own.before, after: young.zones ?? own.after }
  if (old.zones === undefined || young.zones === undefined || old.zones === young.zones)
    return [change('zones', what, old.zones === young.zones ? own : sides, 'notice')]
  if (young.zones > old.zones) return [change('zones', what, sides, 'none')]
  return [change('zones', what, sides, 'loses', lost(old.zones, young.zones, 'zone'))]
}

/** The text of a tier tells this member in full. */
const isToldBy = (tier: Tier | undefined, member: string): boolean =>
  tier === undefined ||
  (!tier.isOdd && (member === 'size' || isNumberOrAbsent(tier.fields.get(member))))

const hasRoles = ({ roles, fields }: Tier) => roles !== undefined && fields.has('node_roles')

function diffRoles(name: string, old: Tier, young: Tier): readonly PlanChange[] {
  if (old.roles === undefined || young.roles === undefined || old.roles === young.roles) return []
  const sides = { before: old.roles, after: young.roles }
  return [change('tier', partOf(name, 'node_roles'), sides, 'notice')]
}

/** Members that no rule has told: configurations of the software, and whatever else there is. */
function diffRest(
  name: string,
  old: Tier | undefined,
  young: Tier | undefined,
  covered: readonly string[],
): readonly PlanChange[] {
  const before = leaveOut(old, covered)
  const after = leaveOut(young, covered)
  const other = compareValues(
    Object.fromEntries(without(before, RESOURCE_KINDS)),
    Object.fromEntries(without(after, RESOURCE_KINDS)),
  )
  return [
    ...RESOURCE_KINDS.flatMap((kind) =>
      diffConfiguration(kind, name, before.get(kind), after.get(kind)),
    ),
    ...other.map(({ path, ...sides }) => change(areaOf(path), partOf(name, path), sides, 'notice')),
  ]
}

/** What is covered of a size is its amount; members that nobody knows stay. */
function leaveOut(tier: Tier | undefined, covered: readonly string[]): Fields {
  const fields = tier?.fields ?? new Map<string, unknown>()
  const size = without(fieldsOf(fields.get('size')), ['value', 'resource'])
  const isSizeLeft = covered.includes('size') && size.size > 0
  return new Map([
    ...without(fields, covered),
    ...(isSizeLeft ? [['size', Object.fromEntries(size)] as const] : []),
  ])
}

function areaOf(path: string): PlanChange['area'] {
  if (path.startsWith('instance_configuration_')) return 'instance_configuration'
  return path.startsWith('autoscaling_') ? 'size' : 'other'
}
