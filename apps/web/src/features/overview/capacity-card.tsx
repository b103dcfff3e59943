// Room for instances, zone by zone.
import type { operations, Output } from '@ece/api-types'
import type { Part } from '../../api/live-all.ts'
import { listZones, type ZoneCapacity } from '../../domain/capacity.ts'
import { formatMegabytes } from '../../lib/bytes.ts'
import { plural } from '../../lib/text.ts'
import { Card } from '../../ui/card.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { Time } from '../../ui/time.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'
import type { Overview } from './overview-reads.ts'
import { Forbidden, isForbidden } from './part-body.tsx'
import { ZoneTile } from './zone-tile.tsx'

type Allocators = Output<typeof operations.getAllocators>

export function CapacityCard({ platform, allocators }: Pick<Overview, 'platform' | 'allocators'>) {
  const { part, age } = allocators
  const zones = listZones(platform.data, part.data)
  const isWaiting = zones.length === 0 && (platform.isPending || part.isPending)
  return (
    <Card
      title="Capacity by zone"
      note={part.data !== undefined && <Sum zones={zones} />}
      end={
        age.fetchedAt !== undefined && (
          <span className="text-ink-3 text-sm">
            read <Time value={age.fetchedAt} />
          </span>
        )
      }
    >
      <Unread part={part} onRetry={age.refresh} />
      {part.error === null && zones.length === 0 && platform.error !== null && (
        <ErrorPanel title="The zones could not be read" error={platform.error} />
      )}
      {isWaiting && <SkeletonLines count={4} />}
      {zones.length > 0 && (
        <ul
          aria-label="Zones"
          className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,10rem),1fr))] gap-x-5 gap-y-4"
        >
          {zones.map((zone) => (
            <ZoneTile key={zone.zone} zone={zone} isReading={part.isPending} />
          ))}
        </ul>
      )}
      {!isWaiting && zones.length === 0 && part.error === null && platform.error === null && (
        <p className="text-ink-2">ECE names no zone and no allocator.</p>
      )}
      <Missed zones={zones} isRead={part.data !== undefined} />
    </Card>
  )
}

function Unread({
  part: { data, error },
  onRetry,
}: {
  part: Part<Allocators>
  onRetry: () => void
}) {
  if (error === null) return null
  return (
    <div className="mb-3">
      {isForbidden(error) ? (
        <Forbidden
          what="allocators, so how much of the memory is used is not known"
          error={error}
        />
      ) : (
        <ErrorPanel
          title={
            data === undefined
              ? 'The allocators could not be read'
              : 'The allocators could not be read again; these are the last known'
          }
          error={error}
          onRetry={onRetry}
        />
      )}
    </div>
  )
}

function Sum({ zones }: { zones: readonly ZoneCapacity[] }) {
  const known = zones.flatMap(({ memory }) => memory ?? [])
  const free = known.reduce((sum, memory) => sum + memory.free, 0)
  const total = known.reduce((sum, memory) => sum + memory.total, 0)
  return known.length === 0 ? null : (
    <>
      {formatMegabytes(free)} of {formatMegabytes(total)} free
    </>
  )
}

/** The pictures show what was read; ECE's own summary knows how many there are. */
function Missed({ zones, isRead }: { zones: readonly ZoneCapacity[]; isRead: boolean }) {
  const all = zones.reduce((sum, zone) => sum + (zone.allocators ?? zone.cells.length), 0)
  const read = zones.reduce((sum, zone) => sum + zone.cells.length, 0)
  const silent = zones.reduce(
    (sum, zone) => sum + zone.cells.filter(({ total }) => total === undefined).length,
    0,
  )
  if (!isRead) return null
  return (
    <>
      {read < all && (
        <p className="text-warn mt-2">
          Used and free memory are those of {plural(read, 'allocator')} out of {all}.
        </p>
      )}
      {silent > 0 && (
        <p className="text-ink-2 mt-2">
          {plural(silent, 'allocator')} of them did not say how much memory they have.
        </p>
      )}
    </>
  )
}
