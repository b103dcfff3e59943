// One GET in flight per identical read and session: ten panels and three tabs ask ECE once
// (architecture, "Decisions"). Nothing is kept: an answer serves those who were waiting for it, and
// nobody later.

import { HangUp, type Signal } from './hang-up.ts'

interface Flight<Value> {
  readonly promise: Promise<Value>
  readonly hangUp: HangUp
  waiting: number
}

/**
 * `share(key, signal, start, joined)`: joins the flight of `key` or starts it. A flight ends early when
 * nobody waits any more. `joined` hears of each that needed no flight of its own.
 */
export function createShare<Value>() {
  const flights = new Map<string, Flight<Value>>()

  const begin = (key: string, start: (signal: Signal) => Promise<Value>): Flight<Value> => {
    const hangUp = new HangUp()
    const forget = () => {
      if (flights.get(key) === flight) flights.delete(key)
    }
    const promise = start(hangUp)
    const flight: Flight<Value> = { promise, hangUp, waiting: 0 }
    // takes a failure as well: those who left do not listen any more
    promise.then(forget, forget)
    flights.set(key, flight)
    return flight
  }

  return async (
    key: string,
    signal: Signal,
    start: (signal: Signal) => Promise<Value>,
    joined: () => void,
  ): Promise<Value> => {
    if (signal.aborted) throw signal.reason
    const known = flights.get(key)
    if (known) joined()
    const flight = known ?? begin(key, start)
    flight.waiting++
    const leave = () => {
      if (--flight.waiting > 0) return
      // whoever comes now must not join a flight that is being ended
      if (flights.get(key) === flight) flights.delete(key)
      flight.hangUp.abort()
    }
    signal.addEventListener('abort', leave)
    try {
      return await flight.promise
    } finally {
      signal.removeEventListener('abort', leave)
    }
  }
}
