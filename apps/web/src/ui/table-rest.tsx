// What a list shows where it has no rows: places for those to come, why there are none, or what would be here.
import { EmptyState } from './empty-state.tsx'
import { ErrorPanel } from './error-panel.tsx'
import { SkeletonRow } from './table-row.tsx'
import type { ReactNode } from 'react'
import type { Layout } from './table-columns.ts'

interface RestProps {
  label: string
  /** Undefined until the first answer. */
  count: number | undefined
  layout: Layout<never>
  hasPicks: boolean
  rowHeight: number
  error: Error | null | undefined
  onRetry: (() => void) | undefined
  empty: ReactNode
  isLoadingMore: boolean | undefined
}

const FIRST_SKELETONS = 12
const MORE_SKELETONS = 3

export function TableRest({ label, count, error, onRetry, empty, ...rest }: RestProps) {
  if (count === undefined && error) {
    return (
      <ErrorPanel
        title={`${label} could not be read`}
        error={error}
        className="flex items-start gap-2.5 px-3.5 py-4 [&>svg]:text-bad"
        {...(onRetry === undefined ? {} : { onRetry })}
      />
    )
  }
  if (count === 0) return empty ?? <EmptyState title={`No ${label.toLowerCase()}`} />
  const places = count === undefined ? FIRST_SKELETONS : rest.isLoadingMore ? MORE_SKELETONS : 0
  return Array.from({ length: places }, (_, index) => (
    <SkeletonRow
      // placeholders have no identity but their place
      key={index}
      layout={rest.layout}
      hasPicks={rest.hasPicks}
      height={rest.rowHeight}
      index={index}
    />
  ))
}
