import { useCallback } from 'react'
import { RefreshCw } from 'lucide-react'
import { now } from '../lib/clock.ts'
import { cx } from '../lib/cx.ts'
import { formatRelative } from '../lib/dates.ts'
import { Button } from './button.tsx'
import { useTicking } from './time.tsx'

interface DataAgeProps {
  /** Milliseconds since 1970; undefined before the first answer. */
  fetchedAt: number | undefined
  /** Why it could not be read again. */
  error: Error | null
  isRefreshing: boolean
  refresh: () => void
}

/** Three idle polls missed: what is on screen may no longer be true. */
const OLD_MS = 95_000
const DOUBTFUL = 'text-warn font-medium'

/** The same place for the age of data on every page: "Updated 4 s ago", amber when it is old or cannot be read. */
export function DataAge({ fetchedAt, error, isRefreshing, refresh }: DataAgeProps) {
  const age = useTicking(
    useCallback(
      () => (fetchedAt === undefined ? '' : formatRelative(Math.min(fetchedAt, now()), now())),
      [fetchedAt],
    ),
  )
  const isOld = useTicking(
    useCallback(
      () => (fetchedAt !== undefined && now() - fetchedAt > OLD_MS ? 'old' : ''),
      [fetchedAt],
    ),
  )
  const isFailing = error !== null
  const isDoubtful = isFailing || isOld === 'old'
  return (
    <span className="text-ink-2 flex items-center gap-1.5 text-sm whitespace-nowrap">
      <span
        aria-hidden="true"
        className={cx(
          'size-[7px] rounded-full',
          isDoubtful ? 'bg-warn' : fetchedAt === undefined ? 'bg-off' : 'bg-ok',
        )}
      />
      {fetchedAt === undefined ? (
        <span className={cx(isDoubtful && DOUBTFUL)}>{isFailing ? 'Not read' : 'Reading…'}</span>
      ) : (
        <time
          dateTime={new Date(fetchedAt).toISOString()}
          data-title="Read from ECE "
          className={cx(isDoubtful && DOUBTFUL)}
        >
          {`${isFailing ? 'Not read since' : 'Updated'} ${age}`}
        </time>
      )}
      <Button
        variant="ghost"
        size="sm"
        isIcon
        aria-label="Refresh"
        title={isFailing ? `Refresh. Last try: ${error.message}` : 'Refresh'}
        onClick={refresh}
      >
        <RefreshCw className={cx('size-3.5', isRefreshing && 'spin-slow')} />
      </Button>
    </span>
  )
}
