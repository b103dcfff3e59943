// Who is asking: the live sign-ins of a browser, who of them may read the audit log, and how somebody goes on record.
import { CONSOLE_ERRORS, type ConsoleErrorCode } from '@ece/api-types'
import type { Request, Response } from 'express'
import type { Config } from '../config.ts'
import { checkSignedIn } from '../forward/check-signed-in.ts'
import { ConsoleError } from '../http/console-error.ts'
import { factsOf } from '../http/facts.ts'
import type { Sessions, SignedIn } from '../session/signed-in.ts'
import type { AuditEntry } from './entry.ts'
import type { Refusal } from './refusals.ts'
import { uaClassOf } from './ua-class.ts'

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

/** Where a request comes from, as it goes on record. */
export function whereFrom({
  ip,
  headers,
}: Partial<Pick<Request, 'ip'>> & Pick<Request, 'headers'>): Pick<AuditEntry, 'ip' | 'ua_class'> {
  const uaClass = uaClassOf(headers['user-agent'])
  return {
    ...(ip === undefined ? {} : { ip }),
    ...(uaClass === undefined ? {} : { ua_class: uaClass }),
  }
}

/** Who asks, as it goes on record. */
export function whoOf(
  who: SignedIn | undefined,
  request: Request,
  response: Response,
): Partial<AuditEntry> {
  const { requestId } = factsOf(response)
  return {
    request_id: requestId,
    ...whereFrom(request),
    ...(who === undefined
      ? {}
      : {
          installation: who.installation.id,
          user_name: who.user.user_name,
          auth: who.user.auth,
          roles: who.user.roles,
          session: who.sessionKey.slice(0, 8),
          cred_fp: who.fingerprint(),
        }),
  }
}

/** By role, policy and origin; what comes after them is recorded by whoever carries changes out. */
const RECORDED: readonly ConsoleErrorCode[] = [
  'console.csrf',
  'console.forbidden',
  'console.reason_required',
]
/** Is this the refusal of a change that goes on record? */
export const isRecorded = (error: unknown): error is ConsoleError =>
  error instanceof ConsoleError && RECORDED.includes(error.code)

/** A refusal as it goes on record. Whoever it is was found out before, or is nobody. Never rejects. */
export async function describeRefused(
  { code, message }: ConsoleError,
  { find }: Pick<Sessions, 'find'>,
  request: Request,
  response: Response,
): Promise<Refusal> {
  const { row, installation } = factsOf(response)
  const asked = async () => find(request, installation ?? '', { background: true })
  const found = await asked().catch(() => undefined)
  return {
    event: code.replace(/^console\./, ''),
    ...(installation === undefined ? {} : { installation }),
    ...whoOf(typeof found === 'object' ? found : undefined, request, response),
    ...(row === undefined ? {} : { operation: row }),
    method: request.method,
    status: CONSOLE_ERRORS[code],
    codes: [code],
    evidence: message,
  }
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
