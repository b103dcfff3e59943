// Fills a create from a deployment template (ece-behaviour 4.3, 6.1).
import { adaptTemplate } from './template.ts'
import type { Catalogue } from './catalogue.ts'
import { Failure } from './context.ts'
import { RESOURCE_KINDS } from './kinds.ts'

/** Ref ids of a template mean something inside it only; clients rename them so, too (ece-behaviour 6.1). */
const mainRef = (kind: string) => `main-${kind}`

/** `given`, and for every kind it lacks what the template uses of it. Throws 404 for an unknown template. */
export function templateResources(
  catalogue: Catalogue,
  template_id: string,
  version: string,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const found = catalogue.template(template_id)
  if (found === undefined) {
    throw new Failure(
      404,
      'templates.template_not_found',
      `The deployment template [${template_id}] could not be found.`,
      ['template_id'],
    )
  }
  const { resources } = adaptTemplate(found, version).deployment_template
  const missing = RESOURCE_KINDS.filter((kind) => given[kind] === undefined).flatMap((kind) => {
    const payloads = (resources[kind] ?? []).filter(({ plan }) =>
      plan.cluster_topology.some(({ size }) => (size?.value ?? 0) > 0),
    )
    const renamed = payloads.map((payload) => ({
      ...payload,
      ref_id: mainRef(kind),
      ...(kind === 'elasticsearch'
        ? {}
        : { elasticsearch_cluster_ref_id: mainRef('elasticsearch') }),
    }))
    return renamed.length === 0 ? [] : [[kind, renamed] as const]
  })
  return { ...Object.fromEntries(missing), ...given }
}
