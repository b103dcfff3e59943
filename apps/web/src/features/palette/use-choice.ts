// Which row of the palette is the active one, and what choosing a row does.
import { useCallback, useEffect, useState } from 'react'
import { useRouter } from '@tanstack/react-router'
import type { LinkProps } from '@tanstack/react-router'
import type { KeyboardEvent } from 'react'
import type { Item } from './items.tsx'
import type { Found } from './use-palette.ts'

const PAGE = 8

/** Where a key leads in a list of `count` rows, round and round; `undefined` for other keys. */
export function stepTo(key: string, at: number, count: number): number | undefined {
  if (count === 0) return undefined
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % count
    case 'ArrowUp':
      return at <= 0 ? count - 1 : at - 1
    case 'PageDown':
      return Math.min(count - 1, Math.max(at, 0) + PAGE)
    case 'PageUp':
      return Math.max(0, at - PAGE)
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return undefined
  }
}

/**
 * The row that Enter chooses while none was picked: the first one that can be. In an empty field only a place to go to:
 * Enter alone must not do anything to what is on the page.
 */
export const firstChoice = (items: readonly Item[], text: string): number =>
  items.findIndex(
    ({ link, disabledReason }, index) =>
      disabledReason === undefined && (text !== '' || (index === 0 && link !== undefined)),
  )

export function useChoice(found: Found, text: string, onClose: () => void) {
  const router = useRouter()
  const items = found.groups.flatMap((group) => group.items)
  // by key, because answers that come in move the rows; another text is another list
  const [picked, setPicked] = useState<{ readonly text: string; readonly key: string }>()
  const [eagerFor, setEagerFor] = useState<string>()
  const known = picked?.text === text ? items.findIndex(({ key }) => key === picked.key) : -1
  const active = known === -1 ? firstChoice(items, text) : known

  const goTo = useCallback(
    (link: LinkProps) => {
      onClose()
      void router.navigate(link)
    },
    [router, onClose],
  )
  const choose = (item: Item | undefined, isNewTab = false) => {
    if (item === undefined || item.disabledReason !== undefined) return
    const { link, run } = item
    if (link !== undefined && isNewTab) {
      window.open(router.buildLocation(link).href, '_blank', 'noopener')
    } else if (link !== undefined) {
      goTo(link)
    } else if (!isNewTab) {
      onClose()
      run?.()
    }
  }

  // Enter was pressed on a pasted id before the answer was there. Only for places: a verb is never chosen by an answer.
  const isEager = eagerFor === text && text !== ''
  const arrived = isEager && !found.isSearching ? items[active]?.link : undefined
  // talks to the router
  useEffect(() => {
    if (arrived !== undefined) goTo(arrived)
  }, [arrived, goTo])

  const onKeyDown = (event: KeyboardEvent) => {
    // the keys of an input method are its own
    if (event.nativeEvent.isComposing || event.altKey) return
    if (event.key === 'Enter') {
      event.preventDefault()
      if (active === -1 && found.isSearching) setEagerFor(text)
      else choose(items[active], event.ctrlKey || event.metaKey)
      return
    }
    setEagerFor(undefined)
    if (event.shiftKey || event.ctrlKey || event.metaKey) return
    const next = stepTo(event.key, active, items.length)
    const item = next === undefined ? undefined : items[next]
    if (item === undefined) return
    event.preventDefault()
    setPicked({ text, key: item.key })
  }
  return { items, active, choose, onKeyDown, isEager }
}
