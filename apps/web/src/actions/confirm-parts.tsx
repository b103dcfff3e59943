// The pieces of a confirmation dialog: impact table, options, the request as curl, and how it ended.
import { Info } from 'lucide-react'
import { buildRequest } from '@ece/api-types'
import { toCurl } from '../domain/curl.ts'
import { now } from '../lib/clock.ts'
import { formatRelative } from '../lib/dates.ts'
import { Checkbox, RadioGroup } from '../ui/choice.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { TextField } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { StatusIcon } from '../ui/status.tsx'
import type { ReactNode } from 'react'
import {
  type Action,
  describeOption,
  type ImpactRow,
  type Option,
  type OptionValues,
  problemOf,
  valueOf,
} from './action.ts'
import { ChangeLink } from '../domain/change-link.tsx'
import { holderOf, nextStepOf, type Outcome, OUTCOME_TITLES } from './outcome.ts'
import type { SendResult } from './send-change.ts'
import type { Unfinished } from './unfinished.ts'

/** The description with its important part in bold. */
export function Lead({ text, emphasis }: { text: string; emphasis: string | undefined }) {
  const at = emphasis === undefined ? -1 : text.indexOf(emphasis)
  if (emphasis === undefined || at < 0) return <p>{text}</p>
  return (
    <p>
      {text.slice(0, at)}
      <strong className="font-semibold">{emphasis}</strong>
      {text.slice(at + emphasis.length)}
    </p>
  )
}

/** Signs, labels and numbers: what will happen, before it is asked. */
export function ImpactTable({ rows }: { rows: readonly ImpactRow[] }) {
  if (rows.length === 0) return null
  return (
    <dl aria-label="What this does" className="border-line mt-1.5 rounded-lg border text-base">
      {rows.map(({ kind, label, text }) => (
        <div
          key={label}
          className="border-line grid grid-cols-[1rem_minmax(0,1fr)] gap-x-3 px-3 py-1.5 not-first:border-t sm:grid-cols-[1rem_8.5rem_minmax(0,1fr)]"
        >
          <span aria-hidden="true" className="mt-0.5">
            {kind === 'info' ? <Info className="text-ink-3" /> : <StatusIcon kind={kind} />}
          </span>
          <dt className="text-ink-2">{label}</dt>
          <dd className="col-start-2 wrap-anywhere sm:col-start-3">{text}</dd>
        </div>
      ))}
    </dl>
  )
}

interface OptionProps {
  option: Option
  values: OptionValues
  onChange: (value: OptionValues[string]) => void
}

/** One option of a verb, with the API's default and what goes over the wire. */
function OptionField({ option, values, onChange }: OptionProps) {
  switch (option.kind) {
    case 'switch': {
      const hint = `(${describeOption(option, values)})${option.hint ? ` ${option.hint}.` : ''}`
      return (
        <Checkbox
          label={option.label}
          hint={hint}
          checked={valueOf(option, values)}
          onChange={onChange}
        />
      )
    }
    case 'choice':
      return (
        <RadioGroup
          legend={option.label}
          value={valueOf(option, values)}
          onChange={onChange}
          options={option.choices.map(({ value, label, hint }) => ({
            value,
            label,
            hint: [hint, value === option.initial ? "the API's default" : undefined]
              .filter(Boolean)
              .join('; '),
          }))}
        />
      )
    case 'number':
      return (
        <TextField
          label={`${option.label}, ${option.unit}`}
          inputMode="numeric"
          autoComplete="off"
          className="max-w-80"
          value={String(values[option.name] ?? option.initial)}
          error={problemOf(option, values)}
          hint={describeOption(option, values)}
          onChange={({ target }) =>
            // text that is no number stays as it was typed; `problemOf` says so
            onChange(/^\d{1,9}$/.test(target.value) ? Number(target.value) : target.value)
          }
        />
      )
  }
}

export function Options({
  options,
  values,
  setValue,
}: {
  options: readonly Option[]
  values: OptionValues
  setValue: (name: string, value: OptionValues[string]) => void
}) {
  if (options.length === 0) return null
  return (
    <div className="mt-4 grid gap-3">
      {options.map((option) => (
        <OptionField
          key={option.name}
          option={option}
          values={values}
          onChange={(value) => setValue(option.name, value)}
        />
      ))}
    </div>
  )
}

/** The very request as a command line; `undefined` when its ids cannot be sent. */
export function curlOf(action: Action, values: OptionValues): string | undefined {
  try {
    return toCurl(buildRequest(action.operation, action.toInput(values)))
  } catch {
    return undefined
  }
}

export function Curl({ text }: { text: string }) {
  return (
    <figure className="mt-4">
      <figcaption className="sr-only">The request as curl</figcaption>
      <pre className="border-line bg-raised mono max-h-40 overflow-auto rounded-md border p-2.5 text-sm whitespace-pre-wrap wrap-anywhere">
        {text}
      </pre>
    </figure>
  )
}

export const CopyCurl = ({ text }: { text: string }) => (
  <CopyButton text={text} what="as curl" className="mr-auto">
    Copy as curl
  </CopyButton>
)

/** As many reasons as fit; ECE sends them all in one answer. */
const MAX_REASONS = 5

/** ECE's or the console's reasons with their codes, the next step, and what to report. */
function Why({ outcome }: { outcome: Outcome }) {
  const next = nextStepOf(outcome)
  const { errors = [], requestId } = outcome.error ?? {}
  const holder = holderOf(outcome.error)
  const { evidence } = outcome
  const isSaid = errors.some(({ message }) => evidence !== undefined && message.includes(evidence))
  return (
    <div className="wrap-anywhere">
      {errors.slice(0, MAX_REASONS).map(({ code, message }) => (
        <p key={`${code} ${message}`}>
          {message} <code className="mono text-ink-2">{code}</code>
        </p>
      ))}
      {evidence !== undefined && !isSaid && <p>{evidence}</p>}
      {holder !== undefined && (
        <p>
          <ChangeLink id={holder}>Look at that change</ChangeLink>
        </p>
      )}
      {next !== undefined && <p className="text-ink-2">{next}</p>}
      {requestId !== undefined && (
        <p className="text-ink-2 flex items-center gap-1 text-sm">
          Request id <code className="mono truncate">{requestId}</code>
          <CopyButton text={requestId} what="request id" />
        </p>
      )}
    </div>
  )
}

interface EndProps {
  result: SendResult
  /** Key of the change, while there is more to find out about it than what was answered. */
  changeId?: string | undefined
  /** Link to where the change would show. */
  activity: ReactNode
  onAskAgain: ReactNode
}

/** The outcome comes at the end of a long dialog; nobody should have to look for it. */
const reveal = (element: HTMLElement | null) => element?.scrollIntoView?.({ block: 'nearest' })

/** How it ended, where it was asked. */
export const End = (props: EndProps) => (
  <div ref={reveal} className="mt-4">
    <EndNotice {...props} />
  </div>
)

function EndNotice({ result, changeId, activity, onAskAgain }: EndProps) {
  if (result === 'session') {
    return (
      <Notice kind="warn" isLive className="text-base" title="Not sent: your session has ended">
        Sign in again, then press the button once more. Nothing you filled in is lost, and it cannot
        happen twice.
      </Notice>
    )
  }
  const isOpen = result.word === 'unknown' || result.word === 'no_trace'
  return (
    <Notice
      kind={isOpen ? 'warn' : result.word === 'found' ? 'ok' : 'bad'}
      isLive
      className="text-base"
      title={OUTCOME_TITLES[result.word]}
      // once the record of changes has answered it is asked all the time
      actions={
        result.word === 'unknown' && result.isConcluded === undefined ? onAskAgain : undefined
      }
    >
      <Why outcome={result} />
      {isOpen && activity !== undefined && <p>{activity}</p>}
      {changeId !== undefined && (
        <p>
          <ChangeLink id={changeId}>The story of this change</ChangeLink>
        </p>
      )}
    </Notice>
  )
}

/** What became of a request that a reload interrupted. */
export function Earlier({
  earlier,
  outcome,
}: {
  earlier: Unfinished
  outcome: Outcome | undefined
}) {
  const age = formatRelative(Math.min(earlier.sentAt, now()), now())
  if (outcome === undefined) {
    return (
      <Notice kind="busy" isLive className="mt-3.5 text-base">
        A request from this tab, sent {age}, has no answer yet. Asking the console what became of
        it…
      </Notice>
    )
  }
  const isFine = outcome.word === 'accepted' || outcome.word === 'found'
  return (
    <Notice
      kind={isFine ? 'info' : 'warn'}
      isLive
      className="mt-3.5 text-base"
      title={`Your request sent ${age}: ${OUTCOME_TITLES[outcome.word]}`}
    >
      <Why outcome={outcome} />
    </Notice>
  )
}
