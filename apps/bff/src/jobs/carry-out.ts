// One item from its beginning to its end. Each call does what can be done now and answers; the item's state on disk says
// where to go on, in this process or in the next one.
import { failpoint } from '../failpoint.ts'
import { followItem, settleItem } from './follow-item.ts'
import {
  ENDED,
  hold,
  isHalted,
  look,
  NOT_STARTED,
  NOW,
  paramsOf,
  skip,
  type CarryParts,
  type Step,
  type Task,
} from './item-step.ts'
import { judgeBeginning } from './judge.ts'
import type { ItemRow } from './records.ts'
import { sendItem } from './send-item.ts'

/** Rejects with the store's error only. */
export async function carryOut(parts: CarryParts, task: Task, item: ItemRow): Promise<Step> {
  switch (item.state) {
    case 'checking':
      return check(parts, task, item)
    case 'sending':
      return sendItem(parts, task, item)
    case 'running':
    case 'soaking':
      return followItem(parts, task, item)
    case 'unknown':
      return settleItem(parts, item)
    default:
      return ENDED
  }
}

async function check(parts: CarryParts, task: Task, item: ItemRow): Promise<Step> {
  const { records } = parts
  const { job, row } = task
  const read = await look(parts, task, item)
  switch (read.kind) {
    case 'wait':
      return hold(parts, read.why, read.seconds)
    case 'gone':
      return skip(parts, item, 'The deployment is gone.')
    case 'refused':
      await records.endItem(item, { as: 'failed', detail: read.why, evidence: { change_id: null } })
      return ENDED
    case 'read':
  }
  const judged = judgeBeginning(row.effect, read.target, paramsOf(item))
  if (!judged.go) return skip(parts, item, judged.why)
  if (!task.mayBegin()) return ENDED
  // paused, stopped or failed meanwhile: as if it had never been looked at
  const current = await records.find(job.id)
  if (current?.state !== 'running' || isHalted(current)) {
    await records.moveItem(item, NOT_STARTED)
    return ENDED
  }
  if (!task.mayBegin()) return ENDED
  const before = JSON.stringify(judged.before)
  failpoint('job.item_checked')
  await records.moveItem(item, { state: 'sending', before, detail: null })
  task.since.checked = true
  failpoint('job.item_sending')
  return NOW
}
