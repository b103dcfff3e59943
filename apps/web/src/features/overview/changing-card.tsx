// Plans that run now. A search hit has no step log, so the step of each is read on demand only.
import { DeploymentId, operations } from '@ece/api-types'
import { lazy, Suspense } from 'react'
import { Link } from '@tanstack/react-router'
import { useLive } from '../../api/live.ts'
import { q } from '../../api/q.ts'
import { changeOf, startedBy } from '../../domain/plan-change.ts'
import {
  currentStep,
  hasPendingPlan,
  listPendingPlans,
  type RunningPlan,
  stepsOf,
} from '../../domain/plan-state.ts'
import { listResources } from '../../domain/resources.ts'
import type { AnyDeployment } from '../../domain/shapes.ts'
import { now } from '../../lib/clock.ts'
import { cx } from '../../lib/cx.ts'
import { parseTime } from '../../lib/dates.ts'
import { formatCount } from '../../lib/bytes.ts'
import { plural } from '../../lib/text.ts'
import { Card } from '../../ui/card.tsx'
import { Absent } from '../../ui/absent.tsx'
import { StatusIcon } from '../../ui/status.tsx'
import { Elapsed } from '../../ui/time.tsx'
import { DeploymentLink, ListLink } from './list-link.tsx'
import type { Overview } from './overview-reads.ts'
import { PartBody } from './part-body.tsx'

const Nothing = () => null
// the console's own, and later than what ECE says; without its code the card is whole
const RunningJobs = lazy(async () => ({
  default: await import('./running-jobs.tsx').then(
    (code) => code.RunningJobs,
    () => Nothing,
  ),
}))

interface ChangingCardProps {
  running: Overview['running']
  isShowingSteps: boolean
  onRetry: () => void
}

export function ChangingCard({ running, isShowingSteps, onRetry }: ChangingCardProps) {
  const { match_count } = running.data ?? {}
  const total = typeof match_count === 'number' ? match_count : undefined
  return (
    <Card
      title="Changing now"
      note={
        total !== undefined &&
        total > 0 && (
          <ListLink filters={{ view: 'changing' }}>{plural(total, 'deployment')}</ListLink>
        )
      }
      end={
        total !== undefined &&
        total > 0 && (
          <Link
            to="."
            search={(before: object) => ({
              ...before,
              steps: isShowingSteps ? undefined : ('shown' as const),
            })}
            resetScroll={false}
            className="text-accent text-sm hover:underline"
          >
            {isShowingSteps ? 'Hide steps' : 'Show steps'}
          </Link>
        )
      }
    >
      <Suspense>
        <RunningJobs />
      </Suspense>
      <PartBody part={running} what="running plans" onRetry={onRetry}>
        {({ deployments }) =>
          deployments.length === 0 ? (
            <p className="text-ink-2 py-1">
              Nothing is changing: no deployment has a running plan.
            </p>
          ) : (
            <>
              <ul aria-label="Running plans" className="divide-line divide-y">
                {deployments.map((deployment) => (
                  <Running
                    key={deployment.id}
                    deployment={deployment}
                    isShowingSteps={isShowingSteps}
                  />
                ))}
              </ul>
              {total !== undefined && total > deployments.length && (
                <ListLink
                  filters={{ view: 'changing' }}
                  className="text-accent mt-1.5 inline-block hover:underline"
                >
                  {formatCount(total - deployments.length)} more
                </ListLink>
              )}
            </>
          )
        }
      </PartBody>
    </Card>
  )
}

/** The plan to show of a deployment: the first of those that run, which the others wait for. */
const firstPlan = (deployment: AnyDeployment): RunningPlan | undefined =>
  listPendingPlans(deployment)[0]

const startOf = ({ attempt }: RunningPlan) => attempt.attempt_start_time ?? attempt.source?.date

/** As the problem "Plan stuck" of domain/problems.ts. */
const LONG_MS = 3_600_000

function Running({
  deployment,
  isShowingSteps,
}: {
  deployment: AnyDeployment
  isShowingSteps: boolean
}) {
  const plan = firstPlan(deployment)
  const started = plan && parseTime(startOf(plan))
  const isLong = started !== undefined && now() - started > LONG_MS
  return (
    <li className="grid grid-cols-[1rem_minmax(0,1fr)_auto] items-start gap-x-2.5 py-1.5">
      <span className="mt-0.5">
        <StatusIcon kind={isLong ? 'warn' : 'busy'} />
      </span>
      <div className="min-w-0">
        <DeploymentLink deployment={deployment} className="block" />
        <p className="text-ink-2 wrap-anywhere">
          {plan === undefined ? <Status deployment={deployment} /> : <Change plan={plan} />}
        </p>
        {isShowingSteps && hasPendingPlan(deployment) && <Step deployment={deployment} />}
      </div>
      <span
        className={cx('pl-2 whitespace-nowrap', isLong ? 'text-warn font-medium' : 'text-ink-2')}
      >
        {plan === undefined ? <Absent /> : <Elapsed since={startOf(plan)} />}
      </span>
    </li>
  )
}

function Change({ plan: { attempt, resource } }: { plan: RunningPlan }) {
  const { text, rollingBack } = changeOf(attempt, resource)
  const { who } = startedBy(attempt)
  return (
    <>
      {text}
      {rollingBack && ', rolling back'} ·{' '}
      {who === 'unknown' ? 'ECE does not say by whom' : <bdi>{who}</bdi>}
    </>
  )
}

/** ECE shows the status before the plan. */
const Status = ({ deployment }: { deployment: AnyDeployment }) => (
  <>{listResources(deployment)[0]?.info.status ?? 'No plan is shown yet'}</>
)

function Step({ deployment }: { deployment: AnyDeployment }) {
  const id = DeploymentId.safeParse(deployment.id)
  return id.success ? <StepOf deployment_id={id.data} /> : null
}

function StepOf({ deployment_id }: { deployment_id: DeploymentId }) {
  const { data, error } = useLive(
    q(operations.getDeployment, {
      params: { deployment_id },
      query: { show_plans: true, show_plan_logs: true },
    }),
  )
  const plan = data && firstPlan(data)
  const steps = plan === undefined ? [] : stepsOf(plan.attempt, now())
  const step = currentStep(steps)
  if (step === undefined) {
    const why =
      error !== null
        ? 'The steps could not be read.'
        : data === undefined
          ? 'Reading the steps…'
          : plan === undefined
            ? 'The plan has ended.'
            : 'Before its first step'
    return <p className="text-ink-3 text-sm">{why}</p>
  }
  return (
    <p className="text-ink-2 text-sm wrap-anywhere">
      step {formatCount(steps.indexOf(step) + 1)} · <code className="mono">{step.id}</code>
      {step.started !== undefined && (
        <>
          {' · '}
          <Elapsed since={step.started} />
        </>
      )}
    </p>
  )
}
