// Which window of time: the usual ones as links, any other by two fields.
import { useState } from 'react'
import { formatUtc, parseTime } from '../../lib/dates.ts'
import type { Zone } from '../../lib/time-zone.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { useZone } from '../../ui/time.tsx'
import type { TimeWindow } from './activity.ts'
import type { ActivitySearch, Span } from './activity-search.ts'

const PRESETS = [
  { id: '1h', label: '1 hour' },
  { id: '6h', label: '6 hours' },
  { id: '24h', label: '24 hours' },
  { id: '7d', label: '7 days' },
] as const

interface WindowBarProps {
  span: Span
  /** The same in milliseconds, as of now. */
  window: TimeWindow & { readonly to: number }
  set: (patch: Pick<ActivitySearch, 'since' | 'from' | 'to'>) => void
}

const MINUTE = 60_000
const iso = (time: number) => new Date(time).toISOString().replace('.000Z', 'Z')
const wholeMinute = (time: number) => Math.floor(time / MINUTE) * MINUTE

export function WindowBar({ span, window, set }: WindowBarProps) {
  const zone = useZone()
  const active = 'since' in span ? span.since : 'between'
  // an age that somebody wrote into the address is one of the tabs for as long as it is there
  const presets = PRESETS.some(({ id }) => id === active)
    ? PRESETS
    : [...PRESETS, ...('since' in span ? [{ id: active, label: `Last ${active}` }] : [])]
  const between = { from: iso(wholeMinute(window.from)), to: iso(wholeMinute(window.to)) }
  const search = (patch: ActivitySearch) => (before: object) => ({
    ...before,
    since: undefined,
    from: undefined,
    to: undefined,
    ...patch,
  })
  return (
    <>
      <Tabs
        label="Window"
        active={active}
        tabs={[
          ...presets.map(({ id, label }) => ({
            id,
            label,
            link: { to: '.', search: search({ since: id }) } as const,
          })),
          { id: 'between', label: 'Between…', link: { to: '.', search: search(between) } as const },
        ]}
      />
      {'from' in span && (
        <Between key={`${span.from} ${span.to} ${zone}`} zone={zone} window={window} set={set} />
      )}
    </>
  )
}

/** What the browser's own field takes: no zone, and no more than minutes where the seconds are zero. */
function toField(time: number, zone: Zone): string {
  const there = zone === 'utc' ? time : time - new Date(time).getTimezoneOffset() * MINUTE
  const text = formatUtc(there).slice(0, 19).replace(' ', 'T')
  return text.endsWith(':00') ? text.slice(0, -3) : text
}

const readField = (text: string, zone: Zone) =>
  parseTime(zone === 'utc' && text !== '' ? `${text}Z` : text)

function Between({ zone, window, set }: Omit<WindowBarProps, 'span'> & { zone: Zone }) {
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
