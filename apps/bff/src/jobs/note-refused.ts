// Refusals of jobs by role, policy and origin go on record, like those of single changes (forward/forward.ts).
import type { NextFunction, Request, Response } from 'express'
import type { NoteRefusal } from '../audit/refusals.ts'
import { describeRefused, isRecorded } from '../audit/who.ts'
import type { Sessions } from '../session/signed-in.ts'

/** An error handler that lets every error pass on. */
export function createNoteRefused(
  sessions: Pick<Sessions, 'find'>,
  noteRefusal: NoteRefusal | undefined = () => undefined,
) {
  return async (error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (isRecorded(error)) noteRefusal(await describeRefused(error, sessions, request, response))
    next(error)
  }
}
