// Keeping a credential alive. Whatever happens at once, in however many consoles, one renewal runs per credential, and the
// store decides: a credential that was ended meanwhile stays ended, and one that somebody else renewed is read instead of
// renewed again.
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { failpoint } from '../failpoint.ts'
import type { Audit } from '../audit/audit.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { describeError } from '../log.ts'
import { authorizationOf } from './credential.ts'
import type { Credential, StoredCredential } from './credential.ts'
import type { EceCalls, Profile, Refused, Token } from './ece-calls.ts'
import { UNKNOWN_TO_ECE, endOf } from './end-record.ts'
import type { Turns } from '../store/turns.ts'
import type { Identity, Records } from './records.ts'
import { lifeOf } from './renewal-time.ts'

/** After a renewal that failed for a passing reason. */
const RETRY_MS = 5_000
/** Longer than ECE may take to answer, shorter than a token lives on when its renewal is due. */
const TURN_MS = 45_000
/** How often, and how long, the renewal of another console is waited for: as long as a request waits for one. */
const FOLLOW_EVERY_MS = 100
const FOLLOW_MS = 5_000

/** `kept`: could not be renewed for a passing reason, so what we have goes on being used. `dead`: ECE says so, or gone. */
export type Renewed =
  | { readonly state: 'current' | 'kept'; readonly stored: StoredCredential }
  | { readonly state: 'dead' }

const DEAD: Renewed = { state: 'dead' }

export interface RenewalParts {
  readonly records: Records
  /** Rejects with `console.unavailable`. */
  readonly turns: Pick<Turns, 'take' | 'release'>
  readonly callsFor: (installationId: string) => EceCalls
  readonly now: () => number
  readonly log: Log
  /** Told whenever a credential changed or ended. */
  readonly invalidate: (sessionKey: string) => void
  readonly metrics: Pick<Metrics, 'renewed'>
  readonly audit: Pick<Audit, 'note'>
}

export function createRenewal(parts: RenewalParts) {
  const { records, turns, callsFor, now, log, invalidate, metrics, audit } = parts
  const renewing = new Map<string, Promise<Renewed>>()
  const recovering = new Map<string, Promise<Renewed>>()
  const notBefore = new Map<string, number>()
  const nameOf = (of: Identity) => `${of.sessionKey}/${of.installation}`

  /** One flight per key; failures of the store reject it for all who wait. */
  const once = (flights: typeof renewing, name: string, start: () => Promise<Renewed>) => {
    const flight = flights.get(name) ?? start().finally(() => flights.delete(name))
    flights.set(name, flight)
    return flight
  }

  const end = async (stored: StoredCredential): Promise<Renewed> => {
    const ended = await records.endCredentials([stored])
    invalidate(stored.sessionKey)
    for (const one of ended) audit.note({ ...endOf(one), ...UNKNOWN_TO_ECE })
    log.info(facts(stored), 'a credential ended: ECE does not know it any more')
    return DEAD
  }

  /** Only a 401 of `GET /user` means that a credential is dead (architecture, "A 401 or 403 from a row"). */
  const isAlive = async (stored: StoredCredential): Promise<boolean | 'unknown'> => {
    try {
      const authorization = authorizationOf(stored.credential)
      const answer = await callsFor(stored.installation).whoAmI(authorization, randomUUID())
      return !isUnauthenticated(answer)
    } catch (error) {
      log.warn(facts(stored, error), 'whether a credential is alive could not be asked')
      return 'unknown'
    }
  }

  const keep = (stored: StoredCredential): Renewed => {
    notBefore.set(nameOf(stored), now() + RETRY_MS)
    return { state: 'kept', stored }
  }

  const exchange = async (stored: StoredCredential): Promise<Token | Refused | undefined> => {
    try {
      const authorization = authorizationOf(stored.credential)
      return await callsFor(stored.installation).refresh(authorization, randomUUID())
    } catch (error) {
      log.warn(facts(stored, error), 'renewing a token failed; the old one is kept')
      return undefined
    }
  }

  /** Signed out, or renewed by another process, while ECE was answering: that stands, and ours is not needed. */
  const lose = async (of: Identity, spare: Credential): Promise<Renewed> => {
    const stored = await records.credential(of.sessionKey, of.installation)
    if (stored !== undefined) return { state: 'current', stored }
    void callsFor(of.installation)
      .logout(authorizationOf(spare), randomUUID())
      .catch((error: unknown) => log.debug(facts(of, error), 'a spare token was not ended'))
    return DEAD
  }

  const renewInTurn = async (of: Identity, generation: number): Promise<Renewed> => {
    const stored = await records.credential(of.sessionKey, of.installation)
    if (stored === undefined) return DEAD
    if (stored.generation !== generation || stored.credential.user.auth === 'api_key') {
      return { state: 'current', stored }
    }
    const startedAt = now()
    const answer = await exchange(stored)
    failpoint('renewal.after_answer')
    if (answer === undefined) return keep(stored)
    if ('refused' in answer) {
      if (!isUnauthenticated(answer) || (await isAlive(stored)) !== false) return keep(stored)
      return end(stored)
    }
    const credential = renewed(stored.credential, answer, startedAt)
    if (!(await records.replace(stored, credential, generation + 1))) return lose(of, credential)
    invalidate(of.sessionKey)
    notBefore.delete(nameOf(of))
    log.debug({ ...facts(stored), generation: generation + 1 }, 'a token was renewed')
    return { state: 'current', stored: { ...stored, generation: generation + 1, credential } }
  }

  /** Another console is renewing: what it gets is ours as well. Until then the old token goes on being used. */
  const follow = async (of: Identity, generation: number): Promise<Renewed> => {
    const deadline = performance.now() + FOLLOW_MS
    for (;;) {
      const stored = await records.credential(of.sessionKey, of.installation)
      if (stored === undefined) return DEAD
      if (stored.generation !== generation) {
        invalidate(of.sessionKey)
        return { state: 'current', stored }
      }
      if (performance.now() > deadline) return keep(stored)
      await delay(FOLLOW_EVERY_MS)
    }
  }

  const run = async (of: Identity, generation: number): Promise<Renewed> => {
    const turn = `renew/${nameOf(of)}`
    if (!(await turns.take(turn, TURN_MS))) return follow(of, generation)
    let renewal: Renewed | undefined
    try {
      renewal = await renewInTurn(of, generation)
      return renewal
    } finally {
      // a struggling ECE is left alone by all consoles
      const given = renewal?.state === 'kept' ? turns.take(turn, RETRY_MS) : turns.release(turn)
      await given.catch((error: unknown) => log.warn(facts(of, error), 'a turn was not given up'))
    }
  }

  const renew = (of: Identity, generation: number) =>
    once(renewing, nameOf(of), async () => {
      try {
        const renewal = await run(of, generation)
        metrics.renewed(renewal.state === 'current' ? 'renewed' : renewal.state)
        return renewal
      } catch (error) {
        metrics.renewed('failed')
        throw error
      }
    })

  const recover = async (of: Identity, generation: number): Promise<Renewed> => {
    const stored = await records.credential(of.sessionKey, of.installation)
    if (stored === undefined) return DEAD
    if (stored.generation !== generation) return { state: 'current', stored }
    const alive = await isAlive(stored)
    if (alive === true) return { state: 'current', stored }
    if (alive === 'unknown') return { state: 'kept', stored }
    return stored.credential.user.auth === 'api_key' ? end(stored) : renew(of, generation)
  }

  return {
    /** Renews the credential of `generation` unless that happened meanwhile. Rejects when the store cannot be used. */
    renew,
    /** After a 401: asks ECE whether the credential still holds, and renews it once when it does not. */
    recover: (of: Identity, generation: number) =>
      once(recovering, `${nameOf(of)}/${generation}`, () => recover(of, generation)),
    /** False for a moment after a failure, so that a struggling ECE is not asked by every request. */
    mayTry: (of: Identity) => {
      const wait = (notBefore.get(nameOf(of)) ?? 0) - now()
      // longer than it ever is: the clock was set back
      return wait <= 0 || wait > RETRY_MS
    },
    /** Resolves when no renewal of this session is under way. */
    settled: async (sessionKey: string): Promise<void> => {
      const flights = [...renewing].filter(([name]) => name.startsWith(`${sessionKey}/`))
      await Promise.allSettled(flights.map(([, flight]) => flight))
    },
    sweep: () => {
      for (const [name, at] of notBefore) if (at <= now()) notBefore.delete(name)
    },
  }
}
export type Renewal = ReturnType<typeof createRenewal>

const isUnauthenticated = (answer: Profile | Token | Refused): boolean =>
  'refused' in answer && answer.refused.status === 401

const facts = ({ sessionKey, installation }: Identity, error?: unknown) => ({
  session: sessionKey.slice(0, 8),
  installation,
  ...(error === undefined ? {} : describeError(error)),
})

function renewed(old: Credential, { token, expiresAt, date }: Token, at: number): Credential {
  const { life: _, ...rest } = old
  const { expires_at: __, ...user } = old.user
  const life = lifeOf(expiresAt, date)
  return {
    ...rest,
    secret: token,
    obtained_at: at,
    user: expiresAt === undefined ? user : { ...user, expires_at: expiresAt },
    ...(life === undefined ? {} : { life }),
  }
}
