import { useTicking } from '../ui/time.tsx'
import { useZone } from '../ui/use-zone.ts'
import { now } from '../lib/clock.ts'
import { cx } from '../lib/cx.ts'
import { formatClock, formatUtcClock } from '../lib/exact-dates.ts'
import { setZone } from '../lib/time-zone.ts'

const localTime = () => formatClock(now())
const utcTime = () => formatUtcClock(now())

/**
 * Local time and UTC by the server's clock, because logs and colleagues use the other one; and the switch that says in
 * which of the two exact times are read everywhere.
 */
export function Clock({ className }: { className?: string }) {
  const local = useTicking(localTime)
  const utc = useTicking(utcTime)
  const isUtc = useZone() === 'utc'
  const time = (text: string, isChosen: boolean) => (
    <span
      className={cx(
        'rounded px-1.5 py-0.5',
        isChosen ? 'bg-surface text-ink border-line border font-medium' : 'text-ink-2',
      )}
    >
      {text}
    </span>
  )
  return (
    <button
      type="button"
      role="switch"
      aria-checked={isUtc}
      aria-label={`Exact times in UTC. Local time ${local}, ${utc}`}
      title={isUtc ? 'Exact times are in UTC' : 'Exact times are in local time'}
      className={cx(
        'bg-off-bg flex h-8 items-center rounded-md px-1 whitespace-nowrap hover:brightness-95',
        className,
      )}
      onClick={() => setZone(isUtc ? 'local' : 'utc')}
    >
      {local !== utc && time(local, !isUtc)}
      {time(utc, isUtc || local === utc)}
    </button>
  )
}
