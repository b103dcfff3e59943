// Which rows of a long list exist. Rows have one height, so this is arithmetic: a general virtualiser measured a tenth of
// the whole first load (docs: budgets in tools/), for heights that we do not have.
import { useCallback, useRef, useSyncExternalStore } from 'react'
import type { RefObject } from 'react'

/** Drawn above and below what is in view, so that a fast wheel does not show gaps. */
const OVERSCAN = 12
/** What stands above a list that fills its page: the page's frame, its title, tabs and filters. */
const ABOVE = 216
/** Before the height is known, where even the window has none to go by. */
const FIRST_ROWS = 40

export interface Window {
  /** First row to draw, and the row after the last one. */
  readonly start: number
  readonly end: number
}

/** The rows around what is in view; never more than there are. */
export function windowOf(
  scrollTop: number,
  height: number,
  rowHeight: number,
  count: number,
  overscan = OVERSCAN,
): Window {
  const shown = height > 0 ? Math.ceil(height / rowHeight) : FIRST_ROWS
  // a list that became shorter than the scroll position shows its end
  const first = Math.min(Math.floor(Math.max(0, scrollTop) / rowHeight), Math.max(0, count - shown))
  return { start: Math.max(0, first - overscan), end: Math.min(count, first + shown + overscan) }
}

interface Options {
  scroller: RefObject<HTMLElement | null>
  count: number
  rowHeight: number
  /** Height of what stays on top of the rows. */
  headHeight: number
  /** Rows above and below what is in view. */
  overscan?: number
}

/** Follows the scroll position; renders again only when other rows come into view. */
export function useWindow({ scroller, count, rowHeight, headHeight, overscan }: Options) {
  // What the element said last. React asks for the rows after each of its own changes, and to read the element then
  // makes the browser lay out the whole page at once: measured, a quarter of the time of fast scrolling.
  // No list is higher than its window: what nobody sees yet is not drawn first.
  const seen = useRef({ top: 0, height: window.innerHeight - ABOVE })
  const subscribe = useCallback(
    (notify: () => void) => {
      const look = () => {
        const { scrollTop = 0, clientHeight = 0 } = scroller.current ?? {}
        seen.current = { top: scrollTop, height: clientHeight }
        notify()
      }
      const element = scroller.current
      element?.addEventListener('scroll', look, { passive: true })
      const observer = typeof ResizeObserver === 'undefined' ? undefined : new ResizeObserver(look)
      // it looks once now, before the page is painted; to look here would be a layout of its own
      if (element !== null && observer) observer.observe(element)
      else look()
      return () => {
        element?.removeEventListener('scroll', look)
        observer?.disconnect()
      }
    },
    [scroller],
  )
  // text, because a new object would be a change in itself
  const range = useSyncExternalStore(subscribe, () => {
    const { top, height } = seen.current
    const { start, end } = windowOf(top, height, rowHeight, count, overscan)
    return `${start} ${end}`
  })
  const [start = 0, end = 0] = range.split(' ').map(Number)

  const scrollTo = (index: number) => {
    const element = scroller.current
    if (element === null) return
    const top = index * rowHeight
    const room = element.clientHeight - headHeight - rowHeight
    if (top < element.scrollTop) element.scrollTop = top
    else if (top > element.scrollTop + room) element.scrollTop = top - room
  }
  /** Whole rows that fit. */
  const page = () => {
    const height = scroller.current?.clientHeight ?? 0
    return Math.max(1, Math.floor((height - headHeight) / rowHeight))
  }
  return { start, end, scrollTo, page }
}
