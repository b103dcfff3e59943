// Answers that came a moment ago, for polls only: a hundred open tabs of one operator poll the same view at a hundred
// different moments (docs/decisions/006). Never for what somebody waits for, and never across a change of the session.
import type { Reply } from './reply.ts'

/** The fastest polls come every 2 s; what they show may be older by at most this. */
export const FRESH_MS = 1_000
/** A page of deployments is some 100 kB. */
const MOST_BYTES = 16 * 1024 * 1024

interface Kept {
  readonly reply: Reply
  readonly at: number
}

/** A trimmed answer may keep the whole one alive. */
const sizeOf = (one: Kept | undefined) => one?.reply.body.buffer.byteLength ?? 0

/** `now` in milliseconds, as `performance.now()` counts: clocks that are set back must not make answers younger. */
export function createFresh(now: () => number = () => performance.now()) {
  // oldest first
  const kept = new Map<string, Kept>()
  let bytes = 0

  const drop = (key: string) => {
    bytes -= sizeOf(kept.get(key))
    kept.delete(key)
  }
  const dropOld = () => {
    for (const [key, { at }] of kept) {
      if (now() - at < FRESH_MS && bytes <= MOST_BYTES) return
      drop(key)
    }
  }

  return {
    get(key: string): Reply | undefined {
      dropOld()
      return kept.get(key)?.reply
    },
    /** To be called when `reply` has just come. */
    put(key: string, reply: Reply): void {
      if (reply.status !== 200) return
      drop(key)
      const one = { reply, at: now() }
      kept.set(key, one)
      bytes += sizeOf(one)
      dropOld()
    },
  }
}
