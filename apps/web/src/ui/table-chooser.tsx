// Which columns a list shows, and how high its rows are.
import { useCallback, useId, useRef, useState } from 'react'
import { Columns3 } from 'lucide-react'
import { Button } from './button.tsx'
import { Popover } from './popover.tsx'
import { setDensity, useDensity, type Density } from './table-density.ts'
import { isOptional, type Column } from './table-columns.ts'

interface ChooserProps {
  all: readonly Column<never>[]
  shown: readonly Column<never>[]
  /** The operator's choice is in force, not the list as it comes. */
  isChosen: boolean
  choose: (names: string | undefined) => void
}

const DENSITIES: readonly { value: Density; label: string }[] = [
  { value: 'comfortable', label: 'Comfortable' },
  { value: 'compact', label: 'Compact' },
]

const nameOf = ({ header, headerLabel, id }: Column<never>) => header || (headerLabel ?? id)

const optionClass = 'hover:bg-off-bg flex items-center gap-2 rounded-md px-2 py-1.5'

/** Puts the cursor into a control when it appears. At module scope, so that it is called once per element. */
const focusOnce = (element: HTMLElement | null) => element?.focus({ preventScroll: true })

export function TableChooser({ all, shown, isChosen, choose }: ChooserProps) {
  const button = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  const close = useCallback((isReturning: boolean) => {
    setOpen(false)
    if (isReturning) button.current?.focus({ preventScroll: true })
  }, [])
  return (
    <>
      <Button
        ref={button}
        isIcon
        aria-label="Columns and rows"
        title="Columns and rows"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        <Columns3 className={isChosen ? 'text-accent' : 'text-ink-2'} />
      </Button>
      {isOpen && (
        <Popover
          anchor={button}
          align="end"
          id={id}
          role="group"
          aria-label="Columns and rows"
          className="w-60"
          onClose={close}
        >
          <Columns all={all} shown={shown} choose={choose} />
          <Rows />
          <div className="border-line mt-1 flex justify-between border-t pt-1">
            <Button
              variant="ghost"
              size="sm"
              disabledReason={isChosen ? undefined : 'The columns are as they come'}
              onClick={() => choose(undefined)}
            >
              Reset columns
            </Button>
            <Button variant="ghost" size="sm" onClick={() => close(true)}>
              Done
            </Button>
          </div>
        </Popover>
      )}
    </>
  )
}

function Columns({ all, shown, choose }: Pick<ChooserProps, 'all' | 'shown' | 'choose'>) {
  const ids = new Set(shown.map((column) => column.id))
  const toggle = (id: string, isOn: boolean) => {
    const wanted = all.filter((column) =>
      column.id === id ? isOn : ids.has(column.id) && column.value !== undefined,
    )
    const isAsItComes = all
      .filter(isOptional)
      .every((column) => wanted.includes(column) === (column.isExtra !== true))
    choose(isAsItComes ? undefined : wanted.map((column) => column.id).join(','))
  }
  return (
    <fieldset>
      <legend className="text-ink-3 px-2 pt-1 pb-0.5 text-xs font-semibold">Columns</legend>
      {all.flatMap((column, index) => {
        if (column.value === undefined) return []
        return [
          <label key={column.id} className={optionClass}>
            <input
              ref={index === 0 ? focusOnce : undefined}
              type="checkbox"
              checked={ids.has(column.id)}
              aria-disabled={column.isMain}
              className="size-3.5 flex-none"
              onChange={({ target }) => {
                if (column.isMain !== true) toggle(column.id, target.checked)
              }}
            />
            {nameOf(column)}
            {column.isMain && <span className="text-ink-3 ml-auto text-sm">always</span>}
          </label>,
        ]
      })}
    </fieldset>
  )
}

function Rows() {
  const density = useDensity()
  const name = useId()
  return (
    <fieldset className="border-line mt-1 border-t pt-1">
      <legend className="text-ink-3 float-left w-full px-2 pt-1 pb-0.5 text-xs font-semibold">
        Rows
      </legend>
      {DENSITIES.map(({ value, label }) => (
        <label key={value} className={optionClass}>
          <input
            type="radio"
            name={name}
            checked={density === value}
            className="size-3.5 flex-none"
            onChange={() => setDensity(value)}
          />
          {label}
        </label>
      ))}
    </fieldset>
  )
}
