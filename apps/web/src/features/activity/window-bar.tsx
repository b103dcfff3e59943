// Which window of time: the usual ones as links, any other by two fields.
import { BetweenTimes, iso, wholeMinute } from '../../domain/between-times.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { useZone } from '../../ui/use-zone.ts'
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
        <BetweenTimes
          key={`${span.from} ${span.to} ${zone}`}
          zone={zone}
          window={window}
          set={set}
        />
      )}
    </>
  )
}
