import type { ConsoleErrorCode } from '@ece/api-types'
import { randomUUID } from 'node:crypto'
import { createServer as createHttpServer } from 'node:http'
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { Duplex } from 'node:stream'
import type { App } from '../app.ts'
import type { Log } from '../log.ts'
import { judgeFraming } from './framing.ts'

/** Slow senders are cut off (Slowloris); Node's own check runs only every 30 s. */
const TIMEOUTS = {
  headersTimeout: 5_000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 1_000,
  // longer than the usual 60 s of proxies, so that it is they who close an idle connection
  keepAliveTimeout: 65_000,
}

/**
 * Who takes nothing of an answer for that long is cut off: the answer waits in memory. Longer than any call to an ECE
 * may take, because a connection that waits for one is just as quiet.
 */
const STALLED_MS = 120_000

const TLS = { minVersion: 'TLSv1.2', handshakeTimeout: 10_000 } as const

export interface ServerParts {
  readonly app: RequestListener & Pick<App, 'classes'>
  readonly tls: { readonly cert: string; readonly key: string } | undefined
  /** For answers to what is not even HTTP; they do not pass the app. */
  readonly headers: ReadonlyMap<string, string>
  readonly log: Log
}

/** The HTTP or HTTPS server of `app`, not yet listening. */
export function createServer({ app, tls, headers, log }: ServerParts): Server {
  const { classes } = app
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    switch (judgeFraming(request)) {
      case 'plain':
        return app(request, response)
      case 'ambiguous': {
        const { head, body } = makeRefusal(undefined, headers, log)
        for (const [name, value] of head) response.setHeader(name, value)
        response.statusCode = 400
        response.end(body)
        return
      }
      case 'behind an ambiguous one':
        request.socket.destroySoon()
    }
  }
  const server =
    tls === undefined
      ? createHttpServer({ ...TIMEOUTS, ...classes }, listener)
      : createHttpsServer({ ...TIMEOUTS, ...TLS, ...classes, ...tls }, listener)
  server.timeout = STALLED_MS
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy()
    else refuse(error, socket, headers, log)
  })
  return server
}

function refuse(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  headers: ServerParts['headers'],
  log: Log,
) {
  const { status, head, body } = makeRefusal(error.code, headers, log)
  const lines = [`HTTP/1.1 ${status}`, ...head.map(([name, value]) => `${name}: ${value}`)]
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`)
}

function makeRefusal(reason: string | undefined, headers: ServerParts['headers'], log: Log) {
  const requestId = randomUUID()
  const [status, code, message] = describe(reason)
  const body = JSON.stringify({ errors: [{ code, message }] })
  const head: [name: string, value: string][] = [
    ...headers,
    ['X-Request-Id', requestId],
    ['Content-Type', 'application/json; charset=utf-8'],
    ['Content-Length', String(Buffer.byteLength(body))],
    ['Cache-Control', 'no-store'],
    ['Connection', 'close'],
  ]
  log.info({ request_id: requestId, status: Number.parseInt(status), code }, 'no request')
  return { status, head, body }
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
