// The way into the palette from every page: a button that looks like a search field, and keys. The palette itself is loaded
// when the first page is there, or when it is asked for, and with it the sign of one's own jobs and the clock: to make its
// first format of a time takes a browser longer than to draw the whole frame.
import { useEffect, useState } from 'react'
import { Search } from 'lucide-react'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { currentInstallation, useUser } from '../api/installation.ts'
import { toast } from '../ui/toast.tsx'
import { PAGES } from './navigation.tsx'
import { isApple, useShortcuts } from './use-shortcuts.ts'

const load = () => import('./later.ts')
/** Whoever wants it later is told when it cannot be loaded. */
const preload = () => load().catch(() => undefined)
type Code = Awaited<ReturnType<typeof load>>
type View = 'search' | 'shortcuts'

/** The first Ctrl+K is to find it here; but on a slow line the page's own answers come first. */
const IDLE_MS = 2000

export function Palette() {
  const [code, setCode] = useState<Code>()
  const [view, setView] = useState<View>()
  const [typed, setTyped] = useState('')
  const navigate = useNavigate()
  const client = useQueryClient()
  const user = useUser().user_name
  const installation = currentInstallation()

  const open = (next: View) => {
    setTyped('')
    setView(next)
    if (code !== undefined) return
    load().then(setCode, () => {
      setView(undefined)
      toast('This part of the console could not be loaded. Reload the page and try again.', 'info')
    })
  }
  const close = () => setView(undefined)

  useShortcuts({
    onPalette: () => open('search'),
    onHelp: () => open('shortcuts'),
    onGo: (letter) => {
      const page = PAGES.find(({ key }) => key === letter)
      if (page !== undefined) {
        void navigate({ to: page.to, params: { installation: installation.id } })
      }
      return page !== undefined
    },
    onEarly:
      view === undefined || code !== undefined
        ? undefined
        : (key) => {
            if (key === 'Escape') close()
            else if (key === 'Backspace') setTyped((text) => text.slice(0, -1))
            else if (key.length === 1) setTyped((text) => text + key)
          },
  })
  // talks to the network: fetches the code while all is well; without it, it is fetched when it is wanted
  useEffect(() => {
    const timer = setInterval(() => {
      if (client.isFetching() > 0) return
      clearInterval(timer)
      void preload().then(setCode)
    }, IDLE_MS)
    return () => clearInterval(timer)
  }, [client])
  // talks to every time on the page
  useEffect(() => code?.titleTimes(), [code])
  // talks to the window's title, which names every object that is opened
  useEffect(() => code?.recordVisits({ installation, user }), [code, installation, user])

  return (
    <>
      {code !== undefined && <code.JobsSign />}
      <button
        type="button"
        aria-haspopup="dialog"
        aria-keyshortcuts={isApple ? 'Meta+K' : 'Control+K'}
        aria-busy={(view !== undefined && code === undefined) || undefined}
        className="border-line-strong bg-page text-ink-2 hover:border-control hover:text-ink flex h-8 items-center gap-2 rounded-md border px-2 whitespace-nowrap lg:w-72"
        onPointerEnter={preload}
        onFocus={preload}
        onClick={() => open('search')}
      >
        <Search />
        <span className="max-md:sr-only">Search or jump to…</span>
        <kbd aria-hidden="true" className="text-ink-3 ml-auto font-mono text-xs max-lg:hidden">
          {isApple ? '⌘ K' : 'Ctrl K'}
        </kbd>
      </button>
      {code === undefined ? (
        <span className="w-40 max-md:hidden" />
      ) : (
        <code.Clock className="max-md:hidden" />
      )}
      {view !== undefined && code !== undefined && (
        <code.Palette
          view={view}
          pages={PAGES}
          initialText={typed}
          onView={setView}
          onClose={close}
        />
      )}
    </>
  )
}
