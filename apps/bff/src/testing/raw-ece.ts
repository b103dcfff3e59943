// Something behind the console that speaks in bytes: cuts, garbage and lies that no HTTP library would send.
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'

/** Called for each whole request; `nth` counts from 1. */
type Talk = (socket: Socket, nth: number, head: string) => void

export interface RawEce {
  readonly url: string
  /** Heads of the requests so far. */
  readonly heads: string[]
  talk: Talk
  readonly close: () => Promise<void>
}

export async function startRawEce(talk: Talk): Promise<RawEce> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    let received = ''
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1')
      for (let end = endOf(received); end > 0; end = endOf(received)) {
        const [head = ''] = received.split('\r\n\r\n', 1)
        received = received.slice(end)
        raw.heads.push(head)
        raw.talk(socket, raw.heads.length, head)
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // a server that listens on a port has such an address
  const { port } = server.address() as AddressInfo
  const raw: RawEce = {
    url: `http://127.0.0.1:${port}`,
    heads: [],
    talk,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
  return raw
}

/** Where the first request in `text` ends, or 0 while it is not whole. */
function endOf(text: string): number {
  const head = text.indexOf('\r\n\r\n')
  if (head < 0) return 0
  const length = /^content-length: (\d+)/im.exec(text.slice(0, head))?.[1] ?? '0'
  const end = head + 4 + Number(length)
  return text.length >= end ? end : 0
}

/** A well-formed answer. */
export const http = (
  status: string,
  headers: Readonly<Record<string, string>>,
  body = '',
): string =>
  [
    `HTTP/1.1 ${status}`,
    ...Object.entries({ 'Content-Length': String(Buffer.byteLength(body)), ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    ),
    '',
    body,
  ].join('\r\n')

export const JSON_TYPE = { 'Content-Type': 'application/json' }
export const ok = (body = '{"deployments":[]}'): string => http('200 OK', JSON_TYPE, body)
/** ECE's refusal in its own words. */
export const refused = (status: string, headers: Readonly<Record<string, string>> = {}): string =>
  http(status, { ...JSON_TYPE, ...headers }, '{"errors":[{"code":"a.b","message":"Not now"}]}')
