import type { ErrorRequestHandler } from 'express'
import type { Log } from '../log.ts'
import { describeError } from '../log.ts'
import { sendError } from './answer.ts'
import { ConsoleError, hasConsoleCode } from './console-error.ts'
import { factsOf } from './facts.ts'

/** The last middleware: whatever was thrown becomes the vendor's error body. No stack and no foreign message leaves. */
export function createErrorHandler(log: Log): ErrorRequestHandler {
  // express tells an error handler by its four parameters
  return (error: unknown, _request, response, _next) => {
    const { requestId } = factsOf(response)
    // Express decodes the parts of a path, and marks what it could not: "%de" alone is no character
    if (error instanceof URIError && 'status' in error) {
      sendError(response, 'console.bad_target', BAD_PATH)
      return
    }
    const known = hasConsoleCode(error)
    if (!known || error.code === 'console.unavailable') {
      const cause = known && error.cause !== undefined ? error.cause : error
      log.error({ request_id: requestId, ...describeError(cause) }, 'a request failed here')
    }
    if (response.headersSent) {
      // half an answer must not look like a whole one
      response.destroy()
      return
    }
    if (!known) {
      sendError(
        response,
        'console.internal',
        `The console itself failed. If it happens again, report the request id ${requestId}.`,
      )
      return
    }
    const fields = error instanceof ConsoleError ? error.fields : undefined
    // an ECE that asked to wait asked the browser, too
    const retryAfter =
      'retryAfter' in error && typeof error.retryAfter === 'number' ? error.retryAfter : undefined
    sendError(response, error.code, error.message, { fields, retryAfter })
  }
}

const BAD_PATH = 'The address is not valid: what follows a "%" in it is no character. Correct it.'
