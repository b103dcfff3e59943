// The only fetch of the web. Everything the browser asks for goes through `send`, which knows the console's headers
// (architecture, "Every non-GET") and turns every failure into an ApiError. It never shows anything itself.
import { followServerClock, now } from '../lib/clock.ts'
import { ApiError, isSignedOut, NO_ANSWER, NOT_OURS, readErrors } from './api-error.ts'
import { readSession, sessionEnded } from './session-store.ts'
import type { Change, InstallationSummary, SessionAnswer, SignIn } from '@ece/api-types/bff'

export interface SendOptions {
  /** Stops waiting. For changes: the server finishes them anyway. */
  readonly signal?: AbortSignal | undefined
  /** A poll, which does not count as the operator's action for the idle timer. */
  readonly background?: boolean | undefined
}

interface Request extends SendOptions {
  readonly method: string
  /** Below the origin, with the query. */
  readonly path: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Seconds until the wait is over. */
  readonly timeout: number
}

export interface Answer {
  readonly data: unknown
  /** When the console read it from ECE; milliseconds, as `now()` counts them. */
  readonly fetchedAt: number
}

/** Sign-in waits for ECE twice (login and user), each with its own limit on the server. */
const SIGN_IN_TIMEOUT = 60
const OWN_TIMEOUT = 20

const noAnswer = (cause: unknown) =>
  new ApiError(0, [
    {
      code: NO_ANSWER,
      message:
        cause instanceof DOMException && cause.name === 'TimeoutError'
          ? 'The console did not answer in time. Check the connection to it and try again.'
          : 'The console cannot be reached. Check your network connection and that the console is running.',
    },
  ])

function failure(response: Response, body: unknown): ApiError {
  const errors = readErrors(body)
  const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN)
  const unreadable = {
    code: NOT_OURS,
    message: `The answer (${response.status}) is not one of the console. Something between your browser and the console answered instead.`,
  }
  return new ApiError(response.status, errors.length > 0 ? errors : [unreadable], {
    requestId: response.headers.get('X-Request-Id') ?? undefined,
    retryAfter: Number.isFinite(retryAfter) ? retryAfter : undefined,
  })
}

/** Ages come from two times of the same clock, the server's, so that a wrong clock here does not matter. */
function fetchedAt(headers: Headers): number {
  const read = Date.parse(headers.get('X-ECE-Fetched-At') ?? '')
  const sent = Date.parse(headers.get('Date') ?? '')
  // `Date` has whole seconds: an answer read 0.4 s ago may look as if it came from the future
  return now() - (Number.isFinite(sent - read) ? Math.max(0, sent - read) : 0)
}

/** Half a character, which JSON can write only as an escape. No URL can hold it: one id with it would take the page down. */
const HALF_ESCAPE = /\\ud[89a-f]/i
const HALVES = /\p{Surrogate}/gu

const parse = (text: string): unknown =>
  HALF_ESCAPE.test(text)
    ? JSON.parse(text, (_, value: unknown) =>
        typeof value === 'string' ? value.replace(HALVES, '\ufffd') : value,
      )
    : JSON.parse(text)

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text()
  if (text === '') return undefined
  try {
    return parse(text)
  } catch {
    if (!response.ok) return undefined
    throw new ApiError(
      response.status,
      [{ code: NOT_OURS, message: 'The answer was cut off or is no JSON. Try again.' }],
      { requestId: response.headers.get('X-Request-Id') ?? undefined },
    )
  }
}

/**
 * The answer to this very request, when the boot script has asked for it already. Any other request by POST means that
 * the page went another way first, such as a sign-in, and what was asked before is old.
 */
function takeEarly({ method, path }: Request, body: string | null): Promise<Response> | undefined {
  const early = globalThis.eceConsoleEarly
  if (early === undefined || method === 'GET') return undefined
  globalThis.eceConsoleEarly = undefined
  return early.path === path && early.body === body ? early.answer : undefined
}

/** Sends one request to the console's server. Throws ApiError, or the signal's own reason when it was aborted. */
export async function send(request: Request): Promise<Answer> {
  const limit = AbortSignal.timeout(request.timeout * 1000)
  const asked = readSession()
  const headers: Record<string, string> = { Accept: 'application/json', ...request.headers }
  if (request.method !== 'GET') headers['X-ECE-Console'] = '1'
  if (request.background) headers['X-ECE-Background'] = '1'
  const body = request.body === undefined ? null : JSON.stringify(request.body)
  if (body) headers['Content-Type'] = 'application/json'
  const signal = request.signal ? AbortSignal.any([request.signal, limit]) : limit
  try {
    const response = await (takeEarly(request, body) ??
      fetch(new URL(request.path, location.href), {
        method: request.method,
        headers,
        body,
        signal,
        // the console never redirects; whatever does is not the console
        redirect: 'error',
      }))
    followServerClock(response.headers.get('Date'))
    const data = await readBody(response)
    if (!response.ok) throw failure(response, data)
    return { data, fetchedAt: fetchedAt(response.headers) }
  } catch (error) {
    if (isSignedOut(error)) sessionEnded(asked)
    if (error instanceof ApiError || request.signal?.aborted) throw error
    throw noAnswer(error)
  }
}

const own = async (method: string, path: string, options: Partial<Request> = {}) =>
  (await send({ method, path: `/bff${path}`, timeout: OWN_TIMEOUT, ...options })).data

// Every `as` below: the shapes of the console's own server are one package with this page, and one release.
/** The console's own endpoints (architecture, "Session" and "Changes"). */
export const bff = {
  /** Who is signed in, keyed by installation. A 401 means nobody. */
  session: async (options?: SendOptions) =>
    // same reason as above
    (await own('GET', '/session', options)) as SessionAnswer,
  installations: async () => (await own('GET', '/installations')) as InstallationSummary[],
  signIn: async (body: SignIn) =>
    // same reason as above
    (await own('POST', '/session', { body, timeout: SIGN_IN_TIMEOUT })) as SessionAnswer,
  /** Of one installation, or of all. */
  signOut: (installation?: string) =>
    own(
      'DELETE',
      `/session${installation === undefined ? '' : `/${encodeURIComponent(installation)}`}`,
    ),
  /** What became of a change; throws 404 when the console never got it. */
  change: async (idempotencyKey: string) =>
    // same reason as above
    (await own('GET', `/changes/${encodeURIComponent(idempotencyKey)}`)) as Change,
} as const
