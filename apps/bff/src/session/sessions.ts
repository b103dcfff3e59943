// The room's wiring, and what it does by the clock.
import type { Audit } from '../audit/audit.ts'
import { createRefusals } from '../audit/refusals.ts'
import type { InstallationConfig } from '../config/installation.ts'
import type { Ece } from '../forward/ece.ts'
import type { Log } from '../log.ts'
import { describeError } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import type { Store } from '../store/open.ts'
import type { Turns } from '../store/turns.ts'
import { failAsUnavailable } from '../store/unavailable.ts'
import { createCookieReader } from './cookie.ts'
import { createEceCalls } from './ece-calls.ts'
import { createDetached } from './detached.ts'
import { createSessionMiddleware } from './express-session.ts'
import { ABSOLUTE_MS, IDLE_MS, createFind, logout } from './find.ts'
import { deriveKeys, fingerprintOf } from './keys.ts'
import { createLive } from './live.ts'
import { createRecords } from './records.ts'
import { createRenewal } from './renewal.ts'
import { createSessionRouter } from './routes.ts'
import type { Sessions } from './signed-in.ts'
import { createThrottle } from './throttle.ts'

/** Clocks of several consoles on one database differ by less than this. */
const CLOCK_TOLERANCE_MS = 60_000
/** An installation that is new to the others may still be unknown here: consoles are started anew one after the other. */
const ROLLING_MS = 60 * 60 * 1000

export interface SessionsParts {
  readonly key: Buffer
  readonly installations: readonly InstallationConfig[]
  readonly store: Store
  readonly turns: Turns
  readonly eceFor: (installationId: string) => Ece
  readonly checkOrigin: Parameters<typeof createSessionRouter>[0]['checkOrigin']
  readonly now: () => number
  readonly log: Log
  readonly metrics: Pick<Metrics, 'renewed'>
  readonly audit: Pick<Audit, 'append' | 'note'>
}

export interface ConsoleSessions extends Sessions {
  /** Session key of a request by its cookie alone, for limits; undefined without a cookie that we signed. */
  readonly keyOf: (cookieHeader: string | undefined) => string | undefined
  /** Renews tokens that are due although nobody asks (a page that is open but hidden). */
  readonly renewDue: () => Promise<void>
  /** Ends what ran out of time, and forgets old failures. */
  readonly sweep: () => Promise<void>
  /** Writes what is only in memory. */
  readonly flush: () => Promise<void>
}

export function createSessions(parts: SessionsParts): ConsoleSessions {
  const { store, now, log, metrics, checkOrigin, audit } = parts
  const keys = deriveKeys(parts.key)
  const installations = new Map(parts.installations.map((config) => [config.id, config]))
  const calls = new Map(
    parts.installations.map((config) => [
      config.id,
      createEceCalls(parts.eceFor(config.id), config),
    ]),
  )
  const callsFor = (installationId: string) => {
    const found = calls.get(installationId)
    if (found === undefined) throw new Error('a credential of an unknown installation was used')
    return found
  }
  const records = createRecords(store, keys.credentials)
  const live = createLive(records, now, log)
  const detached = createDetached(store, keys.credentials)
  const renewal = createRenewal({
    records,
    turns: failAsUnavailable({
      take: (name: string, ms: number) => parts.turns.take(name, ms),
      release: (name: string) => parts.turns.release(name),
    }),
    callsFor,
    now,
    log,
    metrics,
    invalidate: live.invalidate,
    audit,
  })
  const throttle = createThrottle(store, keys.accounts, now)
  const readCookie = createCookieReader(keys.cookie)
  const fingerprint = (secret: string) => fingerprintOf(secret, keys)
  const shared = { callsFor, installations, now, log, audit, fingerprint }
  const findParts = { readCookie, records, live, detached, renewal, ...shared }
  const find = createFind(findParts)
  const middleware = createSessionMiddleware(keys.cookie, records, live)
  const noteRefusal = createRefusals(audit, now)
  const routeParts = { ...findParts, throttle, noteRefusal, find, middleware, checkOrigin }

  let latest = Number.NEGATIVE_INFINITY
  /** True once after each time that somebody set the clock back, by more than what passed since the last question. */
  const wasSetBack = () => {
    const at = now()
    const isEarlier = at < latest
    latest = at
    return isEarlier
  }

  const renewDue = async () => {
    // when a token ends was counted by the old clock, so all are renewed: too early does no harm
    const setBack = wasSetBack()
    if (setBack) await records.bringBack(now())
    const due = await records.dueForRenewal(setBack ? Number.MAX_SAFE_INTEGER : now())
    const flights = due
      .filter((stored) => installations.has(stored.installation) && renewal.mayTry(stored))
      .map((stored) => renewal.renew(stored, stored.generation))
    for (const result of await Promise.allSettled(flights)) {
      if (result.status === 'rejected') {
        log.warn(describeError(result.reason), 'a renewal was not stored')
      }
    }
  }

  /** Deletes what was signed out while the store could not be written. */
  const settleEnded = async () => {
    for (const sessionKey of live.endedAhead()) {
      logout(findParts, await detached.signOut(sessionKey))
      live.forget(sessionKey)
    }
  }

  return {
    middleware,
    find: find.find,
    standIn: find.standIn,
    router: createSessionRouter(routeParts),
    keyOf: readCookie,
    renewDue,
    async sweep() {
      await settleEnded()
      await records.forgetOthers([...installations.keys()], now() - ROLLING_MS)
      await live.flush()
      // another clock wrote these, before this process was there
      await records.bringBack(now() + CLOCK_TOLERANCE_MS)
      const idle = await records.idleSince(now() - IDLE_MS)
      const old = await records.signedInBefore(now() - ABSOLUTE_MS)
      for (const sessionKey of new Set([...idle, ...old])) {
        const session = await live.get(sessionKey)
        if (session !== undefined) await find.limit(session)
      }
      logout(findParts, await detached.sweep())
      await throttle.sweep()
      renewal.sweep()
    },
    async flush() {
      await settleEnded()
      await live.flush()
    },
  }
}
