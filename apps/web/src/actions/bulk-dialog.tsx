// The dialog of a verb over many: what happens to each, what it comes to, how the job goes on, and the very requests.
import { useId, useMemo, useState } from 'react'
import { createPortal } from 'react-dom'
import { useNavigate } from '@tanstack/react-router'
import { isApiError, isSignedOut } from '../api/api-error.ts'
import { currentInstallation } from '../api/installation.ts'
import { hasEcctl, toScript } from '../domain/script.ts'
import { formatCount, formatMegabytes } from '../lib/bytes.ts'
import { plural } from '../lib/text.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { DataAge } from '../ui/data-age.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorDetails } from '../ui/error-panel.tsx'
import { Notice } from '../ui/notice.tsx'
import { type BulkRow, type BulkVerb, isUsable } from './bulk.ts'
import { MOST_SINGLE } from './bulk-reads.ts'
import { PaceFields, SureFields } from './bulk-fields.tsx'
import { BulkItems } from './bulk-items.tsx'
import { totalsOf } from './bulk-totals.ts'
import { Lead, Options } from './confirm-parts.tsx'
import { type Bulk, type JudgedItem, useBulk } from './use-bulk.ts'

interface BulkDialogProps {
  verb: BulkVerb
  /** As they were when the dialog was asked for. */
  rows: readonly BulkRow[]
  onClose: () => void
}

export function BulkDialog({ verb, rows, onClose }: BulkDialogProps) {
  const navigate = useNavigate()
  const openJob = (jobId: string) => {
    onClose()
    const { id: installation } = currentInstallation()
    void navigate({ to: '/$installation/jobs/$jobId', params: { installation, jobId } })
  }
  const bulk = useBulk({ verb, rows, onJob: openJob })
  const { count, danger, fresh, values, isSending, disabledReason } = bulk
  const targets = plural(count, verb.noun)
  // outside of the bar, whose colours are turned round
  return createPortal(
    <Dialog
      open
      size="lg"
      title={`${verb.word} ${targets}?`}
      onClose={onClose}
      onSubmit={bulk.press}
      isDirty={bulk.isDirty || isSending}
      footer={
        <>
          <Scripts verb={verb} bulk={bulk} />
          <Button
            onClick={onClose}
            // the field to type into would scroll the targets away
            data-autofocus=""
          >
            {verb.dismiss}
          </Button>
          <Button
            type="submit"
            variant={danger === 'destroys' ? 'danger' : 'primary'}
            disabledReason={disabledReason}
            aria-busy={isSending}
          >
            {/* the same words while it is sent: a shorter button would put another one under the second click of two */}
            {verb.word} {targets}
          </Button>
        </>
      }
    >
      <Lead text={verb.describe(values)} emphasis={verb.emphasis} />
      <div className="mt-1 flex flex-wrap items-center justify-end gap-x-3">
        {fresh.isComplete && fresh.total > MOST_SINGLE && (
          <span className="text-ink-2 mr-auto text-sm">
            Read from ECE’s search index; the console looks at each one again before it sends.
          </span>
        )}
        {!fresh.isComplete && fresh.error === null && (
          <span className="text-ink-2 mr-auto text-sm" role="status">
            Reading {plural(fresh.total, 'deployment')}, {formatCount(fresh.done)} done…
          </span>
        )}
        <DataAge {...fresh} />
      </div>
      <Totals verb={verb} bulk={bulk} />
      <Targets items={bulk.items} />
      <Options options={bulk.options} values={values} setValue={bulk.setValue} />
      <PaceFields {...bulk} />
      <SureFields {...bulk} />
      {bulk.error !== undefined && <NotBegun error={bulk.error} jobKey={bulk.key} />}
      <output className="sr-only">{isSending ? 'Sending' : ''}</output>
    </Dialog>,
    document.body,
  )
}

/** What all of them come to, in one line. */
function Totals({ verb, bulk }: { verb: BulkVerb; bulk: Bulk }) {
  const totals = useMemo(() => totalsOf(verb, bulk.items), [verb, bulk.items])
  const warned = bulk.items.filter(
    ({ impact }) => impact !== undefined && impact.warnings.length > 0,
  )
  const memory = formatMegabytes(totals.memory)
  const facts: [label: string, value: string][] = [
    ['Will be sent', plural(totals.usable, verb.noun)],
    ['Skipped', String(totals.skipped)],
    ['With warnings', String(warned.length)],
    ...(totals.instances === 0
      ? []
      : ([
          ['Instances', plural(totals.instances, 'instance')],
          ['Zones', totals.zones.length === 0 ? 'not known' : totals.zones.join(', ')],
        ] satisfies [string, string][])),
    ...(verb.isFreeing && memory !== undefined && totals.memory > 0
      ? ([['Memory freed', memory]] satisfies [string, string][])
      : []),
    ...(totals.unknown === 0
      ? []
      : ([['Could not check', `instances of ${plural(totals.unknown, 'target')}`]] satisfies [
          string,
          string,
        ][])),
  ]
  return (
    <dl className="mt-1 flex flex-wrap gap-x-6 gap-y-1.5 text-base" aria-label="All together">
      {facts.map(([label, value]) => (
        <div key={label} className="min-w-0">
          <dt className="text-ink-2 text-sm">{label}</dt>
          <dd className="font-semibold wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const VIEWS = {
  all: { label: 'All', keeps: () => true },
  skipped: { label: 'Skipped', keeps: ({ skipped }: JudgedItem) => skipped !== undefined },
  warned: {
    label: 'With warnings',
    keeps: ({ impact }: JudgedItem) => impact !== undefined && impact.warnings.length > 0,
  },
} as const
type View = keyof typeof VIEWS
const VIEW_NAMES = ['all', 'skipped', 'warned'] as const satisfies readonly View[]

function Targets({ items }: { items: readonly JudgedItem[] }) {
  const [view, setView] = useState<View>('all')
  const id = useId()
  const lists = useMemo(
    () => Object.fromEntries(VIEW_NAMES.map((name) => [name, items.filter(VIEWS[name].keeps)])),
    [items],
  )
  const shown = lists[view] ?? items
  return (
    <section aria-labelledby={id} className="mt-4">
      <div className="flex flex-wrap items-center gap-1">
        <h3 id={id} className="mr-auto text-base font-semibold">
          Targets
        </h3>
        {VIEW_NAMES.map((name) => (
          <Button
            key={name}
            size="sm"
            variant={name === view ? 'secondary' : 'ghost'}
            aria-pressed={name === view}
            onClick={() => setView(name)}
          >
            {VIEWS[name].label} <span className="text-ink-2">{lists[name]?.length ?? 0}</span>
          </Button>
        ))}
      </div>
      {shown.length === 0 ? (
        <p className="text-ink-2 border-line mt-2 rounded-lg border px-3 py-2 text-base">
          {view === 'skipped' ? 'Nothing is skipped.' : 'No target has a warning.'}
        </p>
      ) : (
        <BulkItems items={shown} label="Targets" />
      )}
    </section>
  )
}

/** Made when it is asked for: of thousands of targets it is a long text. */
function Scripts({ verb, bulk: { items, values } }: { verb: BulkVerb; bulk: Bulk }) {
  const make = (tool: 'curl' | 'ecctl') => () =>
    toScript(
      verb.jobTitle,
      items.filter(isUsable).map(({ action, name }) => ({
        operation: action.operation,
        input: action.toInput(values),
        name,
      })),
      tool,
    )
  return (
    <span className="mr-auto flex flex-wrap gap-2">
      <CopyButton text={make('curl')} what="as curl script">
        Copy as curl
      </CopyButton>
      {hasEcctl(verb.operation) ? (
        <CopyButton text={make('ecctl')} what="as ecctl script">
          Copy as ecctl
        </CopyButton>
      ) : (
        <Button
          size="sm"
          disabledReason="ecctl has no command for this; the curl script sends the same calls."
        >
          Copy as ecctl
        </Button>
      )}
    </span>
  )
}

function NotBegun({ error, jobKey }: { error: Error; jobKey: string }) {
  const isReused = isApiError(error, 'console.idempotency_key_reused')
  const isSession = isSignedOut(error)
  const isLost = isApiError(error) && (error.status === 0 || error.status >= 500)
  const href = `/${currentInstallation().id}/jobs/${jobKey}`
  return (
    <Notice
      kind={isLost || isReused ? 'warn' : 'bad'}
      isLive
      className="mt-4 text-base"
      title={
        isReused
          ? 'It has begun already, with other settings'
          : isLost
            ? 'No answer: the job may have begun'
            : 'Not begun: nothing was sent'
      }
    >
      <ErrorDetails error={error} />
      {isSession && <p>Sign in again, then press the button once more. Nothing is lost.</p>}
      {isLost && <p>Press the button again: the same job never begins twice.</p>}
      {(isReused || isLost) && (
        <p>
          <a className="underline" href={href}>
            Look for the job
          </a>
        </p>
      )}
    </Notice>
  )
}
