// Plan attempts of many deployments by the day they began, newest first.
import { useState } from 'react'
import { Link } from '@tanstack/react-router'
import { currentInstallation } from '../../api/installation.ts'
import { RESULT_SIGNS } from '../../domain/attempt-list.tsx'
import { formatDuration } from '../../lib/dates.ts'
import { formatLocal, formatUtc } from '../../lib/exact-dates.ts'
import type { Zone } from '../../lib/time-zone.ts'
import { plural } from '../../lib/text.ts'
import { Button } from '../../ui/button.tsx'
import { Absent } from '../../ui/absent.tsx'
import { Status } from '../../ui/status.tsx'
import { Elapsed } from '../../ui/time.tsx'
import { useZone } from '../../ui/use-zone.ts'
import type { ActivityRow } from './activity.ts'

const STEP = 100

/** `['22 Nov 2026', '14:32:05 CET']` in the zone that the operator reads. */
function dayAndTime(time: number, zone: Zone): readonly [day: string, time: string] {
  const text = zone === 'utc' ? formatUtc(time) : formatLocal(time)
  const at = zone === 'utc' ? text.indexOf(' ') : text.lastIndexOf(', ')
  return [text.slice(0, at), text.slice(at).replace(/^[, ]+/, '')]
}

const timeOf = ({ start, end }: ActivityRow) => start ?? end

function groupByDay(rows: readonly ActivityRow[], zone: Zone): Map<string, ActivityRow[]> {
  const days = new Map<string, ActivityRow[]>()
  for (const row of rows) {
    const [day] = dayAndTime(timeOf(row) ?? 0, zone)
    const known = days.get(day)
    if (known === undefined) days.set(day, [row])
    else known.push(row)
  }
  return days
}

export function EventList({ rows }: { rows: readonly ActivityRow[] }) {
  const zone = useZone()
  const [count, setCount] = useState(STEP)
  const shown = rows.slice(0, count)
  const days = groupByDay(shown, zone)
  return (
    <>
      {[...days].map(([day, events]) => (
        <section key={day} aria-label={day} className="mt-3">
          <h2 className="text-ink-2 mb-1.5 text-sm font-semibold">{day}</h2>
          <ul
            aria-label={`Plan attempts of ${day}`}
            className="border-line bg-surface divide-line divide-y rounded-lg border"
          >
            {events.map((row) => (
              <Event key={row.key} row={row} zone={zone} />
            ))}
          </ul>
        </section>
      ))}
      {shown.length < rows.length && (
        <div className="mt-2 flex flex-wrap items-center gap-2">
          <Button onClick={() => setCount(count + STEP)}>
            Show {Math.min(STEP, rows.length - shown.length)} more
          </Button>
          <span className="text-ink-2">
            {shown.length} of {plural(rows.length, 'attempt')}
          </span>
        </div>
      )}
    </>
  )
}

function Event({ row, zone }: { row: ActivityRow; zone: Zone }) {
  const { deployment, deployment_id, attempt_id, what, result, cause, who, from, action } = row
  const { start, end } = row
  const time = timeOf(row)
  const params = { installation: currentInstallation().id, deploymentId: deployment_id }
  const to = '/$installation/deployments/$deploymentId'
  return (
    <li className="grid grid-cols-[8.5rem_minmax(0,1fr)_auto] items-start gap-x-3 px-3.5 max-md:gap-y-1 py-2 md:grid-cols-[8.5rem_6.5rem_minmax(0,1fr)_minmax(0,1.5fr)_minmax(0,0.9fr)_6.5rem]">
      {time === undefined ? (
        <Absent />
      ) : (
        <time dateTime={new Date(time).toISOString()}>{dayAndTime(time, zone)[1]}</time>
      )}
      <Status {...RESULT_SIGNS[result]} />
      <Link
        to={to}
        params={params}
        title={deployment}
        className="truncate font-semibold hover:underline max-md:col-span-3"
      >
        <bdi>{deployment}</bdi>
      </Link>
      <span className="min-w-0 wrap-anywhere max-md:col-span-3">
        <Link
          to={to}
          params={params}
          search={{ tab: 'activity', ...(attempt_id === undefined ? {} : { attempt: attempt_id }) }}
          className="hover:underline"
        >
          {what}
        </Link>
        {cause !== undefined && <span className="text-ink-2 block text-sm">{cause}</span>}
      </span>
      <span className="text-ink-2 min-w-0 truncate max-md:col-span-3" title={action}>
        by <bdi>{who}</bdi>
        {from !== undefined && ` from ${from}`}
      </span>
      <span className="text-ink-2 text-right max-md:col-start-3 max-md:row-start-1">
        {result === 'running' ? <Elapsed since={start} /> : <Took start={start} end={end} />}
      </span>
    </li>
  )
}

const Took = ({ start, end }: Pick<ActivityRow, 'start' | 'end'>) =>
  start === undefined || end === undefined ? <Absent /> : formatDuration(end - start)
