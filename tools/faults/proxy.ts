// P, the fault proxy: TCP between the console and its ECE, with trouble on order. It looks into plain HTTP only as far as
// it must: which request a connection begins with, where that request ends.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Random } from './random.ts'

export type Trouble =
  /** Both directions, each chunk: `ms` plus up to `jitter`. */
  | { readonly kind: 'latency'; readonly ms: number; readonly jitter?: number }
  /** Chunks of so many bytes, one after the other. */
  | { readonly kind: 'slice'; readonly bytes: number }
  /** Takes everything and passes nothing on. */
  | { readonly kind: 'hang' }
  /** RST to both sides after so long. */
  | { readonly kind: 'reset'; readonly after_ms: number }
  /** So many bytes pass in this direction, then both sides are cut; a request that is shorter is whole. */
  | { readonly kind: 'limit'; readonly direction: 'request' | 'answer'; readonly bytes: number }
  /** ECE gets the whole request and does its work; the console hears nothing but the end. */
  | { readonly kind: 'cutAfterRequest' }
  /** The status line arrives and nothing after it. */
  | { readonly kind: 'cutAfterStatus' }

export interface Order {
  readonly trouble: Trouble
  /** Only connections whose first request line holds this text. */
  readonly match?: string
  /** 0 to 1; default 1. */
  readonly probability?: number
  /** How many connections; default all. */
  readonly times?: number
}

export interface FaultProxy {
  readonly url: string
  /** Connections so far. */
  readonly connections: number
  /** Answers a function that takes the order back. */
  order(order: Order): () => void
  /** Nobody listens any more, and what is open is reset. */
  down(): Promise<void>
  up(): Promise<void>
  stop(): Promise<void>
}

export interface ProxyOptions {
  readonly target: string
  readonly random: Random
  /** Both directions, for collecting secrets to look for. */
  readonly onBytes?: (bytes: Buffer) => void
}

export async function startProxy({ target, random, onBytes }: ProxyOptions): Promise<FaultProxy> {
  const { hostname, port: targetPort } = new URL(target)
  const orders: { order: Order; left: number }[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  let server: Server | undefined
  let port = 0

  const choose = (head: string): Trouble | undefined => {
    const line = head.split('\r\n', 1)[0] ?? ''
    const found = orders.find(
      ({ order, left }) =>
        left > 0 && line.includes(order.match ?? '') && random.next() < (order.probability ?? 1),
    )
    if (found !== undefined) found.left -= 1
    return found?.order.trouble
  }

  const accept = (client: Socket) => {
    connections += 1
    const upstream = connect(Number(targetPort), hostname)
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true)
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => sockets.delete(socket))
    }
    let trouble: Trouble | undefined
    let isChosen = false
    const cut = () => {
      client.resetAndDestroy()
      upstream.destroy()
    }
    const passRequest = createPass(upstream, random, cut)
    const passAnswer = createPass(client, random, cut)
    client.on('close', () => {
      if (trouble?.kind !== 'cutAfterRequest') upstream.destroy()
    })
    upstream.on('close', () => passAnswer.after(() => client.destroySoon()))
    client.on('end', () => passRequest.after(() => upstream.end()))
    upstream.on('end', () => passAnswer.after(() => client.end()))

    const request = { seen: Buffer.alloc(0) }
    client.on('data', (chunk: Buffer) => {
      onBytes?.(chunk)
      request.seen = Buffer.concat([request.seen, chunk])
      if (!isChosen && request.seen.includes('\r\n')) {
        isChosen = true
        trouble = choose(request.seen.toString('latin1'))
        if (trouble?.kind === 'reset') setTimeout(cut, trouble.after_ms).unref()
      }
      passRequest.take(chunk, trouble, 'request')
      if (trouble === undefined || !isWhole(request.seen)) return
      if (trouble.kind === 'cutAfterRequest' || isShorterThanLimit(trouble, request.seen)) {
        trouble = { kind: 'cutAfterRequest' }
        // what was written must arrive, and ECE's answer goes nowhere
        upstream.once('data', cut)
      }
    })
    upstream.on('data', (chunk: Buffer) => {
      onBytes?.(chunk)
      if (trouble?.kind !== 'cutAfterRequest') passAnswer.take(chunk, trouble, 'answer')
    })
  }

  const listen = async () => {
    server = createServer(accept).listen(port, '127.0.0.1')
    await once(server, 'listening')
    // a server that listens on a port has such an address
    port = (server.address() as AddressInfo).port
  }
  const down = async () => {
    for (const socket of sockets) socket.resetAndDestroy()
    if (server?.listening !== true) return
    server.close()
    await once(server, 'close')
  }
  await listen()
  return {
    url: `http://127.0.0.1:${port}`,
    get connections() {
      return connections
    },
    order: (order) => {
      const entry = { order, left: order.times ?? Infinity }
      orders.push(entry)
      return () => {
        entry.left = 0
        orders.splice(orders.indexOf(entry), 1)
      }
    },
    down,
    up: listen,
    stop: down,
  }
}

const isShorterThanLimit = (trouble: Trouble, seen: Buffer) =>
  trouble.kind === 'limit' && trouble.direction === 'request' && trouble.bytes >= seen.length

/** Is the first request of this connection complete? Changes have connections of their own. */
function isWhole(seen: Buffer): boolean {
  const head = seen.indexOf('\r\n\r\n')
  if (head < 0) return false
  const length = /^content-length: *(\d+)\r?$/im.exec(seen.subarray(0, head).toString('latin1'))
  return seen.length >= head + 4 + Number(length?.[1] ?? 0)
}

/** Hands chunks on in their order, however long each of them takes. */
function createPass(to: Socket, random: Random, cut: () => void) {
  let last: Promise<unknown> = Promise.resolve()
  let passed = 0
  const write = (bytes: Buffer) => {
    if (!to.destroyed) to.write(bytes)
  }
  const limit = (chunk: Buffer, most: number) => {
    const bytes = chunk.subarray(0, Math.max(0, most - passed))
    const isLast = passed + chunk.length > most
    passed += bytes.length
    if (!isLast) return write(bytes)
    // the bytes first, then the end
    if (bytes.length === 0 || to.destroyed) cut()
    else to.write(bytes, () => setImmediate(cut))
  }
  const take = (
    chunk: Buffer,
    trouble: Trouble | undefined,
    direction: 'request' | 'answer',
  ): void => {
    switch (trouble?.kind) {
      case 'hang':
        return
      case 'latency': {
        const ms = trouble.ms + random.next() * (trouble.jitter ?? 0)
        last = last.then(() => wait(ms)).then(() => write(chunk))
        return
      }
      case 'slice': {
        for (let at = 0; at < chunk.length; at += trouble.bytes) {
          const part = chunk.subarray(at, at + trouble.bytes)
          last = last
            .then(() => new Promise((resolve) => setImmediate(resolve)))
            .then(() => write(part))
        }
        return
      }
      case 'limit':
        return trouble.direction === direction ? limit(chunk, trouble.bytes) : write(chunk)
      case 'cutAfterStatus': {
        const line = chunk.indexOf('\r\n')
        return direction === 'request' || line < 0 ? write(chunk) : limit(chunk, line + 2)
      }
      case 'cutAfterRequest':
      case 'reset':
      case undefined:
        write(chunk)
    }
  }
  return {
    take,
    /** After all that was taken before. */
    after: (act: () => void) => {
      last = last.then(act)
    },
  }
}
