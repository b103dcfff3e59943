// The only module that opens a connection to an ECE. Every header it sends is made here: nothing
// that came from a browser can reach an ECE but the checked path and body.
import { connect as connectTcp, isIP, type Socket } from 'node:net'
import {
  connect as connectTls,
  createSecureContext,
  TLSSocket,
  type PeerCertificate,
} from 'node:tls'
import { Pool, type buildConnector } from 'undici'
import packageJson from '../../package.json' with { type: 'json' }
import type { InstallationConfig } from '../config/installation.ts'
import type { Metrics } from '../metrics.ts'
import { parseJson } from './answer-body.ts'
import { EceCall } from './ece-call.ts'
import { EceFailure, explainFailure } from './ece-failure.ts'
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

/** By name in lower case. */
export type EceHeaders = Readonly<Record<string, string | undefined>>

export interface EceAnswer {
  readonly status: number
  readonly headers: EceHeaders
  /** All of it, at most `maxBytes`. */
  readonly bytes: Buffer
}

export interface Ece {
  /**
   * Throws `EceFailure`, or the signal's reason. Answers of any status but redirects are returned.
   */
  send(request: EceRequest): Promise<EceAnswer>
  /** The same, parsed; an empty body is `undefined`. */
  json(request: EceRequest): Promise<{ status: number; headers: EceHeaders; body: unknown }>
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
  const root = `${base.pathname.replace(/\/+$/, '')}/api/v1`
  const { connect, wasKept } = createConnect(base, installation.ca)
  const options = {
    connect,
    connections: MAX_CONNECTIONS,
    keepAliveTimeout: IDLE_CONNECTION_MS,
    keepAliveMaxTimeout: IDLE_CONNECTION_MS,
    // each call has a deadline for all of it
    headersTimeout: 0,
    bodyTimeout: 0,
  }
  const kept = new Pool(base.origin, { ...options, pipelining: 1 })
  // 0: every connection is closed behind its only request
  const single = new Pool(base.origin, { ...options, pipelining: 0 })

  const exchange = (request: EceRequest, pool: Pool) =>
    new Promise<EceAnswer | 'dead connection'>((resolve, reject) => {
      const { method, row = 'none' } = request
      const body = request.body === undefined ? null : JSON.stringify(request.body)
      const finished = (status: number, seconds: number) => metrics?.called(row, status, seconds)
      const call = new EceCall({ base, request, resolve, reject, finished, wasKept })
      const path = root + request.path
      pool.dispatch({ method, path, headers: makeHeaders(request), body }, call)
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
      const { status, headers, bytes } = await send(request)
      return { status, headers, body: parseJson(bytes, headers, status) }
    },
    close: () => {
      for (const pool of [kept, single]) pool.destroy().catch(() => undefined)
    },
  }
}

/**
 * Opens connections as undici asks for them. `wasKept` tells whether an error ended one over which an answer had come
 * before.
 */
function createConnect(base: URL, ca: string | undefined) {
  const { host } = base
  const secure = base.protocol === 'https:'
  const tls = {
    secureContext: createSecureContext({ ca, minVersion: 'TLSv1.2' }),
    rejectUnauthorized: true,
    ALPNProtocols: ['http/1.1'],
  }
  const cutLater = new WeakSet<Error>()

  const connect: buildConnector.connector = ({ hostname, port }, done) => {
    const to = { host: hostname, port: Number(port || (secure ? 443 : 80)) }
    let certificate: PeerCertificate | undefined
    let socket: Socket
    if (secure) {
      const name = isIP(hostname) === 0 ? { servername: hostname } : {}
      const secured = connectTls({ ...to, ...tls, ...name })
      // emitted before Node's own verdict; afterwards the refused certificate cannot be read any more
      secured.prependOnceListener('secure', () => {
        certificate = secured.getPeerCertificate()
      })
      socket = secured
    } else socket = connectTcp(to)
    socket.setNoDelay(true)
    const late = setTimeout(() => {
      const cause = Object.assign(new Error('connect timeout'), { code: 'ETIMEDOUT' })
      socket.destroy(cause)
    }, CONNECT_TIMEOUT_MS)
    let isReady = false
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      isReady = true
      clearTimeout(late)
      done(null, socket)
    })
    socket.on('error', (error) => {
      clearTimeout(late)
      if (socket.bytesRead > 0 && isHangUp(error)) cutLater.add(error)
      const authorizationError = verdictOn(socket)
      const facts = { host, sent: 'no', certificate, authorizationError } as const
      if (!isReady) done(explainFailure(error, facts), null)
    })
  }
  return { connect, wasKept: (error: Error) => cutLater.has(error) }
}

const isHangUp = ({ code = '' }: NodeJS.ErrnoException) =>
  code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET'

/**
 * Names and values in turn; undici adds host, connection and length. The vendor's SDK sends a content type with every
 * request that is no GET, body or not (ece-behaviour 1.1).
 */
function makeHeaders({ requestId, authorization, method }: EceRequest): string[] {
  const headers = ['accept', 'application/json', 'user-agent', USER_AGENT]
  headers.push('x-request-id', requestId)
  if (authorization !== undefined) headers.push('authorization', authorization)
  if (method !== 'GET') headers.push('content-type', 'application/json')
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
