// The link of a list's row. The router's own works out its target anew whenever the address changes, in every row, and each
// letter of a search changes it.
import { useRouter } from '@tanstack/react-router'
import type { LinkProps } from '@tanstack/react-router'
import type { MouseEvent, ReactNode } from 'react'

export const ROW_LINK = 'a[data-row-link]'

/** As the router's own links wait: a pointer on its way across the list asks for nothing. */
const INTENT_MS = 50
let intent: ReturnType<typeof setTimeout> | undefined
const forget = () => clearTimeout(intent)

/** Names in a path as the routes have them, `$deploymentId`. */
const NAMES = /\$(\w+)/g

/** A link of fixed target: with a path of its own, never relative to where one is. */
export function RowLinkTo({ link, children }: { link: LinkProps; children: ReactNode }) {
  const router = useRouter()
  const preload = () => {
    forget()
    intent = setTimeout(() => {
      // whoever then presses it sees what is wrong
      router.preloadRoute(link).catch(() => undefined)
    }, INTENT_MS)
  }
  const follow = (event: MouseEvent) => {
    const { button, metaKey, altKey, ctrlKey, shiftKey, defaultPrevented } = event
    // those are the browser's: a new tab, a new window, a download
    if (defaultPrevented || button !== 0 || metaKey || altKey || ctrlKey || shiftKey) return
    event.preventDefault()
    forget()
    void router.navigate(link)
  }
  return (
    <a
      href={hrefOf(link) ?? router.buildLocation(link).href}
      data-row-link=""
      className="flex min-w-0 items-center gap-1.5 truncate font-semibold hover:underline focus-visible:-outline-offset-1"
      onClick={follow}
      onFocus={preload}
      onBlur={forget}
      onMouseEnter={preload}
      onMouseLeave={forget}
      onTouchStart={preload}
    >
      {children}
    </a>
  )
}

/** The address where path and names are all there is to it. */
function hrefOf({ to, params, search }: LinkProps): string | undefined {
  if (to === undefined || typeof params !== 'object' || search !== undefined) return undefined
  // the type has the names of every route; here they are only asked for
  const values = params as Readonly<Record<string, unknown>>
  return to.replace(NAMES, (_, name: string) => encodeURIComponent(String(values[name])))
}
