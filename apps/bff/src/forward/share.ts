// One GET in flight per identical read and session: ten panels and three tabs ask ECE once
// (architecture, "Decisions"). Nothing is kept: an answer serves those who were waiting for it, and
// nobody later.

interface Flight<Value> {
  readonly promise: Promise<Value>
  readonly controller: AbortController
  waiting: number
}

/**
 * `share(key, signal, start)`: joins the flight of `key` or starts it. A flight ends early when
 * nobody waits any more.
 */
export function createShare<Value>() {
  const flights = new Map<string, Flight<Value>>()

  const begin = (key: string, start: (signal: AbortSignal) => Promise<Value>): Flight<Value> => {
    const controller = new AbortController()
    const forget = () => {
      if (flights.get(key) === flight) flights.delete(key)
    }
    const promise = start(controller.signal).finally(forget)
    const flight: Flight<Value> = { promise, controller, waiting: 0 }
    // those who left do not listen any more
    promise.catch(() => undefined)
    flights.set(key, flight)
    return flight
  }

  return async (
    key: string,
    signal: AbortSignal,
    start: (signal: AbortSignal) => Promise<Value>,
  ): Promise<Value> => {
    signal.throwIfAborted()
    const flight = flights.get(key) ?? begin(key, start)
    flight.waiting++
    const leave = () => {
      if (--flight.waiting > 0) return
      // whoever comes now must not join a flight that is being ended
      if (flights.get(key) === flight) flights.delete(key)
      flight.controller.abort()
    }
    signal.addEventListener('abort', leave, { once: true })
    try {
      return await flight.promise
    } finally {
      signal.removeEventListener('abort', leave)
    }
  }
}
