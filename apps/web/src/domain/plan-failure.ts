// Why an attempt failed, from its error and its log. The causes below are rules on ECE's own words
// (ece-behaviour 3.8); they are suggestions, and what no rule knows is shown as ECE wrote it.
import { LAST_STEP } from './attempts.ts'
import { CANCELLED } from './plan-change.ts'
import type { Attempt } from './shapes.ts'

export interface Failure {
  /** ECE's own text, in full. */
  readonly message: string
  /** Such as `InfrastructureFailure:TimeoutExceeded`. */
  readonly failure_type?: string
  /** The step that failed, not the `plan-completed` that reports it. */
  readonly step_id?: string
  /** Short cause in our words; absent when no rule knows it. */
  readonly cause?: string
  /** What to try; a suggestion. */
  readonly next?: string
  readonly details: Readonly<Record<string, string>>
  /** It was a person's wish, not a fault. */
  readonly cancelled: boolean
}

interface Rule {
  readonly when: RegExp
  readonly cause: (text: string) => string
  readonly next: string
}

const instancesIn = (text: string): string =>
  [...new Set(text.match(/(?:instance|tiebreaker)-\d{10}/g) ?? [])].slice(0, 8).join(', ')

const withInstances = (cause: string) => (text: string) => {
  const names = instancesIn(text)
  return names === '' ? cause : `${cause}: ${names}`
}

const RULES: readonly Rule[] = [
  {
    when: CANCELLED,
    cause: () => 'A user cancelled the plan, and ECE rolled it back',
    next: 'Nothing to do. Start the change again when you are ready.',
  },
  {
    when: /NoAvailableInstanceFound|not enough capacity|no allocator/i,
    cause: () => 'No allocator has room for a new instance',
    next: 'Free capacity in the zone or add an allocator, then apply the change again.',
  },
  {
    when: /InstanceDidNotStart/i,
    cause: withInstances('Instances did not start in time'),
    next: 'Look at the log of these instances: a bad setting, plugin or keystore entry, or too little memory.',
  },
  {
    when: /perform-snapshot|snapshot[^\n]*fail|fail[^\n]*snapshot/i,
    cause: () => 'The snapshot that the plan takes first did not succeed',
    next: 'Check the snapshot repository, or run the change again without a snapshot.',
  },
  {
    when: /TimeoutExceeded|TimeoutException|timed out/i,
    cause: withInstances('A step took longer than its limit'),
    next: 'Check whether the cluster is healthy and busy, then apply the change again.',
  },
]

/** Why this attempt failed, or `undefined` when nothing in it speaks of a failure. */
export function failureOf(attempt: Attempt | null | undefined): Failure | undefined {
  const log = attempt?.plan_attempt_log ?? []
  const failed = log.filter((step) => step.status === 'error')
  const culprit = failed.find((step) => step.step_id !== LAST_STEP)
  const reported = (failed.at(-1)?.info_log ?? []).at(-1)
  const error = attempt?.error
  if (!error && failed.length === 0) return undefined
  const message = error?.message || reported?.message || 'ECE gives no reason.'
  const entries = failed.flatMap((step) => step.info_log ?? [])
  const failure_type =
    error?.failure_type || entries.findLast((entry) => entry.failure_type)?.failure_type
  const details = { ...reported?.details, ...error?.details }
  // old servers name the step only inside the text: `Unexpected error during step: [perform-snapshot]: …`
  const step_id =
    culprit?.step_id ?? /during step: \[([\w-]+)\]/.exec(message)?.[1] ?? details['stepId']
  const all = [failure_type, step_id, message, ...entries.map((entry) => entry.message)]
    .concat(Object.values(details))
    .join('\n')
  // other lines of the log name instances that are fine
  const said = [message, ...Object.values(details)].join('\n')
  const rule = RULES.find(({ when }) => when.test(all))
  return {
    message,
    details,
    cancelled: CANCELLED.test(all),
    ...(failure_type ? { failure_type } : {}),
    ...(step_id ? { step_id } : {}),
    ...(rule === undefined ? {} : { cause: rule.cause(said), next: rule.next }),
  }
}
