// From a request to the operator behind it, with the limits of time.
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Audit } from '../audit/audit.ts'
import type { InstallationConfig } from '../config/installation.ts'
import { ConsoleError } from '../http/console-error.ts'
import { describeError } from '../log.ts'
import type { Log } from '../log.ts'
import { authorizationOf } from './credential.ts'
import type { StoredCredential } from './credential.ts'
import type { Detached } from './detached.ts'
import type { EceCalls } from './ece-calls.ts'
import { UNKNOWN_TO_ECE, endOf } from './end-record.ts'
import type { Live, LiveSession } from './live.ts'
import { readProfile } from './profile.ts'
import type { Records } from './records.ts'
import { remainingOf, renewAtOf } from './renewal-time.ts'
import type { Renewal, Renewed } from './renewal.ts'
import type { Missing, Sessions, SignedIn } from './signed-in.ts'

/** NIST SP 800-63B, AAL2: 30 minutes idle, 12 hours in all. */
export const IDLE_MS = 30 * 60 * 1000
export const ABSOLUTE_MS = 12 * 60 * 60 * 1000
/** With less than this left a request waits for the renewal instead of using the old token. */
const CLOSE_TO_END_MS = 10_000
const WAIT_FOR_RENEWAL_MS = 5_000
/** Roles can be taken away while somebody is signed in. */
const PROFILE_MS = 5 * 60 * 1000
const PROFILE_RETRY_MS = 60_000
const MAX_ASKED = 10_000
/** A credential is renewed once in minutes, not several times in this moment. */
const MOST_KEEPS = 3

export interface FindParts {
  readonly readCookie: (header: string | undefined) => string | undefined
  readonly records: Records
  readonly live: Live
  readonly detached: Detached
  readonly renewal: Renewal
  readonly callsFor: (installationId: string) => EceCalls
  readonly installations: ReadonlyMap<string, InstallationConfig>
  readonly now: () => number
  readonly log: Log
  readonly audit: Pick<Audit, 'append' | 'note'>
  /** Of a token or an API key, for the audit log. */
  readonly fingerprint: (secret: string) => string
}

export function createFind(parts: FindParts) {
  const { readCookie, records, live, detached, renewal, callsFor, installations } = parts
  const { now, log, audit, fingerprint } = parts

  const isIdle = (session: LiveSession) => now() - live.lastAction(session) > IDLE_MS
  const isTooOld = ({ signedInAt }: StoredCredential) => now() - signedInAt > ABSOLUTE_MS
  const isOver = (session: LiveSession): boolean => {
    if (isIdle(session)) return true
    for (const stored of session.credentials.values()) if (isTooOld(stored)) return true
    return false
  }

  /** Ends what ran out of time, and says so to ECE. Answers what is left. */
  const limit = async (session: LiveSession): Promise<LiveSession | undefined> => {
    const { sessionKey, credentials } = session
    if (!isOver(session)) return session
    const idle = isIdle(session)
    const tooOld = [...credentials.values()].filter(isTooOld)
    if (idle) {
      // jobs go on with the newest token, not with the one that a renewal is just replacing
      const keep = async () => {
        await renewal.settled(sessionKey)
        const young = (await records.credentials(sessionKey)).filter((one) => !isTooOld(one))
        return detached.keep(young, now())
      }
      for (let tries = 1; tries <= MOST_KEEPS && !(await keep()); tries++);
    }
    const ended = await (idle ? records.endSession(sessionKey) : records.endCredentials(tooOld))
    live.invalidate(sessionKey)
    log.info({ session: sessionKey.slice(0, 8), count: ended.length }, 'a session expired')
    const evidence = idle ? '30 minutes without an action' : '12 hours since the sign-in'
    for (const one of ended) audit.note({ ...endOf(one), event: 'session_ended', evidence })
    logout(parts, ended)
    return idle ? undefined : live.get(sessionKey)
  }

  /** The request's session, none of it beyond its limits. Rejects with `console.unavailable`. */
  const current = async (
    request: IncomingMessage,
    { background }: { readonly background: boolean },
  ): Promise<LiveSession | 'none' | 'expired'> => {
    const sessionKey = readCookie(request.headers.cookie)
    if (sessionKey === undefined) return 'none'
    const known = await live.get(sessionKey)
    const session = known === undefined ? undefined : await limit(known)
    if (session === undefined) return 'expired'
    if (!background) live.act(session)
    return session
  }

  const refreshProfile = async (stored: StoredCredential): Promise<void> => {
    const { credential, generation, installation, sessionKey } = stored
    const { user } = credential
    const read = await readProfile(
      callsFor(installation),
      authorizationOf(credential),
      { auth: user.auth, user },
      randomUUID(),
    )
    if ('refused' in read) {
      if (read.refused.status === 401) await renewal.recover(stored, generation)
      return
    }
    await records.replace(stored, { ...credential, user: read, profile_at: now() }, generation)
    live.invalidate(sessionKey)
  }

  /** When a profile was last asked for again, so that an ECE that fails is not asked by every request. */
  const askedAt = new Map<string, number>()
  /** Asks again now and then, without anybody waiting for it. */
  const keepProfileFresh = (stored: StoredCredential) => {
    if (now() - stored.credential.profile_at < PROFILE_MS) return
    const name = `${stored.sessionKey}/${stored.installation}`
    if (now() - (askedAt.get(name) ?? 0) < PROFILE_RETRY_MS) return
    if (askedAt.size >= MAX_ASKED) askedAt.clear()
    askedAt.set(name, now())
    refreshProfile(stored).catch((error: unknown) => {
      log.warn(describeError(error), 'roles could not be read again')
    })
  }

  const authorize = async (
    stored: StoredCredential,
    installation: InstallationConfig,
  ): Promise<string> => {
    const { credential, generation } = stored
    const renewAt = renewAtOf(credential)
    const old = authorizationOf(credential)
    if (renewAt === undefined || now() < renewAt || !renewal.mayTry(stored)) return old
    const flight = renewal.renew(stored, generation)
    const remaining = remainingOf(credential, now())
    if (remaining === undefined || remaining > CLOSE_TO_END_MS) {
      flight.catch((error: unknown) => log.warn(describeError(error), 'a renewal was not stored'))
      return old
    }
    const renewed = await within(WAIT_FOR_RENEWAL_MS, flight)
    if (renewed === undefined) return old
    if (renewed.state !== 'dead') return authorizationOf(renewed.stored.credential)
    throw new ConsoleError(
      'console.session_expired',
      `Your sign-in to "${installation.name}" has ended. Sign in again.`,
    )
  }

  const signedIn = (stored: StoredCredential, installation: InstallationConfig): SignedIn => {
    const { sessionKey, generation, credential } = stored
    return {
      sessionKey,
      installation,
      user: credential.user,
      generation,
      fingerprint: () => fingerprint(credential.secret),
      authorization: () => authorize(stored, installation),
      renew: async (used) => {
        const renewed: Renewed = await renewal.recover(stored, used)
        return renewed.state === 'dead' ? undefined : authorizationOf(renewed.stored.credential)
      },
      end: async () => {
        const ended = await records.endCredentials([stored])
        live.invalidate(sessionKey)
        for (const one of ended) audit.note({ ...endOf(one), ...UNKNOWN_TO_ECE })
      },
    }
  }

  const pick = (session: LiveSession, installationId: string): SignedIn | Missing => {
    const stored = session.credentials.get(installationId)
    const installation = installations.get(installationId)
    if (stored === undefined || installation === undefined) {
      return session.installations.has(installationId) ? 'expired' : 'none'
    }
    keepProfileFresh(stored)
    return signedIn(stored, installation)
  }

  const look = async (
    request: IncomingMessage,
    installationId: string,
    options: { readonly background: boolean },
  ): Promise<SignedIn | Missing> => {
    try {
      const session = await current(request, options)
      return typeof session === 'string' ? session : pick(session, installationId)
    } catch (error) {
      log.error(describeError(error), 'sessions cannot be read')
      return 'unavailable'
    }
  }

  /** Answers at once what is known; only what is not has to wait for the store. */
  const find: Sessions['find'] = (request, installationId, options) => {
    const sessionKey = readCookie(request.headers.cookie)
    if (sessionKey === undefined) return 'none'
    const session = live.peek(sessionKey)
    if (session === undefined || isOver(session)) return look(request, installationId, options)
    if (!options.background) live.act(session)
    return pick(session, installationId)
  }

  /**
   * Any live sign-in of this user, the one of `preferred` first: for what goes on without a browser. Undefined when the
   * user is signed in nowhere. Rejects with `console.unavailable`.
   */
  const standIn: Sessions['standIn'] = async ({ installation: id, userName, preferred }) => {
    const installation = installations.get(id)
    if (installation === undefined) return undefined
    const alive = (await records.credentialsOf(id, userName)).filter((one) => !isTooOld(one))
    const chosen = alive.find(({ sessionKey }) => sessionKey === preferred) ?? alive[0]
    return chosen === undefined ? undefined : signedIn(chosen, installation)
  }

  return { current, find, standIn, limit, keepProfileFresh }
}
export type Find = ReturnType<typeof createFind>

/** Ends tokens at ECE for credentials that are gone here already. Nobody waits, and nothing depends on it. */
export function logout(
  { callsFor, log }: Pick<FindParts, 'callsFor' | 'log'>,
  ended: readonly StoredCredential[],
): void {
  const end = async ({ credential, installation }: StoredCredential) =>
    callsFor(installation).logout(authorizationOf(credential), randomUUID())
  for (const stored of ended) {
    if (stored.credential.user.auth === 'api_key') continue
    end(stored).catch((error: unknown) => {
      const { installation } = stored
      log.info({ installation, ...describeError(error) }, 'a token was not ended at ECE')
    })
  }
}

/** The promise's value if it comes in time. */
async function within<Value>(ms: number, promise: Promise<Value>): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
