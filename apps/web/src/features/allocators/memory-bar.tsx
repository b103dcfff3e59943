import { type AllocatorCell, FULL, shareOf, TIGHT } from '../../domain/capacity.ts'
import { formatMegabytes } from '../../lib/bytes.ts'
import { cx } from '../../lib/cx.ts'
import { Absent } from '../../ui/absent.tsx'

/** How far an allocator's memory is used: a bar to compare at a glance, and the share in figures. */
export function MemoryBar({ cell }: { cell: AllocatorCell }) {
  const share = shareOf(cell)
  if (share === undefined) return <Absent />
  const percent = Math.round(share * 100)
  const colour = share >= FULL ? 'bg-bad' : share >= TIGHT ? 'bg-warn' : 'bg-accent'
  const words = `${formatMegabytes(cell.used) ?? '?'} of ${formatMegabytes(cell.total) ?? '?'}`
  return (
    <span className="flex w-full min-w-0 items-center gap-2" title={words}>
      <span aria-hidden className="bg-line h-1.5 min-w-8 flex-1 overflow-hidden rounded-full">
        <span className={cx('block h-full', colour)} style={{ width: `${percent}%` }} />
      </span>
      <span className="w-10 text-right tabular-nums">{percent}%</span>
    </span>
  )
}
