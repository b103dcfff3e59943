// What is in the address of the activity page, and the window of time that it means.
import { z } from '@ece/api-types'
import { RESULTS } from '../../domain/attempts-search.ts'
import { AGE } from '../../domain/search.ts'
import { parseTime } from '../../lib/dates.ts'
import { list, parseSearch, type SearchOf } from '../../lib/search-params.ts'

/** With its zone: a time without one is another hour for a colleague elsewhere. */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/

const moment = z.optional(z.string().check(z.regex(MOMENT)))

export const parseActivitySearch = parseSearch({
  /** An age such as `6h`: from then until now. */
  since: z.optional(z.string().check(z.regex(AGE))),
  from: moment,
  to: moment,
  result: list(z.enum(RESULTS)),
  who: z.optional(z.string().check(z.maxLength(200))),
})
export type ActivitySearch = SearchOf<typeof parseActivitySearch>

export const DEFAULT_SINCE = '24h'

const MINUTE = 60_000
const UNITS = { m: MINUTE, h: 60 * MINUTE, d: 1440 * MINUTE, w: 7 * 1440 * MINUTE } as const
const isUnit = (text: string): text is keyof typeof UNITS => Object.hasOwn(UNITS, text)

/** `6h` → milliseconds. */
export function msOfAge(age: string): number {
  const unit = age.slice(-1)
  return Number(age.slice(0, -1)) * (isUnit(unit) ? UNITS[unit] : 0)
}

/** Either ages with the clock, or stands still; milliseconds since 1970. */
export type Span =
  | { readonly since: string }
  | { readonly from: number; readonly to: number | undefined }

export interface ReadSpan {
  readonly span: Span
  /** Values that are times, but together no window. */
  readonly ignored: readonly string[]
}

/** The span that the address asks for; what is no time, or contradicts another, is left out and named. */
export function readSpan(values: Pick<ActivitySearch, 'since' | 'from' | 'to'>): ReadSpan {
  const times = { from: parseTime(values.from), to: parseTime(values.to) }
  // such as the 30th of February
  const odd = (['from', 'to'] as const).filter(
    (name) => values[name] !== undefined && times[name] === undefined,
  )
  const { to } = times
  const from = times.from ?? (to === undefined ? undefined : to - msOfAge(DEFAULT_SINCE))
  const age = { since: values.since ?? DEFAULT_SINCE }
  if (from === undefined) return { span: age, ignored: odd }
  if (to !== undefined && to <= from) return { span: age, ignored: ['from', 'to'] }
  return { span: { from, to }, ignored: values.since === undefined ? odd : [...odd, 'since'] }
}
