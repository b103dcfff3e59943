// The path of every unsafe operation: intent → sending → outcome, each on disk and on record before the next thing
// happens. One key, one call, whatever the clicks, tabs, retries and restarts (Stripe's idempotency keys are the model);
// one open change per target, whoever sends it.
import type { ConsoleErrorCode } from '@ece/api-types'
import type { Change } from '@ece/api-types/bff'
import type { Audit } from '../audit/audit.ts'
import { failpoint } from '../failpoint.ts'
import type { Ece } from '../forward/ece.ts'
import type { Exchange } from '../forward/exchange.ts'
import type { Reply } from '../forward/reply.ts'
import { ConsoleError } from '../http/console-error.ts'
import { describeError, type Log } from '../log.ts'
import type { Sessions } from '../session/signed-in.ts'
import type { Store } from '../store/open.ts'
import type { Turns } from '../store/turns.ts'
import { createAlive } from './alive.ts'
import type { ChangeHeaders } from './change-headers.ts'
import { toChange } from './change-view.ts'
import { draftOf } from './draft.ts'
import { factsOfAsked, factsOfChange, factsOfReply, type Known } from './entry-of.ts'
import { createJournal, type ChangeRow, type MoveResult, type NewChange } from './journal.ts'
import { unknown, type Outcome } from './outcome.ts'
import { createReconciler } from './reconcile.ts'
import { neverSent, recover, toStored } from './recover.ts'
import { cannotRecord, overtaken, refusalOf, targetBusy } from './refusals.ts'
import { hashRequest } from './request-hash.ts'
import { checkSameRequest, isOpenAgain, replay, toReply, type Result } from './replay.ts'
import { checkSeen, type SeenCheck } from './seen-version.ts'
import { createSendChange } from './send-change.ts'

export interface ChangesParts {
  readonly store: Store
  readonly eceFor: (installationId: string) => Ece
  readonly log: Log
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly audit: Pick<Audit, 'append' | 'note' | 'sayUnwritten'>
  readonly sessions: Pick<Sessions, 'standIn'>
  readonly turns: Turns
  /** Names this process and no other one, ever: the holder of its turns. */
  readonly boot: string
  /** Good reads of ECE for so long without a trace mean that there is none. */
  readonly settleMs?: number
}

export type ChangeRequest = Exchange &
  Pick<ChangeHeaders, 'id'> &
  Partial<ChangeHeaders> &
  Pick<SeenCheck, 'deploymentId'> & {
    /** Address of the one who asks. */
    readonly ip?: string | undefined
    /** Kind of browser: audit/ua-class.ts. */
    readonly uaClass?: string | undefined
    readonly jobId?: string | undefined
  }

export interface Changes {
  /**
   * Carries a change out, or answers what became of it when its key was used before. Throws
   * `console.idempotency_key_reused`, `console.change_in_progress`, `console.target_busy`, `console.audit_unavailable`
   * or `console.unavailable`; then nothing was sent.
   */
  run(change: ChangeRequest): Promise<Reply>
  /** What is on record of a key. Rejects with the store's error. */
  find(id: string): Promise<Change | undefined>
  /** Settles what the end of the last process left open; what cannot be done now is done before the first change. */
  start(): Promise<void>
  /** Settles what can be settled now; to be called every few seconds. Never rejects. */
  tick(): Promise<void>
  /** Resolves when nothing is under way; for the end of the process. */
  settled(): Promise<void>
}

interface Running {
  readonly hash: string
  readonly result: Promise<Result>
}

/** Between "is being sent" on disk and the first byte; more means that this process was stopped for a while. */
const SLEPT_MS = 10_000

export function createChanges(parts: ChangesParts): Changes {
  const { store, eceFor, log, now, audit, turns, boot } = parts
  const journal = createJournal(store, now, audit)
  const alive = createAlive(store, turns, boot)
  const send = createSendChange({ eceFor, log })
  const reconciler = createReconciler({ ...parts, journal, alive })
  const running = new Map<string, Running>()

  const recoverNow = async () => {
    await alive.beat()
    await recover({ journal, alive, log, boot, isRunning: (id) => running.has(id) })
  }
  let recovered: Promise<void> | undefined
  const recoverOnce = () => {
    recovered ??= recoverNow().catch((error: unknown) => {
      recovered = undefined
      throw error
    })
    return recovered
  }

  /** Writes the outcome of what was sent, before anybody is told. */
  const record = async (
    { id, operation, session, requestId }: ChangeRequest,
    known: Known,
    { state, reply, sent }: Outcome,
  ): Promise<Outcome> => {
    const result = { status: reply.status, answer: reply.body.toString() || 'null' }
    const answer = factsOfReply(reply)
    const entry = { ...known, ...answer, ...sent, stage: 'outcome', event: state, state } as const
    const write = () => journal.move(id, 'sending', state, result, entry)
    const facts = {
      change: id,
      state,
      row: operation.name,
      installation: session.installation.id,
      user_name: session.user.user_name,
      session: session.sessionKey.slice(0, 8),
      request_id: requestId,
      status: reply.status,
      code: reply.code,
    }
    try {
      await write().catch(write)
      failpoint('change.after_outcome')
      log.info(facts, 'a change ended')
      return { state, reply }
    } catch (error) {
      log.error({ ...facts, ...describeError(error) }, 'the outcome of a change was not recorded')
      audit.sayUnwritten(entry)
      // an outcome that a restart would forget is none
      return unknown(operation, `ECE's answer (${state}) could not be recorded by the console.`)
    }
  }

  /** Takes the lease and records the intent, or answers the outcome of the same change. */
  const begin = async (
    draft: NewChange,
    known: Known,
    counted: number,
    earlier: ChangeRow | undefined,
  ): Promise<Result | undefined> => {
    const entry = { ...known, stage: 'intent', event: 'intent', state: 'intent' } as const
    if (earlier) {
      const again: MoveResult = { status: null, answer: null, boot }
      await journal.move(draft.id, 'rejected', 'intent', again, entry).catch(async (error) => {
        const open = await journal.findOpen(draft).catch(cannotRecord)
        if (open) throw targetBusy(open)
        cannotRecord(error)
      })
      return undefined
    }
    const obstacle = await journal.begin(draft, counted, entry).catch(cannotRecord)
    switch (obstacle?.kind) {
      case undefined:
        return undefined
      case 'same':
        return replay(obstacle.change, draft.request_hash)
      case 'busy':
        throw targetBusy(obstacle.change)
      case 'overtaken':
        throw overtaken()
    }
  }

  const carryOut = async (change: ChangeRequest, hash: string): Promise<Result> => {
    const { id, session } = change
    await recoverOnce().catch(cannotRecord)
    const earlier = await journal.find(id).catch(cannotRecord)
    if (earlier && !isOpenAgain(earlier, hash)) return replay(earlier, hash)

    const draft = draftOf(change, hash, boot)
    const open = await journal.findOpen(draft).catch(cannotRecord)
    if (open) throw targetBusy(open)
    const counted = await journal.countOn(draft.installation, draft.target).catch(cannotRecord)

    // what can still refuse without a trace comes before the record
    const authorization = await session.authorization()
    const ece = eceFor(session.installation.id)
    const seen = await checkSeen(ece, change, authorization, change, now)
    if (seen?.refusal) {
      noteRefusal(change, hash, seen.refusal, seen.version)
      return { reply: seen.refusal }
    }
    if (seen) {
      draft.known_attempts = JSON.stringify(seen.attempts)
      draft.ece_skew = seen.skew ?? null
    }
    const known = factsOfAsked(change, draft, seen?.version)
    failpoint('change.before_intent')
    const replayed = await begin(draft, known, counted, earlier)
    if (replayed) return replayed
    failpoint('change.after_intent')
    const before = performance.now()
    try {
      const sending = { ...known, stage: 'sending', event: 'sending', state: 'sending' } as const
      await journal.move(id, 'intent', 'sending', {}, sending)
    } catch (error) {
      // or it would hold its target until the next look of the reconciler
      await giveUp(draft, 'intent').catch(() => undefined)
      cannotRecord(error)
    }
    failpoint('change.after_sending')
    if (performance.now() - before > SLEPT_MS) {
      // somebody else may have settled it meanwhile, and its target may have a new change by now
      await giveUp(draft, 'sending').catch(() => undefined)
      cannotRecord(new Error('the process was stopped for too long'))
    }
    const outcome = await send(change, authorization)
    failpoint('change.after_answer')
    return record(change, known, outcome)
  }

  const giveUp = (draft: NewChange, from: 'intent' | 'sending') =>
    journal.move(draft.id, from, 'not_sent', toStored(neverSent), {
      ...factsOfChange(draft),
      ...factsOfReply(neverSent),
      stage: 'outcome',
      event: 'not_sent',
      state: 'not_sent',
    })

  const noteRefusal = (
    change: ChangeRequest,
    hash: string,
    refusal: Pick<Reply, 'status' | 'body' | 'code'>,
    checked?: string,
  ): void =>
    audit.note({
      ...factsOfAsked(change, draftOf(change, hash, boot), checked),
      ...factsOfReply(refusal),
      stage: 'refusal',
      event: refusal.code ?? 'refused',
    })

  return {
    async run(change) {
      const hash = hashOf(change)
      try {
        const twin = running.get(change.id)
        if (twin) {
          checkSameRequest(twin.hash, hash)
          return toReply({ ...(await twin.result), replayed: true })
        }
        const result = carryOut(change, hash).finally(() => running.delete(change.id))
        running.set(change.id, { hash, result })
        return toReply(await result)
      } catch (error) {
        if (error instanceof ConsoleError && REFUSALS.has(error.code)) {
          noteRefusal(change, hash, refusalOf(error))
        }
        throw error
      }
    },

    async find(id) {
      const row = await journal.find(id)
      return row && toChange(row)
    },

    start: () =>
      recoverOnce().catch((error: unknown) =>
        log.error(describeError(error), 'changes are not settled'),
      ),

    async tick() {
      try {
        await recoverNow()
        await reconciler.look()
      } catch (error) {
        log.warn(describeError(error), 'open changes could not be looked at')
      }
    },

    settled: async () => {
      await Promise.allSettled([...running.values()].map(({ result }) => result))
    },
  }
}

/** Refused for what others do, or for what the request is: worth a record. */
const REFUSALS: ReadonlySet<ConsoleErrorCode> = new Set([
  'console.idempotency_key_reused',
  'console.target_busy',
  'console.seen_version_changed',
])

/** Who, where and what exactly: the same key with anything else is another change. */
function hashOf({ operation, request, session }: ChangeRequest): string {
  const { installation, user } = session
  return hashRequest({
    installation: installation.id,
    user_name: user.user_name,
    operation: operation.name,
    method: request.method,
    path: request.path,
    body: request.body,
  })
}
