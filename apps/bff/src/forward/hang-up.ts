// Who waits for an answer may leave. The platform's AbortController says the same, but making one, with its event
// target, costs as much as all the checks of a small forwarded call together.

/** What a call needs of a signal; an `AbortSignal` has it as well. */
export interface Signal {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** Named as the platform names it, so that both are told apart from failures in the same way. */
class HungUp extends Error {
  override readonly name = 'AbortError'
}

/** A class, and not an object with getters: those are made anew, slowly, for every object. */
export class HangUp implements Signal {
  aborted = false
  reason: unknown = undefined
  #listeners: (() => void)[] = []

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.push(listener)
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    const at = this.#listeners.indexOf(listener)
    if (at >= 0) this.#listeners.splice(at, 1)
  }

  abort(): void {
    if (this.aborted) return
    this.aborted = true
    this.reason = new HungUp('nobody waits for the answer any more')
    const listeners = this.#listeners
    this.#listeners = []
    for (const listener of listeners) listener()
  }
}

/** Resolves after `ms` milliseconds; rejects with the signal's reason when that comes first. */
export const waitFor = (ms: number, signal: Signal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const leave = () => {
      clearTimeout(timer)
      const reason = signal?.reason
      reject(reason instanceof Error ? reason : new HungUp('nobody waits any more'))
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', leave)
      resolve()
    }, ms)
    if (signal?.aborted) leave()
    else signal?.addEventListener('abort', leave)
  })
