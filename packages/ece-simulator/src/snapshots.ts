// Snapshots go on by themselves: what there is at a moment follows from the schedule and the clock, so that a world
// that runs for days does not age. Times are epoch milliseconds.
import type { Snapshots } from './model.ts'

const MINUTE = 60_000
/** The vendor's default (ece-behaviour 4.9). */
export const SNAPSHOT_INTERVAL = 30 * MINUTE
/** The retention of the default settings; older ones are dropped. */
const RETAINED = 100

export interface SnapshotView {
  readonly count: number
  readonly last_success?: number
  /** The last try, good or bad. */
  readonly last_end?: number
  readonly failing: boolean
  readonly next?: number
}

const ticks = (from: number, to: number, interval: number) =>
  Math.max(0, Math.floor((to - from) / interval))

/** What there is at `now`. */
export function snapshotsAt(snapshots: Snapshots, now: number): SnapshotView {
  const { last_success, failing_since, running_since, interval } = snapshots
  const kept = last_success === undefined ? {} : { last_success, last_end: last_success }
  if (!snapshots.enabled || snapshots.repository === undefined || running_since === undefined) {
    return { count: snapshots.count, ...kept, failing: failing_since !== undefined }
  }
  const base = Math.max(last_success ?? running_since, running_since - interval)
  const next = base + (ticks(base, now, interval) + 1) * interval
  if (failing_since !== undefined) {
    const tries = ticks(failing_since, now, interval)
    const last_end = failing_since + tries * interval
    return { count: snapshots.count, ...kept, last_end, failing: true, next: last_end + interval }
  }
  const done = ticks(base, now, interval)
  if (done === 0) return { count: snapshots.count, ...kept, failing: false, next }
  const latest = base + done * interval
  return {
    count: Math.min(RETAINED, snapshots.count + done),
    last_success: latest,
    last_end: latest,
    failing: false,
    next,
  }
}

/** Elasticsearch stops: the schedule stands still and what there is stays. */
export function stopSnapshots(snapshots: Snapshots, now: number): void {
  record(snapshots, now)
  delete snapshots.running_since
}

/** Elasticsearch runs: the schedule goes on from here. */
export function resumeSnapshots(snapshots: Snapshots, now: number): void {
  record(snapshots, now)
  snapshots.running_since = now
}

/** A snapshot on demand, taken by a plan. It also ends a streak of failures. */
export function takeSnapshot(snapshots: Snapshots, now: number): void {
  record(snapshots, now)
  snapshots.count = Math.min(RETAINED, snapshots.count + 1)
  snapshots.last_success = now
  delete snapshots.failing_since
}

function record(snapshots: Snapshots, now: number): void {
  const view = snapshotsAt(snapshots, now)
  snapshots.count = view.count
  if (view.last_success !== undefined) snapshots.last_success = view.last_success
}
