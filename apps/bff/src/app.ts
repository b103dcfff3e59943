// The order of everything, read as a list.
import express from 'express'
import type { Express, NextFunction, Request, RequestHandler, Response, Router } from 'express'
import type { Config } from './config.ts'
import { createBegin } from './http/begin.ts'
import { ConsoleError } from './http/console-error.ts'
import type { Limits } from './http/limits.ts'
import { createErrorHandler } from './http/on-error.ts'
import { checkTarget } from './http/raw-target.ts'
import { createWeb } from './http/web.ts'
import type { Log } from './log.ts'
import type { ConsoleSessions } from './session/sessions.ts'

export interface AppParts {
  readonly config: Config
  readonly log: Log
  readonly sessions: ConsoleSessions
  readonly limits: Limits
  readonly health: Router
  /** Mounted at `/api`: the rows. */
  readonly forward: RequestHandler
  /** Mounted at `/bff/changes`. */
  readonly changes: RequestHandler
  readonly securityHeaders: ReadonlyMap<string, string>
  readonly isDraining: () => boolean
}

export function createApp(parts: AppParts): Express {
  const { config, log, sessions, limits, isDraining } = parts
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.enable('case sensitive routing')
  app.enable('strict routing')
  app.set('query parser', false)
  app.set('trust proxy', [...config.trustProxy])

  const begin = createBegin({ headers: parts.securityHeaders, log, isDraining })
  app.use((request, response, next) => {
    begin(request, response)
    checkTarget(request)
    next()
  })

  app.use(parts.health)
  app.use(['/api', '/bff'], noStore, limitSession(sessions, limits))
  app.use('/api', parts.forward)
  app.use('/bff/changes', parts.changes)
  app.use('/bff', markSecure, sessions.router)
  app.use(['/api', '/bff'], notFound)
  app.use(createWeb(config.webRoot))
  app.use(notFound)
  app.use(createErrorHandler(log))
  return app
}

function noStore(_: Request, response: Response, next: NextFunction): void {
  response.setHeader('Cache-Control', 'no-store')
  next()
}

const limitSession =
  (sessions: ConsoleSessions, limits: Limits): RequestHandler =>
  (request, response, next) => {
    const key = sessions.keyOf(request.headers.cookie)
    if (key !== undefined) limits.enter(key, response)
    next()
  }

/**
 * express-session sets a Secure cookie only on requests that it takes for secure. All of ours are: the configuration
 * allows plain http on loopback, where browsers keep Secure cookies, and behind a proxy that ends TLS, nowhere else.
 */
function markSecure(request: Request, _: Response, next: NextFunction): void {
  Object.defineProperty(request, 'secure', { value: true })
  next()
}

function notFound(request: Request): void {
  throw new ConsoleError(
    'console.not_found',
    `The console does not answer ${request.method} at this address.`,
  )
}
