// In the frame of every page, while a job of whoever looks is under way or waits for them.
import { Link } from '@tanstack/react-router'
import type { Job } from '@ece/api-types/bff'
import { currentInstallation, useUser } from '../api/installation.ts'
import { qJobs } from '../api/jobs.ts'
import { useLiveAll } from '../api/live-all.ts'
import { endedOf, isOpen, wordOfJob } from './jobs.ts'
import { formatCount } from '../lib/bytes.ts'
import { plural } from '../lib/text.ts'
import { StatusIcon } from '../ui/status.tsx'

/** On every page and for everybody: seldom. The page of the job itself looks often. */
const EVERY_MS = 15_000

/** What waits for somebody comes before what runs by itself. */
const URGENCY: readonly Job['state'][] = ['waiting_for_sign_in', 'paused', 'running']
const rank = ({ state }: Job) => URGENCY.indexOf(state)

const linkClass =
  'border-line hover:border-control flex h-8 max-w-56 min-w-0 items-center gap-1.5 rounded-md border px-2 whitespace-nowrap'

export function JobsSign() {
  const user = useUser().user_name
  const { parts } = useLiveAll([qJobs()], { every: EVERY_MS })
  const mine = (parts[0]?.data?.jobs ?? [])
    .filter((job) => isOpen(job) && job.user_name === user)
    .toSorted((a, b) => rank(a) - rank(b))
  const [first] = mine
  if (first === undefined) return null
  const installation = currentInstallation().id
  const { kind, word } = wordOfJob(first.state)
  if (mine.length > 1) {
    const text = plural(mine.length, 'job')
    return (
      <Link
        to="/$installation/jobs"
        params={{ installation }}
        className={linkClass}
        aria-label={`${text} of yours under way; one is ${word.toLowerCase()}`}
      >
        <StatusIcon kind={kind} />
        <span>{text}</span>
      </Link>
    )
  }
  const progress = `${formatCount(endedOf(first))} of ${formatCount(first.total)}`
  return (
    <Link
      to="/$installation/jobs/$jobId"
      params={{ installation, jobId: first.id }}
      className={linkClass}
      title={`${first.title}: ${word.toLowerCase()}`}
      aria-label={`Your job ${first.title}: ${word.toLowerCase()}, ${progress}`}
    >
      <StatusIcon kind={kind} />
      <span className="truncate max-lg:sr-only">{first.title}</span>
      <span className="text-ink-2">{progress}</span>
    </Link>
  )
}
