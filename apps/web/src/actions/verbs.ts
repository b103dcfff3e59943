// The verbs of a deployment, for its page, the Elasticsearch and Kibana pages, bulk bar and palette.
import { listResources, type Resource } from '../domain/resources.ts'
import type { Actor } from '../domain/permissions.ts'
import type { AnyDeployment } from '../domain/shapes.ts'
import type { Action } from './action.ts'
import type { Circumstances } from './disabled.ts'
import { cancelVerbs } from './verb-cancel.ts'
import { deleteVerb } from './verb-delete.ts'
import { restoreVerb, shutDownVerb } from './verb-lifecycle.ts'
import { resourceKey, restartVerbs } from './verb-restart.ts'
import { resyncVerb } from './verb-resync.ts'
import { statelessVerbs } from './verb-stateless.ts'

function build(at: Circumstances): Action[] {
  return [
    ...listResources(at.deployment).flatMap((resource) => restartVerbs(at, resource, build)),
    ...cancelVerbs(at, build),
    ...listResources(at.deployment).flatMap((resource) => statelessVerbs(at, resource, build)),
    ...restoreVerb(at, build),
    ...resyncVerb(at, build),
    ...shutDownVerb(at, build),
    ...deleteVerb(at, build),
  ]
}

/**
 * Everything that can be done to a deployment, in the order of menus: restarts, cancel (only while a plan runs), shut down
 * and restore of each stateless resource, restore, resync, shut down, delete. What cannot be used carries its reason. `user` and the ECE's `version` come from the session.
 */
export const deploymentVerbs = (
  deployment: AnyDeployment,
  user: Actor | undefined,
  version?: string,
): Action[] => build({ deployment, user, version })

/** The verbs of one of its resources: restart, cancel while its plan runs, and shut down and restore of a stateless one. */
export function resourceVerbs(
  deployment: AnyDeployment,
  resource: Resource,
  user: Actor | undefined,
  version?: string,
): Action[] {
  const at = { deployment, user, version }
  const cancel = resourceKey('cancel-plan', at, resource)
  return [
    ...restartVerbs(at, resource, build),
    ...cancelVerbs(at, build).filter(({ key }) => key === cancel),
    ...statelessVerbs(at, resource, build),
  ]
}
