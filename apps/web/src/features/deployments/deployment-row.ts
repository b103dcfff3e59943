// Facts of one list row.
import type { DeploymentHit } from '@ece/api-types'
import { parseTime } from '../../lib/dates.ts'
import { pendingOf } from '../../domain/attempts.ts'
import { listResources } from '../../domain/resources.ts'
import type { Attempt } from '../../domain/shapes.ts'
import { listInstances } from '../../domain/topology.ts'

export const instancesCount = (deployment: DeploymentHit): number =>
  listInstances(deployment).length

const startOf = (attempt: Attempt) =>
  parseTime(attempt.attempt_start_time) ?? parseTime(attempt.source?.date) ?? 0

/** The newest attempt that a search answer carries: pending before current, newest first. */
export function lastAttempt(deployment: DeploymentHit): Attempt | undefined {
  const attempts = listResources(deployment).flatMap((resource) => {
    const attempt = pendingOf(resource) ?? resource.info.plan_info?.current
    return attempt ? [attempt] : []
  })
  return attempts.toSorted((a, b) => startOf(b) - startOf(a))[0]
}
