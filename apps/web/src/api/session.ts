// What has to be known before any page behind the sign-in: which installations there are, and who is signed in.
import { isApiError } from './api-error.ts'
import { bff } from './client.ts'
import { readSession, sessionStarted } from './session-store.ts'
import type { SessionState } from './session-store.ts'
import type { InstallationSummary } from '@ece/api-types/bff'

let installations: Promise<InstallationSummary[]> | undefined

/** The configured installations, read once per page load. */
export function loadInstallations(): Promise<InstallationSummary[]> {
  installations ??= bff.installations().catch((error: unknown) => {
    // the next attempt asks again
    installations = undefined
    throw error
  })
  return installations
}

/** Who is signed in; asks the server until somebody is. Nobody is no error. */
export async function loadSession(): Promise<SessionState['installations']> {
  const known = readSession().installations
  if (Object.keys(known).length > 0) return known
  try {
    const session = await bff.session()
    sessionStarted(session.installations)
    return session.installations
  } catch (error) {
    if (isApiError(error) && error.status === 401) return {}
    throw error
  }
}
