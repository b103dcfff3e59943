// Reads the histories of many deployments a few at a time, each once as long as nothing changed. It keeps what it has when
// one cannot be read, and stops by itself when none can.
import { type Activity } from './activity.ts'

/** One deployment to read; a new `version` means that there is something new. */
export interface Wanted {
  readonly id: string
  readonly version: string
}

export interface ReaderState {
  readonly read: ReadonlyMap<string, Activity>
  /** Last try failed, by id. What was read before stays in `read`. */
  readonly failed: ReadonlyMap<string, Error>
  readonly isReading: boolean
  /** Somebody stopped it, or too many in a row failed. */
  readonly isStopped: boolean
}

export interface HistoryReader {
  /** All that is wanted from now on, in this order; goes on unless it was stopped. */
  readonly want: (all: readonly Wanted[]) => void
  readonly stop: () => void
  /** Goes on after a stop, and tries again what failed. */
  readonly resume: () => void
  readonly state: () => ReaderState
  readonly subscribe: (listener: () => void) => () => void
}

const AT_ONCE = 4
/** An ECE that answers none of so many is not asked for the rest. */
const MOST_FAILURES = 8
/** Screens draw a list of thousands; not with every single answer. */
const PAUSE_MS = 100

/** `isOver`: nobody is signed in any more; it waits for the next `want`. */
export function createHistoryReader(
  readOne: (wanted: Wanted) => Promise<Activity>,
  isOver: () => boolean = () => false,
): HistoryReader {
  const known = new Map<string, { readonly version: string; readonly activity: Activity }>()
  const failed = new Map<string, { readonly version: string; readonly error: Error }>()
  const busy = new Set<string>()
  const listeners = new Set<() => void>()
  let wanted: readonly Wanted[] = []
  let isStopped = false
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const look = (): ReaderState => ({
    read: new Map([...known].map(([id, { activity }]) => [id, activity])),
    failed: new Map(
      wanted.flatMap(({ id }) => {
        const error = failed.get(id)?.error
        return error === undefined ? [] : [[id, error] as const]
      }),
    ),
    isReading: busy.size > 0,
    isStopped,
  })
  let seen = look()
  const tell = () => {
    timer = undefined
    seen = look()
    for (const listener of listeners) listener()
  }
  const tellSoon = () => {
    timer ??= setTimeout(tell, PAUSE_MS)
  }

  const next = () =>
    wanted.find(
      ({ id, version }) =>
        !busy.has(id) && known.get(id)?.version !== version && failed.get(id)?.version !== version,
    )

  const readNext = async (one: Wanted) => {
    busy.add(one.id)
    try {
      const activity = await readOne(one)
      known.set(one.id, { version: one.version, activity })
      failed.delete(one.id)
      failures = 0
    } catch (error) {
      // what failed because the session ended has not been tried
      if (!isOver()) {
        const reason = error instanceof Error ? error : new Error(String(error))
        failed.set(one.id, { version: one.version, error: reason })
        failures += 1
        if (failures >= MOST_FAILURES) isStopped = true
      }
    }
    busy.delete(one.id)
    fill()
  }

  const fill = () => {
    for (let free = isStopped || isOver() ? 0 : AT_ONCE - busy.size; free > 0; free -= 1) {
      const one = next()
      if (one === undefined) break
      void readNext(one)
    }
    tellSoon()
  }

  return {
    want: (all) => {
      wanted = all
      fill()
    },
    stop: () => {
      isStopped = true
      tellSoon()
    },
    resume: () => {
      isStopped = false
      failures = 0
      failed.clear()
      fill()
    },
    state: () => seen,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
