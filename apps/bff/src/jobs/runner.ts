// Who works on which job, and which item may begin now. One process works on a job at a time (its turn); items go on by
// themselves (carry-out.ts) and every decision about the job is taken from what is on disk.
import { randomUUID } from 'node:crypto'
import type { Audit } from '../audit/audit.ts'
import type { Changes } from '../changes/changes.ts'
import type { Ece } from '../forward/ece.ts'
import { describeError, type Log } from '../log.ts'
import type { Sessions } from '../session/signed-in.ts'
import type { Turns } from '../store/turns.ts'
import { findBulkRow } from './bulk-rows.ts'
import { carryOut } from './carry-out.ts'
import { createDecisions } from './decide.ts'
import { paramsOf, type Pace, type Step, type Task } from './item-step.ts'
import { ACTIVE_STATES, type ItemRow, type JobRecords } from './records.ts'

/** Another process takes over a job whose process is gone after this long. */
const TURN_MS = 12_000
const RENEW_BEFORE_MS = 8_000
const SIGN_IN_LOOK_MS = 2_000

export interface RunnerParts {
  readonly records: JobRecords
  readonly changes: Pick<Changes, 'run' | 'find'>
  readonly audit: Pick<Audit, 'append'>
  readonly sessions: Pick<Sessions, 'standIn'>
  readonly eceFor: (installationId: string) => Ece
  readonly turns: Pick<Turns, 'take' | 'release'>
  readonly now: () => number
  readonly log: Log
  readonly pace: Pace
}

/** What this process knows of a job that it works on; nothing in it is needed after a restart. */
interface Work {
  /** By the monotonic clock, which goes on while a process sleeps. */
  heldUntil: number
  readonly flights: Map<number, Promise<void>>
  readonly due: Map<number, number>
  readonly since: Map<number, Task['since']>
  /** A step is being taken, and another one was asked for meanwhile. */
  stepping: boolean
  again: boolean
  askSessionAt: number
}

export function createRunner(parts: RunnerParts) {
  const { records, turns, log, pace } = parts
  const { move, say, signIn, judgeFailures, isAllowed, finish, giveUp } = createDecisions(parts)
  const works = new Map<string, Work>()
  /** Installation → until when ECE is left alone. */
  const holds = new Map<string, { readonly until: number; readonly why: string }>()
  let stopping = false

  const workOf = (id: string): Work => {
    const work = works.get(id) ?? {
      heldUntil: 0,
      flights: new Map(),
      due: new Map(),
      since: new Map(),
      stepping: false,
      again: false,
      askSessionAt: 0,
    }
    works.set(id, work)
    return work
  }

  const holdsTurn = (work: Work) => performance.now() < work.heldUntil
  const takeTurn = async (id: string, work: Work): Promise<boolean> => {
    const at = performance.now()
    if (work.heldUntil - at > RENEW_BEFORE_MS) return true
    const isOurs = await turns.take(nameOfTurn(id), TURN_MS)
    // counted from before it was asked for
    work.heldUntil = isOurs ? at + TURN_MS : 0
    return isOurs
  }
  const release = async (id: string) => {
    works.delete(id)
    await turns.release(nameOfTurn(id))
  }

  const launch = (task: Omit<Task, 'since'>, work: Work, item: ItemRow) => {
    const { position } = item
    const { job } = task
    const since = work.since.get(position) ?? {}
    work.since.set(position, since)
    const run = async () => {
      let step: Step = { next: 'now' }
      let current: ItemRow | undefined = item
      while (step.next === 'now' && current !== undefined) {
        const ece = parts.eceFor(job.installation)
        step = await carryOut({ ...parts, ece }, { ...task, since }, current)
        if (step.next === 'now') current = await records.item(job.id, position)
      }
      const at = performance.now()
      if (step.next === 'later') {
        const ms = Math.max(step.ms, (work.flights.size - 1) * pace.lookShareMs)
        work.due.set(position, at + ms)
        setTimeout(() => attend(job.id), ms).unref()
      }
      if (step.next === 'hold') {
        holds.set(job.installation, { until: at + step.ms, why: step.why })
      }
      if (step.next === 'ended') {
        work.since.delete(position)
        work.due.delete(position)
      }
    }
    const flight = run()
      .catch((error: unknown) => {
        log.warn(
          { ...describeError(error), installation: job.installation },
          'an item of a job waits',
        )
        work.due.set(position, performance.now() + pace.holdMs)
      })
      .finally(() => {
        work.flights.delete(position)
        // the next one need not wait for the clock
        attend(job.id)
      })
    work.flights.set(position, flight)
  }

  const begin = async (task: Omit<Task, 'since'>, work: Work, active: readonly ItemRow[]) => {
    const { job } = task
    // nobody knows what the last one did: that comes first
    if (active.some(({ state }) => state === 'unknown')) return
    const free = job.concurrency - active.length
    if (free <= 0) return
    const busy = new Set(active.map(deploymentOf))
    let count = active.length
    for (const item of await records.items(job.id, { states: ['not_started'], limit: free })) {
      const isCanary = item.position < job.canary
      if (count > 0 && (isCanary || active.some(({ position }) => position < job.canary))) return
      const deployment = deploymentOf(item)
      if (busy.has(deployment)) continue
      if (!task.mayBegin()) return
      const change = {
        state: 'checking',
        change_id: randomUUID(),
        started_at: parts.now(),
      } as const
      if (!(await records.moveItem(item, change))) continue
      busy.add(deployment)
      count += 1
      launch(task, work, { ...item, ...change })
      if (isCanary) return
    }
  }

  /** Everything that can be done for the job at this moment. */
  const step = async (id: string, work: Work): Promise<void> => {
    const job = await records.find(id)
    if (job === undefined || job.ended_at !== null) return release(id)
    const active = await records.items(id, { states: ACTIVE_STATES, open: true })
    const isOver = job.state === 'stopped' || job.state === 'failed'
    if (active.length === 0 && isOver) {
      await records.moveJob(id, [job.state], { ended_at: parts.now() })
      return release(id)
    }
    if (active.length === 0 && job.state === 'paused') return release(id)
    if (performance.now() < work.askSessionAt) return
    const session = await signIn(job)
    if (session === undefined) {
      work.askSessionAt = performance.now() + SIGN_IN_LOOK_MS
      if (job.state === 'stopped') for (const item of active) await giveUp(item)
      return
    }
    const row = findBulkRow(job.operation)
    if (row === undefined) {
      await move(job, ['running'], { state: 'failed', state_reason: NO_ROW }, 'failed')
      return
    }
    const held = holds.get(job.installation)
    if (held !== undefined && performance.now() < held.until) {
      if (job.state === 'running') await say(job, held.why)
      return
    }
    const mayBegin = () => !stopping && holdsTurn(work)
    const task = { job, row, session, mayBegin }
    for (const item of active) {
      if (work.flights.has(item.position)) continue
      if (performance.now() < (work.due.get(item.position) ?? 0)) continue
      if (!mayBegin()) return
      launch(task, work, item)
    }
    if (job.state !== 'running' || !(await judgeFailures(job))) return
    await say(job, null)
    if (!(await isAllowed(job, row, session))) return
    await begin(task, work, active)
    await finish(job)
  }

  /** Takes a step now, or another one after the one that is being taken. */
  const attend = (id: string): void => {
    const work = workOf(id)
    if (stopping) return
    work.again = true
    if (work.stepping) return
    work.stepping = true
    const walk = async () => {
      while (work.again) {
        work.again = false
        if (stopping) return
        if (!(await takeTurn(id, work))) return
        await step(id, work)
      }
    }
    walking.add(
      track(
        walk()
          .catch((error: unknown) => log.warn(describeError(error), 'a job waits'))
          .finally(() => {
            work.stepping = false
          }),
      ),
    )
  }

  const walking = new Set<Promise<void>>()
  const track = (walk: Promise<void>): Promise<void> => {
    const tracked = walk.finally(() => walking.delete(tracked))
    return tracked
  }

  const settled = async (): Promise<void> => {
    for (;;) {
      const flights = [...works.values()].flatMap((work) => [...work.flights.values()])
      if (flights.length + walking.size === 0) return
      await Promise.allSettled([...flights, ...walking])
    }
  }

  return {
    /** Looks at every job that is not over; called every second. Rejects with the store's error. */
    async tick(): Promise<void> {
      if (stopping) return
      for (const job of await records.open()) {
        if (job.state === 'paused' && !works.has(job.id)) {
          const active = await records.items(job.id, {
            states: ACTIVE_STATES,
            open: true,
            limit: 1,
          })
          if (active.length === 0) continue
        }
        attend(job.id)
      }
    },
    attend,
    settled,
    /** Begins nothing more, lets what is being sent be finished, and gives the jobs to whoever comes next. */
    async stop(): Promise<void> {
      stopping = true
      await settled()
      for (const id of works.keys()) await turns.release(nameOfTurn(id))
      works.clear()
    },
  }
}

const nameOfTurn = (id: string) => `job/${id}`
const deploymentOf = (item: ItemRow) => paramsOf(item).deployment_id
const NO_ROW = 'This release of the console has no such change any more.'
