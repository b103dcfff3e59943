// What a record says, in words: its stage and event are the server's names.
import { operations, type Operation } from '@ece/api-types'
import type { AuditRecord } from '@ece/api-types/bff'
import { sayOperation } from '../../domain/operation-words.ts'
import type { StatusKind } from '../../ui/status.tsx'

interface Sign {
  readonly kind: StatusKind
  readonly word: string
  readonly isUnknown?: boolean
}

/** By outcome: a change's state, `refused`, or the event of everything else. */
const SIGNS: Readonly<Record<string, Sign>> = {
  // what was under way then is not now: nothing turns
  intent: { kind: 'off', word: 'Intended' },
  sending: { kind: 'off', word: 'Sending' },
  accepted: { kind: 'ok', word: 'Accepted' },
  rejected: { kind: 'bad', word: 'Rejected' },
  not_sent: { kind: 'off', word: 'Not sent' },
  unknown: { kind: 'warn', word: 'Unknown', isUnknown: true },
  found: { kind: 'ok', word: 'Found' },
  no_trace: { kind: 'off', word: 'No trace' },
  refused: { kind: 'warn', word: 'Refused' },
  signed_in: { kind: 'ok', word: 'Signed in' },
  sign_in_failed: { kind: 'bad', word: 'Sign-in failed' },
  signed_out: { kind: 'off', word: 'Signed out' },
  session_ended: { kind: 'off', word: 'Session ended' },
  session_replaced: { kind: 'off', word: 'Session replaced' },
  comment_begun: { kind: 'off', word: 'Comment begun' },
  comment_left: { kind: 'ok', word: 'Comment left' },
  comment_failed: { kind: 'warn', word: 'Comment failed' },
  audit_exported: { kind: 'off', word: 'Audit exported' },
  audit_viewed: { kind: 'off', word: 'Audit viewed' },
  list_exported: { kind: 'off', word: 'List exported' },
  restored: { kind: 'bad', word: 'Records missing' },
  head_changed: { kind: 'bad', word: 'Log tampered with' },
  records_dropped: { kind: 'bad', word: 'Records dropped' },
  second_file_set_aside: { kind: 'bad', word: 'Second file set aside' },
  pruned: { kind: 'off', word: 'Pruned' },
  key_replaced: { kind: 'warn', word: 'Key replaced' },
  legal_hold_set: { kind: 'off', word: 'Legal hold set' },
  legal_hold_lifted: { kind: 'off', word: 'Legal hold lifted' },
  note: { kind: 'off', word: 'Note' },
}

export const outcomeOf = ({ stage, state, event }: AuditRecord): string =>
  stage === 'refusal' ? 'refused' : (state ?? event)

/** A word of a newer server is shown as it is. */
export function signOf(record: AuditRecord): Sign {
  const outcome = outcomeOf(record)
  const word = outcome.replaceAll('_', ' ')
  return SIGNS[outcome] ?? { kind: 'off', word: word.charAt(0).toUpperCase() + word.slice(1) }
}

/** What can be chosen as the outcome. */
export const OUTCOMES = Object.entries(SIGNS).map(([value, { word }]) => ({ value, label: word }))

/** Those that can be on record: what changes something. */
export const OPERATIONS = Object.values<Operation>(operations)
  .filter(({ danger, travel }) => danger !== 'read' && travel !== 'server')
  .map(({ name }) => ({ value: name, label: sayOperation(name) }))
  .toSorted((a, b) => a.label.localeCompare(b.label, 'en'))

/** What it was, in a line: the operation, or what the console itself says about it. */
export function whatOf(record: AuditRecord): string {
  const { operation, evidence, stage } = record
  if (operation !== undefined) return sayOperation(operation)
  const word = signOf(record).word
  return stage === 'auth' ? 'Sign-in' : (evidence ?? word)
}
