// An ECE that knows nothing but the vendor's document: it answers every row of the table with the least that the document
// allows, or with anything that it allows. A call has the same answer each time, or nothing could be looked at twice.
import { createMatcher, operations } from '@ece/api-types'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { findAnswer, type VendorDocument } from './generated-document.ts'
import { makeLeast, makeRandom } from './generated-values.ts'

export interface GeneratedUpstream {
  /** Base URL without `/api/v1`. */
  readonly url: string
  readonly stop: () => Promise<void>
}

const HOUR_MS = 3_600_000
const VERSION = '3.8.0'

/** Who signs in has to get in, and may do everything: these answers are those of any ECE. */
const FIXED: Readonly<Record<string, () => object>> = {
  login: () => ({ token: 'a-token', session_expiration_time: inAnHour() }),
  refreshToken: () => ({ token: 'another-token', session_expiration_time: inAnHour() }),
  logout: () => ({}),
  methods: () => ({ password: true, sso_methods: [] }),
  getAuthenticationInfo: () => ({ expires_at: inAnHour() }),
  getCurrentUser: () => ({
    user_name: 'admin',
    security: { roles: ['ece_platform_admin'], permissions: [] },
  }),
}
const inAnHour = () => new Date(Date.now() + HOUR_MS).toISOString()

const seedOf = (seed: number, call: string): number =>
  createHash('sha256').update(`${seed} ${call}`).digest().readInt32BE()

/** `least`; `wrong`: a list where an object belongs, and the other way round; a number: anything, by this seed. */
export type AnswerKind = 'least' | 'wrong' | number

export async function startGeneratedUpstream(
  document: VendorDocument,
  kind: AnswerKind,
): Promise<GeneratedUpstream> {
  const match = createMatcher(Object.values(operations))
  const answer = (method: string, target: string): { status: number; body?: unknown } => {
    const path = target.split('?')[0] ?? ''
    const found = match(method, path.replace(/^\/api\/v1(\/regions\/ece-region)?/, ''))
    if (found === undefined) return refusal(404, `${method} ${path} is no row of the table`)
    const { name, path: template } = found.operation
    const fixed = FIXED[name]?.()
    if (fixed !== undefined) return { status: 200, body: fixed }
    const { status, schema } = findAnswer(document, method, template) ?? {}
    if (status === undefined) return refusal(501, `${name} is not in the document`)
    if (schema === undefined) return { status }
    const least = makeLeast(document, schema)
    if (kind === 'least') return { status, body: least }
    if (kind === 'wrong') return { status, body: Array.isArray(least) ? {} : [] }
    const body = makeRandom(document, schema, seedOf(kind, `${method} ${path}`))
    // which calls exist follows from the version, so a random one would hide pages
    const isPlatform = name === 'getPlatform' && typeof body === 'object'
    return { status, body: isPlatform ? { ...body, version: VERSION } : body }
  }
  const server = createServer((request, response) => {
    const { status, body } = answer(request.method ?? '', request.url ?? '')
    request.resume()
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(body === undefined ? '' : JSON.stringify(body))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // it listens on a port, so the address is no pipe
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

const refusal = (status: number, message: string) => ({
  status,
  body: { errors: [{ code: 'generated.no_answer', message }] },
})
