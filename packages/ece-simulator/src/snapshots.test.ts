import { expect, test } from 'vitest'
import type { Snapshots } from './model.ts'
import { resumeSnapshots, snapshotsAt, stopSnapshots, takeSnapshot } from './snapshots.ts'

const HALF_HOUR = 1_800_000
const fresh = (): Snapshots => ({
  repository: 'minio',
  enabled: true,
  interval: HALF_HOUR,
  count: 0,
  running_since: 0,
})

test('a running cluster takes one snapshot each interval', () => {
  const snapshots = fresh()
  expect(snapshotsAt(snapshots, HALF_HOUR - 1)).toEqual({
    count: 0,
    failing: false,
    next: HALF_HOUR,
  })
  expect(snapshotsAt(snapshots, 3.5 * HALF_HOUR)).toEqual({
    count: 3,
    last_success: 3 * HALF_HOUR,
    last_end: 3 * HALF_HOUR,
    failing: false,
    next: 4 * HALF_HOUR,
  })
  expect(snapshotsAt(snapshots, 1000 * HALF_HOUR).count).toBe(100)
})

test('a stopped cluster keeps what it has and takes none, and goes on when it is back', () => {
  const snapshots = fresh()
  stopSnapshots(snapshots, 2.5 * HALF_HOUR)
  expect(snapshotsAt(snapshots, 90 * HALF_HOUR)).toEqual({
    count: 2,
    last_success: 2 * HALF_HOUR,
    last_end: 2 * HALF_HOUR,
    failing: false,
  })
  resumeSnapshots(snapshots, 100 * HALF_HOUR)
  expect(snapshotsAt(snapshots, 101.5 * HALF_HOUR)).toMatchObject({
    count: 4,
    last_success: 101 * HALF_HOUR,
  })
})

test('a failing schedule keeps the last good one, until a plan takes one', () => {
  const snapshots = { ...fresh(), count: 5, last_success: HALF_HOUR, failing_since: 2 * HALF_HOUR }
  expect(snapshotsAt(snapshots, 9.5 * HALF_HOUR)).toEqual({
    count: 5,
    last_success: HALF_HOUR,
    last_end: 9 * HALF_HOUR,
    failing: true,
    next: 10 * HALF_HOUR,
  })
  takeSnapshot(snapshots, 9.7 * HALF_HOUR)
  expect(snapshotsAt(snapshots, 9.8 * HALF_HOUR)).toMatchObject({
    count: 6,
    failing: false,
    last_success: 9.7 * HALF_HOUR,
  })
})

test('without a repository there are none', () => {
  const { repository: _, ...without } = fresh()
  expect(snapshotsAt(without, 50 * HALF_HOUR)).toEqual({ count: 0, failing: false })
})
