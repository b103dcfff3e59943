// What a create or an update asks for, checked as far as ECE is known to check it. The code of a bad plan is
// `clusters.cluster_invalid_plan` (ece-behaviour 4.3); `fields` name the places, all of them at once.
import type { ResourceKind } from '@ece/api-types'
import { Failure } from './context.ts'
import { compareVersions, isRecord, majorOf, RESOURCE_KINDS, versionOf } from './kinds.ts'
import type { Plan, Resource, TopologyElement } from './model.ts'
import { REGION } from './resource.ts'
import type { World } from './world.ts'

export interface Payload {
  readonly kind: ResourceKind
  readonly ref_id: string
  readonly elasticsearch_cluster_ref_id?: string
  readonly display_name?: string
  readonly plan: Plan
  readonly settings?: Readonly<Record<string, unknown>>
}

interface Problem {
  readonly field: string
  readonly message: string
}
type Report = (field: string, message: string) => undefined

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** Every payload of a body's `resources`, in the order of the kinds. Throws 400 for whatever is wrong in them. */
export function readPayloads(
  world: World,
  resources: unknown,
  present: readonly Resource[],
): readonly Payload[] {
  const problems: Problem[] = []
  const report: Report = (field, message) => {
    problems.push({ field, message })
  }
  const all = RESOURCE_KINDS.flatMap((kind) => {
    const items = isRecord(resources) ? (resources[kind] ?? []) : []
    return (Array.isArray(items) ? items : []).map((item: unknown, index) => ({
      kind,
      item,
      field: `resources.${kind}[${index}]`,
    }))
  })
  const searches = new Map<string, string | undefined>(
    present
      .filter(({ kind }) => kind === 'elasticsearch')
      .map(({ ref_id, applied }) => [ref_id, versionOf('elasticsearch', applied?.plan)]),
  )
  const payloads: Payload[] = []
  for (const { kind, item, field } of all) {
    const payload = readPayload(kind, item, field, searches, report)
    if (payload === undefined) continue
    if (payloads.some(({ ref_id }) => ref_id === payload.ref_id)) {
      report(`${field}.ref_id`, `the ref_id [${payload.ref_id}] is used twice`)
    }
    // the kinds come with Elasticsearch first
    if (kind === 'elasticsearch') searches.set(payload.ref_id, versionOf(kind, payload.plan))
    const old = present.find(({ ref_id }) => ref_id === payload.ref_id)
    checkVersion(world, payload, old, field, report)
    checkTopology(world, payload, field, report)
    payloads.push(payload)
  }
  if (problems.length > 0) throw invalidPlan(problems)
  return payloads
}

export const invalidPlan = (problems: readonly Problem[]) =>
  new Failure(
    400,
    'clusters.cluster_invalid_plan',
    problems.map(({ field, message }) => `${field}: ${message}.`).join(' '),
    problems.map(({ field }) => field),
  )

function readPayload(
  kind: ResourceKind,
  item: unknown,
  field: string,
  searches: ReadonlyMap<string, string | undefined>,
  report: Report,
): Payload | undefined {
  if (!isRecord(item)) return report(field, 'should be an object')
  const { ref_id, region, plan, display_name, settings } = item
  if (!isText(ref_id)) return report(`${field}.ref_id`, 'is required')
  if (region !== REGION) {
    report(
      `${field}.region`,
      isText(region) ? `the region [${region}] is unknown here` : 'is required',
    )
  }
  if (!isRecord(plan)) return report(`${field}.plan`, 'is required: a full plan')
  const target = item['elasticsearch_cluster_ref_id']
  if (kind !== 'elasticsearch' && !(isText(target) && searches.has(target))) {
    report(
      `${field}.elasticsearch_cluster_ref_id`,
      isText(target) ? `no Elasticsearch resource has the ref_id [${target}]` : 'is required',
    )
  }
  const inherited = isText(target) ? searches.get(target) : undefined
  return {
    kind,
    ref_id,
    ...(kind !== 'elasticsearch' && isText(target) ? { elasticsearch_cluster_ref_id: target } : {}),
    ...(isText(display_name) ? { display_name } : {}),
    plan: withVersion(kind, plan, inherited),
    ...(isRecord(settings) ? { settings } : {}),
  }
}

/** A stateless resource without a version takes that of its Elasticsearch (ece-behaviour 4.3). */
function withVersion(kind: ResourceKind, plan: Plan, inherited: string | undefined): Plan {
  if (versionOf(kind, plan) !== undefined || inherited === undefined) return plan
  const own = plan[kind]
  return { ...plan, [kind]: { ...(isRecord(own) ? own : {}), version: inherited } }
}

/** APM gave way to the integrations server in 8.0, Enterprise Search ended with 9.0 (ece-behaviour 4.3). */
function misfit(kind: ResourceKind, version: string): string | undefined {
  const major = majorOf(version)
  if (kind === 'apm' && major >= 8)
    return 'APM is not available from 8.0 on; use integrations_server'
  if (kind === 'integrations_server' && major < 8) return 'the integrations server needs 8.0'
  if (kind === 'enterprise_search' && major >= 9)
    return 'Enterprise Search is not available from 9.0 on'
  return undefined
}

function checkVersion(
  world: World,
  { kind, plan }: Payload,
  old: Resource | undefined,
  field: string,
  report: Report,
): void {
  const path = `${field}.plan.${kind}.version`
  const version = versionOf(kind, plan)
  if (version === undefined) return report(path, 'is required')
  const before = versionOf(kind, old?.applied?.plan)
  if (version === before) return
  const stack = world.catalogue.stack(version)
  if (stack === undefined || stack.deleted) {
    return report(path, `the stack version [${version}] is not available`)
  }
  const wrong = misfit(kind, version)
  if (wrong !== undefined) return report(path, wrong)
  if (before === undefined) return
  // the code of a downgrade is not established (Appendix A)
  if (compareVersions(version, before) < 0) {
    return report(path, `a downgrade from [${before}] to [${version}] is not possible`)
  }
  const targets = world.catalogue.stack(before)?.upgradable_to
  if (targets !== undefined && !targets.includes(version)) {
    report(path, `[${before}] cannot be upgraded to [${version}] in one step`)
  }
}

const LARGEST_ZONE_COUNT = 3

function checkTopology(world: World, { kind, plan }: Payload, field: string, report: Report): void {
  const path = `${field}.plan.cluster_topology`
  const elements = plan.cluster_topology
  if (!Array.isArray(elements) || elements.length === 0) {
    return report(path, 'needs at least one element')
  }
  elements.forEach((element: unknown, index) => {
    if (isRecord(element)) checkElement(world, kind, element, `${path}[${index}]`, report)
    else report(`${path}[${index}]`, 'should be an object')
  })
  const used = elements.filter(isRecord).filter(sizeOf)
  if (used.length === 0) report(path, 'no element has a size above 0')
  if (kind !== 'elasticsearch') return
  const withRoles = used.filter(({ node_roles }) => Array.isArray(node_roles))
  if (withRoles.length !== 0 && withRoles.length !== used.length) {
    report(path, 'either all elements have node_roles or none')
  }
  for (const role of ['master', 'data']) {
    if (used.length > 0 && !used.some((element) => hasRole(element, role))) {
      report(path, `no element has the role [${role}]`)
    }
  }
}

const sizeOf = (element: TopologyElement): number => {
  const { size, memory_per_node } = element
  if (isRecord(size)) return typeof size['value'] === 'number' ? size['value'] : 0
  return typeof memory_per_node === 'number' ? memory_per_node : 0
}

const hasRole = ({ node_roles, node_type }: TopologyElement, role: string) =>
  Array.isArray(node_roles)
    ? node_roles.some((own) => own === role || String(own).startsWith(`${role}_`))
    : // neither roles nor types: the default node is everything
      !isRecord(node_type) || node_type[role] === true

function checkElement(
  world: World,
  kind: ResourceKind,
  element: TopologyElement,
  path: string,
  report: Report,
): void {
  const { instance_configuration_id: id, zone_count, size } = element
  const value = sizeOf(element)
  if (value < 0 || !Number.isInteger(value))
    return report(`${path}.size.value`, 'should be whole MB')
  if (value === 0) return
  if (
    zone_count !== undefined &&
    !(Number.isInteger(zone_count) && zone_count >= 1 && zone_count <= LARGEST_ZONE_COUNT)
  ) {
    report(`${path}.zone_count`, `should be 1 to ${LARGEST_ZONE_COUNT}`)
  }
  if (id === undefined) return
  const configuration = world.catalogue.instanceConfiguration(id)
  if (configuration === undefined || configuration.deleted_on !== undefined) {
    return report(
      `${path}.instance_configuration_id`,
      `Instance configuration [${id}] is unknown here`,
    )
  }
  if (configuration.instance_type !== kind) {
    report(`${path}.instance_configuration_id`, `[${id}] is for ${configuration.instance_type}`)
  }
  const { sizes } = configuration.discrete_sizes
  const largest = Math.max(...sizes)
  const rest = value % largest
  if (size !== undefined && rest !== 0 && !sizes.includes(rest)) {
    report(`${path}.size.value`, `[${value}] MB is none of the sizes ${sizes.join(', ')}`)
  }
}
