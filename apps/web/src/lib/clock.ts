// One clock and one ticker for everything on screen that ages. The clock follows the console's server: a laptop
// that is ten minutes off would otherwise show wrong ages for everything the platform says.
const TICK_MS = 1000
/** `Date` headers are whole seconds and travel for a while; smaller differences are noise. */
const TOLERATED_SKEW_MS = 5000

let offset = 0

/** Milliseconds since 1970, as the server sees it. */
export const now = (): number => Date.now() + offset

/** Follows the `Date` header of an answer; text that is no date changes nothing. */
export function followServerClock(dateHeader: string | null): void {
  const server = dateHeader === null ? Number.NaN : Date.parse(dateHeader)
  if (Number.isNaN(server)) return
  const difference = server - Date.now()
  offset = Math.abs(difference) > TOLERATED_SKEW_MS ? difference : 0
}

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

/** Calls back once a second while the page is visible; one interval serves all. Returns how to stop. */
export function onTick(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    if (!globalThis.document?.hidden) for (const each of listeners) each()
  }, TICK_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}
