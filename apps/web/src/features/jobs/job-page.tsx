// One job: how far it is, what became of each target, what can be done with it, and how it came about.
import { z } from '@ece/api-types'
import type { Job } from '@ece/api-types/bff'
import { currentInstallation } from '../../api/installation.ts'
import { qJob } from '../../api/jobs.ts'
import { useLive } from '../../api/live.ts'
import { IgnoredSearch } from '../../domain/ignored-search.tsx'
import { isMoving, wordOfJob } from '../../domain/jobs.ts'
import { ReadAgainFailed, ReadFailed } from '../../domain/read-failed.tsx'
import { DataAge } from '../../ui/data-age.tsx'
import { NoSuchPage } from '../../ui/no-such-page.tsx'
import { Page } from '../../ui/page.tsx'
import { SkeletonLines } from '../../ui/skeleton.tsx'
import { StatusPill } from '../../ui/status.tsx'
import { useRouteParam } from '../../ui/use-route-param.ts'
import { useSearchValues } from '../../ui/use-search-values.ts'
import { JobAbout, JobStory } from './job-about.tsx'
import { JobItems } from './job-items.tsx'
import { JobHead } from './job-head.tsx'
import { JobVerbs } from './job-verbs.tsx'
import { parseJobSearch } from './jobs-search.ts'

// one file for both pages: every file more is a name in the first load
export { JobsPage } from './jobs-page.tsx'

/** As the keys that make jobs. */
const JobId = z.uuid()

export function JobPage() {
  const id = useRouteParam('jobId', JobId)
  return id === undefined ? <NoSuchPage /> : <KnownJob key={id} id={id} />
}

const list = () =>
  ({
    crumb: 'Jobs',
    label: 'All jobs',
    link: { to: '/$installation/jobs', params: { installation: currentInstallation().id } },
  }) as const

function KnownJob({ id }: { id: string }) {
  const { values, ignored, set } = useSearchValues(parseJobSearch)
  const { data, error, age } = useLive(qJob(id), { changing: isMoving })
  const failure = { what: 'this job', id, list: list(), onRetry: age.refresh }
  const { crumb, link } = list()
  return (
    <Page
      title={data?.title ?? 'Job'}
      note={data && <Begun job={data} />}
      crumbs={[{ label: crumb, link }]}
      facts={data && <StatePill job={data} />}
      end={
        <>
          <DataAge {...age} />
          {data && (
            <JobVerbs job={data} dialog={values.dialog} setDialog={(dialog) => set({ dialog })} />
          )}
        </>
      }
    >
      <IgnoredSearch names={ignored} />
      {data === undefined ? (
        error === null ? (
          <SkeletonLines count={8} />
        ) : (
          <ReadFailed {...failure} error={error} />
        )
      ) : (
        <>
          <ReadAgainFailed {...failure} error={error} />
          <JobHead job={data} />
          <div className="mt-3 grid grid-cols-1 items-start gap-3 xl:grid-cols-[minmax(0,1fr)_22rem]">
            <JobItems job={data} values={values} set={set} />
            <div className="grid min-w-0 grid-cols-1 gap-3">
              <JobAbout job={data} />
              <JobStory job={data} />
            </div>
          </div>
        </>
      )}
    </Page>
  )
}

const Begun = ({ job: { user_name } }: { job: Job }) => (
  <>
    by <bdi>{user_name}</bdi>
  </>
)

function StatePill({ job: { state } }: { job: Job }) {
  const { kind, word, isUnknown } = wordOfJob(state)
  return <StatusPill kind={kind} label={word} isUnknown={isUnknown === true} />
}
