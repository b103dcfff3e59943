// Sends the change of one item, through the same path as a click, and says what its outcome means for the item.
import { ErrorBody, z } from '@ece/api-types'
import type { ChangeState } from '@ece/api-types/bff'
import { randomUUID } from 'node:crypto'
import { failpoint } from '../failpoint.ts'
import { EceFailure } from '../forward/ece-failure.ts'
import type { Reply } from '../forward/reply.ts'
import { ConsoleError } from '../http/console-error.ts'
import {
  ENDED,
  hold,
  NOW,
  paramsOf,
  skip,
  type CarryParts,
  type Step,
  type Task,
} from './item-step.ts'
import { buildItem } from './read-job.ts'
import type { ItemRow, JobRow } from './records.ts'
import { clip } from './target.ts'

export async function sendItem(parts: CarryParts, task: Task, item: ItemRow): Promise<Step> {
  const { job, row, session } = task
  const { change_id: id } = item
  if (!task.mayBegin()) return ENDED
  if (id === null) throw new Error('an item without a key was to be sent')
  const isChecked = task.since.checked === true
  delete task.since.checked
  if (!isChecked && (await parts.changes.find(id)) === undefined) {
    // an earlier try ended before anything was begun, and much may have happened since
    await parts.records.moveItem(item, { state: 'checking' })
    return NOW
  }
  const params = paramsOf(item)
  try {
    const reply = await parts.changes.run({
      operation: row.operation,
      request: buildItem(row, { params, ...inputOf(job) }),
      session,
      requestId: randomUUID(),
      id,
      reason: job.reason ?? undefined,
      ticket: job.ticket ?? undefined,
      targetName: item.name,
      seen: item.seen_version ?? undefined,
      deploymentId: params.deployment_id,
      jobId: job.id,
    })
    failpoint('job.item_answered')
    // set by changes: nothing but states
    const state = reply.headers['X-ECE-Change-State'] as ChangeState | undefined
    return await conclude(parts, task, item, state, reply)
  } catch (error) {
    if (error instanceof EceFailure) return hold(parts, error.message, error.retryAfter)
    if (!(error instanceof ConsoleError)) throw error
    switch (error.code) {
      // by a process that is gone, or about to be settled
      case 'console.change_in_progress':
        return { next: 'later', ms: parts.pace.firstLookMs }
      // somebody else's change is open there; what it comes to is looked at before ours begins
      case 'console.target_busy':
        await parts.records.moveItem(item, { state: 'checking', detail: clip(error.message) })
        return { next: 'later', ms: parts.pace.pollMs }
      case 'console.seen_version_changed':
        return skip(parts, item, error.message)
      case 'console.idempotency_key_reused':
      case 'console.bad_request':
      case 'console.forbidden':
        await parts.records.endItem(item, { as: 'failed', detail: clip(error.message) })
        return ENDED
      default:
        // nothing was sent: signed out, no database, no audit log
        return hold(parts, error.message, error.retryAfter)
    }
  }
}

const inputOf = ({ query, body }: JobRow) => ({
  // written by us as JSON
  ...(query === null ? {} : { query: JSON.parse(query) as Record<string, unknown> }),
  ...(body === null ? {} : { body: JSON.parse(body) as Record<string, unknown> }),
})

const SESSION_EXPIRED = 'console.session_expired'

/** `state` is absent when the change was refused before it was recorded. */
async function conclude(
  parts: CarryParts,
  { row }: Task,
  item: ItemRow,
  state: ChangeState | undefined,
  reply: Reply,
): Promise<Step> {
  const { records } = parts
  failpoint('job.before_conclude')
  const { code, message } = sentenceOf(reply)
  const retryAfter = Number(reply.headers['Retry-After'] ?? Number.NaN)
  const seconds = Number.isNaN(retryAfter) ? undefined : retryAfter
  switch (state) {
    case 'accepted':
      if (row.effect === 'instant') await records.endItem(item, { as: 'done', detail: null })
      else await records.moveItem(item, { state: 'running', detail: null })
      return row.effect === 'instant' ? ENDED : { next: 'later', ms: parts.pace.firstLookMs }
    case 'not_sent':
      return again(parts, item, message)
    case 'rejected':
      if (code === SESSION_EXPIRED || reply.status === 429) {
        return again(parts, item, message, seconds)
      }
      return end(parts, item, reply.status, message)
    case 'unknown':
      await records.moveItem(item, { state: 'unknown', detail: message })
      return { next: 'later', ms: parts.pace.firstLookMs }
    case 'found':
      await records.moveItem(item, { state: 'running', detail: null })
      return { next: 'later', ms: parts.pace.firstLookMs }
    case 'no_trace':
      await records.endItem(item, { as: 'failed', detail: NO_TRACE })
      return ENDED
    default:
      if (code === 'console.seen_version_changed') return skip(parts, item, message)
      if (reply.status === 429 || reply.status >= 500) return hold(parts, message, seconds)
      return end(parts, item, reply.status, message)
  }
}

/** What ECE does late leaves its trace late: no trace is no proof. */
export const NO_TRACE = 'ECE shows no trace of it: most likely it was not carried out.'

/** Nothing happened for certain, so a new change may be sent; its key is on disk before it is. */
async function again(
  parts: CarryParts,
  item: ItemRow,
  why: string,
  seconds?: number,
): Promise<Step> {
  await parts.records.moveItem(item, { state: 'checking', change_id: randomUUID() })
  return hold(parts, why, seconds)
}

async function end(
  { records }: CarryParts,
  item: ItemRow,
  status: number,
  detail: string,
): Promise<Step> {
  await records.endItem(item, {
    as: status === 404 ? 'skipped' : 'failed',
    detail: status === 404 ? 'It was gone when the change arrived.' : detail,
  })
  return ENDED
}

function sentenceOf({ body, status }: Reply): { readonly code: string; readonly message: string } {
  try {
    const parsed = z.safeParse(ErrorBody, JSON.parse(body.toString() || 'null'))
    const first = parsed.success ? parsed.data.errors[0] : undefined
    if (first !== undefined) return { code: first.code, message: clip(first.message) }
  } catch {
    // no JSON: the status says what there is to say
  }
  return { code: '', message: `ECE answered with status ${status}.` }
}
