// For tests of this folder and of what stands on it: a real HTTP server in the place of the console's, and a page address
// that points at it.
import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
}
interface Reply {
  readonly status?: number
  readonly body?: unknown
  readonly headers?: Record<string, string>
  /** Sent as it is, instead of `body`. */
  readonly text?: string
  /** The connection is closed without an answer. */
  readonly isCut?: boolean
}

/** Starts a server that remembers what it got. `answer` decides what to say. */
export async function startTestServer(answer: (request: Received) => Reply | Promise<Reply>) {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      const got: Received = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: text === '' ? undefined : JSON.parse(text),
      }
      received.push(got)
      void Promise.resolve(answer(got)).then((reply) => {
        if (reply.isCut) return response.destroy()
        response.writeHead(reply.status ?? 200, {
          'Content-Type': 'application/json',
          ...reply.headers,
        })
        return response.end(
          reply.text ?? (reply.body === undefined ? '' : JSON.stringify(reply.body)),
        )
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // a server that listens on a port has such an address
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/** An error body as the console's server makes it. */
export const errorBody = (code: string, message = code) => ({ errors: [{ code, message }] })
