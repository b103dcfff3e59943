// Finds what a path names, as the caller may see it.
import { type Caller, seesSystemOwned } from './context.ts'
import { isResourceKind } from './kinds.ts'
import type { Attempt, Deployment, Resource } from './model.ts'
import { deploymentNotFound, resourceNotFound } from './refusals.ts'
import type { World } from './world.ts'

/**
 * Deployment roles work on deployments that are not the platform's (ece-behaviour 2.6). Whether ECE answers 403 or 404
 * for the others is not established (2.7); the call's document knows 404 only.
 */
export const isVisible = (caller: Caller, deployment: Deployment) =>
  !deployment.system_owned || seesSystemOwned(caller)

/** Throws 404 `deployments.deployment_not_found`. */
export function findDeployment(world: World, caller: Caller, id = ''): Deployment {
  const deployment = world.deployments.get(id)
  if (deployment === undefined || !isVisible(caller, deployment)) throw deploymentNotFound(id)
  return deployment
}

/** `_main` names the only resource of its kind. Throws 404 `deployments.deployment_resource_not_found`. */
export function findResource(deployment: Deployment, kind: string, ref_id: string): Resource {
  const all = isResourceKind(kind) ? deployment.resources.filter((own) => own.kind === kind) : []
  const found = all.find((resource) => resource.ref_id === ref_id)
  const only = ref_id === '_main' && all.length === 1 ? all[0] : undefined
  const resource = found ?? only
  if (resource === undefined) throw resourceNotFound(deployment.id, kind, ref_id)
  return resource
}

export const findAttempt = ({ pending, history }: Resource, id: string): Attempt | undefined =>
  pending?.attempt.id === id ? pending.attempt : history.find((attempt) => attempt.id === id)
