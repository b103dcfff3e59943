import { useLive } from '../../api/live.ts'
import { q } from '../../api/q.ts'
import { AttemptList } from '../../domain/attempt-list.tsx'
import { isChanging } from '../../domain/plan-state.ts'
import type { Reads } from '../../domain/resource-reads.ts'
import { findResource } from '../../domain/resources.ts'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'

interface ResourceActivityProps {
  read: ReturnType<Reads['history']>
  id: string
  open: string | undefined
}

/** Plan attempts of one resource, with their step logs. */
export function ResourceActivity({ read, id, open }: ResourceActivityProps) {
  const { data, error, age } = useLive(q(read.operation, read.input), { changing: isChanging })
  const resource = data && findResource(data, id)
  if (data !== undefined) return <AttemptList resources={resource ? [resource] : []} open={open} />
  if (error !== null) {
    return (
      <ErrorPanel title="The plan attempts could not be read" error={error} onRetry={age.refresh} />
    )
  }
  return <SkeletonLines count={6} />
}
