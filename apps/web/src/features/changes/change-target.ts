// Where the target of a change is shown, and which dialog asks for the same again.
import type { Change } from '@ece/api-types/bff'

type Aimed = Pick<Change, 'operation' | 'path' | 'target'>

const DEPLOYMENT = /^\/deployments\/([0-9a-f]{32})(?:\/([a-z_]+)\/([^/?]+))?/

/** Undefined for what is no deployment. */
export const deploymentOf = ({ path }: Pick<Aimed, 'path'>): string | undefined =>
  DEPLOYMENT.exec(path)?.[1]

/** Resource and ref id that the path names: `kibana main-kibana`. */
export function resourceOf({ path }: Pick<Aimed, 'path'>): string | undefined {
  const [, , kind, ref] = DEPLOYMENT.exec(path) ?? []
  return kind === undefined || ref === undefined ? undefined : `${kind} ${ref}`
}

const DIALOGS: Readonly<Record<string, string>> = {
  restoreDeployment: 'restore',
  shutdownDeployment: 'shut-down',
  deleteDeployment: 'delete',
  resyncDeployment: 'resync',
}
const OF_RESOURCE: Readonly<Record<string, string>> = {
  restartDeploymentEsResource: 'restart',
  restartDeploymentStatelessResource: 'restart',
  shutdownDeploymentStatelessResource: 'shut-down',
  restoreDeploymentResource: 'restore',
  cancelDeploymentResourcePendingPlan: 'cancel-plan',
}

/** Key of the verb in the address of the deployment's page; undefined where the page has to do. */
export function dialogOf(change: Aimed): string | undefined {
  const verb = OF_RESOURCE[change.operation]
  const kind = DEPLOYMENT.exec(change.path)?.[2]
  if (verb === undefined || kind === undefined) return DIALOGS[change.operation]
  return `${verb}-${kind.replaceAll('_', '-')}`
}
