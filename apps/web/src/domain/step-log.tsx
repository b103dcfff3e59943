// One plan attempt step by step: what ran, when and how long, what was said, and what broke.
import { useEffect, useRef } from 'react'
import type { PlanStep } from '@ece/api-types'
import { cx } from '../lib/cx.ts'
import { formatDuration, parseTime } from '../lib/dates.ts'
import { now } from '../lib/clock.ts'
import { Status, type StatusKind } from '../ui/status.tsx'
import { Elapsed, Time } from '../ui/time.tsx'
import { LAST_STEP } from './attempts.ts'
import { durationOf, stepsOf, type StepState, type StepView } from './plan-state.ts'
import type { Attempt } from './shapes.ts'

const SIGNS: Record<StepState, { kind: StatusKind; label: string }> = {
  running: { kind: 'busy', label: 'running' },
  done: { kind: 'ok', label: 'done' },
  warning: { kind: 'warn', label: 'warning' },
  failed: { kind: 'bad', label: 'failed' },
}

/** Milliseconds; `start` is absent where ECE does not say when the attempt began. */
interface Whole {
  readonly start: number | undefined
  readonly ms: number
}

export function StepLog({ attempt }: { attempt: Attempt }) {
  const steps = stepsOf(attempt, now())
  const culprit = steps.find(({ state, id }) => state === 'failed' && id !== LAST_STEP)
  const list = useRef<HTMLOListElement>(null)
  // talks to the window: who opens an attempt that failed looks for the step that broke
  useEffect(() => {
    list.current?.querySelector('[data-broken]')?.scrollIntoView({ block: 'center' })
  }, [])
  if (steps.length === 0) {
    return <p className="text-ink-2">ECE keeps no step log of this attempt.</p>
  }
  const whole = {
    start: parseTime(attempt.attempt_start_time) ?? steps[0]?.started,
    ms: durationOf(attempt, now()) ?? steps.reduce((sum, { ms = 0 }) => sum + ms, 0),
  }
  return (
    <ol
      ref={list}
      aria-label="Steps"
      className="border-line divide-line bg-surface divide-y overflow-hidden rounded-md border"
    >
      {steps.map((step, index) => (
        // a step may run twice, so its id alone is no key
        <Step key={`${step.id} ${index}`} step={step} whole={whole} isCulprit={step === culprit} />
      ))}
    </ol>
  )
}

interface StepProps {
  step: StepView
  whole: Whole
  /** It is the step that broke. */
  isCulprit: boolean
}

function Step({ step, whole, isCulprit }: StepProps) {
  const { kind, label } = SIGNS[step.state]
  const messages = step.step.info_log ?? []
  const isRunning = step.state === 'running'
  const row = (
    <span className="inline-grid w-[calc(100%-1.25rem)] grid-cols-[5.5rem_minmax(0,1fr)_auto] items-center gap-x-2 align-middle sm:grid-cols-[5.5rem_minmax(0,1fr)_minmax(4rem,14rem)_9rem]">
      <Status kind={kind} label={label} />
      <code className={cx('mono truncate', isCulprit && 'text-bad font-semibold')} title={step.id}>
        {step.id}
      </code>
      <ShareBar step={step} whole={whole} />
      <span className="text-ink-2 text-right text-sm whitespace-nowrap">
        {isRunning ? <Elapsed since={step.started} /> : (formatDuration(step.ms) ?? '—')}
        {describeShare(step, whole)}
      </span>
    </span>
  )
  const className = isCulprit ? 'bg-bad-bg shadow-[inset_3px_0_var(--color-bad)]' : undefined
  const broken = isCulprit || undefined
  if (messages.length === 0) {
    return (
      <li data-broken={broken} className={cx('px-2.5 py-1.5 pl-7.5', className)}>
        {row}
      </li>
    )
  }
  return (
    <li data-broken={broken} className={className}>
      <details open={step.state === 'failed' || undefined}>
        <summary className="px-2.5 py-1.5">{row}</summary>
        <Messages messages={messages} since={step.started} />
      </details>
    </li>
  )
}

/** ` · 48%` of the whole; nothing where it is not known or would say 0%. */
function describeShare({ ms }: StepView, { ms: all }: Whole): string {
  if (ms === undefined || all <= 0) return ''
  const percent = Math.round((Math.min(ms, all) / all) * 100)
  return percent === 0 ? '' : ` · ${percent}%`
}

const COLOURS: Record<StepState, string> = {
  running: 'bg-busy',
  done: 'bg-accent',
  warning: 'bg-warn',
  failed: 'bg-bad',
}

/** When in the attempt the step ran and for how long. Decoration: the numbers beside it say the same. */
function ShareBar({ step: { started, ms, state }, whole }: { step: StepView; whole: Whole }) {
  const percent = (part: number) => Math.min(100, Math.max(0, (part / Math.max(whole.ms, 1)) * 100))
  const from =
    started === undefined || whole.start === undefined ? 0 : percent(started - whole.start)
  return (
    <span
      aria-hidden="true"
      className="bg-line relative hidden h-1.5 overflow-hidden rounded-full sm:block"
    >
      {ms !== undefined && (
        <span
          className={cx('absolute inset-y-0 min-w-0.5 rounded-full', COLOURS[state])}
          style={{ left: `min(${from}%, calc(100% - 2px))`, width: `${percent(ms)}%` }}
        />
      )}
    </span>
  )
}

interface MessagesProps {
  messages: NonNullable<PlanStep['info_log']>
  /** When the step began. */
  since: number | undefined
}

/** `+38 s` into the step; ages of hours would all read alike. */
function describeOffset(timestamp: string | null | undefined, since: number | undefined) {
  const time = parseTime(timestamp)
  const offset = time === undefined || since === undefined ? undefined : time - since
  return offset === undefined ? undefined : formatDuration(offset)
}

const Messages = ({ messages, since }: MessagesProps) => (
  <ul className="grid gap-1 px-2.5 pb-2 pl-7.5">
    {messages.map(({ timestamp, message, failure_type, details }, index) => (
      // messages of one step may repeat word for word
      <li key={index} className="text-sm wrap-anywhere">
        <span className="text-ink-2 mr-2">
          <Time value={timestamp} />
          {describeOffset(timestamp, since) !== undefined &&
            ` +${describeOffset(timestamp, since)}`}
        </span>
        {message}
        {failure_type && <code className="mono text-bad ml-2">{failure_type}</code>}
        {Object.entries(details ?? {}).map(([name, value]) => (
          <span key={name} className="text-ink-2 block">
            {name}: <span className="mono">{value}</span>
          </span>
        ))}
      </li>
    ))}
  </ul>
)
