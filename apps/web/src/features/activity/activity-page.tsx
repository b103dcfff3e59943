// Which changes happened in a window of time, on all deployments.
import { useMemo } from 'react'
import { IgnoredSearch } from '../../domain/ignored-search.tsx'
import { RESULT_SIGNS } from '../../domain/attempt-list.tsx'
import { RESULTS, type Result } from '../../domain/attempts-search.ts'
import { nameOfDeployment } from '../../domain/resources.ts'
import { now } from '../../lib/clock.ts'
import { plural } from '../../lib/text.ts'
import { Button } from '../../ui/button.tsx'
import { DataAge } from '../../ui/data-age.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { FilterSelect } from '../../ui/filter-select.tsx'
import { Page } from '../../ui/page.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'
import { useSearchValues } from '../../ui/use-search-values.ts'
import { type ActivityRow, filterRows, findActivity } from './activity.ts'
import { msOfAge, parseActivitySearch, readSpan } from './activity-search.ts'
import { EventList } from './event-list.tsx'
import { ReadingLine } from './reading-line.tsx'
import { useActivity } from './use-activity.ts'
import { WindowBar } from './window-bar.tsx'

const OPTIONS = RESULTS.map((value) => ({ value, label: RESULT_SIGNS[value].label }))
const isResult = (text: string): text is Result => RESULTS.some((each) => each === text)

/** `12 plan attempts: 1 running, 2 failed`. */
function sum(rows: readonly ActivityRow[]): string {
  const parts = (['running', 'failed'] as const).flatMap((result) => {
    const count = rows.filter((row) => row.result === result).length
    return count === 0 ? [] : [`${count} ${result}`]
  })
  return `${plural(rows.length, 'plan attempt')}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`
}

export function ActivityPage() {
  const { values, ignored, set } = useSearchValues(parseActivitySearch)
  const { span, ignored: contradicting } = readSpan(values)
  const reads = useActivity(span)
  const { hits, error, age, histories } = reads
  const at = now()
  const from = 'since' in span ? at - msOfAge(span.since) : span.from
  const to = 'since' in span ? undefined : span.to
  const names = useMemo(() => new Map(hits?.map((hit) => [hit.id, nameOfDeployment(hit)])), [hits])
  const found = findActivity(hits ?? [], histories.read, { from, to })
  const rows = filterRows(found.rows, values)
  const isFiltered = values.result.length > 0 || (values.who ?? '') !== ''
  return (
    <Page title="Activity" note={hits !== undefined && sum(rows)} end={<DataAge {...age} />}>
      <IgnoredSearch names={[...ignored, ...contradicting]} />
      <div className="pt-2">
        <WindowBar span={span} window={{ from, to: to ?? at }} set={set} />
      </div>
      <div className="flex flex-wrap items-start gap-2 py-3">
        <SearchBox
          label="Started by"
          placeholder="Started by"
          value={values.who ?? ''}
          className="w-60 max-sm:w-full"
          onChange={(who) => set({ who: who === '' ? undefined : who }, { replace: true })}
        />
        <span className="flex min-h-8 items-center">
          <FilterSelect
            label="Result"
            options={OPTIONS}
            selected={values.result}
            onChange={(result) => set({ result: result.filter(isResult) })}
          />
        </span>
      </div>
      {error !== null && (
        <div className="mb-3">
          <ErrorPanel
            title={
              hits === undefined
                ? 'The deployments could not be read'
                : 'The deployments could not be read again; these are the last known'
            }
            error={error}
            onRetry={age.refresh}
          />
        </div>
      )}
      {hits === undefined && error === null && <SkeletonLines count={8} />}
      {hits !== undefined && (
        <>
          <ReadingLine {...reads} found={found} nameOf={(id) => names.get(id) ?? id} />
          <EventList rows={rows} />
          {rows.length === 0 && !reads.isReading && (
            <EmptyState
              title={
                isFiltered && found.rows.length > 0
                  ? 'No plan attempt in this window matches the filters'
                  : 'No plan attempt in this window'
              }
              actions={
                isFiltered && (
                  <Button onClick={() => set({ who: undefined, result: [] })}>
                    Clear the filters
                  </Button>
                )
              }
            >
              Restarts, upgrades, resizes and every other change of a plan would be here.
            </EmptyState>
          )}
          <p className="text-ink-2 mt-3 text-sm">
            These are plan attempts that ran in the window. Deployments deleted since then are gone
            from ECE with theirs, and changes without a plan, such as tags or users, leave none.
          </p>
        </>
      )}
    </Page>
  )
}
