// The rows that may be sent to many targets at once, and what each of them brings about. Everything else is refused:
// deleting thousands of deployments, or stopping routing everywhere, is no work for a loop.
import { operations, type Operation } from '@ece/api-types'

/** `instant` rows are done when ECE has answered; the others are followed until their plan has ended. */
export type Effect = 'restart' | 'shutdown' | 'restore' | 'cancel' | 'instant'

const EFFECTS: ReadonlyMap<string, Effect> = new Map([
  ['restartDeploymentEsResource', 'restart'],
  ['restartDeploymentStatelessResource', 'restart'],
  ['shutdownDeployment', 'shutdown'],
  ['shutdownDeploymentStatelessResource', 'shutdown'],
  ['restoreDeployment', 'restore'],
  ['restoreDeploymentResource', 'restore'],
  ['cancelDeploymentResourcePendingPlan', 'cancel'],
  ['resyncDeployment', 'instant'],
])

export interface BulkRow {
  readonly operation: Operation
  readonly effect: Effect
}

const rows = new Map(Object.values<Operation>(operations).map((row) => [row.name, row]))

/** Undefined for a row that does not exist, a read, and a change that is not for many targets. */
export function findBulkRow(name: string): BulkRow | undefined {
  const operation = rows.get(name)
  const effect = EFFECTS.get(name)
  return operation === undefined || effect === undefined ? undefined : { operation, effect }
}

export const bulkRowNames = (): string[] => [...EFFECTS.keys()].filter((name) => rows.has(name))
