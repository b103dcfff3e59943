// Preferences only. Private windows and strict policies make every access throw; a preference is never worth an error.
const PREFIX = 'ece-console.'

/** A remembered preference, or `undefined`. */
export function readPreference(name: string): string | undefined {
  try {
    return globalThis.localStorage.getItem(PREFIX + name) ?? undefined
  } catch {
    return undefined
  }
}

/** Remembers a preference in this browser, where it allows that. */
export function writePreference(name: string, value: string): void {
  try {
    globalThis.localStorage.setItem(PREFIX + name, value)
  } catch {
    // see above
  }
}
