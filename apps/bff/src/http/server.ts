import type { ConsoleErrorCode } from '@ece/api-types'
import type { Express } from 'express'
import { randomUUID } from 'node:crypto'
import { IncomingMessage, ServerResponse, createServer as createHttpServer } from 'node:http'
import type { Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { Duplex } from 'node:stream'
import type { Log } from '../log.ts'

/** Slow senders are cut off (Slowloris); Node's own check runs only every 30 s. */
const TIMEOUTS = {
  headersTimeout: 5_000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 1_000,
  // longer than the usual 60 s of proxies, so that it is they who close an idle connection
  keepAliveTimeout: 65_000,
}

const TLS = { minVersion: 'TLSv1.2', handshakeTimeout: 10_000 } as const

export interface ServerParts {
  readonly app: Express
  readonly tls: { readonly cert: string; readonly key: string } | undefined
  /** For answers to what is not even HTTP; they do not pass the app. */
  readonly headers: ReadonlyMap<string, string>
  readonly log: Log
}

/** The HTTP or HTTPS server of `app`, not yet listening. */
export function createServer({ app, tls, headers, log }: ServerParts): Server {
  const classes = {
    IncomingMessage: withPrototype(IncomingMessage, app.request),
    ServerResponse: withPrototype(ServerResponse, app.response),
  }
  const server =
    tls === undefined
      ? createHttpServer({ ...TIMEOUTS, ...classes }, app)
      : createHttpsServer({ ...TIMEOUTS, ...TLS, ...classes, ...tls }, app)
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy()
    else refuse(error, socket, headers, log)
  })
  return server
}

/**
 * A class like `base` whose instances have `prototype` from their birth. Express sets the prototypes of each request
 * and response, which makes every later access to them slow, unless they are right already (expressjs/express#5998).
 */
function withPrototype<Class extends new (...parameters: never[]) => object>(
  base: Class,
  prototype: object,
): Class {
  function Made(this: unknown, ...parameters: unknown[]): object {
    // `construct` is typed as any; it makes an instance of `base`
    return Reflect.construct(base, parameters, Made) as object
  }
  Made.prototype = prototype
  // a function that is called with `new`; TypeScript knows constructors as classes only
  return Made as unknown as Class
}

function refuse(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  headers: ServerParts['headers'],
  log: Log,
) {
  const requestId = randomUUID()
  const [status, code, message] = describe(error.code)
  const body = JSON.stringify({ errors: [{ code, message }] })
  const head = [
    `HTTP/1.1 ${status}`,
    ...[...headers].map(([name, value]) => `${name}: ${value}`),
    `X-Request-Id: ${requestId}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
  ]
  log.info({ request_id: requestId, status: Number.parseInt(status), code }, 'no request')
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

function describe(code: string | undefined): readonly [string, ConsoleErrorCode, string] {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return ['408 Request Timeout', 'console.bad_request', 'The request came too slowly.']
    case 'HPE_HEADER_OVERFLOW':
      return [
        '431 Request Header Fields Too Large',
        'console.bad_request',
        'The headers are too large. Delete the cookies of this host and try again.',
      ]
    default:
      return ['400 Bad Request', 'console.bad_target', 'This is not an HTTP request.']
  }
}
