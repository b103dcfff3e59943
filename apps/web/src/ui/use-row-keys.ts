// The keys of a list. The focus is on the row's link, so that Enter, Ctrl+Enter and screen readers do what they do on any
// link: j, k and the arrows walk, Home, End and the page keys jump, x chooses, Shift with an arrow chooses a range, Escape
// chooses nothing.
import { useCallback, useEffect, useRef } from 'react'
import { isTyping } from './is-typing.ts'
import { ROW_LINK } from './row-link.tsx'
import type { KeyboardEvent as ReactKeyboardEvent, RefObject } from 'react'
import type { Picks } from './table-selection.ts'

interface RowKeys {
  count: number
  /** Index of the row that had the focus last; undefined before that, and when the row is no longer there. */
  focused: number | undefined
  /** Where it was then. */
  lastFocused: number | undefined
  setFocused: (index: number) => void
  scrollTo: (index: number) => void
  /** How many rows the table shows at once. */
  page: () => number
  idOf: (index: number) => string | undefined
  selection: Picks | undefined
}

const findLink = (scroller: HTMLElement | null, index: number) =>
  scroller?.querySelector<HTMLElement>(`[data-index="${index}"] ${ROW_LINK}`)

function focusedRow(): number | undefined {
  const row = document.activeElement?.closest<HTMLElement>('[data-index]')
  return row === null || row === undefined ? undefined : Number(row.dataset['index'])
}

/** How far a key goes; the ends are as far as there is. */
function stepOf(key: string, isInRow: boolean, page: () => number): number | undefined {
  if (key === 'j' || key === 'ArrowDown') return 1
  if (key === 'k' || key === 'ArrowUp') return -1
  // elsewhere these belong to the browser
  if (!isInRow) return undefined
  if (key === 'PageDown') return page()
  if (key === 'PageUp') return -page()
  if (key === 'End') return Infinity
  return key === 'Home' ? -Infinity : undefined
}

/** Returns the key handler of the table; j, k, the arrows and Escape also work while nothing else has the focus. */
export function useRowKeys(
  scroller: RefObject<HTMLElement | null>,
  { count, focused, lastFocused, setFocused, scrollTo, page, idOf, selection }: RowKeys,
) {
  /** A row that was out of view gets the focus once it is drawn; no other drawing may move the focus. */
  const wanted = useRef<number>(undefined)

  const goTo = (next: number) => {
    scrollTo(next)
    setFocused(next)
    const link = findLink(scroller.current, next)
    wanted.current = link ? undefined : next
    link?.focus({ preventScroll: true })
  }

  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || isTyping(event)) return
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const at = focusedRow()
    if (event.key === 'Escape' && selection !== undefined && selection.size() > 0) {
      event.preventDefault()
      selection.clear()
    } else if (event.key === 'x') {
      const id = at === undefined ? undefined : idOf(at)
      if (id === undefined) return
      event.preventDefault()
      selection?.pick(id)
    } else {
      const step = stepOf(event.key, at !== undefined, page)
      if (step === undefined || count === 0) return
      event.preventDefault()
      const from = at ?? focused
      // the row that had the focus is gone: go on with the one that took its place
      const next = from === undefined ? (lastFocused ?? 0) : from + step
      const to = Math.min(count - 1, Math.max(0, next))
      const [begin, end] = [from === undefined ? undefined : idOf(from), idOf(to)]
      if (event.shiftKey && begin !== undefined && end !== undefined) selection?.extend(begin, end)
      goTo(to)
    }
  }
  const latest = useRef(onKey)

  // talks to the keyboard focus, after every drawing
  useEffect(() => {
    latest.current = onKey
    if (wanted.current === undefined) return
    const link = findLink(scroller.current, wanted.current)
    if (!link) return
    wanted.current = undefined
    link.focus({ preventScroll: true })
  })

  // talks to the document's keyboard
  useEffect(() => {
    const onDocumentKey = (event: KeyboardEvent) => {
      const hasFocus =
        document.activeElement !== document.body && document.activeElement?.tagName !== 'H1'
      if (!hasFocus) latest.current(event)
    }
    document.addEventListener('keydown', onDocumentKey)
    return () => document.removeEventListener('keydown', onDocumentKey)
  }, [])

  return useCallback(({ nativeEvent }: ReactKeyboardEvent) => latest.current(nativeEvent), [])
}
