// The keys that work on every page. What they open is loaded when it is wanted; only this is part of the first load.
import { useLayoutEffect, useRef } from 'react'
import { isTyping } from '../ui/is-typing.ts'

interface Shortcuts {
  /** Ctrl+K, or ⌘K. */
  onPalette: () => void
  /** `?`. */
  onHelp: () => void
  /** `g` and then a letter: whether that letter leads somewhere. */
  onGo: (letter: string) => boolean
  /** The palette was asked for and is on its way: every key is for it. */
  onEarly: ((key: string) => void) | undefined
}

/** Between `g` and the letter. */
const PATIENCE_MS = 1500

export const isApple = /^(mac|ip)/i.test(globalThis.navigator?.platform ?? '')

/** The letter on the key; where the layout has no Latin ones, that of the place where it is elsewhere. */
const letterOf = ({ key, code }: KeyboardEvent) =>
  (/^[\x20-\x7e]$/.test(key) ? key : code.replace('Key', '')).toLowerCase()

export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts)
  // talks to the listener below, in the moment of the drawing: a key after it is for the palette's field, one before it is not
  useLayoutEffect(() => {
    latest.current = shortcuts
  })
  // talks to the document's keyboard, before anything on the page: `g k` is not also the list's `k`. Whoever sees the button
  // can use the keys, so they are there when it is drawn.
  useLayoutEffect(() => {
    let wasG = -Infinity
    const take = (event: KeyboardEvent) => {
      event.preventDefault()
      event.stopPropagation()
    }
    const onKey = (event: KeyboardEvent) => {
      const { onPalette, onHelp, onGo, onEarly } = latest.current
      const { key, ctrlKey, metaKey, altKey, shiftKey, timeStamp } = event
      if (event.isComposing || event.repeat) return
      const letter = letterOf(event)
      if ((isApple ? metaKey : ctrlKey) && letter === 'k' && !altKey && !shiftKey) {
        // also where it does nothing, for the browser would leave the page for its address bar
        take(event)
        // what is being typed in a dialog must not be covered
        if (document.querySelector('dialog[open]') === null) onPalette()
        return
      }
      if (ctrlKey || metaKey || altKey) return
      if (onEarly !== undefined) {
        take(event)
        onEarly(key)
        return
      }
      if (isTyping(event)) return
      const isSecond = timeStamp - wasG < PATIENCE_MS
      wasG = letter === 'g' && !shiftKey && !isSecond ? timeStamp : -Infinity
      if (key === '?') {
        take(event)
        onHelp()
      } else if (isSecond && onGo(letter)) take(event)
    }
    document.addEventListener('keydown', onKey, true)
    return () => document.removeEventListener('keydown', onKey, true)
  }, [])
}
