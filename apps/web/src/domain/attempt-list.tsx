// Plan attempts newest first. Each opens to its step log and has an address of its own.
import { Link } from '@tanstack/react-router'
import { formatDuration, parseTime } from '../lib/dates.ts'
import { now } from '../lib/clock.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { Status, type StatusKind } from '../ui/status.tsx'
import { Elapsed, Time } from '../ui/time.tsx'
import { type AttemptState, isSameAttempt, listAttempts, stateOfAttempt } from './attempts.ts'
import { changeOf, startedBy } from './plan-change.ts'
import { failureOf } from './plan-failure.ts'
import { durationOf } from './plan-state.ts'
import type { Resource } from './resources.ts'
import type { Attempt } from './shapes.ts'
import { StepLog } from './step-log.tsx'

const SIGNS: Record<AttemptState, { kind: StatusKind; label: string }> = {
  pending: { kind: 'busy', label: 'Running' },
  succeeded: { kind: 'ok', label: 'Done' },
  failed: { kind: 'bad', label: 'Failed' },
  unknown: { kind: 'off', label: 'Not known' },
}

export interface AttemptRow {
  readonly resource: Resource
  readonly attempt: Attempt
  readonly state: AttemptState
}

const startOf = ({ attempt }: AttemptRow) =>
  parseTime(attempt.attempt_start_time) ?? parseTime(attempt.source?.date) ?? 0

/** Attempts of several resources in one list, newest first. */
export const listAttemptRows = (resources: readonly Resource[]): AttemptRow[] =>
  resources
    .flatMap((resource) =>
      listAttempts(resource).map((attempt) => ({
        resource,
        attempt,
        state: stateOfAttempt(attempt, resource),
      })),
    )
    .toSorted((a, b) => startOf(b) - startOf(a))

interface AttemptListProps {
  resources: readonly Resource[]
  /** `plan_attempt_id` of the open one, from the address. */
  open: string | undefined
}

export function AttemptList({ resources, open }: AttemptListProps) {
  const rows = listAttemptRows(resources)
  const isListed = rows.some(({ attempt }) => attempt.plan_attempt_id === open)
  if (rows.length === 0) {
    return <EmptyState title="No plan attempts">ECE knows of no change to this so far.</EmptyState>
  }
  return (
    <>
      {open !== undefined && !isListed && (
        <p role="status" className="text-warn mb-2">
          The attempt in the address is not among the last ones that ECE keeps.
        </p>
      )}
      <ul className="border-line bg-surface divide-line divide-y rounded-lg border">
        {rows.map((row, index) => (
          <AttemptItem
            key={`${row.resource.id} ${row.attempt.plan_attempt_id ?? index}`}
            row={row}
            isOpen={open !== undefined && isSameAttempt(row.attempt, { plan_attempt_id: open })}
          />
        ))}
      </ul>
    </>
  )
}

function AttemptItem({ row, isOpen }: { row: AttemptRow; isOpen: boolean }) {
  const { resource, attempt, state } = row
  const { who, from, action } = startedBy(attempt)
  const failure = state === 'failed' ? failureOf(attempt) : undefined
  const id = attempt.plan_attempt_id ?? undefined
  const sign =
    failure?.cancelled === true ? ({ kind: 'warn', label: 'Cancelled' } as const) : SIGNS[state]
  const what = changeOf(attempt, resource).text
  const took = formatDuration(durationOf(attempt, now()))
  return (
    <li>
      <div className="grid grid-cols-[6.5rem_minmax(0,1fr)] items-start gap-x-3 px-3.5 py-2 md:grid-cols-[6.5rem_minmax(0,2fr)_minmax(0,1fr)_8rem_6rem]">
        <Status kind={sign.kind} label={sign.label} />
        <span className="min-w-0 wrap-anywhere">
          {id === undefined ? (
            <strong className="font-semibold">{what}</strong>
          ) : (
            <Link
              to="."
              search={(before: object) => ({ ...before, attempt: isOpen ? undefined : id })}
              resetScroll={false}
              aria-expanded={isOpen}
              className="font-semibold hover:underline"
            >
              {what}
            </Link>
          )}
          {failure !== undefined && (
            <span className="text-ink-2 block text-sm">
              {failure.cause ?? failure.failure_type ?? failure.message}
            </span>
          )}
        </span>
        <span className="text-ink-2 col-start-2 min-w-0 truncate md:col-start-auto" title={action}>
          by {who}
          {from !== undefined && ` from ${from}`}
        </span>
        <span className="text-ink-2 col-start-2 md:col-start-auto">
          <Time value={attempt.attempt_start_time ?? attempt.source?.date} />
        </span>
        <span className="text-ink-2 col-start-2 md:col-start-auto md:text-right">
          {state === 'pending' ? (
            <Elapsed since={attempt.attempt_start_time ?? attempt.source?.date} />
          ) : (
            (took ?? '—')
          )}
        </span>
      </div>
      {isOpen && (
        <div className="border-line border-t px-3.5 py-3">
          <StepLog attempt={attempt} />
        </div>
      )}
    </li>
  )
}
