// Views that people save under a name: the query of a list, kept in this browser per installation. A view is only an address,
// so that one whose column or filter is gone opens as such an address does: with what is valid, and the page says the rest.
import { useSyncExternalStore } from 'react'
import { currentInstallation } from '../api/installation.ts'
import { writeQuery } from '../lib/query-string.ts'

export interface SavedView {
  readonly id: string
  /** Of the list it belongs to: `deployments`. */
  readonly list: string
  readonly name: string
  /** As the router holds it. */
  readonly search: Readonly<Record<string, string | readonly string[]>>
}

export const MAX_NAME = 60
/** More than anybody finds anything in; keeps a damaged store from growing. */
const MOST_VIEWS = 200

const keyOf = () => `ece-console.views.${currentInstallation().id}`

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What the browser kept may be of another release, or of somebody who edited it. */
function readView(value: unknown): SavedView[] {
  if (!isRecord(value) || !isRecord(value['search'])) return []
  const { id, list, name } = value
  if (typeof id !== 'string' || typeof list !== 'string' || typeof name !== 'string') return []
  const search = Object.entries(value['search']).flatMap(
    ([key, given]): [string, string | string[]][] => {
      if (typeof given === 'string') return [[key, given]]
      if (!Array.isArray(given)) return []
      return [[key, given.filter((each) => typeof each === 'string')]]
    },
  )
  return [{ id, list, name: name.slice(0, MAX_NAME), search: Object.fromEntries(search) }]
}

export function parseViews(text: string | null): SavedView[] {
  if (text === null) return []
  try {
    const found: unknown = JSON.parse(text)
    return Array.isArray(found) ? found.slice(0, MOST_VIEWS).flatMap(readView) : []
  } catch {
    return []
  }
}

let known: { readonly text: string | null; readonly views: readonly SavedView[] } | undefined
const listeners = new Set<() => void>()
const tell = () => {
  for (const listener of listeners) listener()
}

function readAll(): readonly SavedView[] {
  let text: string | null = null
  try {
    text = localStorage.getItem(keyOf())
  } catch {
    // a browser that keeps nothing has no views
  }
  if (known?.text !== text) known = { text, views: parseViews(text) }
  return known?.views ?? []
}

/** Answers false when the browser keeps nothing: its storage is full or blocked. */
function writeAll(views: readonly SavedView[]): boolean {
  try {
    localStorage.setItem(keyOf(), JSON.stringify(views))
  } catch {
    return false
  }
  tell()
  return true
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  // other windows of the same browser
  window.addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}

/** The saved views of one list, oldest first. */
export function useSavedViews(list: string): readonly SavedView[] {
  const views = useSyncExternalStore(subscribe, readAll)
  return views.filter((view) => view.list === list)
}

/** Adds a view, or replaces the one with its id. Answers false when the browser keeps nothing. */
export function saveView(view: SavedView): boolean {
  const views = readAll()
  const at = views.findIndex(({ id }) => id === view.id)
  return writeAll(at < 0 ? [...views, view] : views.with(at, view))
}

export const deleteView = (id: string): boolean =>
  writeAll(readAll().filter((view) => view.id !== id))

/** What of an address makes a view: all but an open dialog. */
export function viewSearch(search: Readonly<Record<string, unknown>>): SavedView['search'] {
  const kept = Object.entries(search).flatMap(([key, value]): [string, string | string[]][] => {
    if (key === 'dialog') return []
    if (typeof value === 'string') return [[key, value]]
    return Array.isArray(value) ? [[key, value.filter((each) => typeof each === 'string')]] : []
  })
  return Object.fromEntries(kept)
}

/** Two addresses that show the same have the same text. */
export const queryOf = (search: SavedView['search']): string =>
  writeQuery(Object.fromEntries(Object.entries(search).toSorted(([a], [b]) => (a < b ? -1 : 1))))

/** Its address, to paste into a chat. */
export const linkOf = (search: SavedView['search']): string =>
  `${location.origin}${location.pathname}${writeQuery(search)}`
