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
  /** Absent for a path ECE does not have. */
  operation_id?: string
  user_name?: string
  /** Absent while no answer was sent. */
  status?: number
  /** Where an ordered fault broke the answer off. */
  cut?: Cut
  /** The caller hung up before the answer was out. */
  aborted?: true
}

export interface RequestLog {
  readonly entries: readonly LoggedRequest[]
  add(request: LoggedRequest): void
  clear(): void
}

const KEPT = 5000

/** Holds the newest entries, oldest first. */
export function createRequestLog(): RequestLog {
  const entries: LoggedRequest[] = []
  return {
    entries,
    add: (request) => {
      entries.push(request)
      // In one go now and then: shift() on each call moves the whole array
      if (entries.length > KEPT * 2) entries.splice(0, entries.length - KEPT)
    },
    clear: () => {
      entries.length = 0
    },
  }
}
