// Live while plans run, and afterwards how they ended, until it is dismissed. The page's own query polls; this only
// shows what the deployment says.
import { useState } from 'react'
import { now } from '../lib/clock.ts'
import { cx } from '../lib/cx.ts'
import { formatDuration } from '../lib/dates.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Elapsed } from '../ui/time.tsx'
import { changeOf, startedBy } from '../domain/plan-change.ts'
import {
  currentStep,
  listPendingPlans,
  type RunningPlan,
  stepsOf,
  type StepView,
  stuckOf,
  usualOf,
} from '../domain/plan-state.ts'
import type { AnyDeployment } from '../domain/shapes.ts'
import type { Action } from './action.ts'
import { dismissPlan, type EndedPlan, FOLLOWING_NOTHING, followPlans } from './follow-plans.ts'

interface PlanBannerProps {
  /** Read with `show_plan_logs`, so that steps are known. */
  deployment: AnyDeployment
  actions: readonly Action[]
  onOpen: (key: string) => void
  /** Only plans of this resource, on its own page. */
  resource_id?: string
}

export function PlanBanner({ deployment, actions, onOpen, resource_id }: PlanBannerProps) {
  const [seen, setSeen] = useState<AnyDeployment>()
  const [followed, setFollowed] = useState(FOLLOWING_NOTHING)
  if (seen !== deployment) {
    setSeen(deployment)
    setFollowed(followPlans(followed, deployment))
  }
  const isShown = (id: string) => resource_id === undefined || resource_id === id
  const running = listPendingPlans(deployment).filter(({ resource }) => isShown(resource.id))
  const ended = followed.ended.filter((plan) => isShown(plan.resource_id))
  if (running.length === 0 && ended.length === 0) return null
  return (
    <section aria-label="Plans" className="grid gap-2">
      {running.map((plan) => (
        <Running
          key={plan.resource.id}
          plan={plan}
          cancel={actions.find(({ key, target }) => isCancelOf(plan, deployment, key, target.id))}
          onOpen={onOpen}
        />
      ))}
      {ended.map((plan) => (
        <Ended
          key={plan.id}
          plan={plan}
          onDismiss={() => setFollowed(dismissPlan(followed, plan.id))}
        />
      ))}
    </section>
  )
}

function isCancelOf({ resource }: RunningPlan, deployment: AnyDeployment, key: string, id: string) {
  const kind = `cancel-plan-${resource.kind.replaceAll('_', '-')}`
  return id === deployment.id && (key === kind || key === `${kind}-${resource.ref_id}`)
}

/** `step 3 of 4`; how many there will be is only known from an earlier plan of the same kind. */
export function describeStep(
  steps: readonly StepView[],
  usual: number | undefined,
): string | undefined {
  const step = currentStep(steps)
  if (step === undefined) return undefined
  const at = steps.indexOf(step) + 1
  return usual !== undefined && usual >= steps.length ? `step ${at} of ${usual}` : `step ${at}`
}

function Running({
  plan,
  cancel,
  onOpen,
}: {
  plan: RunningPlan
  cancel: Action | undefined
  onOpen: (key: string) => void
}) {
  const { attempt, resource } = plan
  const { text, rollingBack } = changeOf(attempt, resource)
  const { who, from } = startedBy(attempt)
  const steps = stepsOf(attempt, now())
  const usual = usualOf(attempt, resource)
  const step = currentStep(steps)
  const stuck = stuckOf(attempt, resource, now())
  const usually = formatDuration(usual.ms)
  return (
    <div className="border-busy/40 bg-busy-bg rounded-lg border px-3.5 py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <div className="min-w-0 flex-1 basis-72 wrap-anywhere">
          <output className="mr-2 font-semibold">
            {text}
            {rollingBack && ', rolling back'}
          </output>
          <span className="text-ink-2">
            {describeStep(steps, usual.steps) ?? 'before its first step'}
            {step !== undefined && ` · ${step.id}`}
            {' · '}
            <Elapsed since={attempt.attempt_start_time ?? attempt.source?.date} />
            {usually !== undefined && `, usually ${usually}`}
            {who === 'unknown' ? ' · ECE does not say who started it' : ` · started by ${who}`}
            {from !== undefined && ` from ${from}`}
          </span>
        </div>
        {cancel !== undefined && (
          <Button disabledReason={cancel.disabledReason} onClick={() => onOpen(cancel.key)}>
            Cancel plan…
          </Button>
        )}
      </div>
      <StepBar steps={steps} usual={usual.steps} />
      {stuck !== undefined && (
        <output className="text-warn mt-2 block">
          {`It may be stuck: ${stuck.step} has been running for ${formatDuration(stuck.ms)}; `}
          {stuck.usual === undefined
            ? 'there is no earlier run to compare with.'
            : `the longest earlier run took ${formatDuration(stuck.usual)}.`}
        </output>
      )}
    </div>
  )
}

/** More segments than this tell nothing. */
const MAX_SEGMENTS = 40

/** One segment per step: done, running, to come. Decoration; the words beside it say the same. */
function StepBar({ steps, usual }: { steps: readonly StepView[]; usual: number | undefined }) {
  const count = Math.min(Math.max(steps.length, usual ?? 0), MAX_SEGMENTS)
  if (count === 0) return null
  return (
    <div aria-hidden="true" className="mt-2.5 flex gap-1">
      {Array.from({ length: count }, (_, index) => {
        const state = steps[index]?.state
        return (
          <span
            // segments have no identity but their place
            key={index}
            className={cx(
              'h-1.5 flex-1 rounded-full',
              state === undefined && 'bg-busy/25',
              state === 'running' && 'bg-busy/60',
              state === 'failed' && 'bg-bad',
              state === 'warning' && 'bg-warn',
              state === 'done' && 'bg-busy',
            )}
          />
        )
      })}
    </div>
  )
}

function Ended({ plan, onDismiss }: { plan: EndedPlan; onDismiss: () => void }) {
  const { text, state, failure, ms } = plan
  const took = formatDuration(ms)
  if (state === 'succeeded') {
    const title = `${text}: done${took === undefined ? '' : ` in ${took}`}`
    return <Notice kind="ok" isLive title={title} onDismiss={onDismiss} />
  }
  if (state === 'unknown') {
    const title = `${text}: ended, and ECE does not say how`
    return <Notice kind="warn" isLive title={title} onDismiss={onDismiss} />
  }
  const how = failure?.cancelled === true ? 'cancelled and rolled back' : 'failed'
  return (
    <Notice
      kind={failure?.cancelled === true ? 'warn' : 'bad'}
      isLive
      title={`${text}: ${how}${took === undefined ? '' : ` after ${took}`}`}
      onDismiss={onDismiss}
    >
      {failure === undefined ? (
        <p>Its step log is under Activity.</p>
      ) : (
        <>
          {failure.cause !== undefined && <p>{failure.cause}.</p>}
          {failure.step_id !== undefined && (
            <p className="text-ink-2">In step {failure.step_id}.</p>
          )}
          {failure.next !== undefined && <p>Suggestion: {failure.next}</p>}
          <p className="text-ink-2 mono text-sm">{failure.message}</p>
        </>
      )}
    </Notice>
  )
}
