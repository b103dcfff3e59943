// Apart from plan-state.ts: the lists ask only this, and before anything else.
import { lastPlanFailed, pendingOf } from './attempts.ts'
import { listResources } from './resources.ts'
import type { AnyDeployment } from './shapes.ts'

const CHANGING = new Set(['initializing', 'reconfiguring', 'restarting', 'rebooting', 'stopping'])

/**
 * Something moves here: pages poll fast while this holds. A status may change before a plan shows; after a failed
 * plan it may stay as it is for ever, without anything moving.
 */
export function isChanging(deployment: AnyDeployment): boolean {
  const resources = listResources(deployment)
  if (resources.some((resource) => pendingOf(resource) !== undefined)) return true
  const isOnTheWay = resources.some(({ info }) => CHANGING.has(info.status ?? ''))
  return isOnTheWay && !resources.some(lastPlanFailed)
}
