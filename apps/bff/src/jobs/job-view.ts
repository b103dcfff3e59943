// Jobs and items as the browser gets them.
import type { Job, JobItem, JobItemState, StoryLine } from '@ece/api-types/bff'
import type { ItemRow, JobRow } from './records.ts'

/** Fewer say too little about the rest. */
const ENOUGH_ENDED = 5

export interface JobFacts {
  readonly counts: Partial<Record<JobItemState, number>>
  /** Milliseconds that items took; empty says nothing. */
  readonly durations?: readonly number[]
  readonly story?: StoryLine[]
}

export function toJob(row: JobRow, { counts, durations = [], story }: JobFacts): Job {
  const eta = etaOf(row, counts, durations)
  return {
    id: row.id,
    installation: row.installation,
    operation: row.operation,
    title: row.title,
    user_name: row.user_name,
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.ticket === null ? {} : { ticket: row.ticket }),
    state: row.state,
    ...(row.state_reason === null ? {} : { state_reason: row.state_reason }),
    canary: row.canary,
    concurrency: row.concurrency,
    soak_seconds: row.soak_seconds,
    keep_going: row.keep_going === 1,
    ...(row.query === null ? {} : { query: readObject(row.query) }),
    ...(row.body === null ? {} : { body: readObject(row.body) }),
    created_at: toIso(row.created_at),
    updated_at: toIso(row.updated_at),
    ...(row.ended_at === null ? {} : { ended_at: toIso(row.ended_at) }),
    ...(row.retry_of === null ? {} : { retry_of: row.retry_of }),
    counts,
    total: row.total,
    ...(eta === undefined ? {} : { eta_seconds: eta }),
    ...(story === undefined ? {} : { story }),
  }
}

export function toItem(row: ItemRow): JobItem {
  return {
    position: row.position,
    // written by us from texts
    params: readObject(row.params) as Record<string, string>,
    name: row.name,
    state: row.state,
    ...(row.detail === null ? {} : { detail: row.detail }),
    ...(row.change_id === null ? {} : { change_id: row.change_id }),
    ...(row.started_at === null ? {} : { started_at: toIso(row.started_at) }),
    ...(row.ended_at === null ? {} : { ended_at: toIso(row.ended_at) }),
  }
}

/** Seconds; undefined while it would be a guess, and when nothing moves. */
function etaOf(
  { state, canary, concurrency, total }: JobRow,
  counts: JobFacts['counts'],
  durations: readonly number[],
): number | undefined {
  if (state !== 'running' || durations.length < ENOUGH_ENDED) return undefined
  const { done = 0, failed = 0, skipped = 0 } = counts
  const ended = done + failed + skipped
  const rest = total - ended
  const oneByOne = Math.min(rest, Math.max(0, canary - ended))
  const median = durations.toSorted((a, b) => a - b)[Math.floor(durations.length / 2)] ?? 0
  const rounds = oneByOne + Math.ceil((rest - oneByOne) / concurrency)
  return Math.ceil((median * rounds) / 1_000)
}

// written by us as JSON
const readObject = (text: string) => JSON.parse(text) as Record<string, unknown>
const toIso = (at: number) => new Date(at).toISOString()
