// ECE's clock and ours need not agree, and ours may jump. What ECE dates is compared by ECE's own clock, which every
// answer tells.
import type { Answered } from '../forward/exchange.ts'

/** The header counts whole seconds, and is as likely early as late in its second. */
const HALF_A_SECOND = 500

/** ECE's clock minus ours, which says `at` as the answer comes in, in milliseconds; undefined when it has no date. */
export function skewOf({ headers }: Pick<Answered, 'headers'>, at: number): number | undefined {
  const date = typeof headers.date === 'string' ? Date.parse(headers.date) : Number.NaN
  return Number.isNaN(date) ? undefined : date + HALF_A_SECOND - at
}
