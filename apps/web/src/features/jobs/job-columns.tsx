import type { Job } from '@ece/api-types/bff'
import { JobProgress } from '../../domain/job-progress.tsx'
import { progressText, wordOfJob } from '../../domain/jobs.ts'
import { Absent } from '../../ui/absent.tsx'
import { Status } from '../../ui/status.tsx'
import type { Column } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

export const JobStatus = ({ job: { state } }: { job: Job }) => {
  const { kind, word, isUnknown } = wordOfJob(state)
  return <Status kind={kind} label={word} isUnknown={isUnknown === true} />
}

export const JOB_COLUMNS: readonly Column<Job>[] = [
  {
    id: 'title',
    header: 'Job',
    width: 190,
    grow: 2,
    isMain: true,
    isSticky: true,
    value: ({ title }) => title,
    cell: ({ title }) => <bdi className="block truncate">{title}</bdi>,
  },
  {
    id: 'state',
    header: 'State',
    width: 124,
    value: ({ state }) => wordOfJob(state).word,
    cell: (job) => <JobStatus job={job} />,
  },
  {
    id: 'progress',
    header: 'Progress',
    width: 180,
    grow: 1,
    isSecondLine: true,
    value: progressText,
    cell: (job) => (
      <span className="flex min-w-0 items-center gap-2.5">
        <JobProgress job={job} className="max-w-32 min-w-10 max-md:hidden" />
        <span className="truncate">{progressText(job)}</span>
      </span>
    ),
  },
  {
    id: 'by',
    header: 'By',
    width: 110,
    hideBelow: 700,
    value: ({ user_name }) => user_name,
    cell: ({ user_name }) => <bdi>{user_name}</bdi>,
  },
  {
    id: 'begun',
    header: 'Begun',
    width: 96,
    isSecondLine: true,
    value: ({ created_at }) => created_at,
    cell: ({ created_at }) => <Time value={created_at} />,
  },
  {
    id: 'reason',
    header: 'Reason',
    width: 160,
    grow: 1,
    hideBelow: 860,
    value: ({ reason }) => reason,
    cell: ({ reason }) =>
      reason === undefined ? (
        <Absent />
      ) : (
        <bdi className="block truncate" title={reason}>
          {reason}
        </bdi>
      ),
  },
]
