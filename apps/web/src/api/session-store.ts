// Who is signed in, as far as this page knows. No credential is here: the cookie is out of reach of scripts.
import { useSyncExternalStore } from 'react'
import type { SignedInUser } from '@ece/api-types/bff'

export interface SessionState {
  /** Keyed by installation id. */
  readonly installations: Readonly<Record<string, SignedInUser>>
  /**
   * True when the console's server said that the session is over while a page was open. The page stays as it is, and
   * the sign-in dialog opens over it.
   */
  readonly ended: boolean
}

let state: SessionState = { installations: {}, ended: false }
const listeners = new Set<() => void>()

const change = (next: SessionState) => {
  state = next
  for (const listener of listeners) listener()
}

export const readSession = (): SessionState => state

/** After a sign-in, or when the server told who is signed in. */
export const sessionStarted = (installations: SessionState['installations']): void =>
  change({ installations, ended: false })

/**
 * After a 401 of the console itself. Only the first one counts, and only when somebody was signed in. `asked` is the state
 * when the request left: an answer to what was asked before a sign-in says nothing about the session that it began.
 */
export function sessionEnded(asked = state): void {
  if (!isSignedIn() || state.installations !== asked.installations) return
  change({ ...state, ended: true })
}

/** For code outside React; returns how to stop. */
export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** As far as this page knows. */
export const isSignedIn = (): boolean => !state.ended && Object.keys(state.installations).length > 0

export const useSession = (): SessionState => useSyncExternalStore(onSessionChange, readSession)
