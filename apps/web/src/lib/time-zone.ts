// In which zone exact times are read: the browser's own, or UTC as in the logs of ECE. One choice for all tabs of a browser.
import { readPreference, writePreference } from './storage.ts'

export type Zone = 'local' | 'utc'

const NAME = 'time-zone'
const toZone = (text: string | undefined): Zone => (text === 'utc' ? 'utc' : 'local')

let zone: Zone | undefined
const listeners = new Set<() => void>()

function change(next: Zone) {
  if (next === readZone()) return
  zone = next
  for (const each of listeners) each()
}

/** The chosen zone; `local` when nothing was chosen. */
export function readZone(): Zone {
  zone ??= toZone(readPreference(NAME))
  return zone
}

/** Applies a zone at once and remembers it. Where nothing can be remembered it holds for this page. */
export function setZone(next: Zone): void {
  writePreference(NAME, next)
  change(next)
}

/** Another tab chose. `key` is null when everything was cleared. */
function follow({ key }: StorageEvent) {
  if (key === null || key.endsWith(NAME)) change(toZone(readPreference(NAME)))
}

/** Calls back after each change, in this tab or another one. Returns how to stop. */
export function onZoneChange(listener: () => void): () => void {
  // what was valid until then, to tell a change from it
  readZone()
  if (listeners.size === 0) globalThis.addEventListener?.('storage', follow)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) globalThis.removeEventListener?.('storage', follow)
  }
}
