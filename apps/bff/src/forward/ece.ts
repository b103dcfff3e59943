// The only module that opens a connection to an ECE. Every header it sends is made here: nothing
// that came from a browser can reach an ECE but the checked path and body.
import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { Readable } from 'node:stream'
import { createSecureContext, TLSSocket, type PeerCertificate } from 'node:tls'
import packageJson from '../../package.json' with { type: 'json' }
import type { InstallationConfig } from '../config/installation.ts'
import type { Metrics } from '../metrics.ts'
import { limitBody, parseJson, readBody, tooLarge } from './answer-body.ts'
import { EceFailure, explainFailure, type Sent } from './ece-failure.ts'
import type { Signal } from './hang-up.ts'

export interface EceRequest {
  readonly method: string
  /** Below `/api/v1`, with the query, as `buildRequest` made it. */
  readonly path: string
  /** Whole value of the header, such as `Bearer …`. */
  readonly authorization?: string | undefined
  readonly body?: unknown
  readonly requestId: string
  /** Name of the row, for the metrics. */
  readonly row?: string | undefined
  /** Until the whole answer is in; connecting alone has a limit of its own. */
  readonly timeoutMs: number
  readonly maxBytes: number
  readonly signal?: Signal | undefined
  /** A connection of its own, used once: for changes, which are never repeated. */
  readonly fresh?: boolean | undefined
  /**
   * A read that is no GET (`_search`): like a GET it may be repeated once when a kept connection
   * turns out dead.
   */
  readonly repeatable?: boolean | undefined
}

export interface EceAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** Fails with `EceFailure` when it is cut, too slow or over `maxBytes`. */
  readonly body: Readable
}

export interface Ece {
  /**
   * Throws `EceFailure`, or the signal's reason. Answers of any status but redirects are returned.
   */
  send(request: EceRequest): Promise<EceAnswer>
  /** The same, read to its end and parsed; an empty body is `undefined`. */
  json(
    request: EceRequest,
  ): Promise<{ status: number; headers: IncomingHttpHeaders; body: unknown }>
  close(): void
}

const CONNECT_TIMEOUT_MS = 5_000
/**
 * Kept connections are dropped earlier than usual servers drop them (Node: 5 s), so that few reads
 * meet a dead one.
 */
const IDLE_CONNECTION_MS = 4_000
/** Twice a session's limit of 64 in flight: one session cannot take every connection. */
const MAX_CONNECTIONS = 128
const LONGEST_PATH = 8_192
const USER_AGENT = `ece-console/${packageJson.version}`

/** One ECE. Keeps connections for reads; verifies certificates always. */
export function createEce(
  installation: InstallationConfig,
  metrics?: Pick<Metrics, 'called'>,
): Ece {
  const base = new URL(installation.url)
  const secure = base.protocol === 'https:'
  const root = `${base.pathname.replace(/\/+$/, '')}/api/v1`
  // an IPv6 address has brackets in a URL only
  const hostname = base.hostname.replace(/^\[|\]$/g, '')
  const open = secure ? httpsRequest : httpRequest
  const makeAgent = (keepAlive: boolean) => {
    const options = { keepAlive, maxSockets: MAX_CONNECTIONS, timeout: IDLE_CONNECTION_MS }
    const agent = secure
      ? new HttpsAgent({
          ...options,
          secureContext: createSecureContext({ ca: installation.ca, minVersion: 'TLSv1.2' }),
          rejectUnauthorized: true,
          // a resumed TLS session would skip the check of the name in the certificate
          maxCachedSessions: 0,
        })
      : new HttpAgent(options)
    // all its connections go to one place: nothing to put together from twenty options for every request
    agent.getName = () => base.host
    return agent
  }
  const kept = makeAgent(true)
  const single = makeAgent(false)
  /** Connections whose handshake is done: from here on bytes of a request may leave at once. */
  const ready = new WeakSet<object>()

  const exchange = (request: EceRequest, agent: HttpAgent) =>
    new Promise<EceAnswer | 'dead connection'>((resolve, reject) => {
      let sent: Sent = 'no'
      let certificate: PeerCertificate | undefined
      let answer: IncomingMessage | undefined
      let connecting: NodeJS.Timeout | undefined
      let startedAt: number | undefined = performance.now()
      const payload = request.body === undefined ? undefined : JSON.stringify(request.body)
      const outgoing = open({
        agent,
        protocol: base.protocol,
        hostname,
        port: base.port,
        method: request.method,
        path: root + request.path,
        headers: makeHeaders(request, base.host, payload),
      })
      const finish = () => {
        if (startedAt !== undefined && metrics !== undefined) {
          const seconds = (performance.now() - startedAt) / 1_000
          metrics.called(request.row ?? 'none', answer?.statusCode ?? 0, seconds)
        }
        startedAt = undefined
        clearTimeout(deadline)
        clearTimeout(connecting)
        request.signal?.removeEventListener('abort', abort)
      }
      const fail = (reason: Error) => {
        finish()
        reject(reason)
        answer?.destroy(reason)
        outgoing.destroy()
      }
      const refuse = (code: Fault[0], why: string) =>
        fail(new EceFailure(code, 'yes', `ECE at ${base.host} ${why}`, answer?.statusCode))
      const abort = () => {
        // an abort's reason is an AbortError unless the caller gave another one
        const reason: unknown = request.signal?.reason
        fail(reason instanceof Error ? reason : new Error('aborted'))
      }
      const deadline = setTimeout(() => {
        const seconds = request.timeoutMs / 1_000
        const doing = answer ? 'did not finish its answer' : 'did not answer'
        const message = `ECE at ${base.host} ${doing} within ${seconds} s. Try again; if it stays slow, look at the load of the ECE.`
        fail(new EceFailure('console.ece_timeout', sent, message, answer?.statusCode))
      }, request.timeoutMs)

      outgoing.on('socket', (socket) => {
        if (ready.has(socket)) {
          sent = 'maybe'
          return
        }
        connecting = setTimeout(() => {
          const cause = Object.assign(new Error('connect timeout'), { code: 'ETIMEDOUT' })
          fail(explainFailure(cause, { host: base.host, sent: 'no' }))
        }, CONNECT_TIMEOUT_MS)
        if (socket instanceof TLSSocket) {
          // emitted before Node's own verdict; afterwards the refused certificate cannot be read
          // any more
          socket.prependOnceListener('secure', () => {
            certificate = socket.getPeerCertificate()
          })
        }
        socket.once(secure ? 'secureConnect' : 'connect', () => {
          ready.add(socket)
          sent = 'maybe'
          clearTimeout(connecting)
        })
      })
      outgoing.on('response', (incoming) => {
        sent = 'yes'
        answer = incoming
        incoming.on('error', finish)
        incoming.on('close', finish)
        const fault = findFault(incoming, request.maxBytes, base)
        if (fault) return refuse(...fault)
        const { statusCode: status = 0, headers } = incoming
        // with a declared length Node itself stops there; without one the bytes must be counted
        const body =
          headers['content-length'] === undefined
            ? limitBody(incoming, request.maxBytes, base.host)
            : incoming
        resolve({ status, headers, body })
      })
      outgoing.on('upgrade', (_, socket) => {
        socket.destroy()
        refuse('console.bad_answer', 'wanted to switch protocols. Check the proxy in front of it.')
      })
      outgoing.on('error', (error) => {
        const authorizationError = sent === 'no' ? verdictOn(outgoing.socket) : undefined
        if (outgoing.reusedSocket && sent === 'maybe' && mayRepeat(request) && isHangUp(error)) {
          finish()
          resolve('dead connection')
        } else {
          fail(explainFailure(error, { host: base.host, sent, certificate, authorizationError }))
        }
      })
      outgoing.on('close', () => {
        if (!answer) fail(explainFailure(new Error('closed'), { host: base.host, sent }))
      })
      request.signal?.addEventListener('abort', abort)
      if (request.signal?.aborted) abort()
      else outgoing.end(payload)
    })

  const send = async (request: EceRequest): Promise<EceAnswer> => {
    checkPath(request.path)
    const first = await exchange(request, request.fresh ? single : kept)
    if (first !== 'dead connection') return first
    const second = await exchange(request, single)
    if (second !== 'dead connection') return second
    throw new EceFailure(
      'console.ece_unreachable',
      'maybe',
      `ECE at ${base.host} closed the connection twice.`,
    )
  }

  return {
    send,
    json: async (request) => {
      const { status, headers, body } = await send(request)
      return { status, headers, body: parseJson(await readBody(body, status), headers, status) }
    },
    close: () => {
      kept.destroy()
      single.destroy()
    },
  }
}

const mayRepeat = (request: EceRequest) =>
  !request.fresh && (request.method === 'GET' || request.repeatable === true)

const isHangUp = (error: NodeJS.ErrnoException) =>
  error.code === 'ECONNRESET' || error.code === 'EPIPE'

/**
 * Names and values in turn, which Node writes without keeping them. The vendor's SDK sends a content type with every
 * request that is no GET, body or not (ece-behaviour 1.1).
 */
function makeHeaders(request: EceRequest, host: string, payload: string | undefined): string[] {
  const { requestId, authorization, method } = request
  const headers = ['host', host, 'accept', 'application/json', 'user-agent', USER_AGENT]
  headers.push('x-request-id', requestId)
  if (authorization !== undefined) headers.push('authorization', authorization)
  if (method === 'GET') return headers
  const length = payload === undefined ? 0 : Buffer.byteLength(payload)
  headers.push('content-type', 'application/json', 'content-length', String(length))
  return headers
}

/** The last gate: `buildRequest` cannot make such a path, and nothing else may. */
function checkPath(path: string) {
  const plain = path.length <= LONGEST_PATH && /^\/[\x21\x24-\x5b\x5d-\x7e]*$/.test(path)
  if (!plain || path.startsWith('//') || /\/(?:\.|%2e){1,2}(?:[/?]|$)/i.test(path)) {
    throw new Error('a path that does not come from the table of operations was not sent')
  }
}

/** Code of the certificate check that failed on this connection. */
function verdictOn(socket: unknown): string | undefined {
  const verdict = socket instanceof TLSSocket ? socket.authorizationError : undefined
  // typed as an Error, but it is the code of the check, and null when all is well
  return verdict ? String(verdict) : undefined
}

type Fault = readonly [
  code: 'console.bad_answer' | 'console.not_an_ece' | 'console.answer_too_large',
  why: string,
]

/** What disqualifies an answer before its body is read. */
function findFault(answer: IncomingMessage, maxBytes: number, base: URL): Fault | undefined {
  const { statusCode: status = 0, headers } = answer
  const { location, 'content-encoding': encoding, 'content-length': length } = headers
  if (status >= 300 && status < 400) {
    return ['console.not_an_ece', redirected(status, location, base)]
  }
  if (status < 200 || status > 599) {
    return ['console.bad_answer', `answered with status ${status}, which HTTP does not have.`]
  }
  if (encoding !== undefined && encoding !== 'identity') {
    const why = 'compressed its answer unasked. Check the proxy in front of it.'
    return ['console.bad_answer', why]
  }
  return Number(length) > maxBytes ? ['console.answer_too_large', tooLarge(maxBytes)] : undefined
}

function redirected(status: number, location: string | undefined, base: URL) {
  const target = URL.canParse(location ?? '', base.href)
    ? ` to ${new URL(location ?? '', base).origin}`
    : ''
  return `answered with a redirect (${status})${target}, which the ECE API never does. Check the address of the installation; redirects are not followed.`
}
