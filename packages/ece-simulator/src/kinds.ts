// What differs between the kinds of resource, as data.
import { RESOURCE_KINDS, type ResourceKind } from '@ece/api-types'
import type { Plan } from './model.ts'

export { RESOURCE_KINDS }

/** Kinds whose `info` uses `cluster_id`/`cluster_name` instead of `id`/`name` (ece-behaviour 3.4). */
export const isCluster = (kind: ResourceKind) => kind === 'elasticsearch' || kind === 'kibana'

/** Adding one of these makes the constructor run an extra Kibana plan (ece-behaviour 3.7). */
export const FORCES_KIBANA_PLAN: Partial<Record<ResourceKind, string>> = {
  apm: 'apm.force-kibana-plan',
  // the sources show `apm.` also where the kind is the integrations server, which is APM by another name
  integrations_server: 'apm.force-kibana-plan',
  enterprise_search: 'enterprise_search.force-kibana-plan',
}

export const isResourceKind = (kind: string): kind is ResourceKind =>
  RESOURCE_KINDS.some((known) => known === kind)

/** A JSON object. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The stack version that a plan asks for; each kind keeps it in a member named after the kind. */
export function versionOf(kind: ResourceKind, plan: Plan | undefined): string | undefined {
  const own = plan?.[kind]
  return isRecord(own) && typeof own['version'] === 'string' ? own['version'] : undefined
}

/** The plan without what was meant for one attempt only. */
export function withoutTransient(plan: Plan): Plan {
  const { transient: _, ...rest } = plan
  return rest
}

/** Compares versions by their numbers: negative when `left` is older. */
export function compareVersions(left: string, right: string): number {
  const numbers = (version: string) => version.split('-', 1).join('').split('.').map(Number)
  const [a, b] = [numbers(left), numbers(right)]
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

export const majorOf = (version: string) => Number.parseInt(version, 10)
