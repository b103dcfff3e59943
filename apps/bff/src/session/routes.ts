// `/bff/session` and `/bff/installations` (architecture, "Session").
import { InstallationId } from '@ece/api-types'
import { SignIn } from '@ece/api-types/bff'
import type { InstallationSummary, SessionAnswer } from '@ece/api-types/bff'
import { Router } from 'express'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import type { IncomingMessage } from 'node:http'
import { whereFrom } from '../audit/who.ts'
import type { InstallationConfig } from '../config/installation.ts'
import { sendErrors, sendJson } from '../http/answer.ts'
import { ConsoleError } from '../http/console-error.ts'
import { factsOf } from '../http/facts.ts'
import { readJson } from '../http/json-body.ts'
import { describeError } from '../log.ts'
import { COOKIE_NAME, sessionKeyOf } from './cookie.ts'
import type { StoredCredential } from './credential.ts'
import { endOf } from './end-record.ts'
import { logout } from './find.ts'
import type { Find } from './find.ts'
import { signIn } from './sign-in.ts'
import type { SignInParts } from './sign-in.ts'
import type { LiveSession } from './live.ts'

export type RouteParts = SignInParts & {
  readonly find: Find
  readonly middleware: RequestHandler
  /** Throws `console.csrf`. */
  readonly checkOrigin: (request: Request) => void
}

type EndableRequest = IncomingMessage & Partial<Pick<Request, 'session' | 'ip'>>

export function createSessionRouter(parts: RouteParts): Router {
  const { find, middleware, checkOrigin, records, live, detached, installations, audit } = parts
  const router = Router({ caseSensitive: true, strict: true })

  const row = (name: string) => (_: Request, response: Response, next: NextFunction) => {
    factsOf(response).row = name
    next()
  }
  /** Before express-session reads a session, whatever ran out of time is ended. */
  const guard = async (request: Request, _: Response, next: NextFunction) => {
    checkOrigin(request)
    await find.current(request, { background: true })
    next()
  }
  const answer = async (sessionKey: string): Promise<SessionAnswer> => {
    const session = await live.get(sessionKey)
    return { installations: session === undefined ? {} : usersOf(session, installations) }
  }

  router.get('/installations', row('GET /bff/installations'), (_, response) => {
    sendJson(response, 200, [...installations.values()].map(summarize))
  })

  router.get('/session', row('GET /bff/session'), async (request, response) => {
    const background = request.get('x-ece-background') === '1'
    const session = await find.current(request, { background })
    const users = typeof session === 'string' ? {} : usersOf(session, installations)
    if (typeof session === 'string' || Object.keys(users).length === 0) throw ended(session)
    noteSession(response, session.sessionKey)
    for (const stored of session.credentials.values()) find.keepProfileFresh(stored)
    sendJson(response, 200, { installations: users } satisfies SessionAnswer)
  })

  router.post(
    '/session',
    row('POST /bff/session'),
    guard,
    middleware,
    async (request: Request, response: Response) => {
      const input = await readSignIn(request, response)
      if (!installations.has(input.installation)) throw unknownInstallation(input.installation)
      const facts = factsOf(response)
      facts.installation = input.installation
      const refused = await signIn(parts, request, response, input, facts.requestId)
      if (refused !== undefined) {
        if (refused.retryAfter !== undefined) response.setHeader('Retry-After', refused.retryAfter)
        sendErrors(response, refused.status, refused.errors)
        return
      }
      const sessionKey = sessionKeyOf(request.sessionID)
      noteSession(response, sessionKey)
      sendJson(response, 200, await answer(sessionKey))
    },
  )

  router.delete(
    '/session',
    row('DELETE /bff/session'),
    async (request: Request, response: Response) => {
      // nothing that reads the store comes before it: signing out works when nothing else does
      checkOrigin(request)
      await endAll(request, response)
      response.status(204).end()
    },
  )

  /** One record per installation, also when jobs had kept a second credential of it. */
  const noteSignOut = (
    ended: readonly StoredCredential[],
    request: EndableRequest,
    response: Response,
  ) => {
    for (const one of new Map(ended.map((stored) => [stored.installation, stored])).values()) {
      audit.note({ ...endOf(one), event: 'signed_out', ...whereOf(request, response) })
    }
  }

  const endAll = async (request: EndableRequest, response: Response) => {
    const sessionKey = parts.readCookie(request.headers.cookie)
    if (sessionKey !== undefined) {
      noteSession(response, sessionKey)
      try {
        const ended = await detached.signOut(sessionKey)
        live.invalidate(sessionKey)
        noteSignOut(ended, request, response)
        logout(parts, ended)
      } catch (error) {
        if (!live.endAhead(sessionKey)) throw error
        const facts = { session: sessionKey.slice(0, 8), ...describeError(error) }
        parts.log.error(facts, 'a session was signed out ahead of the database')
        const session = sessionKey.slice(0, 8)
        audit.note({ stage: 'auth', event: 'signed_out', session, ...whereOf(request, response) })
        // other consoles learn it from the database, later; until then the token opens nothing
        records.credentials(sessionKey).then((still) => logout(parts, still), ignore)
      }
    }
    // without a session express-session neither saves nor sets a cookie
    delete request.session
    clearCookie(response)
  }

  router.delete(
    '/session/:installation',
    row('DELETE /bff/session/{installation}'),
    guard,
    middleware,
    async (request: Request<{ installation: string }>, response: Response) => {
      const { installation } = request.params
      if (!InstallationId.safeParse(installation).success || !installations.has(installation)) {
        throw unknownInstallation(installation)
      }
      factsOf(response).installation = installation
      const { [installation]: _, ...others } = request.session.installations ?? {}
      if (Object.keys(others).length === 0) await endAll(request, response)
      else {
        const sessionKey = sessionKeyOf(request.sessionID)
        noteSession(response, sessionKey)
        const stored = await records.credential(sessionKey, installation)
        const gone =
          stored === undefined
            ? []
            : [
                ...(await records.endCredentials([stored])),
                ...(await detached.end(installation, stored.credential.user.user_name)),
              ]
        request.session.installations = others
        await records.saveData(sessionKey, JSON.stringify(request.session))
        live.invalidate(sessionKey)
        noteSignOut(gone, request, response)
        logout(parts, gone)
      }
      response.status(204).end()
    },
  )

  return router
}

const whereOf = (request: EndableRequest, response: Response) => ({
  request_id: factsOf(response).requestId,
  ...whereFrom(request),
})

/** The database says that it cannot be read either. */
const ignore = () => undefined

const summarize = ({ id, name, environment, colour }: InstallationConfig): InstallationSummary => ({
  id,
  name,
  environment,
  colour,
})

const usersOf = (
  session: LiveSession,
  installations: ReadonlyMap<string, InstallationConfig>,
): SessionAnswer['installations'] =>
  Object.fromEntries(
    [...session.credentials.values()]
      .filter(({ installation }) => installations.has(installation))
      .map(({ installation, credential }) => [installation, credential.user]),
  )

function noteSession(response: Response, sessionKey: string): void {
  factsOf(response).session = sessionKey.slice(0, 8)
}

function clearCookie(response: Response): void {
  response.append(
    'Set-Cookie',
    `${COOKIE_NAME}=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict`,
  )
}

/** The two 401 of a request without a live session. */
const ended = (session: unknown): ConsoleError =>
  session === 'none'
    ? new ConsoleError('console.no_session', 'You are not signed in. Sign in to go on.')
    : new ConsoleError('console.session_expired', 'Your session has ended. Sign in again.')

const unknownInstallation = (id: string) =>
  new ConsoleError(
    'console.unknown_installation',
    `This console has no installation "${id.slice(0, 40)}". Choose one of those it lists.`,
  )

async function readSignIn(request: Request, response: Response): Promise<SignIn> {
  const input = SignIn.safeParse(await readJson(request, response))
  if (input.success) return input.data
  const fields = ['body.installation', 'body.username', 'body.password', 'body.api_key']
  throw new ConsoleError(
    'console.bad_request',
    'Signing in needs an installation and either username and password or an API key.',
    { fields },
  )
}
