// A change in words: what it was, what its state means, what each line of its story says.
import type { Change, ChangeState, StoryLine } from '@ece/api-types/bff'
import { sayOperation } from '../../domain/operation-words.ts'
import type { StatusKind } from '../../ui/status.tsx'

/** As the menus say it. */
const VERBS: Readonly<Record<string, string>> = {
  restartDeploymentEsResource: 'Restart Elasticsearch',
  shutdownDeployment: 'Shut down',
  restoreDeployment: 'Restore',
  deleteDeployment: 'Delete',
  cancelDeploymentResourcePendingPlan: 'Cancel plan',
  createComment: 'Comment',
  updateComment: 'Change a comment',
  deleteComment: 'Delete a comment',
}
/** Followed by the resource, which the path names. */
const OF_RESOURCE: Readonly<Record<string, string>> = {
  restartDeploymentStatelessResource: 'Restart',
  shutdownDeploymentStatelessResource: 'Shut down',
  restoreDeploymentResource: 'Restore',
}
const STATELESS = /^\/deployments\/[^/]+\/([a-z_]+)\//

/** `Restart Elasticsearch`; the row's own name in words where the menus have none. */
export function whatOf({ operation, path }: Pick<Change, 'operation' | 'path'>): string {
  const kind = STATELESS.exec(path)?.[1]
  const verb = Object.hasOwn(OF_RESOURCE, operation) ? OF_RESOURCE[operation] : undefined
  if (verb !== undefined && kind !== undefined) return `${verb} ${KINDS[kind] ?? kind}`
  return (Object.hasOwn(VERBS, operation) ? VERBS[operation] : undefined) ?? sayOperation(operation)
}
const KINDS: Readonly<Record<string, string>> = {
  elasticsearch: 'Elasticsearch',
  kibana: 'Kibana',
  apm: 'APM',
  integrations_server: 'Integrations Server',
  enterprise_search: 'Enterprise Search',
  appsearch: 'App Search',
}

export interface StateWords {
  readonly kind: StatusKind
  readonly word: string
  readonly isUnknown?: boolean
  /** One sentence for somebody who sees it for the first time. */
  readonly meaning: string
}

const WORDS: Record<ChangeState, StateWords> = {
  intent: {
    kind: 'busy',
    word: 'Not sent yet',
    meaning: 'It is written down and about to be sent to ECE.',
  },
  sending: {
    kind: 'busy',
    word: 'Being sent',
    meaning: 'It is on its way to ECE, which has not answered yet.',
  },
  accepted: {
    kind: 'ok',
    word: 'Accepted',
    meaning:
      'ECE took it on. If it began a plan, what became of that is in the activity of its target.',
  },
  rejected: { kind: 'bad', word: 'Rejected', meaning: 'ECE refused it: nothing was done.' },
  not_sent: {
    kind: 'off',
    word: 'Not sent',
    meaning: 'It never left the console: nothing was done.',
  },
  unknown: {
    kind: 'warn',
    word: 'Unknown',
    isUnknown: true,
    meaning: 'It may or may not have happened: the answer of ECE was lost.',
  },
  found: {
    kind: 'ok',
    word: 'Found afterwards',
    meaning: 'The answer was lost, but it did happen: ECE has its trace.',
  },
  no_trace: {
    kind: 'warn',
    word: 'No trace found',
    meaning: 'The answer was lost, and ECE has no trace of it: it most likely did not happen.',
  },
}

/** Words of another release are shown as they are. */
export const wordsOfState = (state: string): StateWords =>
  Object.hasOwn(WORDS, state)
    ? // Object.hasOwn has just said that it is one of the keys
      WORDS[state as ChangeState]
    : { kind: 'off', word: state, isUnknown: true, meaning: 'This console does not know the word.' }

const EVENTS: Readonly<Record<string, string>> = {
  intent: 'Written down, before anything was sent',
  sending: 'Sending to ECE began',
  accepted: 'ECE accepted it',
  rejected: 'ECE refused it',
  not_sent: 'Nothing was sent',
  unknown: 'No answer that says what happened',
  found: 'Found in ECE',
  no_trace: 'No trace found in ECE',
  cannot_tell: 'What happened cannot be found out',
  'console.target_busy': 'Refused: another change on the same target was not settled',
  'console.seen_version_changed': 'Refused: the target had changed since it was looked at',
  'console.idempotency_key_reused': 'Refused: its key was used for something else',
}

export const wordsOfLine = ({ event, stage }: Pick<StoryLine, 'event' | 'stage'>): string =>
  (Object.hasOwn(EVENTS, event) ? EVENTS[event] : undefined) ??
  (stage === 'refusal' ? `Refused by the console: ${event}` : event)

/** May the same be asked of ECE again, as a new change? Not while it may still turn out to have happened. */
export const mayBeSentAgain = ({ state, concluded }: Pick<Change, 'state' | 'concluded'>) =>
  state === 'not_sent' ||
  state === 'rejected' ||
  state === 'no_trace' ||
  (state === 'unknown' && concluded === true)
