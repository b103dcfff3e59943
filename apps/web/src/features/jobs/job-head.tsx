// How far the job is, why it does not go on, and whose sign-in it waits for.
import { Link, useLocation } from '@tanstack/react-router'
import type { Job } from '@ece/api-types/bff'
import { useUser } from '../../api/installation.ts'
import { describeCounts, JobProgress } from '../../domain/job-progress.tsx'
import { endedOf, wordOfJob } from '../../domain/jobs.ts'
import { formatCount } from '../../lib/bytes.ts'
import { formatDuration } from '../../lib/dates.ts'
import { buttonClass } from '../../ui/button-class.ts'
import { Notice } from '../../ui/notice.tsx'

export function JobHead({ job }: { job: Job }) {
  const left = formatDuration(job.eta_seconds === undefined ? undefined : job.eta_seconds * 1000)
  return (
    <section
      aria-label="Progress"
      className="border-line bg-surface mt-3 rounded-lg border px-3.5 py-3"
    >
      <div className="mb-2 flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <p className="text-xl font-semibold">
          {formatCount(endedOf(job))} of {formatCount(job.total)}
        </p>
        <p className="text-ink-2">{describeCounts(job)}</p>
        {left !== undefined && job.state === 'running' && (
          <p className="text-ink-2 ml-auto">about {left} left</p>
        )}
      </div>
      <JobProgress job={job} />
      <p className="sr-only" role="status">
        {wordOfJob(job.state).word}
      </p>
      <Why job={job} />
    </section>
  )
}

function Why({ job }: { job: Job }) {
  const { state, state_reason: reason } = job
  if (state === 'waiting_for_sign_in') return <WaitingForSignIn job={job} />
  if (reason === undefined || state === 'running' || state === 'done') {
    return reason === undefined ? null : <p className="text-ink-2 mt-2 wrap-anywhere">{reason}</p>
  }
  const kind = state === 'failed' ? 'bad' : state === 'paused' ? 'warn' : 'info'
  return (
    <Notice kind={kind} className="mt-3" title={wordOfJob(state).word}>
      {reason}
    </Notice>
  )
}

function WaitingForSignIn({ job: { user_name: userName, state_reason: reason } }: { job: Job }) {
  const user = useUser()
  const target = useLocation({ select: ({ href }) => href })
  const isMine = user.user_name === userName
  return (
    <Notice
      kind="warn"
      className="mt-3"
      title={
        <>
          It waits for a sign-in of <bdi>{userName}</bdi>
        </>
      }
      actions={
        <Link to="/sign-in" state={{ target }} className={buttonClass('secondary')}>
          {isMine ? 'Sign in again' : 'Sign in as somebody else'}
        </Link>
      }
    >
      {reason !== undefined && <p>{reason}</p>}
      <p>
        {isMine
          ? 'A job sends with your rights. As soon as you have signed in again it goes on by itself, where it was.'
          : 'A job sends with the rights of who began it, and of nobody else. It goes on by itself as soon as that person signs in.'}
      </p>
    </Notice>
  )
}
