import { goodBefore } from '../../domain/plan-change.ts'
import { comparePlans } from '../../domain/attempt-rows.ts'
import { PlanDiffList } from '../../domain/plan-diff-list.tsx'
import { describeResource, listResources, type Resource } from '../../domain/resources.ts'
import type { AnyDeployment, Attempt } from '../../domain/shapes.ts'
import { Card } from '../../ui/card.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { JsonView } from '../../ui/json-view.tsx'

/** What a pending plan will change, then the plan in force of each resource and the pending one as JSON. */
export function DeploymentPlan({ deployment }: { deployment: AnyDeployment }) {
  const resources = listResources(deployment).map((resource) => ({
    resource,
    name: describeResource(deployment, resource),
  }))
  const plans = resources.flatMap(({ resource, name }) => {
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
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      {resources.map(({ resource, name }) => {
        const { pending } = resource.info.plan_info ?? {}
        return (
          pending && (
            <PendingChange
              key={`${resource.kind} ${resource.ref_id}`}
              resource={resource}
              pending={pending}
              name={name}
            />
          )
        )
      })}
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

interface PendingChangeProps {
  resource: Resource
  pending: Attempt
  name: string
}

function PendingChange({ resource, pending, name }: PendingChangeProps) {
  const before = goodBefore(pending, resource)?.plan
  return (
    <Card title={`What the pending plan of ${name} changes`}>
      {before && pending.plan ? (
        <PlanDiffList
          changes={comparePlans(before, pending.plan)}
          before={before}
          after={pending.plan}
        />
      ) : (
        <p className="text-ink-2">
          {pending.plan
            ? 'ECE shows no current plan that is good, so there is nothing to compare it with.'
            : 'ECE sent no plan of the pending attempt.'}
        </p>
      )}
    </Card>
  )
}
