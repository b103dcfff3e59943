// One element of `cluster_topology`, read as far as it can be, and which element of another plan is the same one.
import { formatMegabytes } from '../lib/bytes.ts'
import { plural } from '../lib/text.ts'
import { type Fields, fieldsOf, toText } from './plan-diff-values.ts'

export interface Tier {
  readonly fields: Fields
  /** `hot_content`; without an id what else tells it apart. */
  readonly name: string
  readonly id: string | undefined
  readonly configuration: string | undefined
  /** `data_hot, master`, in one order; `undefined` when it says none, or not in words. */
  readonly roles: string | undefined
  /** Per zone, in MB of `resource`; `undefined` when not said. */
  readonly amount: number | undefined
  readonly resource: string | undefined
  /** `8 GB`, `8 GB storage`. */
  readonly size: string | undefined
  /** It says an amount in a way that is not understood: compare its members as they are. */
  readonly isOdd: boolean
  /** Nodes per zone, in plans of 2.x. */
  readonly nodes: number | undefined
  readonly zones: number | undefined
  /** Templates list all their tiers; those not wanted have size 0 (ece-behaviour 3.7). */
  readonly isUsed: boolean
  /** `8 GB × 3 zones on data.default`, `not used`. */
  readonly text: string
}

const readNumber = (value: unknown) =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined
/** Anything else is compared as it is. */
export const isNumberOrAbsent = (value: unknown): boolean =>
  value === undefined || readNumber(value) !== undefined
const readWord = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

/** `plan` has the zone count of elements that have none of their own (2.x). */
export function readTier(fields: Fields, plan: Fields, index: number): Tier {
  const id = readWord(fields.get('id'))
  const configuration = readWord(fields.get('instance_configuration_id'))
  const roles = readRoles(fields)
  const zones = readNumber(fields.get('zone_count') ?? plan.get('zone_count'))
  const size = fieldsOf(fields.get('size'))
  const nodes = readNumber(fields.get('node_count_per_zone'))
  const perNode = readNumber(fields.get('memory_per_node'))
  const old = perNode === undefined || nodes === undefined ? undefined : perNode * nodes
  const amount = readNumber(size.get('value')) ?? old
  const resource = amount === undefined ? undefined : (readWord(size.get('resource')) ?? 'memory')
  const words = describeSize(amount, resource)
  const isUsed = amount !== 0 && zones !== 0
  return {
    fields,
    name: id ?? configuration ?? roles ?? `element ${index + 1}`,
    id,
    configuration,
    roles,
    amount,
    resource,
    size: words,
    isOdd:
      ![size.get('value'), fields.get('memory_per_node'), fields.get('node_count_per_zone')].every(
        isNumberOrAbsent,
      ) ||
      (amount === undefined && (fields.has('size') || fields.has('memory_per_node'))),
    nodes,
    zones,
    isUsed,
    text: isUsed
      ? [
          [words ?? 'size not said', zones === undefined ? undefined : plural(zones, 'zone')]
            .filter((part) => part !== undefined)
            .join(' × '),
          configuration === undefined ? undefined : `on ${configuration}`,
        ]
          .filter((part) => part !== undefined)
          .join(' ')
      : 'not used',
  }
}

function describeSize(amount: number | undefined, resource: string | undefined) {
  const text = formatMegabytes(amount)
  return text === undefined || resource === 'memory' ? text : `${text} ${resource}`
}

/** `node_roles`, or the true ones of `node_type` (before 7.10). */
function readRoles(fields: Fields): string | undefined {
  const roles = fields.get('node_roles')
  const types = [...fieldsOf(fields.get('node_type'))].flatMap(([type, is]) =>
    is === true ? type : [],
  )
  const words =
    Array.isArray(roles) && roles.every((role) => typeof role === 'string') ? roles : types
  return words.length === 0 ? undefined : toText([...new Set(words)].toSorted())
}

type Rule = (old: Tier, young: Tier) => boolean

/** From the surest to the weakest. Two different ids are two different tiers, whatever else they share. */
const lacksId: Rule = (old, young) => old.id === undefined || young.id === undefined
const RULES: readonly Rule[] = [
  (old, young) => old.id !== undefined && old.id === young.id,
  (old, young) =>
    lacksId(old, young) &&
    isSame(old.configuration, young.configuration) &&
    old.roles === young.roles,
  (old, young) => lacksId(old, young) && isSame(old.configuration, young.configuration),
  (old, young) => lacksId(old, young) && isSame(old.roles, young.roles),
  // stateless kinds have one element, which has neither id nor roles
  (old, young) => [old.id, young.id, old.roles, young.roles].every((each) => each === undefined),
]
const isSame = (a: string | undefined, b: string | undefined) => a !== undefined && a === b

export type Pair = readonly [old: Tier | undefined, young: Tier | undefined]

/** Each tier once, beside its match where there is one. */
export function pairTiers(old: readonly Tier[], young: readonly Tier[]): readonly Pair[] {
  const matches = new Map<Tier, Tier>()
  const taken = new Set<Tier>()
  for (const isMatch of RULES) {
    for (const tier of old) {
      if (matches.has(tier)) continue
      const match = young.find((each) => !taken.has(each) && isMatch(tier, each))
      if (match === undefined) continue
      matches.set(tier, match)
      taken.add(match)
    }
  }
  return [
    ...old.map((tier): Pair => [tier, matches.get(tier)]),
    ...young.flatMap((tier): Pair[] => (taken.has(tier) ? [] : [[undefined, tier]])),
  ]
}
