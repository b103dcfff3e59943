import { useState } from 'react'
import { parseTime } from '../lib/dates.ts'
import { formatUtc } from '../lib/exact-dates.ts'
import type { Zone } from '../lib/time-zone.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'

const MINUTE = 60_000
export const iso = (time: number) => new Date(time).toISOString().replace('.000Z', 'Z')
export const wholeMinute = (time: number) => Math.floor(time / MINUTE) * MINUTE

/** What the browser's own field takes: no zone, and no more than minutes where the seconds are zero. */
function toField(time: number, zone: Zone): string {
  const there = zone === 'utc' ? time : time - new Date(time).getTimezoneOffset() * MINUTE
  const text = formatUtc(there).slice(0, 19).replace(' ', 'T')
  return text.endsWith(':00') ? text.slice(0, -3) : text
}

const readField = (text: string, zone: Zone) =>
  parseTime(zone === 'utc' && text !== '' ? `${text}Z` : text)

interface BetweenTimesProps {
  zone: Zone
  /** Milliseconds since 1970. */
  window: { readonly from: number; readonly to: number }
  set: (patch: { since: undefined; from: string; to: string }) => void
}

/** Two fields for a window of time, in the zone that the operator reads times in. */
export function BetweenTimes({ zone, window, set }: BetweenTimesProps) {
  const [texts, setTexts] = useState({
    from: toField(window.from, zone),
    to: toField(window.to, zone),
  })
  const [isTried, setTried] = useState(false)
  const from = readField(texts.from, zone)
  const to = readField(texts.to, zone)
  const isReversed = from !== undefined && to !== undefined && to <= from
  const missing = 'Enter a date and a time.'
  const field = (name: 'from' | 'to') => ({
    type: 'datetime-local',
    value: texts[name],
    className: 'w-56 max-sm:w-full',
    onChange: ({ target }: { target: { value: string } }) =>
      setTexts({ ...texts, [name]: target.value }),
  })
  const words = zone === 'utc' ? 'UTC' : 'local time'
  return (
    <form
      noValidate
      aria-label="Window between two times"
      className="flex flex-wrap items-start gap-3 pt-3"
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (from === undefined || to === undefined || isReversed) return
        set({ since: undefined, from: iso(from), to: iso(to) })
      }}
    >
      <TextField
        label={`From, ${words}`}
        error={isTried && from === undefined ? missing : undefined}
        {...field('from')}
      />
      <TextField
        label={`To, ${words}`}
        error={
          isTried && to === undefined
            ? missing
            : isTried && isReversed
              ? 'The window ends before it begins.'
              : undefined
        }
        {...field('to')}
      />
      <Button type="submit" className="sm:mt-6">
        Show
      </Button>
    </form>
  )
}
