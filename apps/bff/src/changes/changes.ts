// The path of every unsafe operation: intent → sending → outcome, each on disk before the next
// thing happens. One key, one call, whatever the clicks, tabs, retries and restarts (Stripe's
// idempotency keys are the model).
import { createHash } from 'node:crypto'
import type { ConsoleErrorCode } from '@ece/api-types'
import type { ChangeState } from '@ece/api-types/bff'
import type { Ece } from '../forward/ece.ts'
import type { Exchange } from '../forward/exchange.ts'
import type { Reply } from '../forward/reply.ts'
import { ConsoleError } from '../http/console-error.ts'
import { describeError, type Log } from '../log.ts'
import type { Store } from '../store/open.ts'
import type { ChangeHeaders } from './change-headers.ts'
import { createJournal, type ChangeRow } from './journal.ts'
import { unknown, type Outcome } from './outcome.ts'
import { NEVER_SENT, recover } from './recover.ts'
import { checkSeen, type SeenCheck } from './seen-version.ts'
import type { SendChange } from './send-change.ts'

export interface ChangesParts {
  readonly store: Store
  readonly eceFor: (installationId: string) => Ece
  readonly log: Log
  readonly now: () => number
  readonly send: SendChange
}
export type ChangeRequest = Exchange & ChangeHeaders & Pick<SeenCheck, 'deploymentId'>

interface Result {
  readonly reply: Reply
  /** Absent when the change was refused before it was recorded. */
  readonly state?: ChangeState
  readonly replayed?: boolean
}

interface Running {
  readonly hash: string
  readonly result: Promise<Result>
}

export function createChanges({ store, eceFor, log, now, send }: ChangesParts) {
  const journal = createJournal(store, now)
  const running = new Map<string, Running>()
  let recovered: Promise<void> | undefined
  const recoverOnce = () => {
    recovered ??= recover(journal, log).catch((error: unknown) => {
      recovered = undefined
      throw error
    })
    return recovered
  }
  // at start; what cannot be done then is done before the first change
  recoverOnce().catch((error: unknown) =>
    log.error(describeError(error), 'changes are not settled'),
  )

  /** Writes the outcome of what was sent, before anybody is told. */
  const record = async (change: ChangeRequest, outcome: Outcome): Promise<Outcome> => {
    const { id, operation, session } = change
    const { state, reply } = outcome
    const result = { status: reply.status, answer: reply.body.toString() || 'null' }
    const write = () => journal.move(id, 'sending', state, result)
    const facts = {
      change: id,
      state,
      row: operation.name,
      installation: session.installation.id,
      user_name: session.user.user_name,
      session: session.sessionKey.slice(0, 8),
      request_id: change.requestId,
      status: reply.status,
      code: reply.code,
    }
    try {
      await write().catch(write)
      log.info(facts, 'a change ended')
      return outcome
    } catch (error) {
      log.error({ ...facts, ...describeError(error) }, 'the outcome of a change was not recorded')
      // an outcome that a restart would forget is none
      return unknown(operation, `ECE's answer (${state}) could not be recorded by the console.`)
    }
  }

  const carryOut = async (change: ChangeRequest, hash: string): Promise<Result> => {
    const { id, operation, request, session, reason } = change
    await recoverOnce().catch(cannotRecord)
    const earlier = await journal.find(id).catch(cannotRecord)
    if (earlier && !isOpenAgain(earlier, hash)) return replay(earlier, hash)

    // what can still refuse without a trace comes before the record
    const authorization = await session.authorization()
    const ece = eceFor(session.installation.id)
    const refusal = await checkSeen(ece, change, authorization, change)
    if (refusal) return { reply: refusal }

    const intent = {
      id,
      installation: session.installation.id,
      user_name: session.user.user_name,
      session_key: session.sessionKey,
      operation: operation.name,
      method: request.method,
      path: request.path,
      request_hash: hash,
      reason: reason ?? null,
    }
    if (earlier) await journal.move(id, 'rejected', 'intent', NO_ANSWER).catch(cannotRecord)
    else {
      const overtook = await journal.begin(intent).catch(cannotRecord)
      if (overtook) return replay(overtook, hash)
    }
    try {
      await journal.move(id, 'intent', 'sending')
    } catch (error) {
      // or it would look as if it were under way until the next start
      await journal.move(id, 'intent', 'not_sent', NEVER_SENT).catch(() => undefined)
      cannotRecord(error)
    }
    return record(change, await send(change, authorization))
  }

  return {
    /**
     * Carries a change out, or answers what became of it when its key was used before. Throws
     * `console.idempotency_key_reused`, `console.change_in_progress` or `console.unavailable`; then
     * nothing was sent.
     */
    async run(change: ChangeRequest): Promise<Reply> {
      const hash = hashOf(change)
      const twin = running.get(change.id)
      if (twin) {
        checkSameRequest(twin.hash, hash)
        return toReply({ ...(await twin.result), replayed: true })
      }
      const result = carryOut(change, hash).finally(() => running.delete(change.id))
      running.set(change.id, { hash, result })
      return toReply(await result)
    },

    /** Resolves when nothing is under way; for the end of the process. */
    settled: async (): Promise<void> => {
      await Promise.allSettled([...running.values()].map(({ result }) => result))
    },
  }
}

const NO_ANSWER = { status: null, answer: null }

/** Who, where and what exactly: the same key with anything else is another change. */
function hashOf({ operation, request, session }: ChangeRequest): string {
  const { installation, user } = session
  const parts = [installation.id, user.user_name, operation.name, request.method, request.path]
  const text = JSON.stringify([...parts, request.body ?? null])
  return createHash('sha256').update(text).digest('hex')
}

function checkSameRequest(before: string, hash: string): void {
  if (before === hash) return
  throw new ConsoleError(
    'console.idempotency_key_reused',
    'This Idempotency-Key belongs to another change, so nothing was sent. Use a new key for a new change.',
    { fields: ['Idempotency-Key'] },
  )
}

/**
 * ECE refused the credential, so nothing happened; after signing in again the operator's same click
 * goes on with the same key.
 */
function isOpenAgain({ state, answer, request_hash: before }: ChangeRow, hash: string): boolean {
  const code: ConsoleErrorCode = 'console.session_expired'
  return (
    state === 'rejected' && before === hash && answer?.startsWith(START_OF_ERRORS + code) === true
  )
}
const START_OF_ERRORS = '{"errors":[{"code":"'

function replay(row: ChangeRow, hash: string): Result {
  checkSameRequest(row.request_hash, hash)
  // the column holds nothing but states
  const state = row.state as ChangeState
  if (state === 'intent' || state === 'sending' || row.status === null) {
    throw new ConsoleError(
      'console.change_in_progress',
      'This change is still under way, so nothing was sent again. Ask for its state in a moment.',
    )
  }
  const body = Buffer.from(row.status === 204 ? '' : (row.answer ?? ''))
  return { state, reply: { status: row.status, headers: {}, body }, replayed: true }
}

function toReply({ state, reply, replayed }: Result): Reply {
  return {
    ...reply,
    headers: {
      ...reply.headers,
      ...(state === undefined ? {} : { 'X-ECE-Change-State': state }),
      ...(replayed ? { 'Idempotency-Replayed': 'true' } : {}),
    },
  }
}

function cannotRecord(cause: unknown): never {
  throw new ConsoleError(
    'console.unavailable',
    'The console cannot write its record of changes at the moment, so nothing was sent to ECE. Try again in a moment.',
    { cause, retryAfter: 5 },
  )
}
