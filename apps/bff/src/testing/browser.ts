// What a browser does, over a real socket, with every header in the test's hands.
import { request as httpRequest } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { text } from 'node:stream/consumers'
import { connect } from 'node:net'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  // tests look into answers whose shape they assert
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly json: any
}
export interface Ask {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON, unless it is a string. */
  readonly body?: unknown
  readonly signal?: AbortSignal
  /** PEM of what signed the console's certificate. */
  readonly ca?: string
}

export async function ask(origin: string, request: Ask): Promise<Answer> {
  const { method = 'GET', path, headers, body, signal, ca } = request
  const send = origin.startsWith('https:') ? httpsRequest : httpRequest
  const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
  const type = typeof body === 'object' ? { 'content-type': 'application/json' } : {}
  return new Promise((resolve, reject) => {
    const outgoing = send(`${origin}/`, {
      method,
      path,
      headers: { ...type, ...headers },
      ...(ca === undefined ? {} : { ca }),
      ...(signal === undefined ? {} : { signal }),
    })
    outgoing.on('error', reject)
    outgoing.on('response', (incoming) => {
      text(incoming).then((content) => {
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          text: content,
          json: parse(content),
        })
      }, reject)
    })
    outgoing.end(payload)
  })
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return undefined
  }
}

/** Bytes as they are, and the whole answer as text. */
export function askRaw(origin: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(origin)
  const socket = connect(Number(port), hostname)
  socket.end(bytes)
  return text(socket)
}

/** A page of the console: keeps the cookie, and sends what the console's own pages send. */
export class Browser {
  readonly origin: string
  cookie: string | undefined
  /** Everything that ever came back, for canary scans. */
  readonly received: string[] = []

  constructor(origin: string, cookie?: string) {
    this.origin = origin
    this.cookie = cookie
  }

  async ask(request: Ask): Promise<Answer> {
    const headers = {
      'x-ece-console': '1',
      'sec-fetch-site': 'same-origin',
      origin: this.origin,
      ...(this.cookie === undefined ? {} : { cookie: this.cookie }),
      ...request.headers,
    }
    const answer = await ask(this.origin, { ...request, headers })
    this.received.push(JSON.stringify(answer.headers), answer.text)
    for (const line of answer.headers['set-cookie'] ?? []) {
      const pair = line.split(';')[0] ?? ''
      this.cookie = pair.endsWith('=') ? undefined : pair
    }
    return answer
  }

  get = (path: string, headers: Record<string, string> = {}) => this.ask({ path, headers })
  signIn = (password: string, username = 'admin', installation = 'default') =>
    this.ask({
      method: 'POST',
      path: '/bff/session',
      body: { installation, username, password },
    })
  signOut = () => this.ask({ method: 'DELETE', path: '/bff/session' })
}
