// Keys of changes whose outcome this tab has not seen yet. A reload in the middle of sending finds the key here, and
// the dialog asks what became of it instead of making a second change possible unawares.
const PREFIX = 'ece-console.unfinished.'

export interface Unfinished {
  readonly key: string
  /** Epoch milliseconds. */
  readonly sentAt: number
}

const isUnfinished = (value: unknown): value is Unfinished =>
  typeof value === 'object' &&
  value !== null &&
  'key' in value &&
  typeof value.key === 'string' &&
  'sentAt' in value &&
  typeof value.sentAt === 'number'

/** Private windows and strict policies refuse storage; then a reload simply starts anew with a fresh read. */
function inStorage<Value>(act: (storage: Storage) => Value): Value | undefined {
  try {
    return act(globalThis.sessionStorage)
  } catch {
    return undefined
  }
}

/** What was being sent for this place, such as `<installation>/<target>/<verb>`. */
export function readUnfinished(place: string): Unfinished | undefined {
  return inStorage((storage) => {
    const value: unknown = JSON.parse(storage.getItem(PREFIX + place) ?? 'null')
    return isUnfinished(value) ? value : undefined
  })
}

export const rememberUnfinished = (place: string, unfinished: Unfinished): void =>
  inStorage((storage) => storage.setItem(PREFIX + place, JSON.stringify(unfinished)))

export const forgetUnfinished = (place: string): void =>
  inStorage((storage) => storage.removeItem(PREFIX + place))
