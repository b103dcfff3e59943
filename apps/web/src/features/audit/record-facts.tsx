// What a record says, field by field, with links to what it is about.
import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import type { AuditRecord } from '@ece/api-types/bff'
import { currentInstallation } from '../../api/installation.ts'
import { sayOperation } from '../../domain/operation-words.ts'
import { formatCount } from '../../lib/bytes.ts'
import { parseTime } from '../../lib/dates.ts'
import { formatAbsolute } from '../../lib/exact-dates.ts'
import { Card } from '../../ui/card.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { useZone } from '../../ui/use-zone.ts'

const CHANGE_STAGES = ['intent', 'sending', 'outcome', 'reconcile']
const linkClass = 'text-accent hover:underline'

export function RecordFacts({ record }: { record: AuditRecord }) {
  const zone = useZone()
  const at = parseTime(record.at)
  const dateOfEce = parseTime(record.upstream_date)
  const facts: readonly (readonly [
    label: string,
    value: ReactNode,
    copied?: string | undefined,
  ])[] = [
    ['When', at === undefined ? undefined : formatAbsolute(at, zone)],
    ['User', record.user_name],
    ['Signed in with', record.auth?.replace('_', ' ')],
    ['Roles', record.roles?.join(', ')],
    ['From', record.ip],
    ['Browser', record.ua_class],
    ['Session', record.session],
    ['Credential', record.cred_fp],
    ['Installation', record.installation],
    ['Operation', record.operation === undefined ? undefined : sayOperation(record.operation)],
    [
      'Request',
      record.path === undefined ? undefined : `${record.method ?? ''} ${record.path}`.trim(),
    ],
    ['Target', record.target && <TargetLink key="target" target={record.target} />, record.target],
    ['Target name', record.target_name],
    ['Reason', record.reason],
    ['Ticket', record.ticket, record.ticket],
    ['Confirmed by', sayConfirmed(record.confirm)],
    ['Seen version', record.seen_version],
    ['Version when sent', record.checked_version],
    ['State', record.state],
    ['Status', record.status],
    ['Codes', record.codes?.join(', ')],
    ['Evidence', record.evidence],
    ['Plan attempt', record.plan_attempt_id],
    ['Times sent', record.attempt],
    ['Took', record.latency_ms === undefined ? undefined : `${formatCount(record.latency_ms)} ms`],
    ['ECE’s clock', dateOfEce === undefined ? undefined : formatAbsolute(dateOfEce, zone)],
    ['Count', record.count],
    [
      record.stage === 'prune' ? 'Pruned records' : 'Missing records',
      record.from_seq === undefined ? undefined : `${record.from_seq} to ${record.to_seq ?? '?'}`,
    ],
    ['Change', record.action_id && <ActionLink key="action" record={record} />, record.action_id],
    ['Job', record.job_id && <JobLink key="job" id={record.job_id} />, record.job_id],
    ['Request id', record.request_id, record.request_id],
    ['Request hash', record.request_hash],
    ['Stage', `${record.stage} / ${record.event}`],
  ]
  // which fields there are depends on what happened: those that do not apply are no dashes
  const known = facts.filter(([, value]) => value !== undefined && value !== '')
  return (
    <Card title="Record">
      <dl className="grid grid-cols-[minmax(6.5rem,auto)_minmax(0,1fr)] gap-x-3 gap-y-1.5">
        {known.map(([label, value, copied]) => (
          <div key={label} className="contents">
            <dt className="text-ink-2">{label}</dt>
            <dd className="flex min-w-0 items-center gap-1 wrap-anywhere whitespace-pre-wrap">
              <bdi className="min-w-0">{value}</bdi>
              {copied !== undefined && (
                <CopyButton text={copied} what={label.toLowerCase()} className="-my-1 flex-none" />
              )}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}

const sayConfirmed = (confirm: string | undefined): string | undefined => {
  if (confirm === 'typed') return 'typing what was asked for'
  return confirm === 'button' ? 'a button' : confirm
}

function TargetLink({ target }: { target: string }) {
  const [kind, id = ''] = target.split('/')
  const installation = currentInstallation().id
  if (kind === 'deployments' && /^[0-9a-f]{32}$/.test(id)) {
    return (
      <Link
        to="/$installation/deployments/$deploymentId"
        params={{ installation, deploymentId: id }}
        className={linkClass}
      >
        {target}
      </Link>
    )
  }
  return target
}

function ActionLink({ record: { action_id: id = '', stage } }: { record: AuditRecord }) {
  const installation = currentInstallation().id
  if (stage === 'job') return <JobLink id={id} />
  if (!CHANGE_STAGES.includes(stage)) return id
  return (
    <Link
      to="/$installation/changes/$changeId"
      params={{ installation, changeId: id }}
      className={linkClass}
    >
      {id}
    </Link>
  )
}

const JobLink = ({ id }: { id: string }) => (
  <Link
    to="/$installation/jobs/$jobId"
    params={{ installation: currentInstallation().id, jobId: id }}
    className={linkClass}
  >
    {id}
  </Link>
)
