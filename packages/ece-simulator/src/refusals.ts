// The refusals of deployment calls, each with the code the vendor's document declares for it where it declares one.
import { Failure } from './context.ts'
import type { Deployment, Resource } from './model.ts'

export const deploymentNotFound = (id: string) =>
  new Failure(
    404,
    'deployments.deployment_not_found',
    `No Deployment with id [${id}] could be found.`,
  )

export const resourceNotFound = (id: string, kind: string, ref_id: string) =>
  new Failure(
    404,
    'deployments.deployment_resource_not_found',
    `Deployment [${id}] has no resource of kind [${kind}] with ref_id [${ref_id}].`,
  )

/**
 * ecctl recognises this sentence by its words (ece-behaviour 8.3). The document declares the code for restarts only;
 * what ECE answers to other changes while a plan is pending is not established, so that they are refused alike.
 */
export const planPending = (resource: Resource) =>
  new Failure(
    422,
    'deployments.deployment_resource_plan_change_error',
    `[${resource.ref_id}]: There is a plan still pending, cancel that or wait for it to complete before restarting`,
  )

export const illegalState = (resource: Resource, reason: string) =>
  new Failure(
    422,
    'deployments.deployment_resource_plan_change_error',
    `[${resource.ref_id}]: ${reason}`,
  )

export const notShutDown = (resource: Resource) =>
  new Failure(
    400,
    'deployments.resource_not_shutdown',
    `The resource [${resource.ref_id}] is not shut down: its status is [${resource.status}].`,
    [`resources.${resource.kind}`],
  )

/** What the platform refuses for its own deployments is not established (Appendix A): here what would end them. */
export const systemOwned = (deployment: Deployment, verb: string) =>
  new Failure(
    403,
    'clusters.command_prohibited',
    `The deployment [${deployment.name}] belongs to the platform and cannot be ${verb}.`,
  )

export const restrictedParameter = (parameter: string) =>
  new Failure(
    400,
    'deployments.restricted_parameter',
    `The parameter [${parameter}] can only be set by a platform administrator.`,
    [parameter],
  )

export const invalidData = (message: string, field: string) =>
  new Failure(400, 'root.invalid_data', message, [field])
