// What is in the address of the audit log, and what it means to the server.
import { z } from '@ece/api-types'
import type { AuditFilters } from '../../api/audit.ts'
import { AGE } from '../../domain/search.ts'
import { parseTime } from '../../lib/dates.ts'
import { list, parseSearch, type SearchOf } from '../../lib/search-params.ts'

/** As the server takes it at most. */
const text = z.optional(z.string().check(z.minLength(1), z.maxLength(200)))
/** With its zone: a time without one is another hour for a colleague elsewhere. */
const moment = z.optional(
  z.string().check(
    z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/),
    z.refine((value) => parseTime(value) !== undefined),
  ),
)

export const parseAuditSearch = parseSearch({
  /** Anywhere in a record. */
  q: text,
  /** An age such as `6h`: from then until now. */
  since: z.optional(z.string().check(z.regex(AGE))),
  from: moment,
  to: moment,
  user: text,
  target: text,
  operation: text,
  outcome: list(z.string().check(z.regex(/^\w{1,40}$/))),
  /** Ids of columns with commas between; see ui/table-columns.ts. */
  columns: z.optional(z.string().check(z.maxLength(200))),
})
export type AuditSearch = SearchOf<typeof parseAuditSearch>
export type AuditValues = ReturnType<typeof parseAuditSearch>['values']

export const NO_FILTERS = {
  q: undefined,
  since: undefined,
  from: undefined,
  to: undefined,
  user: undefined,
  target: undefined,
  operation: undefined,
} as const

const UNITS: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1_440, w: 10_080 }
const MINUTE = 60_000

/** `6h` → milliseconds. */
export const msOfAge = (age: string): number =>
  Number(age.slice(0, -1)) * (UNITS[age.slice(-1)] ?? 0) * MINUTE

/** `at` is now, to the minute: a filter that changed with every render would be asked anew by each. */
export function toFilters(values: AuditValues, at: number): AuditFilters {
  const { q, since, from, to, user, target, operation, outcome } = values
  return {
    text: q,
    from: from ?? (since === undefined ? undefined : new Date(at - msOfAge(since)).toISOString()),
    to,
    user,
    target,
    operation,
    outcome,
  }
}

export const isFiltered = ({ outcome, ...values }: AuditValues): boolean =>
  outcome.length > 0 ||
  Object.entries(values).some(([name, value]) => name !== 'columns' && value !== undefined)
