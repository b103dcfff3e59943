// Delete a deployment that was shut down (ece-behaviour 4.5): final, and there is nothing to undo it.
import { operations } from '@ece/api-types'
import { clip } from '../lib/text.ts'
import { isStopped, isSystemOwned, listResources } from '../domain/resources.ts'
import { action, type Action, type ImpactRow } from './action.ts'
import { type Circumstances, firstReason, notAllowed } from './disabled.ts'
import { tiesRow, uncheckedRow } from './impact-facts.ts'
import { circumstances, outsideRow, rows, snapshotRow, untouchedRow } from './impact.ts'
import { BUTTON_NAME, isOnTheWay, isPlanned } from './verb-lifecycle.ts'
import { type Builder, deploymentId, nameRow, shortName, targetOf } from './verb-target.ts'

function cannotDelete(at: Circumstances): string | undefined {
  const { deployment } = at
  return firstReason(
    isSystemOwned(deployment)
      ? `${deployment.name} belongs to ECE itself: without it the installation does not work.`
      : undefined,
    isPlanned(at),
    isOnTheWay(at),
    listResources(deployment).some((resource) => !isStopped(resource))
      ? 'It is not shut down; only a deployment that was shut down can be deleted.'
      : undefined,
  )
}

/** What the vendor's document says is that the deployment and its resources go; about the repository it says nothing. */
const REPOSITORY: ImpactRow = {
  kind: 'warn',
  label: 'In the repository',
  text: 'ECE does not say whether the snapshots stay there; Restore cannot use them any more',
}

export function deleteVerb(at: Circumstances, build: Builder): Action[] {
  const { deployment } = at
  const deployment_id = deploymentId(deployment)
  if (deployment_id === undefined) return []
  const name = shortName(deployment)
  const operation = operations.deleteDeployment
  return [
    action({
      key: 'delete',
      operation,
      toInput: () => ({ params: { deployment_id } }),
      label: 'Delete',
      title: `Delete ${name}?`,
      describe: () =>
        'It is deleted for good, with its configuration, plans and activity. Nothing brings it back: Restore needs the deployment.',
      emphasis: 'deleted for good',
      button: () => `Delete ${clip(name, BUTTON_NAME)}`,
      dismiss: 'Keep it',
      options: [],
      impact: (_, now) =>
        rows(
          nameRow(deployment),
          {
            kind: 'bad',
            label: 'Goes for good',
            text: 'The deployment with all its resources, their plans, settings and ids',
          },
          snapshotRow(deployment, now),
          REPOSITORY,
          outsideRow(deployment),
          tiesRow(deployment),
          ...circumstances(deployment, now),
          uncheckedRow(),
          untouchedRow('Other deployments; no instance of this one is running'),
        ),
      disabledReason: firstReason(notAllowed(operation, at), cannotDelete(at)),
      target: targetOf('delete', deployment_id, at, build),
      done: `${name} is deleted`,
    }),
  ]
}
