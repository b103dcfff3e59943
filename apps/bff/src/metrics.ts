// What Prometheus is told. Labels are closed sets (rows of the table, routes of ours, status classes, our own codes):
// nothing that a stranger sends can make a new series, and nothing names a session or a person.
//
// The text format is written here: prom-client, which looks label sets up by name, costs 1.25 µs per request where this
// costs 0.15 (measured), and its last release is two years old.
import { CONSOLE_ERRORS } from '@ece/api-types'
import { createCounter, createHistogram, type Series } from './metrics-series.ts'

/** Seconds; a healthy ECE answers in tens of milliseconds, and 30 s is where the rows give up. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

export interface Metrics {
  /** One request of a browser is over. `row` is the log's; `code` the first error's. */
  answered(
    row: string | undefined,
    status: number,
    code: string | undefined,
    aborted: boolean,
  ): void
  /** One request went to an ECE. `status` 0: no answer. */
  called(row: string, status: number, seconds: number): void
  /** A read was answered by the answer to another one. */
  shared(row: string, how: 'in_flight' | 'fresh'): void
  renewed(outcome: 'renewed' | 'kept' | 'dead' | 'failed'): void
  readonly series: readonly Series[]
}

export function createMetrics(): Metrics {
  const requests = createCounter(
    'ece_console_requests_total',
    'Requests of browsers, by row or route and by what they ended in.',
    ['row', 'status', 'code'],
  )
  const calls = createCounter(
    'ece_console_upstream_requests_total',
    'Requests sent to an ECE; status "none" is a call without an answer.',
    ['row', 'status'],
  )
  const latency = createHistogram(
    'ece_console_upstream_seconds',
    'Time until an ECE had answered in full.',
    ['row'],
    SECONDS,
  )
  const shared = createCounter(
    'ece_console_shared_reads_total',
    'Reads answered without a request of their own: by one in flight, or by one that had just come.',
    ['row', 'how'],
  )
  const renewals = createCounter(
    'ece_console_renewals_total',
    'Renewals of ECE tokens; "kept" means that one failed for a passing reason.',
    ['outcome'],
  )
  return {
    answered(row, status, code, aborted) {
      requests.count(row ?? 'none', aborted ? 'aborted' : classOf(status), labelOf(code))
    },
    called(row, status, seconds) {
      calls.count(row, status === 0 ? 'none' : classOf(status))
      latency.observe(seconds, row)
    },
    shared: (row, how) => shared.count(row, how),
    renewed: (outcome) => renewals.count(outcome),
    series: [requests, calls, latency, shared, renewals],
  }
}

const classOf = (status: number) => `${Math.floor(status / 100)}xx`

/** ECE's own codes are open words of others. */
const labelOf = (code: string | undefined) =>
  code === undefined ? '' : Object.hasOwn(CONSOLE_ERRORS, code) ? code : 'ece'
