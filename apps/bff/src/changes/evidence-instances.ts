// Commands to instances leave no plan attempt: all there is to see is the state of the instances.
import type { Verdict } from './evidence.ts'
import type { ChangeRow } from './journal.ts'
import type { ResourceView } from './plan-attempts.ts'

interface Goal {
  readonly flag: 'maintenance_mode' | 'container_started'
  readonly value: boolean
  readonly words: string
}

const GOALS: readonly (readonly [operation: RegExp, goal: Goal])[] = [
  [
    /^start.*MaintenanceMode$/,
    { flag: 'maintenance_mode', value: true, words: 'in maintenance mode' },
  ],
  [
    /^stop.*MaintenanceMode$/,
    { flag: 'maintenance_mode', value: false, words: 'out of maintenance mode' },
  ],
  [/^start.*Instances(All)?$/, { flag: 'container_started', value: true, words: 'started' }],
  [/^stop.*Instances(All)?$/, { flag: 'container_started', value: false, words: 'stopped' }],
]
/** A list of names; all instances have the next word of the path here. */
const NAMED = /\/instances\/(?<names>[a-z]+-\d[^/?]*)\//

/** Undefined for changes that are none of instances. */
export function judgeInstances(
  change: ChangeRow,
  resources: readonly ResourceView[],
): Verdict | undefined {
  const goal = GOALS.find(([pattern]) => pattern.test(change.operation))?.[1]
  if (goal === undefined) return undefined
  const names = NAMED.exec(change.path)?.groups?.['names']
  const wanted = names === undefined ? undefined : decodeURIComponent(names).split(',')
  const instances = resources
    .flatMap((resource) => resource.instances)
    .filter(({ instance_name: name }) => wanted?.includes(name ?? '') ?? true)
  const isReached =
    instances.length >= (wanted?.length ?? 1) &&
    instances.every(({ [goal.flag]: flag }) => flag === goal.value)
  const isKnown =
    instances.length > 0 && instances.every(({ [goal.flag]: flag }) => typeof flag === 'boolean')
  if (isReached) {
    const evidence = `Now ${goal.words}, but ECE keeps no trace of who did it.`
    return { state: 'open', atLast: { state: 'unknown', evidence } }
  }
  const evidence = isKnown
    ? `Not ${goal.words}: ECE did not do it, or somebody undid it.`
    : 'ECE does not show the instances that it was about.'
  return { state: 'open', atLast: { state: isKnown ? 'no_trace' : 'unknown', evidence } }
}
