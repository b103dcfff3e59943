// One runaway tab must not take the console away from everybody else (architecture, "Limits per session").
import type { ServerResponse } from 'node:http'
import { ConsoleError } from './console-error.ts'

const MAX_IN_FLIGHT = 64
const MAX_PER_SECOND = 200
const WINDOW_MS = 1_000

interface Usage {
  inFlight: number
  windowStart: number
  inWindow: number
}

/** `enter` counts one request of `key` until its response closes, or throws `console.too_many_requests`. */
export function createLimits(now: () => number) {
  const usages = new Map<string, Usage>()

  return {
    enter(key: string, response: ServerResponse): void {
      const usage = usages.get(key) ?? { inFlight: 0, windowStart: now(), inWindow: 0 }
      usages.set(key, usage)
      if (now() - usage.windowStart >= WINDOW_MS || now() < usage.windowStart) {
        usage.windowStart = now()
        usage.inWindow = 0
      }
      if (usage.inFlight >= MAX_IN_FLIGHT || usage.inWindow >= MAX_PER_SECOND) {
        throw new ConsoleError(
          'console.too_many_requests',
          `This session has ${MAX_IN_FLIGHT} requests in flight or sent ${MAX_PER_SECOND} within a second. Wait a second.`,
          { retryAfter: 1 },
        )
      }
      usage.inFlight += 1
      usage.inWindow += 1
      response.once('close', () => {
        usage.inFlight -= 1
        if (usage.inFlight === 0 && now() - usage.windowStart >= WINDOW_MS) usages.delete(key)
      })
    },
    /** Forgets sessions that have nothing in flight; called now and then. */
    sweep(): void {
      for (const [key, usage] of usages) {
        if (usage.inFlight === 0 && now() - usage.windowStart >= WINDOW_MS) usages.delete(key)
      }
    },
  }
}
export type Limits = ReturnType<typeof createLimits>
