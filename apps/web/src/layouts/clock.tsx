import { useTicking } from '../ui/time.tsx'
import { now } from '../lib/clock.ts'
import { formatClock, formatUtcClock, zoneName } from '../lib/dates.ts'

const localTime = () => `${formatClock(now())} ${zoneName(now())}`
const utcTime = () => `${formatUtcClock(now())} UTC`

/** Local time and UTC, because logs and colleagues use the other one. */
export function Clock() {
  const local = useTicking(localTime)
  const utc = useTicking(utcTime)
  return (
    <span
      className="text-ink-2 whitespace-nowrap max-md:hidden"
      title="Local time and UTC, by the server's clock"
    >
      {local}
      {local.slice(0, 5) !== utc.slice(0, 5) && <span className="text-ink-3"> {utc}</span>}
    </span>
  )
}
