// The five calls that the console makes for itself: sign in, renew, end, who am I, which version. Their answers carry
// tokens, so nothing of them is passed on but what is picked here.
import type { IncomingHttpHeaders } from 'node:http'
import { ErrorBody, buildRequest, operations } from '@ece/api-types'
import type { ErrorItem, Operation } from '@ece/api-types'
import { EceFailure } from '../forward/ece-failure.ts'
import type { Ece } from '../forward/ece.ts'
import { passingOf } from '../forward/retry-after.ts'
import type { InstallationConfig } from '../config/installation.ts'
import { ConsoleError } from '../http/console-error.ts'

/** A definite no of ECE, in its own words. */
export interface Refused {
  readonly refused: {
    readonly status: number
    readonly errors: readonly ErrorItem[]
    /** Seconds that ECE asks to wait. */
    readonly retryAfter: number | undefined
  }
}
export interface Token {
  readonly token: string
  /** ISO 8601, when ECE says (since 3.7). */
  readonly expiresAt: string | undefined
  /** ECE's own clock. */
  readonly date: string | undefined
}
export interface Profile {
  readonly userName: string
  readonly roles: string[]
  readonly permissions: string[]
  /** Expiry of the API key that was used, ISO 8601. */
  readonly keyExpiresAt: string | undefined
}

/** Tokens and keys become a header value; 16 KB is the most that Node takes for all headers together. */
const HEADER_VALUE = /^[\x21-\x7e]{1,16000}$/
/** For what is nice to know: signing in waits for it no longer than this. */
const QUICK_MS = 5_000
const MAX_ROLES = 100
const MAX_PERMISSIONS = 2_000

interface Call {
  readonly operation: Operation
  readonly requestId: string
  readonly authorization?: string
  readonly body?: unknown
  /** Instead of the row's own. */
  readonly timeoutMs?: number
}

/** The calls to one installation. All of them throw `EceFailure` when ECE cannot be asked or is none. */
export function createEceCalls(ece: Ece, installation: InstallationConfig) {
  const call = async ({ operation, requestId, authorization, body, timeoutMs }: Call) => {
    const { method, path } = buildRequest(operation)
    return ece.json({
      method,
      path,
      body,
      authorization,
      requestId,
      row: operation.name,
      timeoutMs: timeoutMs ?? operation.timeout * 1_000,
      maxBytes: operation.maxBytes,
    })
  }

  const notAnEce = (what: string) =>
    new ConsoleError(
      'console.not_an_ece',
      `The address of "${installation.name}" is not that of an ECE API: ${what}. Check ECE_URL, or url in ECE_INSTALLATIONS_FILE (https on port 12443, http on port 12400).`,
    )

  const token = async (request: Call): Promise<Token | Refused> => {
    const { status, headers, body } = await call(request)
    if (status !== 200) return refusal(status, headers, body, notAnEce)
    const parsed = operations.login.response.safeParse(body)
    if (!parsed.success || !HEADER_VALUE.test(parsed.data.token)) {
      throw notAnEce('signing in answered without a token')
    }
    const { token: text, session_expiration_time: expiresAt } = parsed.data
    if (expiresAt) return { token: text, expiresAt, date: headers.date }
    // before 3.7 the answer does not say; the other place that does is optional as well
    const state = await askExpiry(text, request.requestId).catch(() => undefined)
    return { token: text, expiresAt: state?.expiresAt, date: state?.date }
  }

  const askExpiry = async (text: string, requestId: string) => {
    const operation = operations.getAuthenticationInfo
    const authorization = `Bearer ${text}`
    const { status, headers, body } = await call({
      operation,
      authorization,
      requestId,
      timeoutMs: QUICK_MS,
    })
    const parsed = operation.response.safeParse(body)
    if (status !== 200 || !parsed.success) return undefined
    return { expiresAt: parsed.data.expires_at ?? undefined, date: headers.date }
  }

  /** Where every ECE answers in JSON, anything else comes from another kind of server. */
  const jsonOnly = async <Value>(answer: Promise<Value>): Promise<Value> => {
    try {
      return await answer
    } catch (error) {
      // but an ECE that is away for a moment may have a proxy's page in its place
      if (error instanceof EceFailure && error.passing) throw error
      if (error instanceof EceFailure && error.code === 'console.bad_answer' && error.status) {
        throw notAnEce(`signing in was answered with status ${error.status} and no JSON`)
      }
      throw error
    }
  }

  return {
    login: (username: string, password: string, requestId: string) =>
      jsonOnly(token({ operation: operations.login, body: { username, password }, requestId })),

    refresh: (authorization: string, requestId: string) =>
      token({ operation: operations.refreshToken, authorization, requestId }),

    /** Best effort: the credential is gone here already. */
    logout: async (authorization: string, requestId: string): Promise<void> => {
      await call({ operation: operations.logout, authorization, requestId, timeoutMs: QUICK_MS })
    },

    /** Who the credential belongs to. */
    whoAmI: async (authorization: string, requestId: string): Promise<Profile | Refused> => {
      const { status, headers, body } = await jsonOnly(
        call({ operation: operations.getCurrentUser, authorization, requestId }),
      )
      if (status !== 200) return refusal(status, headers, body, notAnEce)
      const userName = userNameOf(body)
      // with an API key this is the only proof that an ECE said yes
      if (userName === undefined) throw notAnEce('it does not say who the user is')
      const parsed = operations.getCurrentUser.response.safeParse(body)
      const security = parsed.success ? parsed.data.security : undefined
      const expiry = headers['x-elastic-api-key-expiration']
      return {
        userName,
        roles: security?.roles?.slice(0, MAX_ROLES) ?? [],
        permissions: security?.permissions?.slice(0, MAX_PERMISSIONS) ?? [],
        keyExpiresAt: typeof expiry === 'string' ? toIso(expiry) : undefined,
      }
    },

    /** Undefined when the role may not see the platform, or the answer does not say. */
    version: async (authorization: string, requestId: string): Promise<string | undefined> => {
      const operation = operations.getPlatform
      const { status, body } = await call({
        operation,
        authorization,
        requestId,
        timeoutMs: QUICK_MS,
      })
      if (status !== 200 || typeof body !== 'object' || body === null) return undefined
      const version = 'version' in body ? body.version : undefined
      return typeof version === 'string' && /^\d[\w.+-]{0,39}$/.test(version) ? version : undefined
    },
  }
}
export type EceCalls = ReturnType<typeof createEceCalls>

const MAX_ERRORS = 10
const MAX_TEXT = 500

/** ECE's refusal, bounded; anything but the vendor's error body does not come from an ECE. */
function refusal(
  status: number,
  headers: IncomingHttpHeaders,
  body: unknown,
  notAnEce: (what: string) => Error,
): Refused {
  const parsed = ErrorBody.safeParse(body)
  const isEce = parsed.success && status >= 400 && status !== 404
  if (!isEce) throw notAnEce(`it answered ${status}, and not in the words of ECE`)
  const errors = parsed.data.errors.slice(0, MAX_ERRORS).map(({ code, message }) => ({
    code: code.slice(0, MAX_TEXT),
    message: message.slice(0, MAX_TEXT),
  }))
  return { refused: { status, errors, retryAfter: passingOf(status, headers).retryAfter } }
}

const userNameOf = (body: unknown): string | undefined =>
  typeof body === 'object' &&
  body !== null &&
  'user_name' in body &&
  typeof body.user_name === 'string'
    ? body.user_name
    : undefined

function toIso(text: string): string | undefined {
  const time = Date.parse(text)
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}
