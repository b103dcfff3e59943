import { useCallback, useSyncExternalStore } from 'react'
import { now, onTick } from '../lib/clock.ts'
import { formatDuration, formatRelative, parseTime } from '../lib/dates.ts'
import { Absent } from './absent.tsx'

/** Text that ages: renders again only when it reads differently. */
export const useTicking = (text: () => string): string => useSyncExternalStore(onTick, text)

interface TimeProps {
  /** ISO 8601, or milliseconds since 1970. */
  value: string | number | null | undefined
  className?: string
}

/** `38 min ago`, with local and UTC time on hover, the chosen one first: see exact-times.ts. */
export function Time({ value, className }: TimeProps) {
  const time = parseTime(value)
  const text = useTicking(
    useCallback(() => (time === undefined ? '' : formatRelative(time, now())), [time]),
  )
  if (time === undefined) return <Absent />
  return (
    <time dateTime={new Date(time).toISOString()} className={className}>
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
  const text = useTicking(
    useCallback(
      () => (start === undefined ? '' : (formatDuration(Math.max(0, now() - start)) ?? '')),
      [start],
    ),
  )
  if (start === undefined) return <Absent />
  return (
    <time dateTime={new Date(start).toISOString()} data-title="Since " className={className}>
      {text}
    </time>
  )
}
