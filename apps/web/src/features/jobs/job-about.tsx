// Who began it, why and how, and what happened to the job itself.
import { Link } from '@tanstack/react-router'
import type { Job, StoryLine } from '@ece/api-types/bff'
import { currentInstallation } from '../../api/installation.ts'
import { operationOf } from '../../domain/jobs.ts'
import { formatDuration } from '../../lib/dates.ts'
import { shortId } from '../../lib/text.ts'
import { Card } from '../../ui/card.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { type KeyValue, KeyValues } from '../../ui/key-values.tsx'
import { Time } from '../../ui/time.tsx'
import { JobScript } from './job-script.tsx'

export function JobAbout({ job }: { job: Job }) {
  const installation = currentInstallation().id
  const query = Object.entries(job.query ?? {}).map(([name, value]) => `${name}=${String(value)}`)
  const items: KeyValue[] = [
    { label: 'Begun', value: <Time value={job.created_at} /> },
    { label: 'By', value: <bdi>{job.user_name}</bdi> },
    {
      label: 'Ended',
      value: job.ended_at === undefined ? undefined : <Time value={job.ended_at} />,
    },
    {
      label: 'Call',
      value: operationOf(job)?.id ?? job.operation,
      isMono: true,
    },
    { label: 'Options', value: query.length === 0 ? undefined : query.join(' '), isMono: true },
    { label: 'First alone', value: job.canary === 0 ? 'none' : String(job.canary) },
    { label: 'Then at once', value: String(job.concurrency) },
    {
      label: 'Watched for',
      value: job.soak_seconds === 0 ? 'not at all' : formatDuration(job.soak_seconds * 1000),
    },
    {
      label: 'When one fails',
      value: job.keep_going ? 'goes on' : 'stops; the rest is not started',
    },
    {
      label: 'Id',
      value: (
        <span className="flex items-center gap-1">
          <code className="mono">{shortId(job.id)}</code>
          <CopyButton text={job.id} what="job id" />
        </span>
      ),
    },
    ...(job.retry_of === undefined
      ? []
      : [
          {
            label: 'Tries again',
            value: (
              <Link
                to="/$installation/jobs/$jobId"
                params={{ installation, jobId: job.retry_of }}
                className="text-accent hover:underline"
              >
                what failed in {shortId(job.retry_of)}
              </Link>
            ),
          },
        ]),
  ]
  return (
    <Card title="About" end={<JobScript job={job} />}>
      {job.reason !== undefined && (
        <p className="mb-2 wrap-anywhere">
          <span className="text-ink-2">Reason: </span>
          <bdi>{job.reason}</bdi>
        </p>
      )}
      {job.ticket !== undefined && (
        <p className="mb-2 wrap-anywhere">
          <span className="text-ink-2">Ticket: </span>
          <bdi>{job.ticket}</bdi>
        </p>
      )}
      <KeyValues items={items} />
    </Card>
  )
}

const EVENTS: ReadonlyMap<string, string> = new Map([
  ['made', 'Begun'],
  ['waiting', 'Waits for a sign-in'],
  ['paused', 'Paused'],
  ['resumed', 'Resumed'],
  ['stopped', 'Stopped'],
  ['failed', 'Failed'],
  ['done', 'Done'],
])

const NO_STORY: readonly StoryLine[] = []

export function JobStory({ job }: { job: Job }) {
  const story = job.story ?? NO_STORY
  return (
    <Card title="What happened to it">
      {story.length === 0 ? (
        <p className="text-ink-2">Nothing is on record yet.</p>
      ) : (
        <ol className="grid gap-1.5">
          {story.map((line, index) => (
            // two lines may say the same in the same millisecond, and lines are only ever added at the end
            <li key={index} className="grid grid-cols-[6rem_minmax(0,1fr)] gap-x-2">
              <Time value={line.at} className="text-ink-2" />
              <div className="min-w-0 wrap-anywhere">
                {EVENTS.get(line.event) ?? line.event}
                {line.user_name !== undefined && (
                  <>
                    , by <bdi>{line.user_name}</bdi>
                  </>
                )}
                {line.evidence !== undefined && <p className="text-ink-2">{line.evidence}</p>}
              </div>
            </li>
          ))}
        </ol>
      )}
    </Card>
  )
}
