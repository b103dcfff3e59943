import { useLive } from '../../api/live.ts'
import { q } from '../../api/q.ts'
import { AttemptList } from '../../domain/attempt-list.tsx'
import { AttemptsNotRead } from '../../domain/read-failed.tsx'
import { isChanging } from '../../domain/plan-state.ts'
import type { Reads } from '../../domain/resource-reads.ts'
import { findResource } from '../../domain/resources.ts'
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
  return (
    <>
      <AttemptsNotRead isKept={data !== undefined} error={error} onRetry={age.refresh} />
      {data !== undefined && <AttemptList resources={resource ? [resource] : []} open={open} />}
      {data === undefined && error === null && <SkeletonLines count={6} />}
    </>
  )
}
