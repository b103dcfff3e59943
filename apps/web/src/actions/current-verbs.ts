// What can be done to the object on the page, for those who are not on the page: the palette.
import { useEffect, useId, useSyncExternalStore } from 'react'
import type { Action } from './action.ts'

export interface CurrentVerbs {
  readonly actions: readonly Action[]
  /** Names the object: `Actions of catalog-prod`. */
  readonly label: string
  /** Opens the dialog of a verb. */
  readonly onOpen: (key: string) => void
}

let shown: ReadonlyMap<string, CurrentVerbs> = new Map()
const listeners = new Set<() => void>()

const change = (next: ReadonlyMap<string, CurrentVerbs>) => {
  shown = next
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Says what a page shows, as long as it shows it. */
export function useAsCurrentVerbs({ actions, label, onOpen }: CurrentVerbs): void {
  const id = useId()
  // talks to the store: actions are made anew by every answer of ECE, and the palette must not offer older ones
  useEffect(() => {
    change(new Map([...shown, [id, { actions, label, onOpen }]]))
  }, [id, actions, label, onOpen])
  // separate from the above, so that an open palette does not see them vanish between two answers
  useEffect(() => () => change(new Map([...shown].filter(([each]) => each !== id))), [id])
}

/** Of every object whose verbs are on the page, in the order in which they appeared. */
export const useCurrentVerbs = (): readonly CurrentVerbs[] => [
  ...useSyncExternalStore(subscribe, () => shown).values(),
]
