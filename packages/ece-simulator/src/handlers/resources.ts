// Verbs and reads of one resource of a deployment (ece-behaviour 4.6, 4.8).
import { isPlatformAdmin, sourceOf } from '../asker.ts'
import { type Context, Failure, type Handlers } from '../context.ts'
import { findAttempt, findDeployment, findResource } from '../lookup.ts'
import type { Resource } from '../model.ts'
import { attemptView } from '../plan-log.ts'
import { cancelPlan, erasePlan } from '../plans.ts'
import { restrictedParameter, systemOwned } from '../refusals.ts'
import { type RestartOptions, restartResource } from '../restart.ts'
import { restoreResource } from '../restore.ts'
import { shutDown } from '../shutdown.ts'

/** Defaults of `_restart` (ece-behaviour 4.6); seconds. */
const SHARD_INIT_WAIT_TIME = 600

const text = (value: unknown, otherwise: string) => (typeof value === 'string' ? value : otherwise)

const restartOptions = (context: Context): RestartOptions => ({
  source: sourceOf(context),
  cancel_pending: context.query['cancel_pending'] === true,
  restore_snapshot: context.query['restore_snapshot'] !== false,
  skip_snapshot: context.query['skip_snapshot'] !== false,
  group_attribute: text(context.query['group_attribute'], '__zone__'),
  shard_init_wait_time: Number(context.query['shard_init_wait_time'] ?? SHARD_INIT_WAIT_TIME),
})

function restart(context: Context, kind: string) {
  const { world, caller, params } = context
  const deployment = findDeployment(world, caller, params['deployment_id'])
  const resource = findResource(deployment, kind, params['ref_id'] ?? '')
  restartResource(world, deployment, resource, restartOptions(context))
  return { status: 202, body: {} }
}

/** Elasticsearch has operations of its own; a path that names it here names no stateless kind. */
function statelessKind({ params }: Context): string {
  const kind = params['stateless_resource_kind'] ?? ''
  return kind === 'elasticsearch' ? '' : kind
}

const noPendingPlan = ({ ref_id }: Resource) =>
  new Failure(
    400,
    'deployments.resource_does_not_have_a_pending_plan',
    `The resource [${ref_id}] does not have a pending plan.`,
  )

export const resourceHandlers = {
  restartDeploymentEsResource: (context) => restart(context, 'elasticsearch'),

  restartDeploymentStatelessResource(context) {
    return restart(context, statelessKind(context))
  },

  shutdownDeploymentStatelessResource(context) {
    const { world, caller, params, query } = context
    const deployment = findDeployment(world, caller, params['deployment_id'])
    const resource = findResource(deployment, statelessKind(context), params['ref_id'] ?? '')
    // what hiding one resource does is not established: only who may ask for it is
    if (query['hide'] !== undefined && !isPlatformAdmin(context)) throw restrictedParameter('hide')
    if (deployment.system_owned) throw systemOwned(deployment, 'shut down')
    shutDown(world, deployment, [resource], {
      source: sourceOf(context),
      skip_snapshot: query['skip_snapshot'] === true,
    })
    world.touch(deployment)
    return { status: 200, body: {} }
  },

  restoreDeploymentResource(context) {
    const { world, caller, params, query } = context
    const deployment = findDeployment(world, caller, params['deployment_id'])
    const resource = findResource(deployment, params['resource_kind'] ?? '', params['ref_id'] ?? '')
    restoreResource(world, deployment, resource, {
      source: sourceOf(context),
      restore_snapshot: query['restore_snapshot'] === true,
    })
    const { kind, ref_id } = resource
    return { status: 200, body: { id: deployment.id, kind, ref_id } }
  },

  cancelDeploymentResourcePendingPlan({ world, caller, params, query }) {
    const deployment = findDeployment(world, caller, params['deployment_id'])
    const resource = findResource(deployment, params['resource_kind'] ?? '', params['ref_id'] ?? '')
    if (resource.pending === undefined && query['ignore_missing'] !== true) {
      throw noPendingPlan(resource)
    }
    const cancel = query['force_delete'] === true ? erasePlan : cancelPlan
    cancel(world, deployment, resource, world.now())
    const { kind, ref_id } = resource
    return { status: 200, body: { id: deployment.id, kind, ref_id } }
  },

  getDeploymentResourcePlanActivity({ world, caller, params, clock, generation }) {
    const deployment = findDeployment(world, caller, params['deployment_id'])
    const resource = findResource(deployment, params['resource_kind'] ?? '', params['ref_id'] ?? '')
    const id = params['attempt_id'] ?? ''
    const attempt = findAttempt(resource, id)
    if (attempt === undefined) {
      // the document declares the two not-found codes of deployment and resource, none for the attempt
      throw new Failure(
        404,
        'deployments.deployment_resource_not_found',
        `The resource [${resource.ref_id}] has no plan attempt [${id}].`,
      )
    }
    const now = clock.now()
    const body = attemptView(attempt, { now, log: true, generation, view: (plan) => plan })
    return { status: 200, body }
  },
} satisfies Handlers
