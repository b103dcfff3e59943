import { describeResource, listResources } from '../../domain/resources.ts'
import type { AnyDeployment } from '../../domain/shapes.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { JsonView } from '../../ui/json-view.tsx'

/** The plan in force of each resource, and the pending one where there is one, as JSON. */
export function DeploymentPlan({ deployment }: { deployment: AnyDeployment }) {
  const plans = listResources(deployment).flatMap((resource) => {
    const name = describeResource(deployment, resource)
    const { current, pending } = resource.info.plan_info ?? {}
    return [
      { title: `Pending plan of ${name}`, ref_id: resource.ref_id, plan: pending?.plan },
      { title: `Current plan of ${name}`, ref_id: resource.ref_id, plan: current?.plan },
    ].filter(({ plan }) => plan !== undefined && plan !== null)
  })
  if (plans.length === 0) {
    return (
      <EmptyState title="No plan">
        ECE shows no plan here: no creation has succeeded so far, or your role may not see plans.
      </EmptyState>
    )
  }
  return (
    <div className="grid gap-3">
      {plans.map(({ title, ref_id, plan }) => (
        <div key={title + ref_id} className="flex h-112 flex-col">
          <h2 className="mb-1.5 font-semibold">{title}</h2>
          <JsonView
            value={plan}
            label={title}
            fileName={`${title.toLowerCase().replaceAll(' ', '-')}.json`}
          />
        </div>
      ))}
    </div>
  )
}
