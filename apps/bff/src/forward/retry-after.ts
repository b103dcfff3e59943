import type { IncomingHttpHeaders } from 'node:http'

/** What the browser is told to wait at most, in seconds: whatever an ECE says, somebody is looking at the page. */
const LONGEST = 60

/**
 * Seconds, 1 to 60, of a `Retry-After` header (RFC 9110, 10.2.3: seconds or a date, which is compared with the `Date` of
 * the same answer: clocks differ). Undefined when there is none or it cannot be read.
 */
export function readRetryAfter(
  header: string | undefined,
  date: string | undefined,
): number | undefined {
  if (header === undefined) return undefined
  const text = header.trim()
  const seconds = /^\d+$/.test(text) ? Number(text) : untilDate(text, date)
  return Number.isNaN(seconds) ? undefined : Math.min(LONGEST, Math.max(1, Math.ceil(seconds)))
}

function untilDate(text: string, date: string | undefined): number {
  // only the form that RFC 9110 tells servers to send; Date.parse alone would read "5 apples" as a day in May
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text))
    return Number.NaN
  const theirs = Date.parse(date ?? '')
  return (Date.parse(text) - (Number.isNaN(theirs) ? Date.now() : theirs)) / 1_000
}

/** Whether an answer of `status` is a passing trouble, and how long to wait in seconds if it says. */
export function passingOf(status: number, headers: IncomingHttpHeaders) {
  if (status !== 429 && status !== 503) return { passing: false }
  return { passing: true, retryAfter: readRetryAfter(headers['retry-after'], headers.date) }
}
