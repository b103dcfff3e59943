// A job's items by state, as a bar and in words.
import type { Job } from '@ece/api-types/bff'
import { formatCount } from '../lib/bytes.ts'
import { cx } from '../lib/cx.ts'
import type { StatusKind } from '../ui/status.tsx'
import { countOf, ITEM_STATES, wordOfItem } from './jobs.ts'

const FILL: Record<StatusKind, string> = {
  ok: 'bg-ok',
  busy: 'bg-busy',
  warn: 'bg-warn',
  bad: 'bg-bad',
  off: 'bg-off',
}

/** Ended first, then what moves; what is not started is the empty rest of the bar. */
const ORDER = [
  'done',
  'skipped',
  'failed',
  'unknown',
  'soaking',
  'running',
  'sending',
  'checking',
] as const

/** `3 done, 1 running, 8 not started`. */
export const describeCounts = (job: Job): string =>
  ITEM_STATES.flatMap((state) => {
    const count = countOf(job, state)
    return count === 0 ? [] : [`${formatCount(count)} ${wordOfItem(state).word.toLowerCase()}`]
  }).join(', ')

export function JobProgress({ job, className }: { job: Job; className?: string }) {
  const ended = countOf(job, 'done', 'failed', 'skipped', 'unknown')
  return (
    <div
      role="progressbar"
      aria-label={`Progress of ${job.title}`}
      aria-valuemin={0}
      aria-valuemax={job.total}
      aria-valuenow={ended}
      aria-valuetext={describeCounts(job)}
      className={cx('bg-line flex h-2 w-full overflow-hidden rounded-full', className)}
    >
      {ORDER.map((state) => {
        const count = countOf(job, state)
        return count === 0 || job.total === 0 ? null : (
          <span
            key={state}
            // even one of ten thousand failures is to be seen
            className={cx('h-full min-w-1', FILL[wordOfItem(state).kind])}
            style={{ width: `${(count / job.total) * 100}%` }}
          />
        )
      })}
    </div>
  )
}
