// How high rows are: a preference of this browser, the same for every list.
import { useSyncExternalStore } from 'react'
import { readPreference, writePreference } from '../lib/storage.ts'

export type Density = 'comfortable' | 'compact'

/** Pixels of a row; on narrow tables two lines. */
export const ROW_HEIGHTS = { comfortable: 36, compact: 28, twoLines: 58 } as const

let density: Density = readPreference('density') === 'compact' ? 'compact' : 'comfortable'
const listeners = new Set<() => void>()
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export const useDensity = (): Density => useSyncExternalStore(subscribe, () => density)

export function setDensity(next: Density): void {
  density = next
  writePreference('density', next)
  for (const listener of listeners) listener()
}
