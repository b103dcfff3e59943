// ECE 2.13 served from a world that thinks in 3.8: members that came later are left out of its answers. The list is
// what the document of 2.13 lacks among the members the simulator sends; contract.test.ts finds what is missing here.
import type { Generation } from './context.ts'

/** Paths with `[]` for every index; plans are left alone, they carry members of their own (ece-behaviour 3.7). */
const LATER: readonly { readonly operation?: string; readonly path: RegExp }[] = [
  { operation: 'get-deployment', path: /^\.instance_configurations$/ },
  { path: /\.instance_configurations\[\]\.metadata$/ },
  { path: /\.settings\.autoscaling_enabled$/ },
  { path: /\.info\.elasticsearch\.(shards_status|cluster_blocking_issues)$/ },
  { path: /\.info\.apm_server_mode$/ },
  { path: /\.plan_info\.(current|pending|history\[\])\.error$/ },
  { path: /\.topology\.instances\[\]\.instance_overrides$/ },
  { path: /\.status\.health_checks$/ },
  { path: /\.capacity\.(storage|available_cpus|additional_master_bonus)$/ },
]

/** The body as that generation would have sent it. `operationId` in kebab case. */
export function asSentBy(generation: Generation, operationId: string, body: unknown): unknown {
  if (generation === '3.8') return body
  const later = LATER.filter(({ operation = operationId }) => operation === operationId)

  const strip = (value: unknown, path: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => strip(item, `${path}[]`))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .map(([name, member]) => [name, member, `${path}.${name}`] as const)
        .filter(([, , at]) => !later.some((each) => each.path.test(at)))
        .map(([name, member, at]) => [name, name === 'plan' ? member : strip(member, at)]),
    )
  }
  return strip(body, '')
}
