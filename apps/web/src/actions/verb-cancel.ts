// Cancel the pending plan of a resource (ece-behaviour 4.8). Gracefully it rolls back and takes a while; by force the
// plan is erased at once and nothing is put back.
import { operations } from '@ece/api-types'
import { formatDuration } from '../lib/dates.ts'
import { changeOf, startedBy } from '../domain/plan-change.ts'
import {
  currentStep,
  durationOf,
  listPendingPlans,
  type RunningPlan,
  stepsOf,
} from '../domain/plan-state.ts'
import { describeResource } from '../domain/resources.ts'
import { instancesOf } from '../domain/topology.ts'
import { action, type Action, type ImpactRow, valueOf } from './action.ts'
import { type Circumstances, firstReason, notAllowed } from './disabled.ts'
import { rows, snapshotRow, systemRow, untouchedRow } from './impact.ts'
import { instanceRow } from './impact-instances.ts'
import { forceCancel } from './verb-options.ts'
import { type Builder, deploymentId, nameRow, refId, shortName, targetOf } from './verb-target.ts'
import { resourceKey } from './verb-restart.ts'

/** `step 3, rolling-upgrade; 1 min 42 s so far`. */
function progressRow({ attempt }: RunningPlan, now: number): ImpactRow {
  const steps = stepsOf(attempt, now)
  const step = currentStep(steps)
  const at =
    step === undefined ? 'before its first step' : `step ${steps.indexOf(step) + 1}, ${step.id}`
  const elapsed = formatDuration(durationOf(attempt, now))
  return {
    kind: 'busy',
    label: 'Plan running',
    text: elapsed === undefined ? at : `${at}; ${elapsed} so far`,
  }
}

function cancelVerb(at: Circumstances, running: RunningPlan, build: Builder): Action[] {
  const { deployment } = at
  const { resource, attempt } = running
  const deployment_id = deploymentId(deployment)
  const ref_id = refId(resource.ref_id)
  if (deployment_id === undefined || ref_id === undefined) return []
  const operation = operations.cancelDeploymentResourcePendingPlan
  const key = resourceKey('cancel-plan', at, resource)
  const of = describeResource(deployment, resource)
  const { text, rollingBack } = changeOf(attempt, resource)
  const { who } = startedBy(attempt)
  const instances = instancesOf(resource)
  return [
    action({
      key,
      operation,
      toInput: (values) => ({
        params: { deployment_id, resource_kind: resource.kind, ref_id },
        query: { force_delete: valueOf(forceCancel, values) },
      }),
      label: `Cancel plan of ${of}`,
      title: `Cancel the plan of ${of} of ${shortName(deployment)}?`,
      describe: (values) =>
        valueOf(forceCancel, values)
          ? `“${text}” is erased at once. Nothing is rolled back: instances stay as they are, perhaps half-way.`
          : `“${text}” is rolled back. It stays pending until that is done and then ends as failed.`,
      button: (values) => (valueOf(forceCancel, values) ? 'Erase the plan' : 'Cancel the plan'),
      dismiss: 'Let it run',
      danger: (values) => (valueOf(forceCancel, values) ? 'destroys' : 'disrupts'),
      options: [forceCancel],
      impact: (values, now) =>
        rows(
          nameRow(deployment),
          progressRow(running, now),
          { kind: 'info', label: 'Started by', text: who },
          instances.length === 0 ? undefined : instanceRow(instances),
          rollingBack
            ? {
                kind: 'warn',
                label: 'Already',
                text: 'It is rolling back; cancelling again changes nothing',
              }
            : undefined,
          valueOf(forceCancel, values)
            ? {
                kind: 'bad',
                label: 'Left behind',
                text: 'Instances that were stopped or moved stay so',
              }
            : undefined,
          // what one falls back to when the half-way state cannot be mended
          valueOf(forceCancel, values) && resource.kind === 'elasticsearch'
            ? snapshotRow(deployment, now)
            : undefined,
          systemRow(deployment),
          untouchedRow('Plans of the other resources'),
        ),
      disabledReason: firstReason(notAllowed(operation, at)),
      target: targetOf(key, deployment_id, at, build),
      done: `Cancelling the plan of ${of} accepted`,
    }),
  ]
}

/** One per pending plan, Elasticsearch's first. */
export const cancelVerbs = (at: Circumstances, build: Builder): Action[] =>
  listPendingPlans(at.deployment).flatMap((running) => cancelVerb(at, running, build))
