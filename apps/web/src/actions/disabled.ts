// Why a verb cannot be used. The first reason that holds is said, in the order in which a person can do something
// about it: who you are, which ECE this is, what is going on, what state it is in.
import type { Operation } from '@ece/api-types'
import { compareVersions } from '../lib/versions.ts'
import { mayRun, type Actor } from '../domain/permissions.ts'
import { changeOf, startedBy } from '../domain/plan-change.ts'
import type { RunningPlan } from '../domain/plan-state.ts'
import { isSystemOwned } from '../domain/resources.ts'
import type { AnyDeployment } from '../domain/shapes.ts'
import { isGone, readProblem } from '../lib/problem.ts'
import type { Action } from './action.ts'

/** `Rolling restart of Elasticsearch, zone by zone, by a.kern`. */
export function describeRunning({ attempt, resource }: RunningPlan): string {
  const { text, rollingBack } = changeOf(attempt, resource)
  const { who } = startedBy(attempt)
  return `${text}${rollingBack ? ' (rolling back)' : ''}, ${who === 'unknown' ? 'by nobody that ECE names' : `by ${who}`}`
}

/** ECE has this operation only from or until some version; unknown versions are given the benefit of the doubt. */
export function missingOn(
  operation: Pick<Operation, 'id' | 'since' | 'until'>,
  version: string | undefined,
): string | undefined {
  const { id, since, until } = operation
  if (version === undefined) return undefined
  if (since !== undefined && compareVersions(version, since) < 0) {
    return `Not on this version: ${id} exists from ECE ${since} on, this one is ${version}.`
  }
  if (until !== undefined && compareVersions(version, until) > 0) {
    return `Not on this version: ${id} exists up to ECE ${until}, this one is ${version}.`
  }
  return undefined
}

/** Only one plan can be pending on a resource (ece-behaviour 4.1). */
export const planRuns = (running: RunningPlan | undefined): string | undefined =>
  running && `A plan is running: ${describeRunning(running)}. Wait until it ends, or cancel it.`

/** A status that changes before its plan shows: ECE has begun something, so another change would be refused. */
const BUSY: ReadonlyMap<string, string> = new Map(
  Object.entries({
    stopping: 'It is being shut down.',
    restarting: 'It is being started.',
    rebooting: 'It is being restarted.',
    reconfiguring: 'It is being reconfigured.',
  }),
)

export const isBusy = (status: string | null | undefined): string | undefined =>
  BUSY.get(status ?? '')

/**
 * ECE's own deployments: what may be done to them is not established (ece-behaviour 4.1), and a deployment manager has
 * no rights on them (2.6).
 */
export function systemGuard(
  deployment: AnyDeployment,
  user: Actor | undefined,
): string | undefined {
  const roles = user?.roles ?? []
  if (!isSystemOwned(deployment) || roles.length === 0 || roles.includes('ece_platform_admin')) {
    return undefined
  }
  return `${deployment.name} belongs to ECE itself; only ece_platform_admin may change it.`
}

/** The page keeps showing what it had when the object is gone; nothing can be done to it any more. */
export const offWhenGone = (actions: readonly Action[], error: Error | null): readonly Action[] =>
  error !== null && isGone(readProblem(error))
    ? actions.map((each) => ({ ...each, disabledReason: 'ECE does not have it any more.' }))
    : actions

/** First reason that holds, of reasons in their order. */
export const firstReason = (...reasons: readonly (string | undefined)[]): string | undefined =>
  reasons.find((reason) => reason !== undefined)

export interface Circumstances {
  readonly deployment: AnyDeployment
  readonly user: Actor | undefined
  /** Version of this ECE, when known. */
  readonly version: string | undefined
}

/** What holds for every verb before its target's state is looked at. */
export const notAllowed = (
  operation: Pick<Operation, 'id' | 'name' | 'roles' | 'danger' | 'since' | 'until'>,
  { deployment, user, version }: Circumstances,
): string | undefined =>
  firstReason(mayRun(operation, user), systemGuard(deployment, user), missingOn(operation, version))
