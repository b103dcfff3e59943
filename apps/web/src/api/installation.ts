// Which installation this page belongs to. It is fixed for the life of the document: going to another one is a full
// page load, so that nothing of one installation (cache, open dialog, half-typed name) can reach another.
import { useSession } from './session-store.ts'
import type { InstallationSummary, SignedInUser } from '@ece/api-types/bff'

let current: InstallationSummary | undefined

/** Enters an installation. Answers false when this document belongs to another one: load the address anew. */
export function enterInstallation(installation: InstallationSummary): boolean {
  if (current !== undefined && current.id !== installation.id) return false
  current = installation
  return true
}

/** The installation of this page. Throws before one was entered, which is a programming error. */
export function currentInstallation(): InstallationSummary {
  if (current === undefined) throw new Error('No installation was entered')
  return current
}

const NOBODY: SignedInUser = { user_name: '', roles: [], permissions: [], auth: 'password' }

/** Who is signed in to the installation of this page. */
export function useUser(): SignedInUser {
  return useSession().installations[currentInstallation().id] ?? NOBODY
}
