// What was typed and not sent yet. It is kept for this tab, so that leaving the page, a reload and the end of a session
// lose nothing; another user who signs in here does not see it.
import { useSyncExternalStore } from 'react'
import { z } from '@ece/api-types'

const Draft = z.object({
  text: z.string(),
  /** Epoch milliseconds. */
  startedAt: z.number(),
  /** `Idempotency-Key` of this very text: sending it again does not write it twice. */
  key: z.string(),
  /** Of an edit: the version and text that it began with. */
  base: z.optional(z.object({ version: z.string(), message: z.string() })),
})
export type Draft = z.infer<typeof Draft>
const Drafts = z.record(z.string(), Draft)
/** By comment id; `NEW` is the comment that does not exist yet. */
export type DraftsById = Readonly<Record<string, Draft>>
export const NEW = 'new'

const PREFIX = 'ece-console.draft.'
const NOTHING: DraftsById = {}
const known = new Map<string, DraftsById>()
const listeners = new Set<() => void>()

function load(place: string): DraftsById {
  try {
    const stored = globalThis.sessionStorage.getItem(PREFIX + place)
    const parsed = z.safeParse(Drafts, JSON.parse(stored ?? '{}'))
    return parsed.success ? parsed.data : NOTHING
  } catch {
    // private windows and strict policies refuse storage: drafts then live as long as the page
    return NOTHING
  }
}

/** All drafts of a place; the same object while nothing changes. */
export function readDrafts(place: string): DraftsById {
  const drafts = known.get(place) ?? load(place)
  known.set(place, drafts)
  return drafts
}

/** `undefined` forgets it. */
export function putDraft(place: string, id: string, draft: Draft | undefined): void {
  const { [id]: _, ...others } = readDrafts(place)
  const next = draft === undefined ? others : { ...others, [id]: draft }
  known.set(place, next)
  try {
    if (Object.keys(next).length === 0) globalThis.sessionStorage.removeItem(PREFIX + place)
    else globalThis.sessionStorage.setItem(PREFIX + place, JSON.stringify(next))
  } catch {
    // see above
  }
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** `place` is where they belong: installation, user and resource. */
export const useDrafts = (place: string): DraftsById =>
  useSyncExternalStore(subscribe, () => readDrafts(place))
