import type { DeploymentHit } from '@ece/api-types'
import type { AttemptState } from '../../domain/attempts.ts'
import { Card } from '../../ui/card.tsx'
import { Absent } from '../../ui/key-values.tsx'
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

export const RecentCard = ({ recent, onRetry }: RecentCardProps) => (
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
              <Change key={deployment.id} deployment={deployment} />
            ))}
          </ul>
        )
      }
    </PartBody>
  </Card>
)

function Change({ deployment }: { deployment: DeploymentHit }) {
  const { when, plan } = recentChange(deployment)
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
