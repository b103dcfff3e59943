// What differs between two plans of one resource, in an operator's words. What is known is named; everything else is
// compared leaf by leaf under "other", so that nothing is dropped in silence (terraform-provider-ec#556 lost seven of nine
// data nodes in a change that showed one line). Transient parts are wishes about one attempt and left out, but for the strategy.
import { RESOURCE_KINDS } from '@ece/api-types'
import { diffConfiguration } from './plan-diff-configuration.ts'
import { change, type PlanChange, type Area, type Risk } from './plan-diff-change.ts'
import { diffTopology, diffZones } from './plan-diff-topology.ts'
import { compareValues, fieldsOf, joinPath, quote, toText, without } from './plan-diff-values.ts'

const RISKS: readonly Risk[] = ['loses', 'notice', 'none']
const AREAS: readonly Area[] = [
  'version',
  'template',
  'tier',
  'zones',
  'size',
  'instance_configuration',
  'settings',
  'plugins',
  'other',
  'strategy',
]

/** Members with a rule of their own. */
const KNOWN = [
  'cluster_topology',
  'zone_count',
  'deployment_template',
  'transient',
  ...RESOURCE_KINDS,
]

/**
 * Every difference between two plans, the losses first. Takes any JSON and never throws; equal plans give an empty list.
 * Sizes are ECE's MB per zone; tiers are matched by id, else by instance configuration, else by roles.
 */
export function diffPlans(before: unknown, after: unknown): readonly PlanChange[] {
  if (before === after) return []
  const [old, young] = [fieldsOf(before), fieldsOf(after)]
  const template = compareValues(old.get('deployment_template'), young.get('deployment_template'))
  const changes = [
    ...RESOURCE_KINDS.flatMap((kind) =>
      diffConfiguration(kind, '', old.get(kind), young.get(kind)),
    ),
    ...template.map(({ path, ...sides }) =>
      change('template', joinPath('deployment_template', path), sides, 'notice'),
    ),
    ...diffZones('', old, young),
    ...diffTopology(old, young),
    ...diffStrategy(old.get('transient'), young.get('transient')),
    // what is no object at all has no members to be known by
    ...compareValues(rest(before), rest(after)).map(({ path, ...sides }) =>
      change('other', path === '' ? 'plan' : path, sides, 'notice'),
    ),
  ]
  const rank = (each: PlanChange) =>
    RISKS.indexOf(each.risk) * AREAS.length + AREAS.indexOf(each.area)
  return changes.toSorted((a, b) => rank(a) - rank(b))
}

const rest = (plan: unknown): unknown => {
  const fields = fieldsOf(plan)
  const isWhole = typeof plan !== 'object' || Array.isArray(plan)
  return isWhole ? plan : Object.fromEntries(without(fields, KNOWN))
}

/** `rolling, group_by: __zone__`. Its key is its name, and the value may be empty. */
function describeStrategy(transient: unknown): string | undefined {
  const strategies = [...fieldsOf(fieldsOf(transient).get('strategy'))]
  const texts = strategies.map(([name, options]) =>
    [
      name,
      ...compareValues(undefined, options).map(({ path, after }) => `${path} ${toText(after)}`),
    ]
      .filter((word) => word !== '')
      .join(', '),
  )
  return texts.length === 0 ? undefined : texts.join('; ')
}

function diffStrategy(before: unknown, after: unknown): readonly PlanChange[] {
  const sides = { before: describeStrategy(before), after: describeStrategy(after) }
  return sides.before === sides.after ? [] : [change('strategy', 'strategy', sides, 'none')]
}

/** What the console's server puts in the place of a secret: two of them look alike whatever they hide. */
const MASK = '********'
/** The plan has values that cannot be compared. */
export const hasMasked = (plan: unknown): boolean => quote(plan).includes(MASK)
