// An operator's browser: keeps its cookie, sends what the console's own pages send, and writes down what it was told.
import { createHash } from 'node:crypto'
import {
  Agent,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http'
import { text } from 'node:stream/consumers'
import { createBrotliDecompress, createGunzip } from 'node:zlib'
import type { Told } from './judge.ts'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly json: unknown
}

export interface Ask {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** One change that somebody means to make, once. */
export interface Click {
  readonly key: string
  readonly method: string
  /** Below `/api/v1`. */
  readonly path: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

const agent = new Agent({ keepAlive: true, maxSockets: Infinity })

export const hashOf = (body: unknown) =>
  body === undefined ? undefined : createHash('sha256').update(JSON.stringify(body)).digest('hex')

export class Operator {
  origin: string
  cookie: string | undefined
  readonly history: Told[]

  /** `history` is shared by all operators of one run. */
  constructor(origin: string, history: Told[] = [], cookie?: string) {
    this.origin = origin
    this.history = history
    this.cookie = cookie
  }

  ask({ method = 'GET', path, headers, body }: Ask): Promise<Answer> {
    const payload = body === undefined ? undefined : JSON.stringify(body)
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest(this.origin, {
        agent,
        method,
        path,
        headers: {
          'x-ece-console': '1',
          'sec-fetch-site': 'same-origin',
          'accept-encoding': 'gzip, br',
          ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
          ...(this.cookie === undefined ? {} : { cookie: this.cookie }),
          ...headers,
        },
      })
      outgoing.on('error', reject)
      outgoing.on('response', (incoming) => {
        // what is decoded does not hear of a body that was cut, and would wait for its end for ever
        incoming.on('close', () => {
          if (!incoming.complete) reject(new Error('the answer was cut'))
        })
        for (const line of incoming.headers['set-cookie'] ?? []) {
          const pair = line.split(';')[0] ?? ''
          this.cookie = pair.endsWith('=') ? undefined : pair
        }
        text(decoded(incoming)).then((content) => {
          const { statusCode: status = 0, headers: received } = incoming
          resolve({ status, headers: received, text: content, json: parse(content) })
        }, reject)
      })
      outgoing.end(payload)
    })
  }

  get(path: string): Promise<Answer> {
    return this.ask({ path })
  }

  async signIn(password: string, username = 'admin'): Promise<void> {
    const body = { installation: 'default', username, password }
    const { status, text: said } = await this.ask({ method: 'POST', path: '/bff/session', body })
    if (status !== 200) throw new Error(`signing in as ${username} answered ${status} ${said}`)
  }

  signOut(): Promise<Answer> {
    return this.ask({ method: 'DELETE', path: '/bff/session' })
  }

  /** Submits a change once. Answers `undefined` when no answer arrived: the browser knows nothing then. */
  async click(change: Click): Promise<Answer | undefined> {
    const { key, method, path, body } = change
    const told: Told = { key, method, path, body_sha256: hashOf(body), at: Date.now() }
    this.history.push(told)
    try {
      const answer = await this.ask({
        method,
        path: `/api/default${path}`,
        headers: { 'idempotency-key': key, ...change.headers },
        body,
      })
      const state = answer.headers['x-ece-change-state']
      const code = codeOf(answer)
      Object.assign(told, {
        ended_at: Date.now(),
        status: answer.status,
        ...(typeof state === 'string' ? { state } : {}),
        ...(code === undefined ? {} : { code }),
      })
      return answer
    } catch {
      return undefined
    }
  }
}

function decoded(incoming: IncomingMessage) {
  switch (incoming.headers['content-encoding']) {
    case 'gzip':
      return incoming.pipe(createGunzip())
    case 'br':
      return incoming.pipe(createBrotliDecompress())
    default:
      return incoming
  }
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return undefined
  }
}

/** The first error's code, if the answer is an error. */
export function codeOf({ json }: Pick<Answer, 'json'>): string | undefined {
  const code = pick(json, 'errors', 0, 'code')
  return typeof code === 'string' ? code : undefined
}

/** A member of parsed JSON, however deep; `undefined` when it is not there. */
export function pick(value: unknown, ...path: readonly (string | number)[]): unknown {
  let at = value
  for (const name of path) {
    if (typeof at !== 'object' || at === null) return undefined
    at = Object.entries(at).find(([key]) => key === String(name))?.[1]
  }
  return at
}

/** The list at that place; empty when there is none. */
export function listOf(value: unknown, ...path: readonly (string | number)[]): unknown[] {
  const found = pick(value, ...path)
  return Array.isArray(found) ? found : []
}
