// Write a deployment's entry in ECE's search index anew (ece-behaviour 4.11): lists read from it, and it can lag.
import { operations } from '@ece/api-types'
import { action, type Action } from './action.ts'
import { type Circumstances, notAllowed } from './disabled.ts'
import { rows, untouchedRow } from './impact.ts'
import { type Builder, deploymentId, nameRow, shortName, targetOf } from './verb-target.ts'

export function resyncVerb(at: Circumstances, build: Builder): Action[] {
  const { deployment } = at
  const deployment_id = deploymentId(deployment)
  if (deployment_id === undefined) return []
  const name = shortName(deployment)
  const operation = operations.resyncDeployment
  return [
    action({
      key: 'resync',
      operation,
      toInput: () => ({ params: { deployment_id } }),
      label: 'Resync the index',
      title: `Resync the index entry of ${name}?`,
      describe: () => 'Its entry in ECE’s search index is written anew. Lists show it as it is.',
      button: () => 'Resync',
      dismiss: 'Leave it',
      options: [],
      impact: () =>
        rows(
          nameRow(deployment),
          { kind: 'info', label: 'Written anew', text: 'Its entry in ECE’s search index' },
          untouchedRow('The deployment itself: no plan runs, nothing restarts'),
        ),
      disabledReason: notAllowed(operation, at),
      target: targetOf('resync', deployment_id, at, build),
      done: `Resync of ${name} done`,
    }),
  ]
}
