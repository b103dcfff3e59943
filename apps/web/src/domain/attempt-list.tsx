// Plan attempts newest first. Each opens to its details and has an address of its own.
import { useState } from 'react'
import type { Change } from '@ece/api-types/bff'
import { Link } from '@tanstack/react-router'
import { formatDuration } from '../lib/dates.ts'
import { now } from '../lib/clock.ts'
import { clip, plural } from '../lib/text.ts'
import { Button } from '../ui/button.tsx'
import { Status, type StatusKind } from '../ui/status.tsx'
import { Elapsed, Time } from '../ui/time.tsx'
import { changeOfAttempt } from './attempt-change.ts'
import { AttemptDetail } from './attempt-detail.tsx'
import { type AttemptRow, diffOfAttempt } from './attempt-rows.ts'
import type { AttemptAddress, Result } from './attempts-search.ts'
import { ChangeLink } from './change-link.tsx'
import { changeOf, startedBy } from './plan-change.ts'
import { describeChange } from './plan-diff-change.ts'
import { durationOf } from './plan-state.ts'

export const RESULT_SIGNS: Record<Result, { readonly kind: StatusKind; readonly label: string }> = {
  running: { kind: 'busy', label: 'Running' },
  done: { kind: 'ok', label: 'Done' },
  failed: { kind: 'bad', label: 'Failed' },
  cancelled: { kind: 'warn', label: 'Cancelled' },
  unknown: { kind: 'off', label: 'Not known' },
}

/** ECE keeps 100 per kind; nobody reads all of them at once. */
const STEP = 50

interface AttemptListProps {
  /** Never empty. */
  rows: readonly AttemptRow[]
  /** Of this console on the deployment, to say which attempts came of one. */
  changes: readonly Change[]
  address: Pick<AttemptAddress, 'attempt' | 'show'>
}

export function AttemptList({ rows, changes, address }: AttemptListProps) {
  const [count, setCount] = useState(STEP)
  const { attempt: open, show } = address
  // the open one is always there
  const at = rows.findIndex(({ attempt }) => open !== undefined && attempt.plan_attempt_id === open)
  const shown = rows.slice(0, Math.max(count, at + 1))
  return (
    <>
      <ul
        aria-label="Plan attempts"
        className="border-line bg-surface divide-line divide-y rounded-lg border"
      >
        {shown.map((row, index) => (
          <AttemptItem
            key={`${row.resource.kind} ${row.resource.id} ${row.attempt.plan_attempt_id ?? index}`}
            row={row}
            change={changeOfAttempt(row.attempt, row.resource, changes)}
            isOpen={index === at}
            isPlanShown={show === 'plan'}
          />
        ))}
      </ul>
      {shown.length < rows.length && (
        <div className="mt-2 flex flex-wrap items-center gap-2">
          <Button onClick={() => setCount(shown.length + STEP)}>
            Show {Math.min(STEP, rows.length - shown.length)} more
          </Button>
          <span className="text-ink-2">
            {shown.length} of {plural(rows.length, 'attempt')}
          </span>
        </div>
      )}
    </>
  )
}

interface AttemptItemProps {
  row: AttemptRow
  /** It came of this one. */
  change: Change | undefined
  isOpen: boolean
  isPlanShown: boolean
}

function AttemptItem({ row, change, isOpen, isPlanShown }: AttemptItemProps) {
  const { resource, attempt, state, result, failure } = row
  const { who, from, action } = startedBy(attempt)
  const id = attempt.plan_attempt_id ?? undefined
  const what = changeOf(attempt, resource).text
  const took = formatDuration(durationOf(attempt, now()))
  const began = attempt.attempt_start_time ?? attempt.source?.date
  return (
    <li>
      <div className="grid grid-cols-[6.5rem_minmax(0,1fr)] items-start gap-x-3 px-3.5 py-2 md:grid-cols-[6.5rem_minmax(0,2fr)_minmax(0,1fr)_8rem_6rem]">
        <Status {...RESULT_SIGNS[result]} />
        <span className="min-w-0 wrap-anywhere">
          {id === undefined ? (
            <strong className="font-semibold">{what}</strong>
          ) : (
            <Link
              to="."
              search={(before: object) => ({
                ...before,
                attempt: isOpen ? undefined : id,
                show: undefined,
              })}
              resetScroll={false}
              aria-expanded={isOpen}
              className="font-semibold hover:underline"
            >
              {what}
            </Link>
          )}
          {failure !== undefined && (
            <span className="text-ink-2 block text-sm">
              {failure.cause ?? failure.failure_type ?? clip(failure.message, MAX_TEXT)}
            </span>
          )}
          <Differences row={row} />
        </span>
        <span className="text-ink-2 col-start-2 min-w-0 truncate md:col-start-auto" title={action}>
          by {who}
          {from !== undefined && ` from ${from}`}
          {change !== undefined && (
            <span className="block truncate text-sm">
              <ChangeLink id={change.id}>changed by this console</ChangeLink>
            </span>
          )}
        </span>
        <span className="text-ink-2 col-start-2 md:col-start-auto">
          <Time value={began} />
        </span>
        <span className="text-ink-2 col-start-2 md:col-start-auto md:text-right">
          {state === 'pending' ? <Elapsed since={began} /> : (took ?? '—')}
        </span>
      </div>
      {isOpen && (
        <div className="border-line border-t px-3.5 py-3">
          <AttemptDetail key={id} row={row} isPlanShown={isPlanShown} />
        </div>
      )}
    </li>
  )
}

const MAX_SAID = 2
const MAX_TEXT = 120

/** What it changed against the good one before, in one line; what it takes away in red. Nothing where nothing changed. */
function Differences({ row: { attempt, resource } }: { row: AttemptRow }) {
  const all = diffOfAttempt(attempt, resource)?.changes ?? []
  // how it was applied is told by the words above
  const changes = all.filter(({ area }) => area !== 'strategy')
  if (changes.length === 0) return null
  const losses = changes.filter(({ risk }) => risk === 'loses')
  const [said, kind] = losses.length > 0 ? [losses, 'bad' as const] : [changes, undefined]
  const more = changes.length - Math.min(said.length, MAX_SAID)
  return (
    <span className="block text-sm">
      {kind !== undefined && (
        <Status kind={kind} label="Takes away" className="mr-1.5 align-bottom font-medium" />
      )}
      {said.slice(0, MAX_SAID).map((change, index) => (
        // two tiers without a name may change alike
        <bdi key={index} className="text-ink-2">
          {index > 0 && ' · '}
          {clip(describeChange(change), MAX_TEXT)}
        </bdi>
      ))}
      {more > 0 && <span className="text-ink-2"> · {more} more</span>}
    </span>
  )
}
