// One attempt in full: why it failed, what it changed, how it was applied, what it did step by step, and its plan.
import { Link } from '@tanstack/react-router'
import { Braces, GitCompareArrows } from 'lucide-react'
import { buttonClass } from '../ui/button-class.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { JsonView } from '../ui/json-view.tsx'
import { KeyValues } from '../ui/key-values.tsx'
import { Notice } from '../ui/notice.tsx'
import { Time } from '../ui/time.tsx'
import { listWishes } from './attempt-how.ts'
import { attemptInForce, type AttemptRow, diffOfAttempt } from './attempt-rows.ts'
import { pairOf } from './attempts-search.ts'
import { isSameAttempt } from './attempts.ts'
import { PlanDiffList } from './plan-diff-list.tsx'
import type { Failure } from './plan-failure.ts'
import { StepLog } from './step-log.tsx'

export function AttemptDetail({ row, isPlanShown }: { row: AttemptRow; isPlanShown: boolean }) {
  const { attempt, failure } = row
  const wishes = listWishes(attempt.plan)
  const warnings = attempt.warnings ?? []
  const id = attempt.plan_attempt_id
  return (
    <div className="grid gap-3">
      {failure !== undefined && <WhyItFailed failure={failure} />}
      {warnings.length > 0 && (
        <Notice kind="warn" title="Warnings of ECE">
          {warnings.map(({ code, message, step_id }, index) => (
            // two warnings may be alike
            <p key={index}>
              {[message ?? code, step_id].filter(Boolean).join(' · ') || 'without a text'}
            </p>
          ))}
        </Notice>
      )}
      <WhatItChanged row={row} />
      <KeyValues
        items={[
          { label: 'Attempt', value: attempt.plan_attempt_name },
          { label: 'Attempt id', value: id && <Id id={id} /> },
          { label: 'Action', value: attempt.source?.action, isMono: true },
          { label: 'Applied with', value: wishes.length === 0 ? undefined : wishes.join(' · ') },
        ]}
      />
      <PlanLinks row={row} isPlanShown={isPlanShown} />
      {isPlanShown && attempt.plan && (
        <div className="flex h-112 flex-col">
          <JsonView
            value={attempt.plan}
            label="Plan of this attempt"
            fileName={`plan-${attempt.plan_attempt_name ?? attempt.plan_attempt_id ?? 'attempt'}.json`}
          />
        </div>
      )}
      <section>
        <h3 className="mb-1 font-semibold">Steps</h3>
        <StepLog attempt={attempt} />
      </section>
    </div>
  )
}

const Id = ({ id }: { id: string }) => (
  <span className="flex items-center gap-1">
    <code className="mono truncate">{id}</code>
    <CopyButton text={id} what="attempt id" />
  </span>
)

/** Against the good attempt before it: a failed one between the two has been rolled back. */
function WhatItChanged({ row: { attempt, resource, state } }: { row: AttemptRow }) {
  const diff = diffOfAttempt(attempt, resource)
  return (
    <section>
      <h3 className="mb-1 font-semibold">
        {state === 'succeeded' ? 'What it changed' : 'What it was to change'}
        {diff !== undefined && (
          <span className="text-ink-2 font-normal">
            {' against '}
            {diff.before.plan_attempt_name ?? 'the good attempt before it'}
            {', '}
            <Time value={diff.before.attempt_start_time ?? diff.before.source?.date} />
          </span>
        )}
      </h3>
      {diff === undefined ? (
        <p className="text-ink-2">
          {attempt.plan
            ? 'ECE keeps no earlier good plan to compare it with.'
            : 'ECE sent no plan of this attempt.'}
        </p>
      ) : (
        <PlanDiffList changes={diff.changes} before={diff.before.plan} after={attempt.plan} />
      )}
    </section>
  )
}

const WhyItFailed = ({ failure }: { failure: Failure }) => (
  <Notice kind={failure.cancelled ? 'warn' : 'bad'} title={failure.cause ?? 'Why it failed'}>
    <p className="mono">{failure.message}</p>
    {failure.step_id !== undefined && (
      <p className="text-ink-2">
        In step <code className="mono">{failure.step_id}</code>
        {failure.failure_type !== undefined && (
          <>
            {' · '}
            <code className="mono">{failure.failure_type}</code>
          </>
        )}
      </p>
    )}
    {failure.next !== undefined && <p>Suggestion: {failure.next}</p>}
  </Notice>
)

/** The plan opens on demand: the editor is heavy, and a failed attempt's plan is what one wants to see again. */
function PlanLinks({
  row: { attempt, resource },
  isPlanShown,
}: {
  row: AttemptRow
  isPlanShown: boolean
}) {
  const inForce = attemptInForce(resource)
  const id = attempt.plan_attempt_id
  const isOther = inForce?.plan_attempt_id && id && !isSameAttempt(inForce, attempt)
  const isCurrent = inForce === resource.info.plan_info?.current
  if (!attempt.plan) return null
  return (
    <div className="flex flex-wrap gap-2">
      <Link
        to="."
        search={(before: object) => ({
          ...before,
          show: isPlanShown ? undefined : ('plan' as const),
        })}
        resetScroll={false}
        aria-expanded={isPlanShown}
        className={buttonClass('secondary', { size: 'sm' })}
      >
        <Braces />
        {isPlanShown ? 'Hide the plan' : 'Plan as JSON'}
      </Link>
      {isOther && (
        <Link
          to="."
          search={(before: object) => ({
            ...before,
            compare: pairOf(inForce.plan_attempt_id ?? '', id),
          })}
          resetScroll={false}
          className={buttonClass('secondary', { size: 'sm' })}
        >
          <GitCompareArrows />
          {isCurrent ? 'Compare with the current plan' : 'Compare with the last good plan'}
        </Link>
      )}
    </div>
  )
}
