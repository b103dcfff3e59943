import { ConsoleError } from '../http/console-error.ts'
import type { Missing, SignedIn } from '../session/signed-in.ts'

/** Throws unless it is somebody. */
export function checkSignedIn(found: SignedIn | Missing): SignedIn {
  switch (found) {
    case 'none':
      throw new ConsoleError(
        'console.no_session',
        'You are not signed in to this installation. Sign in.',
      )
    case 'expired':
      throw new ConsoleError('console.session_expired', 'Your sign-in has ended. Sign in again.')
    case 'unavailable':
      throw new ConsoleError(
        'console.unavailable',
        'The console cannot read its sessions at the moment. You are not signed out; try again in a moment.',
        { retryAfter: 5 },
      )
    default:
      return found
  }
}
