// An ECE of a few lines for tests that need to see and bend every call: it counts, refuses, hangs and lies on command.
// The behaving one is @ece/simulator.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface Call {
  readonly method: string
  /** Below `/api/v1`. */
  readonly path: string
  readonly authorization: string | undefined
  readonly body: string
}
export type Behaviour = (call: Call, response: ServerResponse) => void | Promise<void>

export const PASSWORD = 'canary-password-7d1f'
export const API_KEY = 'canary-api-key-93ab'
export const VERSION = '3.8.0'

export interface StandIn {
  readonly url: string
  readonly calls: Call[]
  /** Tokens that it accepts. */
  readonly tokens: Set<string>
  /** Every token it ever gave. */
  readonly given: string[]
  /** Overrides one operation (`POST /users/auth/_login`), or with `*` all that have no other. */
  readonly on: Map<string, Behaviour>
  /** How long its tokens live, by their own words; undefined: it does not say. */
  life: number | undefined
  readonly count: (operation: string) => number
  readonly close: () => Promise<void>
}

export function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

const refuse = (response: ServerResponse, status: number, code: string, message: string) =>
  answer(response, status, { errors: [{ code, message }] })

export async function startStandIn(tls?: { cert: string; key: string }): Promise<StandIn> {
  const calls: Call[] = []
  const tokens = new Set<string>()
  const given: string[] = []
  const on = new Map<string, Behaviour>()

  const give = (response: ServerResponse) => {
    const token = `canary-token-${randomBytes(12).toString('hex')}`
    tokens.add(token)
    given.push(token)
    const expires =
      standIn.life === undefined
        ? {}
        : { session_expiration_time: new Date(Date.now() + standIn.life).toISOString() }
    answer(response, 200, { token, ...expires })
  }

  const behave: Behaviour = ({ method, path, authorization, body }, response) => {
    const [scheme, credential = ''] = authorization?.split(' ') ?? []
    const known = scheme === 'ApiKey' ? credential === API_KEY : tokens.has(credential)
    switch (`${method} ${path}`) {
      case 'GET /users/auth/methods':
        return answer(response, 200, { password: true, saml: false })
      case 'POST /users/auth/_login': {
        const { password } = JSON.parse(body) as { password: string }
        if (password === PASSWORD) return give(response)
        return refuse(response, 401, 'root.unauthenticated', 'Invalid username or password')
      }
    }
    if (!known) return refuse(response, 401, 'root.unauthorized', 'The token is invalid or expired')
    switch (`${method} ${path}`) {
      case 'POST /users/auth/_refresh':
        return give(response)
      case 'POST /users/auth/_logout':
        tokens.delete(credential)
        return answer(response, 200, {})
      case 'GET /users/auth':
        return answer(response, 200, { has_elevated_permissions: false })
      case 'GET /user': {
        const security = { roles: ['ece_platform_admin'], permissions: ['get-deployment'] }
        return answer(response, 200, { user_name: 'admin', security })
      }
      case 'GET /platform':
        return answer(response, 200, { version: VERSION })
      default:
        return answer(response, 200, { deployments: [] })
    }
  }

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const call = {
      method: request.method ?? '',
      path: (request.url ?? '').replace('/api/v1', ''),
      authorization: request.headers.authorization,
      body: await text(request),
    }
    calls.push(call)
    const bent = on.get(`${call.method} ${call.path.split('?')[0]}`) ?? on.get('*')
    await (bent ?? behave)(call, response)
  }
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    handle(request, response).catch((error: unknown) => response.destroy(error as Error))
  }
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  const standIn: StandIn = {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    calls,
    tokens,
    given,
    on,
    life: 15 * 60 * 1000,
    count: (operation) =>
      calls.filter(({ method, path }) => `${method} ${path}` === operation).length,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return standIn
}
