// The one clock of a simulator: tokens, API keys, timestamps and plans read it.
import type { Clock } from './context.ts'

export interface ShiftableClock extends Clock {
  /** Moves the clock ahead; it never goes back, because plans and tokens are pure functions of it. */
  advance(milliseconds: number): void
}

export function createClock(): ShiftableClock {
  let shift = 0
  return {
    now: () => Date.now() + shift,
    advance: (milliseconds) => {
      if (milliseconds < 0) throw new RangeError('The clock only moves ahead')
      shift += milliseconds
    },
  }
}
