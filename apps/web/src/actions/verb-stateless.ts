// Shut down and restore of one stateless resource (ece-behaviour 4.5). Its data is in Elasticsearch, so that nothing is lost
// with its instances; whoever uses it is cut off until it is restored. Elasticsearch is shut down with its deployment
// only: without it the others have nothing to stand on, and ECE would leave them running.
import { operations } from '@ece/api-types'
import { pendingOf } from '../domain/attempts.ts'
import {
  describeResource,
  isStateless,
  isStopped,
  isSystemOwned,
  listResources,
  type Resource,
} from '../domain/resources.ts'
import { shapeOf } from '../domain/topology.ts'
import { clip } from '../lib/text.ts'
import { action, type Action } from './action.ts'
import { type Circumstances, firstReason, isBusy, notAllowed, planRuns } from './disabled.ts'
import { uncheckedRow, usersRow } from './impact-facts.ts'
import { circumstances, goneRow, memoryRow, rows, untouchedRow } from './impact.ts'
import { BUTTON_NAME } from './verb-lifecycle.ts'
import { resourceKey } from './verb-restart.ts'
import { type Builder, deploymentId, nameRow, refId, shortName, targetOf } from './verb-target.ts'

const KEPT = untouchedRow('Elasticsearch, its data, and the configuration')

const isMoving = (resource: Resource): string | undefined => {
  const attempt = pendingOf(resource)
  return firstReason(planRuns(attempt && { attempt, resource }), isBusy(resource.info.status))
}

function cannotShutDown({ deployment }: Circumstances, resource: Resource, name: string) {
  return firstReason(
    isMoving(resource),
    isStopped(resource) ? `${name} is already shut down.` : undefined,
    isSystemOwned(deployment)
      ? `${deployment.name} belongs to ECE itself: without it the installation does not work.`
      : undefined,
  )
}

function cannotRestore({ deployment }: Circumstances, resource: Resource, name: string) {
  const { elasticsearch_cluster_ref_id: wanted } = resource
  const isWithout = listResources(deployment).some(
    (one) =>
      one.kind === 'elasticsearch' && one.ref_id === (wanted ?? one.ref_id) && isStopped(one),
  )
  return firstReason(
    isMoving(resource),
    isStopped(resource)
      ? undefined
      : `${name} is not shut down; only what was shut down can be restored.`,
    isWithout
      ? 'Its Elasticsearch is shut down: restore the deployment, which brings both back.'
      : undefined,
  )
}

/** Shut down and restore of a stateless resource; none for Elasticsearch, and none when its ids cannot be sent. */
export function statelessVerbs(at: Circumstances, resource: Resource, build: Builder): Action[] {
  const { deployment } = at
  const { kind } = resource
  const deployment_id = deploymentId(deployment)
  const ref_id = refId(resource.ref_id)
  if (deployment_id === undefined || ref_id === undefined || !isStateless(kind)) return []
  const name = describeResource(deployment, resource)
  const of = `${name} of ${shortName(deployment)}`
  const button = clip(name, BUTTON_NAME)
  const { shutdownDeploymentStatelessResource, restoreDeploymentResource } = operations
  const keys = {
    shutDown: resourceKey('shut-down', at, resource),
    restore: resourceKey('restore', at, resource),
  }
  return [
    action({
      key: keys.shutDown,
      operation: shutdownDeploymentStatelessResource,
      toInput: () => ({ params: { deployment_id, stateless_resource_kind: kind, ref_id } }),
      label: `Shut down ${name}`,
      title: `Shut down ${of}?`,
      describe: () =>
        `All instances of ${name} stop and are removed. Elasticsearch and its data are not touched, and it can be restored.`,
      button: () => `Shut down ${button}`,
      dismiss: 'Keep it running',
      options: [],
      impact: (_, now) =>
        rows(
          nameRow(deployment),
          goneRow(deployment, resource),
          usersRow(resource),
          ...circumstances(deployment, now),
          memoryRow([resource]),
          uncheckedRow(resource),
          KEPT,
        ),
      disabledReason: firstReason(
        notAllowed(shutdownDeploymentStatelessResource, at),
        cannotShutDown(at, resource, name),
      ),
      target: targetOf(keys.shutDown, deployment_id, at, build),
      done: `Shutdown of ${of} accepted`,
    }),
    action({
      key: keys.restore,
      operation: restoreDeploymentResource,
      toInput: () => ({ params: { deployment_id, resource_kind: kind, ref_id } }),
      label: `Restore ${name}`,
      title: `Restore ${of}?`,
      describe: () => `${name} starts again with its last good plan.`,
      button: () => `Restore ${button}`,
      dismiss: 'Leave it stopped',
      options: [],
      impact: (_, now) =>
        rows(
          nameRow(deployment),
          {
            kind: 'info',
            label: 'Needs',
            text: shapeOf(resource)?.text ?? 'Memory for its last plan',
          },
          ...circumstances(deployment, now),
          KEPT,
        ),
      disabledReason: firstReason(
        notAllowed(restoreDeploymentResource, at),
        cannotRestore(at, resource, name),
      ),
      target: targetOf(keys.restore, deployment_id, at, build),
      done: `Restore of ${of} accepted`,
    }),
  ]
}
