// A plain TCP balancer on loopback, as it stands before several consoles: each connection to the next one that takes it,
// without any idea of what passes.
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export interface Balancer {
  readonly url: string
  readonly stop: () => Promise<void>
}

/** `port` 0 takes any free one. */
export async function startBalancer(urls: readonly string[], port: number): Promise<Balancer> {
  const open = new Set<Socket>()
  let next = 0

  const join = (from: Socket, left: number) => {
    const target = urls[next++ % urls.length]
    if (target === undefined || left === 0) {
      from.destroy()
      return
    }
    const { hostname, port: at } = new URL(target)
    const to = connect(Number(at), hostname)
    let connected = false
    to.once('connect', () => {
      connected = true
      from.pipe(to).pipe(from)
    })
    // what has reached nobody may go to another one
    to.on('error', () => (connected ? from.destroy() : join(from, left - 1)))
    to.once('close', () => connected && from.destroy())
    from.once('close', () => to.destroy())
  }

  const server = createServer((from) => {
    open.add(from)
    from.on('error', () => from.destroy())
    from.once('close', () => open.delete(from))
    join(from, urls.length)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : port}`,
    stop: async () => {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
