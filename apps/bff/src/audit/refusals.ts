// What was refused before it became a change. Asking costs nothing, so a stranger could fill the disk with records: beyond
// a bound they are counted, and the number goes on record.
import type { Audit } from './audit.ts'
import type { AuditEntry } from './entry.ts'

const MOST_PER_MINUTE = 120
const MINUTE_MS = 60_000

export type Refusal = Omit<AuditEntry, 'stage'>
/** Writes it down as soon as that can be done; never fails. */
export type NoteRefusal = (refusal: Refusal) => void

export function createRefusals(audit: Pick<Audit, 'note'>, now: () => number): NoteRefusal {
  let minute = Number.NEGATIVE_INFINITY
  let noted = 0
  let unlisted = 0
  return (refusal) => {
    const at = now()
    if (at - minute >= MINUTE_MS || at < minute) {
      if (unlisted > 0) {
        const evidence = `more than ${MOST_PER_MINUTE} in a minute are counted only`
        audit.note({ stage: 'refusal', event: 'not_listed', count: unlisted, evidence })
      }
      minute = at
      noted = 0
      unlisted = 0
    }
    if (noted >= MOST_PER_MINUTE) {
      unlisted += 1
      return
    }
    noted += 1
    audit.note({ stage: 'refusal', ...refusal })
  }
}
