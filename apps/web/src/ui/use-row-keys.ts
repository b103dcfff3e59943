// j and k, or the arrows, walk from row to row; the focus is on the row's link, so that Enter, Ctrl+Enter and screen
// readers do what they do on any link.
import { useCallback, useEffect } from 'react'
import { ROW_LINK } from './table-row.tsx'
import type { KeyboardEvent as ReactKeyboardEvent, RefObject } from 'react'

interface RowKeys {
  count: number
  focused: number | undefined
  setFocused: (index: number | undefined) => void
  scrollTo: (index: number) => void
}

const STEPS: Readonly<Record<string, number>> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }
const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  target.closest('input, textarea, select, [contenteditable], [role="menu"], dialog') !== null

const findLink = (scroller: HTMLElement | null, index: number) =>
  scroller?.querySelector<HTMLElement>(`[data-index="${index}"] ${ROW_LINK}`)

function focusedRow(): number | undefined {
  const row = document.activeElement?.closest<HTMLElement>('[data-index]')
  return row === null || row === undefined ? undefined : Number(row.dataset['index'])
}

/** Returns the key handler of the table; `j` and `k` also work while nothing else has the focus. */
export function useRowKeys(
  scroller: RefObject<HTMLElement | null>,
  { count, focused, setFocused, scrollTo }: RowKeys,
) {
  const walk = useCallback(
    (event: KeyboardEvent | ReactKeyboardEvent) => {
      const step = STEPS[event.key]
      if (step === undefined || count === 0 || isTyping(event.target)) return
      if (event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      const at = focusedRow() ?? focused
      const next = at === undefined ? 0 : Math.min(count - 1, Math.max(0, at + step))
      scrollTo(next)
      setFocused(next)
      findLink(scroller.current, next)?.focus({ preventScroll: true })
    },
    [scroller, count, focused, setFocused, scrollTo],
  )

  // talks to the keyboard focus: a row that was out of view exists only after it was drawn
  useEffect(() => {
    if (focused === undefined || focusedRow() === focused) return
    findLink(scroller.current, focused)?.focus({ preventScroll: true })
  }, [scroller, focused])

  // talks to the document's keyboard
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const hasFocus =
        document.activeElement !== document.body && document.activeElement?.tagName !== 'H1'
      if (hasFocus || document.querySelector('dialog[open]') !== null) return
      walk(event)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [walk])

  return walk
}
