// What all verbs on a deployment share: ids that can be sent, and how the dialog reads the deployment again.
import { DeploymentId, operations, RefId } from '@ece/api-types'
import { listPendingPlans, seenVersion } from '../domain/plan-state.ts'
import { WHOLE_DEPLOYMENT } from '../domain/resource-reads.ts'
import { nameOfDeployment } from '../domain/resources.ts'
import type { AnyDeployment } from '../domain/shapes.ts'
import { clip } from '../lib/text.ts'
import { type Action, type ImpactRow, reread, type Target } from './action.ts'
import { type Circumstances, describeRunning } from './disabled.ts'

/** Rebuilds the verbs of a fresh object: `deploymentVerbs` itself. Passed in, because the builders are below it. */
export type Builder = (circumstances: Circumstances) => readonly Action[]

/** The deployment's id as the table wants it; ECE's answers are not trusted to carry one. */
export const deploymentId = (deployment: AnyDeployment): DeploymentId | undefined => {
  const id = DeploymentId.safeParse(deployment.id)
  return id.success ? id.data : undefined
}

export const refId = (ref_id: string): RefId | undefined => {
  const id = RefId.safeParse(ref_id)
  return id.success ? id.data : undefined
}

/** Longer names would push everything else out of a phone's dialog; the full one stands in the impact table. */
const TITLE_NAME = 60

/** The deployment's name for headings and toasts. */
export const shortName = (deployment: AnyDeployment): string =>
  clip(nameOfDeployment(deployment), TITLE_NAME)

/** The whole name, where the heading had to cut it. */
export function nameRow(deployment: AnyDeployment): ImpactRow | undefined {
  const text = nameOfDeployment(deployment)
  return text.length > TITLE_NAME ? { kind: 'info', label: 'Deployment', text } : undefined
}

export function targetOf(
  key: string,
  id: DeploymentId,
  circumstances: Circumstances,
  build: Builder,
): Target {
  const { deployment } = circumstances
  const [running] = listPendingPlans(deployment)
  return {
    id: deployment.id,
    name: nameOfDeployment(deployment),
    seen: seenVersion(deployment),
    running: running && describeRunning(running),
    reread: reread({
      operation: operations.getDeployment,
      input: { params: { deployment_id: id }, query: WHOLE_DEPLOYMENT },
      rebuild: (fresh) =>
        build({ ...circumstances, deployment: fresh }).find((each) => each.key === key),
    }),
  }
}
