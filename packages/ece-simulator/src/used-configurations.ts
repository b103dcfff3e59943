// What of the catalogue a deployment refers to.
import type { Catalogue } from './catalogue.ts'
import type { Deployment } from './model.ts'
import type { TemplateTopology } from './plan-view.ts'
import type { World } from './world.ts'

export const templateTopology =
  (catalogue: Catalogue): TemplateTopology =>
  (template_id, kind) =>
    catalogue.template(template_id)?.deployment_template.resources[kind]?.[0]?.plan
      .cluster_topology ?? []

/** The top-level `instance_configurations` of a deployment: those its plans name. */
export function instanceConfigurationsOf(world: World, deployment: Deployment) {
  const plans = deployment.resources.flatMap(({ current, pending }) => [
    current?.plan,
    pending?.attempt.plan,
  ])
  const ids = new Set(
    plans.flatMap((plan) =>
      (plan?.cluster_topology ?? []).flatMap(({ instance_configuration_id: id }) => id ?? []),
    ),
  )
  return [...ids].flatMap((id) => {
    const found = world.catalogue.instanceConfiguration(id)
    if (found === undefined) return []
    const { name, description, instance_type, node_types, discrete_sizes } = found
    const { storage_multiplier, cpu_multiplier } = found
    const sizes = { discrete_sizes, storage_multiplier, cpu_multiplier }
    return [{ id, name, description, instance_type, node_types, ...sizes }]
  })
}
