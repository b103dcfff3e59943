// One verdict per resource and deployment, the same in lists, headers and cards. ECE's flags are the evidence; where a
// flag and a finding disagree, the worse one counts.
import { plural } from '../lib/text.ts'
import { lastFailedAttempt, lastPlanFailed, pendingOf } from './attempts.ts'
import { elasticsearchReasons } from './health-elasticsearch.ts'
import { instanceHealth, isDown } from './instance-health.ts'
import { changeOf } from './plan-change.ts'
import { failureOf } from './plan-failure.ts'
import {
  describeResource,
  isDeploymentStopped,
  isStopped,
  listResources,
  type Resource,
} from './resources.ts'
import type { AnyDeployment } from './shapes.ts'
import { snapshotOf } from './snapshots.ts'
import { diskGauge, instancesOf, isTiebreaker, memoryGauge, zonesOf } from './topology.ts'
import { type Reason, sortReasons, toVerdict, type Verdict } from './verdict.ts'

/**
 * Words for `info.status` while something changes; `rebooting` is what a restart shows (ece-behaviour 4.2). A map, as every
 * table that is asked with words of ECE: `constructor` is a member of every object.
 */
const CHANGING_WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    initializing: 'Initializing',
    reconfiguring: 'Reconfiguring',
    restarting: 'Restarting',
    rebooting: 'Restarting',
    stopping: 'Stopping',
  }),
)
/** In these nothing can be expected to answer, so that missing shards are no news. */
const NOT_SERVING = new Set(['initializing', 'restarting', 'stopping'])

const isChangingResource = (resource: Resource): boolean =>
  pendingOf(resource) !== undefined || CHANGING_WORDS.has(resource.info.status ?? '')

function changingReasons(resource: Resource): Reason[] {
  const pending = pendingOf(resource)
  const failedForGood = pending === undefined && lastPlanFailed(resource)
  // a create that failed stays `initializing` without a plan (ece-behaviour 4.2): nothing moves there
  if (!isChangingResource(resource) || failedForGood) return []
  const word = CHANGING_WORDS.get(resource.info.status ?? '') ?? 'Changing'
  const change = pending && changeOf(pending, resource)
  const text = change?.rollingBack ? `${change.text}, rolling back` : (change?.text ?? word)
  // without a plan of its own it waits for another resource, whose failure would be the news
  const code = pending === undefined ? 'waiting' : 'changing'
  return [{ code, kind: 'busy', word: change?.rollingBack ? 'Rolling back' : word, text }]
}

function planReasons(resource: Resource): Reason[] {
  // while a plan runs, the failure before it is what that plan is mending
  if (!lastPlanFailed(resource) || pendingOf(resource) !== undefined) return []
  const failure = failureOf(lastFailedAttempt(resource))
  const why = failure?.cause ?? failure?.failure_type
  const kind = resource.info.status === 'initializing' ? 'bad' : 'warn'
  const text = why === undefined ? 'Last plan failed' : `Last plan failed: ${why}`
  return [{ code: 'plan_failed', kind, word: 'Plan failed', text }]
}

function instanceReasons(resource: Resource, changing: boolean): Reason[] {
  const instances = instancesOf(resource)
  const down = instances.filter(isDown)
  if (changing || instances.length === 0) return []
  if (down.length === instances.length) {
    const text = 'No instance is running'
    return [{ code: 'nothing_running', kind: 'bad', word: 'Unhealthy', text }]
  }
  const states = instances.map((instance) => instanceHealth(instance, false))
  const broken = states.filter(({ kind }) => kind === 'bad').length
  const routed = states.filter(({ word }) => word === 'maintenance mode').length
  const share = (count: number) => `${count} of ${plural(instances.length, 'instance')}`
  const reasons: Reason[] = []
  if (broken > 0) {
    const text = `${share(broken)} not running or not healthy`
    reasons.push({ code: 'instances_down', kind: 'warn', word: 'Instances down', text })
  }
  if (routed > 0) {
    const text = `${share(routed)} in maintenance mode`
    reasons.push({ code: 'maintenance_mode', kind: 'warn', word: 'Maintenance mode', text })
  }
  return reasons
}

function pressureReasons(resource: Resource): Reason[] {
  const worst = instancesOf(resource).flatMap((instance): Reason[] => {
    const memory = memoryGauge(instance)
    const disk = diskGauge(instance)
    const found = [
      ...(memory && memory.level !== 'ok' ? [{ ...memory, what: 'Memory pressure' }] : []),
      ...(disk && disk.level !== 'ok' ? [{ ...disk, what: 'Disk' }] : []),
    ]
    return found.map(({ what, text, level }) => ({
      code: 'pressure',
      kind: level === 'bad' ? 'warn' : 'note',
      word: what === 'Disk' ? 'Disk full' : 'Memory pressure',
      text: `${what} ${text} on ${instance.instance_name}`,
    }))
  })
  return sortReasons(worst).slice(0, 1)
}

function snapshotReasons(resource: Resource, now: number): Reason[] {
  if (resource.kind !== 'elasticsearch') return []
  const { kind, text, latestFailed } = snapshotOf(resource, now)
  const since = latestFailed ? ', and the latest one failed' : ''
  if (kind === 'old') {
    const old = `Last good snapshot ${text}${since}`
    return [{ code: 'snapshot_old', kind: 'warn', word: 'Snapshot old', text: old }]
  }
  if (kind === 'none') {
    return [
      { code: 'no_snapshot', kind: 'note', word: 'No snapshot', text: `No snapshot yet${since}` },
    ]
  }
  if (kind !== 'no_repository') return []
  return [
    { code: 'no_repository', kind: 'note', word: 'No repository', text: 'No snapshot repository' },
  ]
}

function zoneReasons(resource: Resource): Reason[] {
  const zones = zonesOf(instancesOf(resource))
  const data = instancesOf(resource).filter((instance) => !isTiebreaker(instance))
  if (resource.kind !== 'elasticsearch' || zones.length !== 1) return []
  // an instance that is still being placed may go to another zone
  if (data.some((instance) => !instance.zone)) return []
  return [{ code: 'single_zone', kind: 'note', word: 'Single zone', text: 'Single zone' }]
}

/** Every finding about one resource, unsorted. `now` in epoch milliseconds. */
function reasonsOf(resource: Resource, now: number): Reason[] {
  const status = resource.info.status ?? ''
  if (isStopped(resource)) {
    const stopped: Reason = { code: 'stopped', kind: 'off', word: 'Stopped', text: 'Stopped' }
    return [stopped, ...changingReasons(resource), ...planReasons(resource)]
  }
  const changing = isChangingResource(resource)
  const lifecycle = [...changingReasons(resource), ...planReasons(resource)]
  if (NOT_SERVING.has(status)) return lifecycle
  const found = [
    ...lifecycle,
    ...elasticsearchReasons(resource, changing),
    ...instanceReasons(resource, changing),
    ...pressureReasons(resource),
    ...snapshotReasons(resource, now),
    ...zoneReasons(resource),
  ]
  const explained = found.some(({ kind }) => kind !== 'note')
  if (resource.info.healthy !== false || explained) return found
  const text = 'ECE calls it unhealthy and gives no reason here'
  return [...found, { code: 'unhealthy', kind: 'bad', word: 'Unhealthy', text }]
}

const HEALTHY = { kind: 'ok', word: 'Healthy' } as const
const UNKNOWN = { kind: 'off', word: 'Unknown' } as const

/** One resource. */
export const resourceHealth = (resource: Resource, now: number): Verdict =>
  toVerdict(
    reasonsOf(resource, now),
    resource.info.healthy === true || resource.info.status === 'started' ? HEALTHY : UNKNOWN,
  )

/** Ages of snapshots are told in minutes; until then the verdict over the same answer is the same. */
const SAME_MS = 1_000
const judged = new WeakMap<AnyDeployment, { readonly at: number; readonly verdict: Verdict }>()

/** A whole deployment: what its resources say, each finding with the kind it is about. */
export function deploymentHealth(deployment: AnyDeployment, now: number): Verdict {
  // a row of a list asks three times, and again for each key in the search box
  const before = judged.get(deployment)
  if (before && Math.abs(now - before.at) < SAME_MS) return before.verdict
  const verdict = judge(deployment, now)
  judged.set(deployment, { at: now, verdict })
  return verdict
}

function judge(deployment: AnyDeployment, now: number): Verdict {
  const resources = listResources(deployment)
  const allStopped = isDeploymentStopped(deployment)
  const reasons = resources.flatMap((resource) => {
    const of = describeResource(deployment, resource)
    const named = resource.kind !== 'elasticsearch' || of !== 'Elasticsearch'
    return reasonsOf(resource, now).flatMap((reason): Reason[] => {
      if (reason.code === 'stopped') {
        // somebody stopped a part of it on purpose; without Elasticsearch the rest is useless
        if (allStopped) return [reason]
        const kind = resource.kind === 'elasticsearch' ? 'warn' : 'note'
        return [{ ...reason, kind, text: `${of} is stopped` }]
      }
      // plan changes already name what they change
      const says = named && reason.code !== 'changing' && reason.text !== reason.word
      return [says ? { ...reason, text: `${of}: ${reason.text}` } : reason]
    })
  })
  const unique = [...new Map(reasons.map((reason) => [reason.code + reason.text, reason])).values()]
  const explained = unique.some(({ kind }) => kind !== 'note')
  if (deployment.healthy === false && !explained) {
    const text = 'ECE calls it unhealthy and gives no reason here'
    return toVerdict(
      [...unique, { code: 'unhealthy', kind: 'bad', word: 'Unhealthy', text }],
      HEALTHY,
    )
  }
  const known =
    deployment.healthy === true || resources.some(({ info }) => info.status === 'started')
  return toVerdict(unique, known ? HEALTHY : UNKNOWN)
}
