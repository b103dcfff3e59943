import type { ReactNode } from 'react'
import type { Change } from '@ece/api-types/bff'
import { Link } from '@tanstack/react-router'
import { currentInstallation } from '../../api/installation.ts'
import { Card } from '../../ui/card.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { KeyValues } from '../../ui/key-values.tsx'
import { Time } from '../../ui/time.tsx'
import { deploymentOf, resourceOf } from './change-target.ts'

/** What was asked for, by whom, why. */
export function ChangeAbout({ change }: { change: Change }) {
  const { user_name, reason, ticket, created_at, updated_at, job_id, plan_attempt_id, operation } =
    change
  return (
    <Card title="About">
      <KeyValues
        items={[
          { label: 'Who', value: <bdi>{user_name}</bdi> },
          {
            label: 'Reason',
            value: reason && (
              <span className="whitespace-normal wrap-anywhere">
                <bdi>{reason}</bdi>
              </span>
            ),
          },
          ...(ticket === undefined ? [] : [{ label: 'Ticket', value: <bdi>{ticket}</bdi> }]),
          { label: 'Target', value: <Target change={change} /> },
          { label: 'Resource', value: resourceOf(change), isMono: true },
          { label: 'Operation', value: operation, isMono: true },
          { label: 'Asked for', value: <Time value={created_at} /> },
          { label: 'Last news', value: <Time value={updated_at} /> },
          ...(plan_attempt_id === undefined
            ? []
            : [
                {
                  label: 'Plan attempt',
                  value: <Copied text={plan_attempt_id} what="plan attempt id" />,
                },
              ]),
          ...(job_id === undefined ? [] : [{ label: 'Job', value: <JobLink id={job_id} /> }]),
          { label: 'Change id', value: <Copied text={change.id} what="change id" /> },
        ]}
      />
    </Card>
  )
}

/** By the name that it had when the change was asked for: it may be deleted since. */
function Target({ change }: { change: Change }) {
  const { target_name } = change
  const deploymentId = deploymentOf(change)
  const { id: installation } = currentInstallation()
  if (deploymentId !== undefined) {
    const params = { installation, deploymentId }
    return (
      <TargetText>
        <Link
          to="/$installation/deployments/$deploymentId"
          params={params}
          className="text-accent underline"
        >
          {target_name === undefined ? `Deployment ${deploymentId}` : <bdi>{target_name}</bdi>}
        </Link>
      </TargetText>
    )
  }
  const named = target_name ?? change.target
  return named === undefined ? null : (
    <TargetText>
      <bdi>{named}</bdi>
    </TargetText>
  )
}

const TargetText = ({ children }: { children: ReactNode }) => (
  <span className="whitespace-normal wrap-anywhere">{children}</span>
)

const JobLink = ({ id }: { id: string }) => (
  <Link
    to="/$installation/jobs/$jobId"
    params={{ installation: currentInstallation().id, jobId: id }}
    className="text-accent underline"
  >
    The job that sent it
  </Link>
)

const Copied = ({ text, what }: { text: string; what: string }) => (
  <span className="flex min-w-0 items-center gap-1">
    <code className="mono truncate" title={text}>
      {text}
    </code>
    <CopyButton text={text} what={what} />
  </span>
)
