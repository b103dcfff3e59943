// Opens over any page when the session has ended. The page below stays as it is, with everything typed; after signing in
// it is read again, and whatever was about to be sent can be sent by its own button.
import { useEffect } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { bff } from '../../api/client.ts'
import { currentInstallation } from '../../api/installation.ts'
import { readSession, sessionStarted } from '../../api/session-store.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { InstallationLine } from './installation-line.tsx'
import { SignInForm } from './sign-in-form.tsx'

export function SignInDialog() {
  const client = useQueryClient()
  const router = useRouter()
  const installation = currentInstallation()
  const before = readSession().installations[installation.id]?.user_name ?? ''

  const resume = () => {
    const isSameUser = readSession().installations[installation.id]?.user_name === before
    // what one user saw is not shown to the next
    void (isSameUser ? client.invalidateQueries() : client.resetQueries())
    void router.invalidate()
  }
  useSignInElsewhere(installation.id, resume)
  return (
    <Dialog
      open
      size="sm"
      title="Sign in again"
      description={
        <p className="text-ink-2 text-base">
          Your session on <InstallationLine installation={installation} /> has ended. This page
          stays as it is and nothing you typed is lost.
        </p>
      }
    >
      <SignInForm installation={installation.id} userName={before} onSignedIn={resume} />
    </Dialog>
  )
}

/** Somebody with ten tabs signs in once: coming back to this one finds the session of the other. */
function useSignInElsewhere(installation: string, resume: () => void) {
  // talks to the window: whether this tab has come back to the front
  useEffect(() => {
    const look = async () => {
      if (document.hidden) return
      const session = await bff.session({ background: true }).catch(() => undefined)
      if (session?.installations[installation] === undefined) return
      sessionStarted(session.installations)
      resume()
    }
    const onVisible = () => void look()
    document.addEventListener('visibilitychange', onVisible)
    return () => document.removeEventListener('visibilitychange', onVisible)
  })
}
