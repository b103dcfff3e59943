// Shut down and restore of a whole deployment (ece-behaviour 4.5).
import { operations } from '@ece/api-types'
import { formatRelative } from '../lib/dates.ts'
import { clip, plural } from '../lib/text.ts'
import { listPendingPlans } from '../domain/plan-state.ts'
import {
  isDeploymentStopped,
  isStopped,
  isSystemOwned,
  listResources,
} from '../domain/resources.ts'
import { snapshotOfDeployment } from '../domain/snapshots.ts'
import { listInstances, shapeOfDeployment } from '../domain/topology.ts'
import { action, type Action, type ImpactRow, type OptionValues, valueOf } from './action.ts'
import { type Circumstances, firstReason, isBusy, notAllowed, planRuns } from './disabled.ts'
import {
  circumstances,
  memoryRow,
  outsideRow,
  rows,
  snapshotRow,
  stopsRow,
  untouchedRow,
} from './impact.ts'
import { tiesRow, uncheckedRow } from './impact-facts.ts'
import { lastSnapshot, restoreData } from './verb-options.ts'
import { type Builder, deploymentId, nameRow, shortName, targetOf } from './verb-target.ts'

/** Buttons stay one line; the full name stands in the heading. */
export const BUTTON_NAME = 24

export const isPlanned = ({ deployment }: Circumstances) =>
  planRuns(listPendingPlans(deployment)[0])
export const isOnTheWay = ({ deployment }: Circumstances) =>
  firstReason(...listResources(deployment).map(({ info }) => isBusy(info.status)))

function cannotShutDown(at: Circumstances): string | undefined {
  const { deployment } = at
  return firstReason(
    isPlanned(at),
    isDeploymentStopped(deployment) ? 'It is already shut down.' : undefined,
    isOnTheWay(at),
    isSystemOwned(deployment)
      ? `${deployment.name} belongs to ECE itself: without it the installation does not work.`
      : undefined,
  )
}

export function shutDownVerb(at: Circumstances, build: Builder): Action[] {
  const { deployment } = at
  const deployment_id = deploymentId(deployment)
  if (deployment_id === undefined) return []
  const name = shortName(deployment)
  const operation = operations.shutdownDeployment
  const count = listInstances(deployment).length
  const instances = count === 0 ? 'All instances' : `All ${plural(count, 'instance')}`
  return [
    action({
      key: 'shut-down',
      operation,
      toInput: (values) => ({
        params: { deployment_id },
        query: { skip_snapshot: !valueOf(lastSnapshot, values) },
      }),
      label: 'Shut down',
      title: `Shut down ${name}?`,
      describe: () =>
        `${instances} stop and the data on their disks is deleted. The configuration stays, so it can be restored from a snapshot.`,
      emphasis: 'the data on their disks is deleted',
      button: () => `Shut down ${clip(name, BUTTON_NAME)}`,
      dismiss: 'Keep it running',
      options: [lastSnapshot],
      impact: (_, now) =>
        rows(
          nameRow(deployment),
          snapshotRow(deployment, now),
          stopsRow(deployment),
          outsideRow(deployment),
          tiesRow(deployment),
          ...circumstances(deployment, now),
          memoryRow(listResources(deployment)),
          uncheckedRow(),
          untouchedRow('The configuration, and snapshots in the repository'),
        ),
      disabledReason: firstReason(notAllowed(operation, at), cannotShutDown(at)),
      target: targetOf('shut-down', deployment_id, at, build),
      done: `Shutdown of ${name} accepted`,
    }),
  ]
}

const MISSING = {
  unknown: 'ECE does not say whether there is a snapshot',
  none: 'There is no snapshot to restore',
  no_repository: 'No repository is configured, so no snapshot can be read',
} as const

function dataRow(at: Circumstances, values: OptionValues, now: number): ImpactRow {
  const state = snapshotOfDeployment(at.deployment, now)
  const label = 'Data'
  const kind = state?.kind ?? 'unknown'
  const isThere = kind === 'ok' || kind === 'old'
  if (valueOf(restoreData, values) === 'true') {
    if (!isThere) return { kind: 'bad', label, text: MISSING[kind] }
    const age = state?.at === undefined ? '' : `, taken ${formatRelative(state.at, now)}`
    return { kind: 'ok', label, text: `From the last good snapshot${age}` }
  }
  const older = 'its new snapshots push the old ones out in time'
  return isThere
    ? { kind: 'warn', label, text: `None: it starts empty, and ${older}` }
    : { kind: 'warn', label, text: 'None: it starts empty' }
}

function cannotRestore(at: Circumstances): string | undefined {
  const running = listResources(at.deployment).some(
    (resource) => resource.kind === 'elasticsearch' && !isStopped(resource),
  )
  return firstReason(
    isPlanned(at),
    isOnTheWay(at),
    running
      ? 'It is not shut down; only a deployment that was shut down can be restored.'
      : undefined,
  )
}

export function restoreVerb(at: Circumstances, build: Builder): Action[] {
  const { deployment } = at
  const deployment_id = deploymentId(deployment)
  if (deployment_id === undefined) return []
  const name = shortName(deployment)
  const operation = operations.restoreDeployment
  const shape = shapeOfDeployment(deployment)
  return [
    action({
      key: 'restore',
      operation,
      toInput: (values) => ({
        params: { deployment_id },
        query: { restore_snapshot: valueOf(restoreData, values) === 'true' },
      }),
      label: 'Restore',
      title: `Restore ${name}?`,
      describe: (values) =>
        valueOf(restoreData, values) === 'true'
          ? 'It starts again with its last good plan and the data of its last good snapshot.'
          : 'It starts again with its last good plan, empty.',
      button: () => `Restore ${clip(name, BUTTON_NAME)}`,
      dismiss: 'Leave it stopped',
      options: [restoreData],
      impact: (values, now) =>
        rows(
          nameRow(deployment),
          dataRow(at, values, now),
          { kind: 'info', label: 'Needs', text: shape?.text ?? 'Memory for its last plan' },
          ...circumstances(deployment, now),
          untouchedRow('Snapshots in the repository'),
        ),
      disabledReason: firstReason(notAllowed(operation, at), cannotRestore(at)),
      target: targetOf('restore', deployment_id, at, build),
      done: `Restore of ${name} accepted`,
    }),
  ]
}
