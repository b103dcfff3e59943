// One plan attempt step by step: what ran, how long, what was said, and what broke.
import type { PlanStep } from '@ece/api-types'
import { formatDuration } from '../lib/dates.ts'
import { now } from '../lib/clock.ts'
import { Notice } from '../ui/notice.tsx'
import { Status, type StatusKind } from '../ui/status.tsx'
import { Elapsed, Time } from '../ui/time.tsx'
import { LAST_STEP } from './attempts.ts'
import { failureOf } from './plan-failure.ts'
import { stepsOf, type StepState, type StepView } from './plan-state.ts'
import type { Attempt } from './shapes.ts'

const SIGNS: Record<StepState, { kind: StatusKind; label: string }> = {
  running: { kind: 'busy', label: 'running' },
  done: { kind: 'ok', label: 'done' },
  warning: { kind: 'warn', label: 'warning' },
  failed: { kind: 'bad', label: 'failed' },
}

export function StepLog({ attempt }: { attempt: Attempt }) {
  const steps = stepsOf(attempt, now())
  const failure = failureOf(attempt)
  return (
    <div className="grid gap-2">
      {failure !== undefined && (
        <Notice kind={failure.cancelled ? 'warn' : 'bad'} title={failure.cause ?? 'Why it failed'}>
          <p className="mono wrap-anywhere">{failure.message}</p>
          {failure.failure_type !== undefined && (
            <p className="text-ink-2 mono text-sm">{failure.failure_type}</p>
          )}
          {failure.next !== undefined && <p>Suggestion: {failure.next}</p>}
        </Notice>
      )}
      {steps.length === 0 ? (
        <p className="text-ink-2">ECE keeps no step log of this attempt.</p>
      ) : (
        <ol className="border-line divide-line divide-y rounded-md border">
          {steps.map((step, index) => (
            // a step may run twice, so its id alone is no key
            <Step
              key={`${step.id} ${index}`}
              step={step}
              isCulprit={step.state === 'failed' && step.id !== LAST_STEP}
            />
          ))}
        </ol>
      )}
    </div>
  )
}

function Step({ step, isCulprit }: { step: StepView; isCulprit: boolean }) {
  const { kind, label } = SIGNS[step.state]
  const messages = step.step.info_log ?? []
  const row = (
    <span className="inline-grid w-[calc(100%-1.25rem)] grid-cols-[6.5rem_minmax(0,1fr)_auto] items-center gap-2 align-middle">
      <Status kind={kind} label={label} />
      <code className="mono truncate" title={step.id}>
        {step.id}
      </code>
      <span className="text-ink-2 text-sm whitespace-nowrap">
        {step.state === 'running' ? (
          <Elapsed since={step.started} />
        ) : (
          (formatDuration(step.ms) ?? '—')
        )}
      </span>
    </span>
  )
  if (messages.length === 0) return <li className="px-2.5 py-1.5 pl-7.5">{row}</li>
  return (
    <li className={isCulprit ? 'bg-bad-bg' : undefined}>
      <details open={step.state === 'failed' || undefined}>
        <summary className="cursor-pointer px-2.5 py-1.5">{row}</summary>
        <Messages messages={messages} />
      </details>
    </li>
  )
}

const Messages = ({ messages }: { messages: NonNullable<PlanStep['info_log']> }) => (
  <ul className="grid gap-1 px-2.5 pb-2 pl-7.5">
    {messages.map(({ timestamp, message, failure_type, details }, index) => (
      // messages of one step may repeat word for word
      <li key={index} className="text-sm wrap-anywhere">
        <Time value={timestamp} className="text-ink-2 mr-2" />
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
