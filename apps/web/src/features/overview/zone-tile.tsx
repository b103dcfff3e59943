// One zone as a picture: a bar for the zone, and a cell for each allocator, filled as far as it is.
import {
  type AllocatorCell,
  FULL,
  shareOf,
  TIGHT,
  type ZoneCapacity,
} from '../../domain/capacity.ts'
import { formatCount, formatMegabytes } from '../../lib/bytes.ts'
import { cx } from '../../lib/cx.ts'
import { plural } from '../../lib/text.ts'
import { Absent } from '../../ui/absent.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Status } from '../../ui/status.tsx'
import { AllocatorsLink } from './list-link.tsx'

export function ZoneTile({ zone, isReading }: { zone: ZoneCapacity; isReading: boolean }) {
  const { memory, cells } = zone
  return (
    <li className="grid content-start gap-1.5">
      <h3 className="flex items-baseline justify-between gap-2">
        <bdi className="min-w-0 truncate font-semibold" title={zone.zone}>
          {zone.zone}
        </bdi>
        {memory !== undefined && memory.total > 0 && (
          <span className="text-ink-2">
            <span className={cx('text-xl font-semibold', inkOf(memory.used / memory.total))}>
              {Math.round((memory.used / memory.total) * 100)}%
            </span>{' '}
            used
          </span>
        )}
      </h3>
      {memory === undefined ? <Unknown zone={zone} isReading={isReading} /> : <Bar zone={zone} />}
      {cells.length > 0 && <Cells zone={zone} />}
      <p className="text-ink-2 flex flex-wrap gap-x-2 text-sm">
        <Allocators zone={zone} />
      </p>
    </li>
  )
}

const inkOf = (share: number) => (share >= FULL ? 'text-bad' : share >= TIGHT ? 'text-warn' : '')
const fillOf = (share: number) =>
  share >= FULL ? 'var(--color-bad)' : share >= TIGHT ? 'var(--color-warn)' : 'var(--color-accent)'

/** Room that nothing may be put into. */
const HATCHED =
  'repeating-linear-gradient(135deg, var(--color-line-strong) 0 2px, transparent 2px 5px)'

function Bar({ zone: { zone, memory } }: { zone: ZoneCapacity }) {
  if (memory === undefined || memory.total === 0) return null
  const { used, total, free, closed, largest } = memory
  const share = used / total
  const text = `${formatMegabytes(used)} of ${formatMegabytes(total)} used`
  const width = (part: number) => ({ width: `${(part / total) * 100}%` })
  return (
    <>
      <span
        role="meter"
        aria-label={`Memory of ${zone}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        aria-valuetext={text}
        className="bg-line flex h-3 overflow-hidden rounded"
      >
        <span style={{ ...width(used), background: fillOf(share) }} />
        <span className="flex-1" />
        <span style={{ ...width(closed), background: HATCHED }} />
      </span>
      <p>{text}</p>
      <p className="text-ink-2 -mt-1 text-sm">
        {formatMegabytes(free)} free
        {free > 0 && (
          <span title="The most that a single allocator can still take">
            , {formatMegabytes(largest)} on one
          </span>
        )}
        {closed > 0 && (
          <span title="On allocators in maintenance mode, disconnected or not healthy">
            {' · '}
            {formatMegabytes(closed)} closed
          </span>
        )}
      </p>
    </>
  )
}

function Unknown({ zone, isReading }: { zone: ZoneCapacity; isReading: boolean }) {
  if (isReading) return <Skeleton className="h-3" />
  return (
    <p className="text-ink-2">
      {formatMegabytes(zone.connectedMemory) ?? <Absent />} of memory on connected allocators
    </p>
  )
}

/** Few hosts are tall, so that one can read them; hundreds are dots. */
const sizeOf = (count: number) => (count <= 16 ? 'h-9 w-4' : count <= 80 ? 'size-3.5' : 'size-2')

const STATE_WORDS = {
  ok: 'connected',
  maintenance: 'in maintenance mode',
  disconnected: 'disconnected',
  unhealthy: 'not healthy',
  unknown: 'state not known',
} as const

const FRAME = {
  ok: 'border-transparent',
  maintenance: 'border-warn border-dashed',
  disconnected: 'border-bad',
  unhealthy: 'border-bad',
  unknown: 'border-control border-dotted',
} as const

const describe = (cell: AllocatorCell) =>
  `${cell.id}: ${formatMegabytes(cell.used) ?? 'unknown'} of ${formatMegabytes(cell.total) ?? 'unknown'} used, ${STATE_WORDS[cell.state]}`

const Cells = ({ zone: { zone, cells } }: { zone: ZoneCapacity }) => (
  <span
    role="img"
    aria-label={`Allocators of ${zone}, each filled as far as its memory is used`}
    className={cx('flex flex-wrap', cells.length > 80 ? 'gap-px' : 'gap-1')}
  >
    {cells.map((cell) => {
      const share = shareOf(cell)
      const level = `${Math.round((share ?? 0) * 100)}%`
      const fill = `linear-gradient(to top, ${fillOf(share ?? 0)} ${level}, transparent ${level})`
      return (
        <span
          key={cell.id}
          title={describe(cell)}
          className={cx('bg-line rounded-xs border', sizeOf(cells.length), FRAME[cell.state])}
          style={{
            backgroundImage: cell.state === 'ok' ? fill : `${fill}, ${HATCHED}`,
            // else the frame repeats the colour of the other end
            backgroundOrigin: 'border-box',
          }}
        />
      )
    })}
  </span>
)

/** What is not as it should be, each with a sign of its own and the list behind it. */
const WORRIES = [
  { state: 'unhealthy', kind: 'bad', word: 'not healthy' },
  { state: 'disconnected', kind: 'bad', word: 'disconnected' },
  { state: 'maintenance', kind: 'warn', word: 'in maintenance' },
] as const

function Allocators({ zone }: { zone: ZoneCapacity }) {
  const { zone: name, allocators = zone.cells.length, healthy, connected } = zone
  const worries = WORRIES.map((worry) => ({ ...worry, count: countWorry(zone, worry.state) }))
  const isWell = worries.every(({ count }) => count === 0)
  return (
    <>
      <span>
        <AllocatorsLink search={{ zone: [name] }}>{plural(allocators, 'allocator')}</AllocatorsLink>
        {isWell && connected === allocators && healthy === allocators && ', all connected'}
      </span>
      {worries.map(
        ({ state, kind, word, count }) =>
          count > 0 && (
            <AllocatorsLink key={state} search={{ zone: [name], state: [state] }}>
              <Status kind={kind} label={`${formatCount(count)} ${word}`} />
            </AllocatorsLink>
          ),
      )}
      {zone.allocators !== undefined && (connected === undefined || healthy === undefined) && (
        <span>health not known</span>
      )}
    </>
  )
}

/** By the allocators themselves, as the list behind the number counts; by ECE's summary while they are not read. */
function countWorry(zone: ZoneCapacity, state: (typeof WORRIES)[number]['state']): number {
  if (zone.cells.length > 0) return zone.cells.filter((cell) => cell.state === state).length
  const { allocators = 0, inMaintenance = 0 } = zone
  if (state === 'maintenance') return inMaintenance
  const count = state === 'unhealthy' ? zone.healthy : zone.connected
  return count === undefined ? 0 : Math.max(0, allocators - count)
}
