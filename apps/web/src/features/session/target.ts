// Where somebody wanted to go before signing in. It travels in the history entry, never in the address, so that no link
// can send anybody anywhere; and it is checked all the same, because history entries survive reloads.
declare module '@tanstack/react-router' {
  interface HistoryState {
    target?: string
  }
}

export interface Target {
  /** A path of this console, with search and hash. */
  readonly path: string
  readonly installation: string
}

/** Reads a target; anything but a path inside an installation of this console is none. */
export function readTarget(text: unknown): Target | undefined {
  if (typeof text !== 'string') return undefined
  // one slash and a plain word: neither `//host` nor `/\host`, which browsers take for other hosts
  const installation = /^\/([a-z0-9-]{1,40})(?:[/?#]|$)/.exec(text)?.[1]
  // oxlint-disable-next-line no-control-regex -- refusing them is the point
  if (installation === undefined || installation === 'sign-in' || /[\\\u0000-\u001f]/.test(text)) {
    return undefined
  }
  return { path: text, installation }
}
