import { useState } from 'react'
import { layOut, type ChosenColumns, type Layout } from './table-columns.ts'

/** The same layout as long as it looks the same: most widths only share out the room anew, which the browser does by itself. */
export function useLayout<Row>(
  chosen: Pick<ChosenColumns<Row>, 'columns' | 'isChosen'>,
  width: number,
  hasPicks: boolean,
): Layout<Row> {
  const next = layOut(chosen, width, hasPicks)
  const [last, setLast] = useState(next)
  const isSame =
    next.template === last.template &&
    next.columns.every((column, at) => column === last.columns[at]) &&
    next.secondLine.every((column, at) => column === last.secondLine[at]) &&
    next.secondLine.length === last.secondLine.length
  if (isSame) return last
  setLast(next)
  return next
}
