// The frame of every page behind the sign-in: the environment's stripe, where one is, who one is, and the way to the other
// pages. Its measures are those of `.boot` in styles.css, which is painted before this is loaded.
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { Menu } from 'lucide-react'
import { useRouter } from '@tanstack/react-router'
import { faviconUrl, installationColours } from '../lib/colour.ts'
import { Button } from '../ui/button.tsx'
import { TitleSuffix } from '../ui/window-title.ts'
import { Toasts } from '../ui/toast.tsx'
import { InstallationSwitcher } from './installation-switcher.tsx'
import { Navigation } from './navigation.tsx'
import { Palette } from './palette.tsx'
import type { ReactNode } from 'react'
import type { InstallationSummary } from '@ece/api-types/bff'

// only narrow screens have it, and only when it is asked for
const loadNavigation = () => import('./navigation-dialog.tsx')
const NavigationDialog = lazy(async () => ({ default: (await loadNavigation()).NavigationDialog }))

interface AppShellProps {
  installation: InstallationSummary
  installations: readonly InstallationSummary[]
  userMenu: ReactNode
  children: ReactNode
}

export function AppShell({ installation, installations, userMenu, children }: AppShellProps) {
  const main = useRef<HTMLElement>(null)
  const [isNavigationOpen, setNavigationOpen] = useState(false)
  useFocusOnNavigation(main)
  useFavicon(installation.colour)
  return (
    <TitleSuffix value={`${installation.name} · ECE Console`}>
      <div className="grid h-dvh grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)] md:grid-cols-[14rem_minmax(0,1fr)]">
        <header
          className="border-line bg-surface col-span-full flex h-[51px] items-center gap-3 border-t-3 border-b px-2 md:px-4"
          style={{ borderTopColor: installationColours(installation.colour).bar }}
        >
          <a
            href="#main"
            className="bg-surface border-accent fixed top-2 left-2 z-30 -translate-y-16 rounded-md border px-3 py-1.5 font-medium focus:translate-y-0"
            onClick={(event) => {
              event.preventDefault()
              main.current?.querySelector('h1')?.focus()
            }}
          >
            Skip to content
          </a>
          <Button
            variant="ghost"
            isIcon
            className="md:hidden"
            aria-label="Open navigation"
            aria-haspopup="dialog"
            onPointerEnter={loadNavigation}
            onFocus={loadNavigation}
            onClick={() => setNavigationOpen(true)}
          >
            <Menu />
          </Button>
          <InstallationSwitcher current={installation} all={installations} />
          <div className="ml-auto flex items-center gap-2 md:gap-3">
            <Palette />
            {userMenu}
          </div>
        </header>
        <div className="border-line bg-surface overflow-y-auto border-r px-2 py-3 max-md:hidden">
          <Navigation installation={installation.id} />
        </div>
        <main id="main" ref={main} className="min-w-0 overflow-y-auto">
          {children}
        </main>
      </div>
      {isNavigationOpen && (
        <Suspense>
          <NavigationDialog
            installation={installation.id}
            onClose={() => setNavigationOpen(false)}
          />
        </Suspense>
      )}
      <Toasts />
    </TitleSuffix>
  )
}

/** After a navigation the focus is on the new page's title, where reading starts; a filter or a tab keeps it. */
function useFocusOnNavigation(main: { current: HTMLElement | null }) {
  const router = useRouter()
  // talks to the router and the keyboard focus
  useEffect(
    () =>
      router.subscribe('onRendered', ({ pathChanged, fromLocation }) => {
        if (!pathChanged || fromLocation === undefined) return
        if (main.current !== null) main.current.scrollTop = 0
        main.current?.querySelector('h1')?.focus({ preventScroll: true })
      }),
    [router, main],
  )
}

function useFavicon(colour: string) {
  // talks to the document: two installations in two tabs look different
  useEffect(() => {
    document.querySelector('link[rel="icon"]')?.setAttribute('href', faviconUrl(colour))
  }, [colour])
}
