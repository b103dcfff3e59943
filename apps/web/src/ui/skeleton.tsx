import { cx } from '../lib/cx.ts'

/** A place that will be filled. Give it the size of what comes, by class. */
export const Skeleton = ({ className }: { className?: string }) => (
  <span aria-hidden="true" className={cx('skeleton block h-3.5', className)} />
)

/** Several lines of text to come. */
export const SkeletonLines = ({ count = 3 }: { count?: number }) => (
  <output className="grid gap-2.5 py-1" aria-label="Loading">
    {Array.from({ length: count }, (_, i) => (
      // lines of a placeholder have no identity but their place
      <Skeleton key={i} className={['w-3/4', 'w-1/2', 'w-2/3'][i % 3] ?? 'w-1/2'} />
    ))}
  </output>
)
