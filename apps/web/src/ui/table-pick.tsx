// The checkboxes of a list. The label fills the cell: a target of the row's full height.
import { useSelection, type Picks } from './table-selection.ts'

const labelClass = 'flex h-full w-full items-center justify-center pl-1.5 select-none'

/** Chooses one row; with Shift all rows since the last choice. */
export const PickRow = ({
  id,
  label,
  selection,
  isChosen,
}: {
  id: string
  label: string
  selection: Picks
  isChosen: boolean
}) => (
  <label className={labelClass}>
    <input
      type="checkbox"
      aria-label={label}
      checked={isChosen}
      className="size-3.5"
      onChange={({ nativeEvent }) =>
        selection.pick(id, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)
      }
    />
  </label>
)

/** Chooses every row that is on the list so far. */
export function PickAll({ selection }: { selection: Picks }) {
  const state = useSelection(selection, () => selection.state())
  return (
    <label className={labelClass}>
      <input
        ref={(input) => {
          if (input !== null) input.indeterminate = state === 'some'
        }}
        type="checkbox"
        aria-label="Select all loaded rows"
        checked={state === 'all'}
        className="size-3.5"
        onChange={() => selection.pickAll()}
      />
    </label>
  )
}
