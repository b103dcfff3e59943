// What the parts of an item's way have in common: what they are given, and what they answer.
import type { Changes } from '../changes/changes.ts'
import type { Ece } from '../forward/ece.ts'
import type { SignedIn } from '../session/signed-in.ts'
import type { BulkRow } from './bulk-rows.ts'
import type { Params } from './judge.ts'
import { askTarget } from './read-target.ts'
import type { ItemRow, JobRecords, JobRow } from './records.ts'
import { clip } from './target.ts'

export interface Pace {
  /** Until the first look after ECE has accepted. */
  readonly firstLookMs: number
  /** Between two looks at an item. */
  readonly pollMs: number
  /** With many items under way each is looked at more seldom: ECE gets some three reads per second at most. */
  readonly lookShareMs: number
  /** After ECE was busy or away and did not say for how long. */
  readonly holdMs: number
  /** So long a resource may be worse than before: shards find each other again after a restart. */
  readonly settleMs: number
  /** So long an accepted change may show no plan. */
  readonly noSignMs: number
}
export const PACE: Pace = {
  firstLookMs: 1_000,
  pollMs: 3_000,
  lookShareMs: 300,
  holdMs: 5_000,
  settleMs: 5 * 60_000,
  noSignMs: 60_000,
}

export interface CarryParts {
  readonly records: JobRecords
  readonly changes: Pick<Changes, 'run' | 'find'>
  readonly ece: Ece
  readonly pace: Pace
  readonly now: () => number
}

export interface Task {
  readonly job: JobRow
  readonly row: BulkRow
  readonly session: SignedIn
  /** False once another process may have taken the job over, and while this one ends: then nothing may be begun. */
  readonly mayBegin: () => boolean
  /** Kept between calls: since when, ms of the monotonic clock, something about this item is not as it should be. */
  readonly since: {
    worse?: number
    noSign?: number
    /** The target was read just before. */
    checked?: true
  }
}

/** What the job has to do about an item besides looking at it again. */
export type Step =
  | { readonly next: 'now' }
  /** Milliseconds. */
  | { readonly next: 'later'; readonly ms: number }
  /** ECE is busy or away: no item of this installation goes on before that. */
  | { readonly next: 'hold'; readonly ms: number; readonly why: string }
  | { readonly next: 'ended' }

export const NOW: Step = { next: 'now' }
export const ENDED: Step = { next: 'ended' }

export const paramsOf = ({ params }: ItemRow) =>
  // written by us from texts
  JSON.parse(params) as Params

export async function look({ ece }: CarryParts, { session }: Task, item: ItemRow) {
  return askTarget(ece, session, paramsOf(item).deployment_id ?? '')
}

export const hold = ({ pace }: CarryParts, why: string, seconds?: number): Step => ({
  next: 'hold',
  ms: seconds === undefined ? pace.holdMs : seconds * 1_000,
  why: clip(why),
})

export const NOT_STARTED = {
  state: 'not_started',
  change_id: null,
  started_at: null,
  detail: null,
  before: null,
} as const

/** With `keep_going`, so many failures without a success between them ask for a person. */
const FAILURES_TO_PAUSE = 3
/** Something failed, and the job has to say so before anything else begins. */
export const isHalted = ({ keep_going, failures_in_row: failures }: JobRow): boolean =>
  failures >= (keep_going === 1 ? FAILURES_TO_PAUSE : 1)

export async function skip({ records }: CarryParts, item: ItemRow, detail: string): Promise<Step> {
  // its key was never used
  await records.endItem(item, { as: 'skipped', detail, evidence: { change_id: null } })
  return ENDED
}
