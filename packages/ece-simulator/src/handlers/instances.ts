// Commands to single instances, which act without a plan (ece-behaviour 4.7): start and stop, and maintenance mode.
import { type Context, Failure, type Handler, type Handlers } from '../context.ts'
import { isChanging } from '../followers.ts'
import { findDeployment, findResource } from '../lookup.ts'
import type { Deployment, Instance, Resource } from '../model.ts'
import { resourceNotFound } from '../refusals.ts'

/** The document lists these; what ECE answers for the others is not established, so they have no such resource here. */
const KINDS: ReadonlySet<string> = new Set([
  'elasticsearch',
  'kibana',
  'apm',
  'integrations_server',
])

function find({ world, caller, params }: Context) {
  const { deployment_id, resource_kind: kind = '', ref_id = '' } = params
  const deployment = findDeployment(world, caller, deployment_id)
  if (!KINDS.has(kind)) throw resourceNotFound(deployment.id, kind, ref_id)
  return { deployment, resource: findResource(deployment, kind, ref_id) }
}

/**
 * The document declares this refusal and not when it comes. Here: while a plan runs, because the platform then stops
 * instances and moves them in and out of routing itself (ece-behaviour 3.6). Its own deployments are not refused:
 * what ECE does about those is not established either (Appendix A).
 */
function mustBeIdle(deployment: Deployment, resource: Resource): void {
  if (!isChanging(deployment, resource)) return
  throw new Failure(
    403,
    'deployments.instance_update_prohibited_error',
    `The instances of the resource [${resource.ref_id}] cannot be changed while a plan is pending.`,
  )
}

function named({ params, query }: Context, resource: Resource): readonly Instance[] {
  const names = new Set((params['instance_ids'] ?? '').split(','))
  const found = resource.instances.filter(({ name }) => names.has(name))
  const missing = [...names].filter((name) => !found.some((instance) => instance.name === name))
  if (missing.length > 0 && query['ignore_missing'] !== true) {
    throw new Failure(
      404,
      'deployments.instances_missing_on_update_error',
      `The resource [${resource.ref_id}] has no instances [${missing.join(', ')}].`,
    )
  }
  return found
}

type Change = (instance: Instance) => void
type Choose = (context: Context, resource: Resource) => readonly Instance[]

const all: Choose = (_, resource) => resource.instances

const command =
  (choose: Choose, change: Change): Handler =>
  (context) => {
    const { deployment, resource } = find(context)
    mustBeIdle(deployment, resource)
    const instances = choose(context, resource)
    instances.forEach(change)
    // neither status nor plan times move: there is no plan (ece-behaviour 4.7)
    if (instances.length > 0) context.world.touch(deployment)
    return { status: 202, body: {} }
  }

/** How long a container takes to come up or go is not established: here it has happened with the answer. */
const start: Change = (instance) => {
  instance.container_started = true
  instance.service_running = true
}
const stop: Change = (instance) => {
  instance.container_started = false
  instance.service_running = false
  instance.recovering = false
}
const enterMaintenance: Change = (instance) => {
  instance.maintenance_mode = true
}
const leaveMaintenance: Change = (instance) => {
  instance.maintenance_mode = false
}

export const instanceHandlers = {
  startDeploymentResourceInstances: command(named, start),
  stopDeploymentResourceInstances: command(named, stop),
  startDeploymentResourceMaintenanceMode: command(named, enterMaintenance),
  stopDeploymentResourceMaintenanceMode: command(named, leaveMaintenance),
  startDeploymentResourceInstancesAll: command(all, start),
  stopDeploymentResourceInstancesAll: command(all, stop),
  startDeploymentResourceInstancesAllMaintenanceMode: command(all, enterMaintenance),
  stopDeploymentResourceInstancesAllMaintenanceMode: command(all, leaveMaintenance),
} satisfies Handlers
