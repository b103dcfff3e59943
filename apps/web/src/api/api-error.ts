// What a call can fail with. The body is the vendor's everywhere (`BasicFailedReply`); the console's own codes begin
// with `console.`. Written by hand instead of with the schema: the sign-in page loads this before everything else.
import type { ErrorItem } from '@ece/api-types'

/** No status: the console's server was not reached, or did not answer in time. */
export const NO_ANSWER = 'console.no_answer'
/** An answer that is not the console's: a proxy in between, or one that was cut off. */
export const NOT_OURS = 'console.unreadable_answer'

/** Longer texts are cut: an upstream page of HTML is no message. */
const MAX_MESSAGE = 2000
const MAX_ERRORS = 20

/**
 * A call that failed. `status` is 0 when no answer came, so that for a change it is not known whether it happened.
 * `message` is the first error's, made for people.
 */
export class ApiError extends Error {
  readonly status: number
  readonly errors: readonly ErrorItem[]
  /** To find the call in the logs of the console's server. */
  readonly requestId: string | undefined
  /** Seconds, from `Retry-After`. */
  readonly retryAfter: number | undefined

  constructor(
    status: number,
    errors: readonly ErrorItem[],
    details: { requestId?: string | undefined; retryAfter?: number | undefined } = {},
  ) {
    super(errors[0]?.message ?? `The console answered ${status} and gave no reason.`)
    this.name = 'ApiError'
    this.status = status
    this.errors = errors
    this.requestId = details.requestId
    this.retryAfter = details.retryAfter
  }

  get code(): string {
    return this.errors[0]?.code ?? NOT_OURS
  }
}

/** Is it a failed call, and, when codes are given, one of these? */
export const isApiError = (error: unknown, ...codes: readonly string[]): error is ApiError =>
  error instanceof ApiError &&
  (codes.length === 0 || error.errors.some(({ code }) => codes.includes(code)))

/** The console knows nobody behind this cookie, or not any more. */
export const isSignedOut = (error: unknown): error is ApiError =>
  isApiError(error, 'console.session_expired', 'console.no_session')

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** Reads the vendor's error body; anything else is an empty list. */
export function readErrors(body: unknown): ErrorItem[] {
  if (!isRecord(body) || !Array.isArray(body['errors'])) return []
  return body['errors'].slice(0, MAX_ERRORS).flatMap((item: unknown) => {
    if (!isRecord(item) || typeof item['code'] !== 'string') return []
    const { code, message, fields } = item
    return [
      {
        code: code.slice(0, MAX_MESSAGE),
        message:
          typeof message === 'string' && message !== '' ? message.slice(0, MAX_MESSAGE) : code,
        ...(Array.isArray(fields)
          ? { fields: fields.filter((field) => typeof field === 'string') }
          : {}),
      },
    ]
  })
}
