// Follows what ECE carries out to its end, and waits for the verdict on what nobody knows.
import {
  ENDED,
  hold,
  look,
  NOW,
  paramsOf,
  type CarryParts,
  type Step,
  type Task,
} from './item-step.ts'
import { judgeEnd, type Before } from './judge.ts'
import type { ItemRow } from './records.ts'
import { NO_TRACE } from './send-item.ts'
import { clip } from './target.ts'

export async function settleItem(
  { records, changes, pace }: CarryParts,
  item: ItemRow,
): Promise<Step> {
  const { change_id: id } = item
  const change = id === null ? undefined : await changes.find(id)
  switch (change?.state) {
    case 'found':
    case 'accepted':
      await records.moveItem(item, { state: 'running', detail: null })
      return NOW
    case 'no_trace':
      await records.endItem(item, { as: 'failed', detail: NO_TRACE })
      return ENDED
    case 'not_sent':
      await records.endItem(item, { as: 'failed', detail: 'It was not sent.' })
      return ENDED
    case 'unknown':
    case undefined:
      if (change !== undefined && change.concluded !== true) {
        // such as: waits for somebody to sign in
        const detail = change.evidence === undefined ? item.detail : clip(change.evidence)
        if (detail !== item.detail) await records.moveItem(item, { detail })
        return { next: 'later', ms: pace.pollMs }
      }
      await records.endItem(item, {
        as: 'unknown',
        detail: change?.evidence === undefined ? item.detail : clip(change.evidence),
      })
      return ENDED
    default:
      return { next: 'later', ms: pace.pollMs }
  }
}

export async function followItem(parts: CarryParts, task: Task, item: ItemRow): Promise<Step> {
  const { records, pace, now } = parts
  const { job, row, since } = task
  const read = await look(parts, task, item)
  if (read.kind === 'wait') return hold(parts, read.why, read.seconds)
  if (read.kind !== 'read') {
    const detail = read.kind === 'gone' ? 'The deployment is gone.' : read.why
    await records.endItem(item, { as: 'failed', detail })
    return ENDED
  }
  const verdict = judgeEnd(
    {
      effect: row.effect,
      params: paramsOf(item),
      // written by us when it was sent
      before: JSON.parse(item.before ?? '{"resources":{}}') as Before,
      userName: job.user_name,
      attemptId: item.attempt_id ?? undefined,
    },
    read.target,
  )
  const attempt = 'attemptId' in verdict ? { attempt_id: verdict.attemptId ?? item.attempt_id } : {}
  const later: Step = { next: 'later', ms: pace.pollMs }
  const at = performance.now()
  if (verdict.end !== 'worse') delete since.worse
  if (verdict.end !== 'no_sign') delete since.noSign
  switch (verdict.end) {
    case 'going':
      if (attempt.attempt_id !== item.attempt_id || item.detail !== null) {
        await records.moveItem(item, { ...attempt, detail: null })
      }
      return later
    case 'failed':
      await records.endItem(item, { as: 'failed', detail: verdict.why, evidence: attempt })
      return ENDED
    case 'worse': {
      since.worse ??= at
      if (item.state === 'soaking' || at - since.worse > pace.settleMs) {
        await records.endItem(item, { as: 'failed', detail: verdict.why, evidence: attempt })
        return ENDED
      }
      await records.moveItem(item, { ...attempt, detail: `Its plan has ended. ${verdict.why}` })
      return later
    }
    case 'no_sign':
      since.noSign ??= at
      if (at - since.noSign <= pace.noSignMs) return later
      await records.endItem(item, { as: 'unknown', detail: NO_SIGN })
      return ENDED
    case 'well': {
      const soakMs = job.soak_seconds * 1_000
      const soaked = item.state === 'soaking' ? now() - (item.state_at ?? 0) : 0
      if (soaked >= soakMs) {
        await records.endItem(item, { as: 'done', detail: null, evidence: attempt })
        return ENDED
      }
      if (item.state === 'running') {
        await records.moveItem(item, { ...attempt, state: 'soaking', detail: null })
      }
      return {
        next: 'later',
        ms: Math.min(Math.max(soakMs - soaked, pace.firstLookMs), pace.pollMs),
      }
    }
  }
}

const NO_SIGN =
  'ECE accepted it, but shows no plan attempt for it. Look at the activity of the deployment.'
