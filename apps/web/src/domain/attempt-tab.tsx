import { useMemo } from 'react'
import type { Deployment, ResourceKind } from '@ece/api-types'
import type { Change } from '@ece/api-types/bff'
import { GitCompareArrows } from 'lucide-react'
import { qChanges } from '../api/changes.ts'
import { type Age, useLive } from '../api/live.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { FilterSelect } from '../ui/filter-select.tsx'
import { SkeletonLines } from '../ui/skeleton.tsx'
import { AttemptCompare } from './attempt-compare.tsx'
import { AttemptList, RESULT_SIGNS } from './attempt-list.tsx'
import { type AttemptRow, filterRows, findRow, listAttemptRows } from './attempt-rows.ts'
import { type AttemptAddress, pairOf, RESULTS, type SetAttemptAddress } from './attempts-search.ts'
import { AttemptsNotRead } from './read-failed.tsx'
import { listResources, nameOfKind } from './resources.ts'

interface TabProps {
  address: AttemptAddress
  set: SetAttemptAddress
}

interface AttemptTabProps extends TabProps {
  /** A read with `show_plan_history`. */
  reading: {
    readonly data: Deployment | undefined
    readonly error: Error | null
    readonly age: Age
  }
  /** Only this resource, on its own page. */
  resource_id?: string
}

/** The plan attempts of a deployment or of one resource. They have a read of their own: history is large. */
export function AttemptTab({
  reading: { data, error, age },
  resource_id,
  ...rest
}: AttemptTabProps) {
  // a link more where the console knows; where this cannot be read there is none, and nothing else is missing
  const known = useLive(qChanges(`deployments/${data?.id ?? ''}`), { enabled: data !== undefined })
  const rows = useMemo(() => {
    const all = data === undefined ? [] : listResources(data)
    return listAttemptRows(all.filter(({ id }) => resource_id === undefined || id === resource_id))
  }, [data, resource_id])
  return (
    <>
      <AttemptsNotRead isKept={data !== undefined} error={error} onRetry={age.refresh} />
      {data === undefined && error === null && <SkeletonLines count={6} />}
      {data !== undefined && rows.length === 0 && (
        <EmptyState title="No plan attempts">ECE knows of no change to this so far.</EmptyState>
      )}
      {rows.length > 0 && <Attempts {...rest} rows={rows} changes={known.data?.changes ?? NONE} />}
    </>
  )
}

const NONE: readonly Change[] = []

interface AttemptsProps extends TabProps {
  rows: readonly AttemptRow[]
  /** Of this console on the deployment. */
  changes: readonly Change[]
}

function Attempts({ rows, changes, address, set }: AttemptsProps) {
  const { attempt: open, compare } = address
  const shown = filterRows(rows, address)
  const isListed = open === undefined || findRow(shown, open) !== undefined
  const isKept = open === undefined || findRow(rows, open) !== undefined
  return (
    <>
      <h2 className="sr-only">Plan attempts</h2>
      <Tools rows={rows} address={address} set={set} />
      {compare !== undefined && <AttemptCompare rows={rows} pair={compare} set={set} />}
      {!isListed && (
        <p role="status" className="text-warn mb-2">
          {isKept
            ? 'The attempt in the address is hidden by the filter.'
            : 'The attempt in the address is not among the last ones that ECE keeps.'}
        </p>
      )}
      {shown.length === 0 ? (
        <EmptyState
          title="No attempt matches the filter"
          actions={<Button onClick={() => set({ result: [], kind: [] })}>Clear the filter</Button>}
        >
          There are {rows.length} in all.
        </EmptyState>
      ) : (
        <AttemptList rows={shown} changes={changes} address={address} />
      )}
    </>
  )
}

function Tools({ rows, address, set }: TabProps & { rows: readonly AttemptRow[] }) {
  const kinds = [...new Set(rows.map(({ resource }) => resource.kind))]
  const results = RESULTS.filter((result) => rows.some((row) => row.result === result))
  const pair = newestPair(rows)
  return (
    <div className="mb-2.5 flex flex-wrap items-center gap-2">
      <FilterSelect
        label="Result"
        options={results.map((value) => ({ value, label: RESULT_SIGNS[value].label }))}
        selected={address.result}
        onChange={(chosen) => set({ result: RESULTS.filter((each) => chosen.includes(each)) })}
      />
      {kinds.length > 1 && (
        <FilterSelect
          label="Kind"
          options={kinds.map((value) => ({ value, label: nameOfKind(value) }))}
          selected={address.kind}
          onChange={(chosen) =>
            set({ kind: kinds.filter((each: ResourceKind) => chosen.includes(each)) })
          }
        />
      )}
      <span className="ml-auto">
        <Button
          size="sm"
          disabledReason={pair === undefined ? 'No resource here has two attempts' : undefined}
          onClick={() => set({ compare: pair })}
        >
          <GitCompareArrows />
          Compare two attempts
        </Button>
      </span>
    </div>
  )
}

/** The newest attempt that has another of its resource before it, and that one. */
function newestPair(rows: readonly AttemptRow[]): string | undefined {
  const known = rows.filter(({ attempt }) => attempt.plan_attempt_id)
  for (const [index, { resource, attempt }] of known.entries()) {
    const before = known.slice(index + 1).find((each) => each.resource === resource)
    const ids = [before?.attempt.plan_attempt_id, attempt.plan_attempt_id] as const
    if (ids[0] && ids[1]) return pairOf(ids[0], ids[1])
  }
  return undefined
}
