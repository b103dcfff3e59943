import { CONSOLE_ERRORS, type ConsoleErrorCode } from '@ece/api-types'

/** A refusal or failure with a sentence for the operator. Its status is the one of its code in `CONSOLE_ERRORS`. */
export class ConsoleError extends Error {
  readonly code: ConsoleErrorCode
  readonly fields: readonly string[] | undefined
  /** Seconds; becomes the header `Retry-After`. */
  readonly retryAfter: number | undefined

  constructor(
    code: ConsoleErrorCode,
    message: string,
    options: { fields?: readonly string[]; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'ConsoleError'
    this.code = code
    this.fields = options.fields
    this.retryAfter = options.retryAfter
  }
}

/** Also true for other errors that carry one of our codes, such as the failures of a call to ECE. */
export const hasConsoleCode = (error: unknown): error is Error & { code: ConsoleErrorCode } =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  Object.hasOwn(CONSOLE_ERRORS, error.code)
