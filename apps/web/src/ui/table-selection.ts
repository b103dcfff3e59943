// Which rows are chosen, by id: it survives scrolling, polling and other filters. Outside React, so that a tick draws one row
// and not all of them.
import { useSyncExternalStore } from 'react'

/** What rows and keys need of a selection: ids only. */
export interface Picks {
  /** Calls back after every change; returns how to stop. */
  readonly subscribe: (listener: () => void) => () => void
  readonly has: (id: string) => boolean
  readonly size: () => number
  /** How many of the rows on the list are chosen. */
  readonly state: () => 'none' | 'some' | 'all'
  /** Turns one row round; with `isRange` makes all from the last one to this one like that one. */
  readonly pick: (id: string, isRange?: boolean) => void
  /** The range that began at some row reaches from there to `to`; `from` is where it ended before. */
  readonly extend: (from: string, to: string) => void
  /** Chooses every row of the list, or none of them when all are. */
  readonly pickAll: () => void
  readonly clear: () => void
}

export interface Selection<Row> extends Picks {
  /** As last read, in the order in which they were chosen. */
  readonly rows: () => readonly Row[]
  /** The list read rows anew: what is chosen follows, also when it is no longer among them. */
  readonly load: (rows: readonly Row[]) => void
}

export function createSelection<Row>(idOf: (row: Row) => string): Selection<Row> {
  let loaded: readonly Row[] = []
  let chosen = new Map<string, Row>()
  let anchor: string | undefined
  /** Where the range of `extend` began and ends. */
  let range: readonly [string, string] | undefined
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const listener of listeners) listener()
  }
  const between = (one: string, other: string) => {
    const [a, b] = [one, other]
      .map((id) => loaded.findIndex((row) => idOf(row) === id))
      .toSorted((x, y) => x - y)
    return a === undefined || b === undefined || a < 0 ? [] : loaded.slice(a, b + 1)
  }
  const change = (rows: readonly Row[], isOn: boolean) => {
    for (const row of rows) {
      if (isOn) chosen.set(idOf(row), row)
      else chosen.delete(idOf(row))
    }
  }
  const state = () => {
    if (chosen.size === 0 || loaded.length === 0) return 'none'
    const count = loaded.filter((row) => chosen.has(idOf(row))).length
    return count === 0 ? 'none' : count === loaded.length ? 'all' : 'some'
  }
  return {
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    has: (id) => chosen.has(id),
    size: () => chosen.size,
    rows: () => [...chosen.values()],
    state,
    load: (rows) => {
      loaded = rows
      if (chosen.size === 0) return
      for (const row of rows) if (chosen.has(idOf(row))) chosen.set(idOf(row), row)
      tell()
    },
    pick: (id, isRange = false) => {
      const rows = isRange && anchor !== undefined ? between(anchor, id) : []
      if (rows.length > 0 && anchor !== undefined) change(rows, chosen.has(anchor))
      else change(between(id, id), !chosen.has(id))
      anchor = id
      range = undefined
      tell()
    },
    extend: (from, to) => {
      const begin = range?.[1] === from ? range[0] : from
      change(between(begin, from), false)
      change(between(begin, to), true)
      range = [begin, to]
      anchor = to
      tell()
    },
    pickAll: () => {
      change(loaded, state() !== 'all')
      tell()
    },
    clear: () => {
      chosen = new Map()
      anchor = undefined
      range = undefined
      tell()
    },
  }
}

const NEVER = () => () => {}

/** One fact about a selection; the component is drawn again only when that fact changes. */
export const useSelection = <Fact>(
  selection: Picks | undefined,
  fact: (selection: Picks | undefined) => Fact,
): Fact => useSyncExternalStore(selection?.subscribe ?? NEVER, () => fact(selection))
