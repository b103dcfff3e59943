// Signing in: ask ECE, then make the session, in one transaction and under a new id.
import type { ErrorItem } from '@ece/api-types'
import type { SignIn, SignedInUser } from '@ece/api-types/bff'
import type { Request } from 'express'
import type { ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import type { AuditEntry } from '../audit/entry.ts'
import { whereFrom } from '../audit/who.ts'
import type { NoteRefusal } from '../audit/refusals.ts'
import { hasConsoleCode } from '../http/console-error.ts'
import { authorizationOf } from './credential.ts'
import type { Credential } from './credential.ts'
import { sessionKeyOf } from './cookie.ts'
import type { EceCalls, Refused } from './ece-calls.ts'
import { endOf } from './end-record.ts'
import { logout } from './find.ts'
import type { FindParts } from './find.ts'
import { readProfile } from './profile.ts'
import { lifeOf } from './renewal-time.ts'
import type { Throttle } from './throttle.ts'

export type SignInParts = FindParts & {
  readonly throttle: Throttle
  readonly noteRefusal: NoteRefusal
}

/** ECE said no: its status and its words, with what was typed taken out. */
export interface SignInRefused {
  readonly status: number
  readonly errors: readonly ErrorItem[]
  /** Seconds. */
  readonly retryAfter: number | undefined
}

/**
 * Signs in and makes the session of `request`; `abandoned` tells that nobody waits for it any more. Answers ECE's refusal, or undefined when
 * all is well. Throws `console.too_many_attempts`, and whatever keeps ECE from being asked.
 */
export async function signIn(
  parts: SignInParts,
  request: Request,
  response: ServerResponse,
  input: SignIn,
  requestId: string,
): Promise<SignInRefused | undefined> {
  const { throttle, callsFor, now, log } = parts
  const { installation } = input
  const account =
    'api_key' in input
      ? throttle.accountOf('key', input.api_key)
      : throttle.accountOf('user', input.username)
  const from = {
    stage: 'auth',
    installation,
    request_id: requestId,
    ...whereFrom(request),
  } as const
  const attempt = await throttle.begin(installation, account).catch((error: unknown) => {
    if (hasConsoleCode(error) && error.code === 'console.too_many_attempts') {
      const { stage: _, ...where } = from
      const target = `account/${account.slice(0, 12)}`
      parts.noteRefusal({ ...where, event: 'too_many_attempts', target, status: 429 })
    }
    throw error
  })
  let credential: Credential | Refused
  try {
    credential = await obtain(callsFor(installation), input, now, requestId)
  } catch (error) {
    attempt.done()
    throw error
  }
  if ('refused' in credential) {
    const { status, errors, retryAfter } = credential.refused
    if (status === 401) await attempt.failed()
    else attempt.done()
    // without the name: people type passwords into that field
    log.info({ installation, request_id: requestId, ece_status: status }, 'a sign-in was refused')
    const isKnown = await throttle.isKnown(installation, account).catch(() => false)
    parts.audit.note({
      ...from,
      event: 'sign_in_failed',
      // tells attempts on one account from others without saying which account it is
      target: `account/${account.slice(0, 12)}`,
      ...('username' in input && isKnown ? { user_name: input.username } : {}),
      auth: 'api_key' in input ? 'api_key' : 'password',
      status,
      codes: errors.map(({ code }) => code),
    })
    return { status, retryAfter, errors: errors.map((error) => withoutSecrets(error, input)) }
  }
  attempt.done()
  const { user_name, auth, roles } = credential.user
  const cred_fp = parts.fingerprint(credential.secret)
  const entry = { ...from, event: 'signed_in', user_name, auth, roles, cred_fp, status: 200 }
  await begin(parts, request, response, installation, account, credential, entry)
  log.info({ installation, request_id: requestId, user_name, auth }, 'signed in')
  return undefined
}

async function obtain(
  calls: EceCalls,
  input: SignIn,
  now: () => number,
  requestId: string,
): Promise<Credential | Refused> {
  const startedAt = now()
  if ('api_key' in input) {
    const known = { auth: 'api_key', user: {} } as const
    const user = await readProfile(calls, `ApiKey ${input.api_key}`, known, requestId)
    if ('refused' in user) return user
    return { secret: input.api_key, user, obtained_at: startedAt, profile_at: startedAt }
  }
  const answer = await calls.login(input.username, input.password, requestId)
  if ('refused' in answer) return answer
  const { token, expiresAt, date } = answer
  const typed: SignedInUser = {
    user_name: input.username,
    roles: [],
    permissions: [],
    auth: 'password',
    ...(expiresAt === undefined ? {} : { expires_at: expiresAt }),
  }
  const known = { auth: 'password', user: typed } as const
  // ECE has just said yes: a profile that cannot be read now is read again later, and keeps nobody out
  const profile = await readProfile(calls, `Bearer ${token}`, known, requestId).catch(() => typed)
  const life = lifeOf(expiresAt, date)
  return {
    secret: token,
    user: 'refused' in profile ? typed : profile,
    obtained_at: startedAt,
    profile_at: profile === typed || 'refused' in profile ? 0 : startedAt,
    ...(life === undefined ? {} : { life }),
  }
}

async function begin(
  parts: SignInParts,
  request: Request,
  response: ServerResponse,
  installation: string,
  account: string,
  credential: Credential,
  entry: AuditEntry,
): Promise<void> {
  const { records, live, renewal, readCookie, now, audit } = parts
  const old = readCookie(request.headers.cookie)
  // what was signed out must not move along
  const replaces = old !== undefined && live.hasEnded(old) ? undefined : old
  // the newest token has to move along, not the one that a renewal is just replacing
  if (replaces !== undefined) await renewal.settled(replaces)
  const before = request.session.installations
  await promisify(request.session.regenerate.bind(request.session))()
  const { user } = credential
  request.session.installations = {
    ...before,
    [installation]: { user_name: user.user_name, auth: user.auth },
  }
  const sessionKey = sessionKeyOf(request.sessionID)
  const spare = { sessionKey, installation, generation: 1, signedInAt: now(), credential }
  if (response.destroyed) {
    // the browser hung up: no session that nobody has the cookie of
    logout(parts, [spare])
    return
  }
  try {
    const ended = await records.begin({
      sessionKey,
      replaces,
      data: JSON.stringify(request.session),
      installation,
      account,
      credential,
      now: now(),
      record: (db) => audit.append({ ...entry, session: sessionKey.slice(0, 8) }, db),
    })
    for (const stored of ended) {
      const evidence =
        stored.sessionKey === replaces
          ? 'signed in again in the same browser'
          : 'the user signed in more often than there may be sessions'
      audit.note({ ...endOf(stored), event: 'session_replaced', evidence })
    }
    if (replaces !== undefined) live.invalidate(replaces)
    for (const stored of ended) live.invalidate(stored.sessionKey)
    logout(
      parts,
      ended.filter((stored) => authorizationOf(stored.credential) !== authorizationOf(credential)),
    )
  } catch (error) {
    // or express-session would give the browser the id of no session, in place of the one that it has
    const abandoned: Partial<Pick<Request, 'session'>> = request
    delete abandoned.session
    logout(parts, [spare])
    throw error
  }
}

/** An ECE, or what pretends to be one, may repeat what it was sent. */
function withoutSecrets(error: ErrorItem, input: SignIn): ErrorItem {
  const secret = 'api_key' in input ? input.api_key : input.password
  const repeats = `${error.code} ${error.message}`.includes(secret)
  return repeats
    ? { code: 'root.unauthenticated', message: 'ECE refused these credentials.' }
    : { code: error.code, message: error.message }
}
