// Finds out what became of changes whose answer was lost, by reading: nothing is ever sent again. One process at a time
// does it.
import { randomUUID } from 'node:crypto'
import { buildRequest, DeploymentId, operations, z, type Operation } from '@ece/api-types'
import { failpoint } from '../failpoint.ts'
import type { Ece } from '../forward/ece.ts'
import { readErrors } from '../forward/ece-errors.ts'
import { askAlive } from '../forward/exchange.ts'
import { consoleReply } from '../forward/reply.ts'
import { ConsoleError } from '../http/console-error.ts'
import { describeError, type Log } from '../log.ts'
import type { SignedIn, Sessions } from '../session/signed-in.ts'
import type { Alive } from './alive.ts'
import { skewOf } from './ece-time.ts'
import { factsOfChange } from './entry-of.ts'
import { judgeComments, listOfComment } from './evidence-comments.ts'
import { judgeDeployment, verbOf, type Verdict } from './evidence.ts'
import type { ChangeRow, Journal } from './journal.ts'
import { plain } from './plain.ts'
import { Evidence } from './plan-attempts.ts'
import { toStored } from './recover.ts'
import { wordsOf } from './refusals.ts'

export interface ReconcilerParts {
  readonly journal: Journal
  readonly alive: Pick<Alive, 'takeLead'>
  readonly eceFor: (installationId: string) => Ece
  readonly sessions: Pick<Sessions, 'standIn'>
  readonly log: Log
  readonly now: () => number
  readonly settleMs?: number
}

const SETTLE_MS = 30_000
/** Between two good reads; more, and what lay between them counts as not looked at. */
const LONGEST_GAP_MS = 15_000
/** Nobody who could look signs in: whoever needs the target must not wait for ever. */
const GIVE_UP_MS = 24 * 60 * 60 * 1000
const AT_ONCE = 8

/** How long ECE was read well, by a clock that does not jump. */
interface Watch {
  goodMs: number
  lastGood: number | undefined
}

export function createReconciler(parts: ReconcilerParts) {
  const { journal, alive, eceFor, sessions, log, now, settleMs = SETTLE_MS } = parts
  const watches = new Map<string, Watch>()

  const read = async (session: SignedIn, operation: Operation, params: object, query = {}) => {
    const request = buildRequest(operation, { params: { ...params }, query })
    const exchange = { operation, request, session, requestId: randomUUID() }
    const ece = eceFor(session.installation.id)
    return askAlive(ece, exchange, await session.authorization())
  }

  /** Reads the target and judges; undefined when ECE gave no answer that says anything. */
  const examine = async (change: ChangeRow, session: SignedIn): Promise<Verdict | undefined> => {
    const comment = listOfComment(change.path)
    const deploymentId = /^\/deployments\/([0-9a-f]{32})(?:\/|\?|$)/.exec(change.path)?.[1]
    if (comment === undefined && deploymentId === undefined) {
      return {
        state: 'unknown',
        evidence: 'ECE keeps no trace of this kind of change that the console could look for.',
      }
    }
    const asked = performance.now()
    const answered = comment
      ? await read(session, operations.listComment, comment.params)
      : await read(
          session,
          operations.getDeployment,
          { deployment_id: z.parse(DeploymentId, deploymentId) },
          { show_plans: true, show_plan_history: true, enrich_with_template: false },
        )
    const [cameAt, lag] = [now(), performance.now() - asked]
    const { status, bytes } = answered
    if (status >= 300) return readErrors(bytes) && judgeRefusal(change, status)
    const answer: unknown = JSON.parse(bytes.toString())
    if (comment) return judgeComments(change, answer)
    const before = verbOf(change.operation) ? await journal.findBefore(change) : undefined
    const skew = change.ece_skew ?? skewOf(answered, cameAt) ?? 0
    return judgeDeployment({ change, skew, lag, before }, z.parse(Evidence, answer))
  }

  const settle = async (
    change: ChangeRow,
    state: 'found' | 'no_trace' | 'unknown',
    evidence: string,
    attemptId?: string,
  ): Promise<void> => {
    const words = wordsOf(change.operation)
    const reply =
      state === 'found'
        ? // as for an accepted change whose details were lost
          { status: 200, body: Buffer.from('{}') }
        : consoleReply(
            'console.outcome_unknown',
            state === 'no_trace'
              ? `No trace of ${words} was found. ${evidence} It most likely did not happen.`
              : `Whether ${words} happened cannot be found out. ${evidence}`,
          )
    failpoint('change.before_settle')
    await journal.move(
      change.id,
      'unknown',
      state,
      {
        ...toStored(reply),
        evidence,
        plan_attempt_id: attemptId ?? null,
        concluded_at: now(),
      },
      {
        ...factsOfChange(change),
        stage: 'reconcile',
        event: state === 'unknown' ? 'cannot_tell' : state,
        state,
        evidence,
        ...(attemptId === undefined ? {} : { plan_attempt_id: attemptId }),
      },
    )
    failpoint('change.after_settle')
    watches.delete(change.id)
    log.info({ change: change.id, row: change.operation, state }, 'an open change was settled')
  }

  const explain = async (change: ChangeRow, evidence: string) => {
    if (change.evidence !== evidence) await journal.explain(change.id, evidence)
  }

  const lookAt = async (change: ChangeRow): Promise<void> => {
    const { installation, user_name: userName, session_key: preferred } = change
    const watch = watches.get(change.id) ?? { goodMs: 0, lastGood: undefined }
    watches.set(change.id, watch)
    const session = await sessions.standIn({ installation, userName, preferred })
    if (session === undefined) {
      watch.lastGood = undefined
      if (now() - change.updated_at > GIVE_UP_MS) {
        const evidence = `${plain(userName)} was not signed in for a day, so that nobody could look.`
        return settle(change, 'unknown', evidence)
      }
      return explain(change, `Waits for ${plain(userName)} to sign in, to look with their eyes.`)
    }
    const verdict = await examine(change, session)
    if (verdict === undefined) {
      watch.lastGood = undefined
      return explain(change, 'ECE cannot be read at the moment; the console goes on trying.')
    }
    if (verdict.state === 'found') {
      return settle(change, 'found', verdict.evidence, verdict.attemptId)
    }
    if (verdict.state === 'unknown') return settle(change, 'unknown', verdict.evidence)
    const at = performance.now()
    const gap = watch.lastGood === undefined ? 0 : at - watch.lastGood
    // what lay between two looks far apart was not looked at
    if (gap <= LONGEST_GAP_MS) watch.goodMs += gap
    watch.lastGood = at
    if (watch.goodMs >= settleMs) {
      const { state, evidence } = verdict.atLast
      const how = `ECE was read well for ${Math.round(watch.goodMs / 1000)} s. ${evidence}`
      return settle(change, state, how)
    }
    return explain(change, 'No trace of it in ECE so far; the console goes on looking.')
  }

  const tryLookAt = async (change: ChangeRow): Promise<void> => {
    try {
      await lookAt(change)
    } catch (error) {
      const watch = watches.get(change.id)
      if (watch) watch.lastGood = undefined
      const facts = { change: change.id, row: change.operation, ...describeError(error) }
      log.warn(facts, 'an open change could not be looked at')
      const isExpired = error instanceof ConsoleError && error.code === 'console.session_expired'
      const why = isExpired
        ? `Waits for ${plain(change.user_name)} to sign in, to look with their eyes.`
        : 'ECE cannot be read at the moment; the console goes on trying.'
      await explain(change, why).catch(() => undefined)
    }
  }

  let looking: Promise<void> | undefined
  const look = async () => {
    const open = (await journal.listOpen()).filter(({ state }) => state === 'unknown')
    for (const id of watches.keys()) {
      if (!open.some((change) => change.id === id)) watches.delete(id)
    }
    if (open.length === 0 || !(await alive.takeLead())) return
    const queue = [...open]
    const work = async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) await tryLookAt(next)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
  }

  return {
    /** One look at everything that is not settled; while one is under way, that one. */
    look: (): Promise<void> => {
      looking ??= look().finally(() => {
        looking = undefined
      })
      return looking
    },
  }
}

/** ECE answers in its own words that this user cannot read it, or that it is not there. */
function judgeRefusal(change: ChangeRow, status: number): Verdict | undefined {
  if (status === 404) {
    if (change.operation === 'deleteDeployment') {
      return { state: 'found', evidence: 'ECE does not have the deployment any more.' }
    }
    const evidence = 'ECE does not have what it was about any more.'
    return { state: 'open', atLast: { state: 'unknown', evidence } }
  }
  if (status === 403) {
    const evidence = `ECE does not let ${plain(change.user_name)} look any more.`
    return { state: 'open', atLast: { state: 'unknown', evidence } }
  }
  return undefined
}
