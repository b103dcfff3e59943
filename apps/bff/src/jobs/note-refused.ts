// Refusals of jobs by role, policy and origin go on record, like those of single changes (forward/forward.ts).
import { CONSOLE_ERRORS, type ConsoleErrorCode } from '@ece/api-types'
import type { NextFunction, Request, Response } from 'express'
import type { NoteRefusal } from '../audit/refusals.ts'
import { ConsoleError } from '../http/console-error.ts'
import { factsOf } from '../http/facts.ts'
import type { Sessions } from '../session/signed-in.ts'

const RECORDED: readonly ConsoleErrorCode[] = [
  'console.csrf',
  'console.forbidden',
  'console.reason_required',
]

/** An error handler that lets every error pass on. */
export function createNoteRefused(
  sessions: Pick<Sessions, 'find'>,
  noteRefusal: NoteRefusal | undefined = () => undefined,
) {
  const find = async (request: Request, installation: string) =>
    sessions.find(request, installation, { background: true })
  const note = async (refused: ConsoleError, request: Request, response: Response) => {
    const { requestId, row, installation } = factsOf(response)
    const found = await find(request, installation ?? '').catch(() => undefined)
    const who = typeof found === 'object' ? found : undefined
    noteRefusal({
      event: refused.code.replace(/^console\./, ''),
      request_id: requestId,
      ...(request.ip === undefined ? {} : { ip: request.ip }),
      ...(installation === undefined ? {} : { installation }),
      ...(who === undefined
        ? {}
        : {
            user_name: who.user.user_name,
            auth: who.user.auth,
            roles: who.user.roles,
            session: who.sessionKey.slice(0, 8),
          }),
      ...(row === undefined ? {} : { operation: row }),
      method: request.method,
      status: CONSOLE_ERRORS[refused.code],
      codes: [refused.code],
      evidence: refused.message,
    })
  }
  return async (error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (error instanceof ConsoleError && RECORDED.includes(error.code)) {
      await note(error, request, response)
    }
    next(error)
  }
}
