// The targets of a job, a page at a time, by state.
import type { Job } from '@ece/api-types/bff'
import { type JobItems as Items, qJobItems } from '../../api/jobs.ts'
import { useLive } from '../../api/live.ts'
import { countOf, ITEM_STATES, isMoving, wordOfItem } from '../../domain/jobs.ts'
import { formatCount } from '../../lib/bytes.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Table } from '../../ui/table.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { idOfItem, ITEM_COLUMNS, linkToTarget } from './item-columns.tsx'
import type { JobSearch } from './jobs-search.ts'

/** A page of a job of ten thousand is read every two seconds while it runs: more would be a load. */
const PAGE_SIZE = 200

interface JobItemsProps {
  job: Job
  values: JobSearch
  set: (patch: Pick<JobSearch, 'page'>) => void
}

export function JobItems({ job, values, set }: JobItemsProps) {
  const { state } = values
  const page = Number(values.page ?? 1)
  const query = qJobItems(job.id, { state, offset: (page - 1) * PAGE_SIZE, limit: PAGE_SIZE })
  const { data, error, age } = useLive<Items>(query, { changing: () => isMoving(job) })
  const total = data?.total ?? (state === undefined ? job.total : countOf(job, state))
  const pages = Math.max(1, Math.ceil(total / PAGE_SIZE))
  const link = (next: JobSearch['state']) => {
    const search = (before: object) => ({ ...before, state: next, page: undefined })
    // generic links cannot know whose search it is; this page's is checked when it is read
    return { to: '.', search } as never
  }
  const present = ITEM_STATES.filter((each) => each === state || countOf(job, each) > 0)
  return (
    <section aria-label="Targets" className="min-w-0">
      <Tabs
        label="Targets by state"
        active={state ?? 'all'}
        tabs={[
          { id: 'all', label: 'All', count: job.total, link: link(undefined) },
          ...present.map((each) => ({
            id: each,
            label: wordOfItem(each).word,
            count: countOf(job, each),
            link: link(each),
          })),
        ]}
      />
      <div className="mt-3 flex max-h-[70dvh] flex-col">
        <Table
          label="Targets"
          columns={ITEM_COLUMNS}
          rows={data?.items}
          rowKey={idOfItem}
          rowLink={linkToTarget}
          error={error}
          onRetry={age.refresh}
          empty={
            <EmptyState title="No target is in this state">
              {page > 1 ? 'This page is past the last one.' : 'It may be in another one by now.'}
            </EmptyState>
          }
        />
      </div>
      {pages > 1 && (
        <nav aria-label="Pages of targets" className="mt-2 flex items-center gap-2">
          <Button
            size="sm"
            disabledReason={page <= 1 ? 'This is the first page.' : undefined}
            onClick={() => set({ page: page - 1 <= 1 ? undefined : String(page - 1) })}
          >
            Previous
          </Button>
          <span className="text-ink-2">
            Page {formatCount(page)} of {formatCount(pages)}
          </span>
          <Button
            size="sm"
            disabledReason={page >= pages ? 'This is the last page.' : undefined}
            onClick={() => set({ page: String(page + 1) })}
          >
            Next
          </Button>
        </nav>
      )}
    </section>
  )
}
