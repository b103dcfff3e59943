// Jobs of anybody that are under way: their plans come one after another, and this is where they come from.
import { Link } from '@tanstack/react-router'
import { currentInstallation } from '../../api/installation.ts'
import { qJobs } from '../../api/jobs.ts'
import { useLiveAll } from '../../api/live-all.ts'
import { isOpen, progressText, wordOfJob } from '../../domain/jobs.ts'
import { StatusIcon } from '../../ui/status.tsx'
import { Elapsed } from '../../ui/time.tsx'

/** As the counts of the overview: none of it is waited for. */
const EVERY_MS = 15_000
const MOST = 5

export function RunningJobs() {
  const { parts } = useLiveAll([qJobs()], { every: EVERY_MS })
  const jobs = (parts[0]?.data?.jobs ?? []).filter(isOpen)
  const installation = currentInstallation().id
  if (jobs.length === 0) return null
  return (
    <ul aria-label="Jobs under way" className="divide-line border-line mb-1 divide-y border-b">
      {jobs.slice(0, MOST).map((job) => {
        const { kind, word } = wordOfJob(job.state)
        return (
          <li
            key={job.id}
            className="grid grid-cols-[1rem_minmax(0,1fr)_auto] items-start gap-x-2.5 py-1.5"
          >
            <span className="mt-0.5">
              <StatusIcon kind={kind} />
            </span>
            <div className="min-w-0">
              <Link
                to="/$installation/jobs/$jobId"
                params={{ installation, jobId: job.id }}
                className="block truncate font-semibold hover:underline"
              >
                <bdi>{job.title}</bdi>
              </Link>
              <p className="text-ink-2 wrap-anywhere">
                Job, {word.toLowerCase()} · {progressText(job)} · <bdi>{job.user_name}</bdi>
              </p>
            </div>
            <span className="text-ink-2 pl-2 whitespace-nowrap">
              <Elapsed since={job.created_at} />
            </span>
          </li>
        )
      })}
      {jobs.length > MOST && (
        <li className="py-1.5">
          <Link
            to="/$installation/jobs"
            params={{ installation }}
            className="text-accent hover:underline"
          >
            {jobs.length - MOST} more jobs
          </Link>
        </li>
      )}
    </ul>
  )
}
