// Whether this person may do this, as far as ECE told us. The server checks again; this is for the words.
import type { Operation } from '@ece/api-types'
import type { SignedInUser } from '@ece/api-types/bff'
import { joinWords } from '../lib/text.ts'

/** What a signed-in person needs to carry for these checks. */
export type Actor = Pick<SignedInUser, 'roles' | 'permissions'>

const VERBS: Readonly<Record<string, string>> = {
  restartDeploymentEsResource: 'restart',
  restartDeploymentStatelessResource: 'restart',
  shutdownDeployment: 'shut down',
  shutdownDeploymentStatelessResource: 'shut down',
  restoreDeployment: 'restore',
  restoreDeploymentResource: 'restore',
  resyncDeployment: 'resync',
  deleteDeployment: 'delete',
  cancelDeploymentResourcePendingPlan: 'cancel plans',
  startDeploymentResourceMaintenanceMode: 'start maintenance mode',
  stopDeploymentResourceMaintenanceMode: 'stop maintenance mode',
  startDeploymentResourceInstances: 'start instances',
  stopDeploymentResourceInstances: 'stop instances',
  startDeploymentResourceInstancesAllMaintenanceMode: 'start maintenance mode',
  stopDeploymentResourceInstancesAllMaintenanceMode: 'stop maintenance mode',
  startDeploymentResourceInstancesAll: 'start instances',
  stopDeploymentResourceInstancesAll: 'stop instances',
  createComment: 'write comments',
  updateComment: 'change comments',
  deleteComment: 'delete comments',
}

/**
 * Why this person may not call this operation, or `undefined` when they may. Both of ECE's answers count, as on the
 * server: the roles (ece-behaviour 2.6) and, when it is not empty, the list of operationIds in `permissions`.
 */
export function mayRun(
  operation: Pick<Operation, 'id' | 'name' | 'roles' | 'danger'>,
  user: Actor | undefined,
): string | undefined {
  const verb = VERBS[operation.name] ?? `use ${operation.id}`
  if (user === undefined) return `It is not known yet whether you may ${verb}; sign in first.`
  const can = `${joinWords(operation.roles, 'or')} can.`
  const { roles, permissions } = user
  if (roles.length > 0 && !operation.roles.some((role) => roles.includes(role))) {
    const yours = `Your ${roles.length === 1 ? 'role' : 'roles'} ${joinWords(roles)}`
    return `${yours} may not ${verb}; ${can}`
  }
  if (
    operation.danger !== 'read' &&
    permissions.length > 0 &&
    !permissions.includes(operation.id)
  ) {
    return `ECE does not list ${operation.id} among your permissions, so you may not ${verb}; ${can}`
  }
  return undefined
}
