// Age of the last good snapshot, derived from two places of an Elasticsearch resource:
// - `info.snapshots.latest_successful_end_time` says when; absent with `count` 0 means none yet (ece-behaviour 3.4);
// - `info.settings.snapshot` (only in answers with `show_settings`) says where to. With settings but without a
//   repository, or with `enabled: false`, snapshots go nowhere.
// What neither says stays "unknown": a missing field is no proof of a missing snapshot.
import { formatRelative, parseTime } from '../lib/dates.ts'
import { plural } from '../lib/text.ts'
import { listResources, type Resource } from './resources.ts'
import type { AnyDeployment } from './shapes.ts'

export type SnapshotKind = 'ok' | 'old' | 'none' | 'no_repository' | 'unknown'

export interface SnapshotState {
  readonly kind: SnapshotKind
  /** Epoch milliseconds of the last good one. */
  readonly at?: number
  readonly count?: number
  readonly repository?: string
  /** Epoch milliseconds of the next one. */
  readonly next?: number
  /** The newest attempt failed, although an older one is good. */
  readonly latestFailed: boolean
  /** `38 min ago`, `None yet`, `No repository`, `Unknown`. */
  readonly text: string
  /** Which field this was read from, for a tooltip. */
  readonly source: string
}

const HOUR = 3_600_000
/** ECE takes one every 30 minutes by default; a day without a good one is worth waking somebody. */
const OLD_MS = 24 * HOUR
/** With a longer interval, three missed ones are as bad. */
const MISSED = 3

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: HOUR, d: 24 * HOUR }

/** `30 min`, `1 h`, `90s`, `1 day` in milliseconds; ECE's own spelling is "30 min" (ece-behaviour 9.1). */
export function parseInterval(text: string | null | undefined): number | undefined {
  const match = /^\s*(\d{1,6})\s*([smhd])/i.exec(text ?? '')
  const unit = UNIT_MS[match?.[2]?.toLowerCase() ?? '']
  return match?.[1] === undefined || unit === undefined ? undefined : Number(match[1]) * unit
}

type Settings = NonNullable<NonNullable<Resource['info']['settings']>['snapshot']>

const goesNowhere = (settings: Settings | null | undefined): boolean =>
  settings !== null &&
  settings !== undefined &&
  (settings.enabled === false || !settings.repository)

/** Snapshots of one Elasticsearch resource. `now` in epoch milliseconds. */
export function snapshotOf(resource: Resource, now: number): SnapshotState {
  const snapshots = resource.info.snapshots
  const settings = resource.info.settings?.snapshot
  const at = parseTime(snapshots?.latest_successful_end_time)
  const next = parseTime(snapshots?.scheduled_time)
  const repository = settings?.repository?.reference?.repository_name
  const base = {
    latestFailed: snapshots?.latest_successful === false,
    ...(typeof snapshots?.count === 'number' ? { count: snapshots.count } : {}),
    ...(repository ? { repository } : {}),
    ...(next !== undefined && next > now ? { next } : {}),
  }
  const nowhere = goesNowhere(settings)
  if (at !== undefined) {
    const limit = Math.max(OLD_MS, MISSED * (parseInterval(settings?.interval) ?? 0))
    const kind = nowhere ? 'no_repository' : now - at > limit ? 'old' : 'ok'
    const source = 'info.snapshots.latest_successful_end_time'
    const age = formatRelative(Math.min(at, now), now)
    return { ...base, kind, at, source, text: nowhere ? `No repository; last ${age}` : age }
  }
  if (nowhere) {
    return {
      ...base,
      kind: 'no_repository',
      source: 'info.settings.snapshot',
      text: 'No repository',
    }
  }
  if (snapshots?.count === 0) {
    return { ...base, kind: 'none', source: 'info.snapshots.count', text: 'None yet' }
  }
  return { ...base, kind: 'unknown', source: 'ECE sent no snapshot times', text: 'Unknown' }
}

/** From best to worst, for deployments with more than one Elasticsearch. */
const ORDER: readonly SnapshotKind[] = ['ok', 'unknown', 'none', 'old', 'no_repository']

/** The worst of a deployment's Elasticsearch resources; `undefined` when it has none. */
export function snapshotOfDeployment(
  deployment: AnyDeployment,
  now: number,
): SnapshotState | undefined {
  const states = listResources(deployment)
    .filter((resource) => resource.kind === 'elasticsearch')
    .map((resource) => snapshotOf(resource, now))
  return states.toSorted(
    (a, b) => ORDER.indexOf(b.kind) - ORDER.indexOf(a.kind) || (a.at ?? 0) - (b.at ?? 0),
  )[0]
}

/** `38 min ago, 101 kept in minio-eu`: one line for cards and dialogs. */
export function describeSnapshot(state: SnapshotState): string {
  const kept =
    state.count === undefined || state.count === 0
      ? ''
      : `, ${plural(state.count, 'snapshot')} kept`
  const where = state.repository === undefined ? '' : ` in ${state.repository}`
  if (state.kind === 'unknown') return 'Unknown: ECE sent no snapshot times'
  if (state.kind === 'none') return `None yet${where}`
  return `${state.text}${kept}${kept === '' ? '' : where}`
}
