// Everything behind the sign-in: the shell, the cache of what ECE said, and sign-in over the page.
import { lazy, Suspense, useEffect } from 'react'
import { QueryClientProvider } from '@tanstack/react-query'
import { Outlet, useRouteContext } from '@tanstack/react-router'
import { pageCache } from '../api/query-client.ts'
import { useSession } from '../api/session-store.ts'
import { UserMenu } from '../features/session/user-menu.tsx'
import { AppShell } from './app-shell.tsx'

const loadDialog = () => import('../features/session/sign-in-dialog.tsx')
const SignInDialog = lazy(async () => ({ default: (await loadDialog()).SignInDialog }))

/** After the first page is up; when the dialog is needed, its code must be here already. */
const IDLE_MS = 3000

export function InstallationLayout() {
  const { installation, installations } = useRouteContext({ from: '/$installation' })
  const { ended } = useSession()
  // talks to the network: fetches the dialog's code while all is well
  useEffect(() => {
    const timer = setTimeout(() => void loadDialog(), IDLE_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <QueryClientProvider client={pageCache}>
      <AppShell installation={installation} installations={installations} userMenu={<UserMenu />}>
        <Outlet />
      </AppShell>
      {ended && (
        <Suspense>
          <SignInDialog />
        </Suspense>
      )}
    </QueryClientProvider>
  )
}
