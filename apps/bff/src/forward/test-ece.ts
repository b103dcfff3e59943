// For tests: an ECE that does what its script says, down to the socket, and remembers every byte of
// a request's head.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface Seen {
  readonly method: string
  /** As it stood in the request line. */
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly rawHeaders: readonly string[]
  readonly body: string
}
export type Script = (response: ServerResponse, seen: Seen) => void | Promise<void>

export interface TestEce {
  readonly url: string
  readonly seen: Seen[]
  script: Script
  /** TCP connections accepted so far. */
  connections: number
  readonly close: () => Promise<void>
}

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Script =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }

export const refusal = (status: number, code = 'test.code', message = 'Because the test says so') =>
  json(status, { errors: [{ code, message }] }, { 'x-cloud-error-codes': code })

export async function startTestEce(script: Script, tls?: ServerOptions): Promise<TestEce> {
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    const work = async () => {
      const { method = '', url = '', headers, rawHeaders } = request
      const seen = { method, url, headers, rawHeaders, body: await text(request) }
      ece.seen.push(seen)
      await ece.script(response, seen)
    }
    work().catch(() => response.destroy())
  }
  const server = tls ? createTlsServer(tls, listener) : createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // a server that listens on a port has such an address
  const { port } = server.address() as AddressInfo
  const ece: TestEce = {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    seen: [],
    script,
    connections: 0,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  server.on('connection', () => ece.connections++)
  return ece
}
