// The jobs of this installation, newest first.
import { useMemo } from 'react'
import type { LinkProps } from '@tanstack/react-router'
import type { Job } from '@ece/api-types/bff'
import { currentInstallation } from '../../api/installation.ts'
import { qJobs } from '../../api/jobs.ts'
import { useLive } from '../../api/live.ts'
import { IgnoredSearch } from '../../domain/ignored-search.tsx'
import { isMoving, JOB_STATES, wordOfJob } from '../../domain/jobs.ts'
import { ListToolsLater } from '../../domain/list-tools-later.tsx'
import { plural } from '../../lib/text.ts'
import { Button } from '../../ui/button.tsx'
import { DataAge } from '../../ui/data-age.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterSelect } from '../../ui/filter-select.tsx'
import { ListBar } from '../../ui/list-bar.tsx'
import { Page } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import { useListColumns } from '../../ui/use-list-columns.ts'
import { useSearchValues } from '../../ui/use-search-values.ts'
import { JOB_COLUMNS } from './job-columns.tsx'
import { parseJobsSearch } from './jobs-search.ts'

const idOf = ({ id }: Job) => id

const linkTo = ({ id }: Job): LinkProps => ({
  to: '/$installation/jobs/$jobId',
  params: { installation: currentInstallation().id, jobId: id },
})

const STATES = JOB_STATES.map((value) => ({ value, label: wordOfJob(value).word }))

export function JobsPage() {
  const { values, ignored, set } = useSearchValues(parseJobsSearch)
  const { data, error, age } = useLive(qJobs(), { changing: ({ jobs }) => jobs.some(isMoving) })
  const rows = useMemo(
    () => data?.jobs.filter(({ state }) => values.state === undefined || state === values.state),
    [data, values.state],
  )
  const { columns, isChosen, choose, ...address } = useListColumns('jobs', JOB_COLUMNS, values, set)
  const source = {
    name: 'jobs',
    noun: 'job',
    idOf,
    toJson: (job: Job) => job,
    from: { rows: rows ?? [] },
  }
  return (
    <Page
      title="Jobs"
      isFilling
      note={rows && plural(rows.length, 'job')}
      end={<DataAge {...age} />}
    >
      <IgnoredSearch names={[...ignored, ...address.ignored]} />
      <ListBar
        search={null}
        filters={
          <FilterSelect
            label="State"
            isSingle
            options={STATES}
            selected={values.state === undefined ? [] : [values.state]}
            onChange={([chosen]) => set({ state: JOB_STATES.find((state) => state === chosen) })}
          />
        }
        tools={
          <ListToolsLater
            source={source}
            all={JOB_COLUMNS}
            shown={columns}
            isChosen={isChosen}
            choose={choose}
            isReady={rows !== undefined || error !== null}
          />
        }
      />
      <Table
        label="Jobs"
        columns={columns}
        isChosen={isChosen}
        rows={rows}
        rowKey={idOf}
        rowLink={linkTo}
        error={error}
        onRetry={age.refresh}
        empty={
          values.state === undefined ? (
            <EmptyState title="No jobs yet">
              A job does one thing to many deployments, one after another. Choose some in a list and
              press a verb in the bar below it.
            </EmptyState>
          ) : (
            <EmptyState
              title="No job is in this state"
              actions={<Button onClick={() => set({ state: undefined })}>Show all jobs</Button>}
            />
          )
        }
      />
    </Page>
  )
}
