// Who may read the audit log: it says what everybody did.
import type { Request, Response } from 'express'
import type { Config } from '../config.ts'
import { checkSignedIn } from '../forward/check-signed-in.ts'
import { ConsoleError } from '../http/console-error.ts'
import { factsOf } from '../http/facts.ts'
import type { Sessions, SignedIn } from '../session/signed-in.ts'

const READERS: readonly string[] = ['ece_platform_admin', 'ece_platform_viewer']

export interface WhoParts {
  readonly config: Pick<Config, 'installations'>
  readonly sessions: Pick<Sessions, 'find'>
}

/** Every live sign-in of this browser; at least one. Throws `console.no_session` and its kind. */
export async function findSignedIn(
  { config, sessions }: WhoParts,
  request: Request,
  response: Response,
): Promise<readonly SignedIn[]> {
  const background = request.headers['x-ece-background'] === '1'
  const found = await Promise.all(
    config.installations.map(async ({ id }) => sessions.find(request, id, { background })),
  )
  const signedIn = found.filter((one) => typeof one === 'object')
  const unavailable = found.find((one) => one === 'unavailable')
  const first = unavailable ?? signedIn[0] ?? found.find((one) => one === 'expired') ?? 'none'
  factsOf(response).session = checkSignedIn(first).sessionKey.slice(0, 8)
  return signedIn
}

/** Those whose roles let their holder read the log. Throws `console.forbidden` when none does. */
export function checkReaders(signedIn: readonly SignedIn[]): readonly SignedIn[] {
  const readers = signedIn.filter(({ user }) => user.roles.some((role) => READERS.includes(role)))
  if (readers.length > 0) return readers
  const [{ user } = { user: undefined }] = signedIn
  const has = user === undefined || user.roles.length === 0 ? 'none' : user.roles.join(', ')
  throw new ConsoleError(
    'console.forbidden',
    `The audit log says what everybody did, and is for holders of the roles ${READERS.join(' and ')}; ${user?.user_name ?? 'this account'} has ${has}.`,
  )
}
