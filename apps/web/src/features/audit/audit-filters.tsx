// What narrows the log, besides the search. Names are matched exactly, so they are applied when they are whole: with Enter,
// or on leaving the field.
import { useState } from 'react'
import { now } from '../../lib/clock.ts'
import { parseTime } from '../../lib/dates.ts'
import { BetweenTimes, iso, wholeMinute } from '../../domain/between-times.tsx'
import { FilterSelect } from '../../ui/filter-select.tsx'
import { useZone } from '../../ui/use-zone.ts'
import { type AuditSearch, type AuditValues, msOfAge } from './audit-search.ts'
import { OPERATIONS, OUTCOMES } from './audit-words.ts'

interface FiltersProps {
  values: AuditValues
  set: (patch: AuditSearch) => void
}

const TIMES = [
  { value: '1h', label: 'Last hour' },
  { value: '24h', label: 'Last 24 hours' },
  { value: '7d', label: 'Last 7 days' },
  { value: '30d', label: 'Last 30 days' },
  { value: 'between', label: 'Between two times…' },
]
const DAY = '24h'

export function AuditFilters({ values, set }: FiltersProps) {
  const { since, from, to, user, target, operation, outcome } = values
  const time = from !== undefined || to !== undefined ? 'between' : since
  const chooseTime = (chosen: string | undefined) => {
    if (chosen !== 'between') return set({ since: chosen, from: undefined, to: undefined })
    const end = wholeMinute(now())
    set({ since: undefined, from: iso(end - msOfAge(since ?? DAY)), to: iso(end) })
  }
  return (
    <>
      <FilterSelect
        label="Time"
        isSingle
        options={
          time === undefined || TIMES.some(({ value }) => value === time)
            ? TIMES
            : [...TIMES, { value: time, label: `Last ${time}` }]
        }
        selected={time === undefined ? [] : [time]}
        onChange={([chosen]) => chooseTime(chosen)}
      />
      <FilterSelect
        label="Outcome"
        options={OUTCOMES}
        selected={outcome}
        onChange={(chosen) => set({ outcome: chosen })}
      />
      <FilterSelect
        label="Operation"
        isSingle
        options={OPERATIONS}
        selected={operation === undefined ? [] : [operation]}
        onChange={([chosen]) => set({ operation: chosen })}
      />
      <ExactFilter
        key={`user ${user}`}
        label="User"
        value={user}
        onApply={(next) => set({ user: next })}
      />
      <ExactFilter
        key={`target ${target}`}
        label="Target"
        value={target}
        onApply={(next) => set({ target: next })}
      />
    </>
  )
}

interface ExactFilterProps {
  label: string
  value: string | undefined
  onApply: (value: string | undefined) => void
}

const LONGEST = 200

function ExactFilter({ label, value, onApply }: ExactFilterProps) {
  const [text, setText] = useState(value ?? '')
  const apply = () => {
    const next = text.trim()
    if (next !== (value ?? '')) onApply(next === '' ? undefined : next)
  }
  return (
    <input
      type="text"
      aria-label={label}
      placeholder={label}
      value={text}
      maxLength={LONGEST}
      spellCheck={false}
      autoComplete="off"
      className="border-control bg-surface h-8 w-28 rounded-md border px-2.5 max-md:flex-none"
      onChange={({ target }) => setText(target.value)}
      onBlur={apply}
      onKeyDown={({ key }) => {
        if (key === 'Enter') apply()
        if (key === 'Escape') setText(value ?? '')
      }}
    />
  )
}

/** The fields of a window between two times, once one is chosen. */
export function AuditWindow({ values: { from, to }, set }: FiltersProps) {
  const zone = useZone()
  const start = parseTime(from)
  const end = parseTime(to)
  if (start === undefined && end === undefined) return null
  const last = end ?? wholeMinute(now())
  const window = { from: start ?? last - msOfAge(DAY), to: last }
  return (
    <div className="pb-3">
      <BetweenTimes key={`${from} ${to} ${zone}`} zone={zone} window={window} set={set} />
    </div>
  )
}
