// Any two attempts of one resource side by side. Which two is in the address, so that a colleague sees the same.
import { useEffect, useRef } from 'react'
import { ArrowLeftRight, X } from 'lucide-react'
import { parseTime } from '../lib/dates.ts'
import { formatUtc } from '../lib/exact-dates.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Notice } from '../ui/notice.tsx'
import { type AttemptRow, comparePlans, findRow } from './attempt-rows.ts'
import { pairOf, readPair, type SetAttemptAddress } from './attempts-search.ts'
import { changeOf } from './plan-change.ts'
import { PlanDiffList } from './plan-diff-list.tsx'

interface CompareProps {
  rows: readonly AttemptRow[]
  /** As the address has it. */
  pair: string
  set: SetAttemptAddress
}

const isOf =
  ({ resource }: AttemptRow) =>
  (row: AttemptRow) =>
    row.resource.id === resource.id && row.resource.kind === resource.kind

export function AttemptCompare({ rows, pair, set }: CompareProps) {
  const ids = readPair(pair)
  const frame = useRef<HTMLElement>(null)
  // talks to the window: the link that chose the pair may be far down the list
  useEffect(() => {
    frame.current?.scrollIntoView({ block: 'nearest' })
  }, [pair])
  const [before, after] = [findRow(rows, ids[0]), findRow(rows, ids[1])]
  const close = () => set({ compare: undefined })
  if (before === undefined || after === undefined || !isOf(before)(after)) {
    const isMixed = before !== undefined && after !== undefined
    const missing = ids.filter((id) => findRow(rows, id) === undefined)
    return (
      <Notice kind="warn" isLive className="mb-3" onDismiss={close}>
        {isMixed
          ? 'The address compares attempts of two different resources; that part was left out.'
          : `The address compares attempts that are not among the last ones that ECE keeps (${missing.join(', ')}); that part was left out.`}
      </Notice>
    )
  }
  const choices = rows.filter(isOf(before))
  const choose = (old: string, young: string) =>
    set({ compare: pairOf(old, young) }, { replace: true })
  const [old, young] = [before.attempt.plan, after.attempt.plan]
  return (
    <section ref={frame} aria-label="Compare two attempts" className="mb-3">
      <Card
        title="Compare two attempts"
        note={changeOf(after.attempt, after.resource).text}
        end={
          <>
            <Button size="sm" onClick={() => choose(ids[1], ids[0])}>
              <ArrowLeftRight />
              Swap
            </Button>
            <Button variant="ghost" size="sm" isIcon aria-label="Close comparison" onClick={close}>
              <X />
            </Button>
          </>
        }
      >
        <div className="mb-2.5 grid gap-2 md:grid-cols-2">
          <Choice
            label="Before"
            rows={choices}
            value={ids[0]}
            onChange={(id) => choose(id, ids[1])}
          />
          <Choice
            label="After"
            rows={choices}
            value={ids[1]}
            onChange={(id) => choose(ids[0], id)}
          />
        </div>
        {old && young ? (
          <PlanDiffList changes={comparePlans(old, young)} before={old} after={young} />
        ) : (
          <p className="text-ink-2">
            ECE sent no plan of {old ? 'the second' : 'the first'} attempt.
          </p>
        )}
      </Card>
    </section>
  )
}

interface ChoiceProps {
  label: string
  rows: readonly AttemptRow[]
  value: string
  onChange: (id: string) => void
}

const Choice = ({ label, rows, value, onChange }: ChoiceProps) => (
  <label className="flex min-w-0 items-center gap-2">
    <span className="text-ink-2 w-12 shrink-0">{label}</span>
    <select
      value={value}
      className="border-control bg-surface h-8 w-full min-w-0 rounded-md border px-2"
      onChange={(event) => onChange(event.target.value)}
    >
      {rows.flatMap((row) => {
        const { plan_attempt_id: id } = row.attempt
        return id ? (
          <option key={id} value={id}>
            {describeRow(row)}
          </option>
        ) : (
          []
        )
      })}
    </select>
  </label>
)

/** `2025-05-09 07:43:10 UTC · done · Resize of Elasticsearch`. */
function describeRow({ attempt, resource, result }: AttemptRow): string {
  const start = parseTime(attempt.attempt_start_time) ?? parseTime(attempt.source?.date)
  const when = start === undefined ? attempt.plan_attempt_name : formatUtc(start)
  return [
    when,
    result === 'unknown' ? 'result not known' : result,
    changeOf(attempt, resource).text,
  ]
    .filter(Boolean)
    .join(' · ')
}
