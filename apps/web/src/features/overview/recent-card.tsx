import type { DeploymentHit } from '@ece/api-types'
import type { Change } from '@ece/api-types/bff'
import { qChanges } from '../../api/changes.ts'
import { useLive } from '../../api/live.ts'
import { changeOfAttempt } from '../../domain/attempt-change.ts'
import type { AttemptState } from '../../domain/attempts.ts'
import { ChangeLink } from '../../domain/change-link.tsx'
import { Card } from '../../ui/card.tsx'
import { Absent } from '../../ui/absent.tsx'
import { Status, type StatusKind } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { DeploymentLink, ListLink } from './list-link.tsx'
import type { Overview } from './overview-reads.ts'
import { PartBody } from './part-body.tsx'
import { recentChange } from './recent-change.ts'

const SIGNS: Record<AttemptState, { kind: StatusKind; label: string }> = {
  pending: { kind: 'busy', label: 'Running' },
  succeeded: { kind: 'ok', label: 'Done' },
  failed: { kind: 'bad', label: 'Failed' },
  unknown: { kind: 'off', label: 'Not known' },
}

interface RecentCardProps {
  recent: Overview['recent']
  onRetry: () => void
}

export function RecentCard({ recent, onRetry }: RecentCardProps) {
  // where these cannot be read, the links to them are missing and nothing else
  const known = useLive(qChanges(), { enabled: recent.data !== undefined })
  const changes = known.data?.changes ?? []
  return (
    <Card
      title="Recent changes"
      end={
        <ListLink filters={{}} sort="-modified" className="text-accent text-sm hover:underline">
          All by last change
        </ListLink>
      }
    >
      <PartBody part={recent} what="last changes" onRetry={onRetry} lines={8}>
        {({ deployments }) =>
          deployments.length === 0 ? (
            <p className="text-ink-2">There is no deployment whose changes could be here.</p>
          ) : (
            <ul aria-label="Recent changes" className="divide-line divide-y">
              {deployments.map((deployment) => (
                <RecentChange key={deployment.id} deployment={deployment} changes={changes} />
              ))}
            </ul>
          )
        }
      </PartBody>
    </Card>
  )
}

function RecentChange({
  deployment,
  changes,
}: {
  deployment: DeploymentHit
  changes: readonly Change[]
}) {
  const { when, plan } = recentChange(deployment)
  const mine = changes.filter(({ target }) => target === `deployments/${deployment.id}`)
  const change = plan?.of && changeOfAttempt(plan.of.attempt, plan.of.resource, mine)
  const sign = plan && SIGNS[plan.state]
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 py-1.5">
      <div className="min-w-0">
        <DeploymentLink deployment={deployment} className="block" />
        <p className="text-ink-2 wrap-anywhere">
          {plan === undefined ? (
            'Modified without a plan'
          ) : (
            <>
              {plan.what}
              {plan.who !== 'unknown' && (
                <>
                  {' · '}
                  <bdi>{plan.who}</bdi>
                </>
              )}
              {change !== undefined && (
                <>
                  {' · '}
                  <ChangeLink id={change.id}>changed by this console</ChangeLink>
                </>
              )}
            </>
          )}
        </p>
      </div>
      <div className="flex flex-col items-end gap-x-3 whitespace-nowrap sm:flex-row sm:items-center">
        {sign === undefined ? <Absent /> : <Status kind={sign.kind} label={sign.label} />}
        <span className="text-ink-2 min-w-22 text-right">
          <Time value={when} />
        </span>
      </div>
    </li>
  )
}
