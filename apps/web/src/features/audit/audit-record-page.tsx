// One record with everything that it says, and its seal.
import { Link } from '@tanstack/react-router'
import { z } from '@ece/api-types'
import type { SealedAuditRecord } from '@ece/api-types/bff'
import { qAuditRecord } from '../../api/audit.ts'
import { currentInstallation } from '../../api/installation.ts'
import { useLive } from '../../api/live.ts'
import { isGone, readProblem } from '../../lib/problem.ts'
import { buttonClass } from '../../ui/button-class.ts'
import { Card } from '../../ui/card.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { NoSuchPage } from '../../ui/no-such-page.tsx'
import { Page } from '../../ui/page.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'
import { StatusPill } from '../../ui/status.tsx'
import { useRouteParam } from '../../ui/use-route-param.ts'
import { RecordFacts } from './record-facts.tsx'
import { signOf, whatOf } from './audit-words.ts'

const Seq = z.string().check(z.regex(/^[1-9]\d{0,14}$/))

export function AuditRecordPage() {
  const seq = useRouteParam('seq', Seq)
  return seq === undefined ? <NoSuchPage /> : <KnownRecord key={seq} seq={Number(seq)} />
}

const list = () =>
  ({ to: '/$installation/audit', params: { installation: currentInstallation().id } }) as const

function KnownRecord({ seq }: { seq: number }) {
  const { data, error, age } = useLive(qAuditRecord(seq))
  const crumbs = [{ label: 'Audit', link: list() }]
  if (data === undefined) {
    return (
      <Page title={`Record ${seq}`} crumbs={crumbs}>
        {error === null ? (
          <SkeletonLines count={8} />
        ) : isGone(readProblem(error)) ? (
          <EmptyState
            title="There is no such record"
            actions={
              <Link {...list()} className={buttonClass()}>
                The audit log
              </Link>
            }
          >
            The log has no record {seq} yet, or it belongs to an installation whose log you may not
            read.
          </EmptyState>
        ) : (
          <div className="mt-4">
            <ErrorPanel title="The record could not be read" error={error} onRetry={age.refresh} />
          </div>
        )}
      </Page>
    )
  }
  const { kind, word, isUnknown } = signOf(data)
  return (
    <Page
      title={`Record ${seq}`}
      note={<bdi>{whatOf(data)}</bdi>}
      crumbs={crumbs}
      facts={<StatusPill kind={kind} label={word} isUnknown={isUnknown === true} />}
      end={
        <CopyButton
          variant="secondary"
          size="md"
          text={() => JSON.stringify(data, undefined, 2)}
          what="record as JSON"
        >
          Copy as JSON
        </CopyButton>
      }
    >
      <div className="mt-3 grid grid-cols-1 items-start gap-3 xl:grid-cols-2">
        <RecordFacts record={data} />
        <SealCard record={data} />
      </div>
    </Page>
  )
}

function SealCard({ record }: { record: SealedAuditRecord }) {
  const { prev, hash, mac, kid, seq } = record
  const lines = [
    ['Hash of the record before', prev],
    ['Hash of this record', hash],
    ['Seal', mac],
    ['Key', kid],
  ] as const
  return (
    <Card title="Seal">
      <dl className="grid gap-2">
        {lines.map(([label, value]) => (
          <div key={label}>
            <dt className="text-ink-2 text-sm">{label}</dt>
            <dd className="mono flex items-center gap-1 text-sm wrap-anywhere">
              {value === '' ? 'none: this is the first record' : value}
              {value !== '' && (
                <CopyButton text={value} what={label.toLowerCase()} className="-my-1 flex-none" />
              )}
            </dd>
          </div>
        ))}
      </dl>
      <p className="text-ink-2 mt-3 text-sm">
        The hash covers this record and all before it; the seal is made of it with a key that is not
        in the database. <code className="mono">ece-console audit verify --to {seq}</code> proves
        both.
      </p>
      <p className="mt-2 flex gap-3">
        {seq > 1 && <Neighbour seq={seq - 1} label="Record before" />}
        <Neighbour seq={seq + 1} label="Record after" />
      </p>
    </Card>
  )
}

const Neighbour = ({ seq, label }: { seq: number; label: string }) => (
  <Link
    to="/$installation/audit/$seq"
    params={{ installation: currentInstallation().id, seq: String(seq) }}
    className={buttonClass()}
  >
    {label}
  </Link>
)
