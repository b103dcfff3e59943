// The order of everything, read as a list.
import express from 'express'
import type { NextFunction, Request, RequestHandler, Response, Router } from 'express'
import type { RequestListener } from 'node:http'
import type { Config } from './config.ts'
import type { Forward } from './forward/forward.ts'
import { createBegin } from './http/begin.ts'
import { type Classes, makeClasses } from './http/born-for-express.ts'
import { ConsoleError } from './http/console-error.ts'
import { carryHeaders } from './http/every-answer.ts'
import type { Limits } from './http/limits.ts'
import { createErrorHandler } from './http/on-error.ts'
import { checkTarget } from './http/raw-target.ts'
import { createWeb } from './http/web.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { ConsoleSessions } from './session/sessions.ts'

export interface AppParts {
  readonly config: Config
  readonly log: Log
  readonly metrics: Pick<Metrics, 'answered'>
  readonly sessions: ConsoleSessions
  readonly limits: Limits
  readonly health: Router
  /** Answers `/api/`: the rows. */
  readonly forward: Forward
  /** Mounted at `/bff/changes`. */
  readonly changes: RequestHandler
  /** Mounted at `/bff/audit`. */
  readonly audit: RequestHandler
  /** Mounted at `/bff/jobs`. */
  readonly jobs: RequestHandler
  readonly securityHeaders: ReadonlyMap<string, string>
  readonly isDraining: () => boolean
}

/** A request listener, with what its server must make requests and responses of. */
export type App = RequestListener & {
  readonly classes: Classes
  /** How many requests wait for the end of their answer. */
  readonly underWay: () => number
}

export function createApp(parts: AppParts): App {
  const { config, log, metrics, sessions, limits, forward, isDraining } = parts
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.enable('case sensitive routing')
  app.enable('strict routing')
  app.set('query parser', false)
  app.set('trust proxy', [...config.trustProxy])

  const classes = makeClasses(app)
  const begin = createBegin({ log, metrics })
  const setHeaders = carryHeaders(classes.ServerResponse.prototype, {
    headers: parts.securityHeaders,
    isDraining,
  })
  const limitSession = (request: Request, response: Response) => {
    const key = sessions.keyOf(request.headers.cookie)
    if (key !== undefined) limits.enter(key, response)
  }
  app.use((request, response, next) => {
    begin(request, response)
    setHeaders(response)
    checkTarget(request)
    next()
  })

  app.use(parts.health)
  app.use('/bff', noStore, (request, response, next) => {
    limitSession(request, response)
    next()
  })
  app.use('/bff/changes', parts.changes)
  app.use('/bff/audit', parts.audit)
  app.use('/bff/jobs', parts.jobs)
  app.use('/bff', markSecure, sessions.router)
  app.use(['/api', '/bff'], notFound)
  app.use(createWeb(config.webRoot))
  app.use(notFound)
  const handleError = createErrorHandler(log)
  app.use(handleError)

  /** What the lines above say, for the rows alone: Express's own way through them costs as much as a small answer. */
  const callRow = async (request: Request, response: Response) => {
    begin(request, response)
    try {
      checkTarget(request)
      limitSession(request, response)
      await forward(request, response)
    } catch (error) {
      handleError(error, request, response, ignore)
    }
  }
  const listener: RequestListener = (request, response) => {
    // born with Express's prototypes
    if (request.url?.startsWith('/api/')) void callRow(request as Request, response as Response)
    else app(request, response)
  }
  return Object.assign(listener, { classes, underWay: begin.underWay })
}

/** The error handler answers everything itself. */
const ignore = () => undefined

function noStore(_: Request, response: Response, next: NextFunction): void {
  response.setHeader('Cache-Control', 'no-store')
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
