// Which columns a list shows: what its address says, else what this browser chose last. The choice stands in the address, so
// that a link shows a colleague the same.
import { useCallback, useEffect, useMemo } from 'react'
import { useLocation } from '@tanstack/react-router'
import { readPreference, writePreference } from '../lib/storage.ts'
import { clip } from '../lib/text.ts'
import { chooseColumns, type ChosenColumns, type Column } from './table-columns.ts'

interface ListColumns<Row> extends ChosenColumns<Row> {
  /** Names with commas between, or `undefined` for the list as it comes. */
  readonly choose: (names: string | undefined) => void
  /** What the address says and this list does not know: parameters that are none, columns that are gone. */
  readonly ignored: readonly string[]
}

/** Longer ones are not what anybody called a column. */
const MAX_NAME = 40

export function useListColumns<Row>(
  list: string,
  all: readonly Column<Row>[],
  values: { readonly columns?: string | undefined },
  set: (patch: { columns: string | undefined }, options: { replace: boolean }) => void,
): ListColumns<Row> {
  const raw = useLocation({ select: ({ search }) => search })
  const isOpen = !('columns' in raw)
  // talks to the address, and to what this browser remembers
  useEffect(() => {
    const kept = readPreference(`columns.${list}`)
    if (isOpen && kept) set({ columns: kept }, { replace: true })
  }, [list, isOpen, set])

  const chosen = useMemo(() => chooseColumns(all, values.columns), [all, values.columns])
  const choose = useCallback(
    (names: string | undefined) => {
      writePreference(`columns.${list}`, names ?? '')
      set({ columns: names }, { replace: true })
    },
    [list, set],
  )
  const gone = chosen.unknown.map((name) => `“${clip(name, MAX_NAME)}”`)
  return {
    ...chosen,
    choose,
    ignored: [
      ...Object.keys(raw).flatMap((name) => (name in values ? [] : [clip(name, MAX_NAME)])),
      ...(gone.length === 0 ? [] : [`columns (${gone.join(', ')})`]),
    ],
  }
}
