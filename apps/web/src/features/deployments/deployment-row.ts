// Facts of one list row.
import type { DeploymentHit } from '@ece/api-types'
import { parseTime } from '../../lib/dates.ts'
import { pendingOf } from '../../domain/attempts.ts'
import { deploymentHealth } from '../../domain/health.ts'
import { listResources } from '../../domain/resources.ts'
import type { Attempt } from '../../domain/shapes.ts'
import { listInstances } from '../../domain/topology.ts'
import { now } from '../../lib/clock.ts'
import { capitalise } from '../../lib/text.ts'

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

/**
 * What there is to say beside the word of the health: the first reason that adds something, without the words that stand
 * in that column already. `undefined` when the word says it all.
 */
export function stateOf(deployment: DeploymentHit): string | undefined {
  const { word, reasons } = deploymentHealth(deployment, now())
  for (const { code, text } of reasons) {
    // the column of the snapshot tells its age
    if (code === 'snapshot_old') continue
    const said = [word, `Last ${word.toLowerCase()}: `, ` in ${word.toLowerCase()}`]
    const rest = said.reduce((left, words) => left.replace(words, ''), text).trim()
    if (rest !== '' && rest !== 'Last') return capitalise(rest)
  }
  return undefined
}
