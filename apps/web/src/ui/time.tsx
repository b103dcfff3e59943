import { useCallback, useSyncExternalStore } from 'react'
import { now, onTick } from '../lib/clock.ts'
import { formatAbsolute, formatDuration, formatRelative, parseTime } from '../lib/dates.ts'
import { onZoneChange, readZone, type Zone } from '../lib/time-zone.ts'
import { Absent } from './absent.tsx'

/** Text that ages: renders again only when it reads differently. */
export const useTicking = (text: () => string): string => useSyncExternalStore(onTick, text)

/** The zone in which exact times are read; `formatAbsolute` wants it. */
export const useZone = (): Zone => useSyncExternalStore(onZoneChange, readZone)

interface TimeProps {
  /** ISO 8601, or milliseconds since 1970. */
  value: string | number | null | undefined
  className?: string
}

/** `38 min ago`, with local and UTC time on hover, the chosen one first. */
export function Time({ value, className }: TimeProps) {
  const time = parseTime(value)
  const zone = useZone()
  const text = useTicking(
    useCallback(() => (time === undefined ? '' : formatRelative(time, now())), [time]),
  )
  if (time === undefined) return <Absent />
  return (
    <time
      dateTime={new Date(time).toISOString()}
      title={formatAbsolute(time, zone)}
      className={className}
    >
      {text}
    </time>
  )
}

/** How long something has been going on, counting: `1 min 42 s`. */
export function Elapsed({
  since,
  className,
}: {
  since: string | number | null | undefined
  className?: string
}) {
  const start = parseTime(since)
  const zone = useZone()
  const text = useTicking(
    useCallback(
      () => (start === undefined ? '' : (formatDuration(Math.max(0, now() - start)) ?? '')),
      [start],
    ),
  )
  if (start === undefined) return <Absent />
  return (
    <time
      dateTime={new Date(start).toISOString()}
      title={`Since ${formatAbsolute(start, zone)}`}
      className={className}
    >
      {text}
    </time>
  )
}
