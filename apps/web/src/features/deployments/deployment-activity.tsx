import { type DeploymentId, operations } from '@ece/api-types'
import { useLive } from '../../api/live.ts'
import { q } from '../../api/q.ts'
import { AttemptList } from '../../domain/attempt-list.tsx'
import { AttemptsNotRead } from '../../domain/read-failed.tsx'
import { isChanging } from '../../domain/plan-state.ts'
import { listResources } from '../../domain/resources.ts'
import { SkeletonLines } from '../../ui/skeleton.tsx'

/** Every plan attempt that ECE keeps (at most 100 per kind), with the step logs. */
export function DeploymentActivity({ id, open }: { id: DeploymentId; open: string | undefined }) {
  const { data, error, age } = useLive(
    q(operations.getDeployment, {
      params: { deployment_id: id },
      query: { show_plans: true, show_plan_logs: true, show_plan_history: true },
    }),
    { changing: isChanging },
  )
  return (
    <>
      <AttemptsNotRead isKept={data !== undefined} error={error} onRetry={age.refresh} />
      {data !== undefined && <AttemptList resources={listResources(data)} open={open} />}
      {data === undefined && error === null && <SkeletonLines count={6} />}
    </>
  )
}
