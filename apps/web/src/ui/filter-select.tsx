import { useCallback, useId, useRef, useState } from 'react'
import { FilterChip, filterChipClass } from './filter-chip.tsx'
import { Popover } from './popover.tsx'

export interface FilterOption {
  value: string
  label: string
}

interface FilterSelectProps {
  label: string
  options: readonly FilterOption[]
  selected: readonly string[]
  onChange: (selected: string[]) => void
  /** One choice instead of several. */
  isSingle?: boolean
  /** Why the options are not all there, as a sentence. */
  problem?: string | undefined
}

/** From here on a list needs its own search. */
const LONG_LIST = 10

/** A filter as a chip: dashed while it filters nothing, filled while it does. */
export function FilterSelect({
  label,
  options,
  selected,
  onChange,
  isSingle = false,
  problem,
}: FilterSelectProps) {
  const chip = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  const close = useCallback((isReturning: boolean) => {
    setOpen(false)
    if (isReturning) chip.current?.focus({ preventScroll: true })
  }, [])
  const words = selected.map(
    (value) => options.find((option) => option.value === value)?.label ?? value,
  )
  return (
    <>
      <button
        ref={chip}
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        className={filterChipClass(selected.length > 0)}
        onClick={() => setOpen(!isOpen)}
      >
        <FilterChip label={label} words={words} />
      </button>
      {isOpen && (
        <Popover
          anchor={chip}
          onClose={close}
          id={id}
          role="group"
          aria-label={label}
          className="w-64"
        >
          <Options
            {...{ label, options, selected, isSingle, problem, onChange }}
            onDone={() => close(true)}
          />
        </Popover>
      )}
    </>
  )
}

type OptionsProps = FilterSelectProps & { onDone: () => void }

function Options({ label, options, selected, onChange, isSingle, problem, onDone }: OptionsProps) {
  const [text, setText] = useState('')
  const name = useId()
  const wanted = text.trim().toLowerCase()
  const shown = options.filter((option) => option.label.toLowerCase().includes(wanted))
  const toggle = (value: string, isOn: boolean) => {
    if (isSingle) onChange(isOn ? [value] : [])
    else onChange(isOn ? [...selected, value] : selected.filter((each) => each !== value))
  }
  return (
    <>
      {options.length > LONG_LIST && (
        <input
          ref={focusOnce}
          type="search"
          aria-label={`Search ${label.toLowerCase()}`}
          placeholder="Search"
          value={text}
          className="border-control bg-surface mb-1 h-8 w-full rounded-md border px-2"
          onChange={(event) => setText(event.target.value)}
        />
      )}
      <div className="max-h-72 overflow-y-auto">
        {shown.map((option, index) => (
          <label
            key={option.value}
            className="hover:bg-off-bg flex items-center gap-2 rounded-md px-2 py-1.5"
          >
            <input
              ref={index === 0 && options.length <= LONG_LIST ? focusOnce : undefined}
              type={isSingle ? 'radio' : 'checkbox'}
              name={name}
              checked={selected.includes(option.value)}
              className="size-3.5 flex-none"
              onChange={(event) => toggle(option.value, event.target.checked)}
            />
            <span className="min-w-0 truncate" title={option.label}>
              {option.label}
            </span>
          </label>
        ))}
        {problem !== undefined && <p className="text-warn px-2 py-1.5 wrap-anywhere">{problem}</p>}
        {problem === undefined && shown.length === 0 && (
          <p className="text-ink-2 px-2 py-1.5">Nothing matches</p>
        )}
      </div>
      <div className="border-line mt-1 flex justify-between border-t pt-1">
        <FooterButton onClick={() => onChange([])}>Clear</FooterButton>
        <FooterButton onClick={onDone}>Done</FooterButton>
      </div>
    </>
  )
}

/** Puts the cursor into a control when it appears. At module scope, so that it is called once per element. */
const focusOnce = (element: HTMLElement | null) => element?.focus({ preventScroll: true })

const FooterButton = ({ children, onClick }: { children: string; onClick: () => void }) => (
  <button type="button" className="text-ink-2 hover:text-ink rounded px-2 py-1" onClick={onClick}>
    {children}
  </button>
)
