// What arrived, for tests that ask whether a call was made, how often, and which headers came along. Values of
// headers are not kept: they are credentials.
import type { Cut } from './faults.ts'

export interface LoggedRequest {
  /** Epoch milliseconds by the simulator's clock. */
  readonly at: number
  readonly method: string
  /** The raw target with its query string. */
  readonly path: string
  /** Lower case, in the order they came, a repeated one twice. */
  readonly header_names: readonly string[]
  /** The caller's `X-Request-Id`. */
  readonly request_id?: string
  /** Absent for a path ECE does not have. */
  operation_id?: string
  user_name?: string
  /** Of the body, hex; absent without one. */
  body_sha256?: string
  /** Epoch milliseconds at which ECE did what a call that is no GET asked for; absent when it did not. */
  effect_at?: number
  /** Absent while no answer was sent. */
  status?: number
  /** Where an ordered fault broke the answer off. */
  cut?: Cut
  /** The caller hung up before the answer was out. */
  aborted?: true
}

export interface RequestLog {
  readonly entries: readonly LoggedRequest[]
  /** All that may have changed something, kept much longer: the truth that somebody else's record is compared with. */
  readonly truth: readonly LoggedRequest[]
  add(request: LoggedRequest): void
  clear(): void
}

const KEPT = 5000
const KEPT_TRUTH = 100_000

const READS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Holds the newest entries, oldest first. */
export function createRequestLog(): RequestLog {
  const entries: LoggedRequest[] = []
  const truth: LoggedRequest[] = []
  const keep = (list: LoggedRequest[], request: LoggedRequest, kept: number) => {
    list.push(request)
    // In one go now and then: shift() on each call moves the whole array
    if (list.length > kept * 2) list.splice(0, list.length - kept)
  }
  return {
    entries,
    truth,
    add: (request) => {
      keep(entries, request, KEPT)
      if (!READS.has(request.method)) keep(truth, request, KEPT_TRUTH)
    },
    clear: () => {
      entries.length = 0
      truth.length = 0
    },
  }
}
