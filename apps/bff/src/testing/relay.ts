// A plain TCP relay on loopback, without any idea of what passes: in front of several consoles a balancer, in front of a
// database a cable that can be pulled.
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface Relay {
  readonly port: number
  /** Ends every connection and takes no new ones, as a server that is down. */
  readonly cut: () => void
  /** Passes nothing on, and says nothing about it. */
  readonly hang: () => void
  readonly mend: () => void
  readonly close: () => Promise<void>
}

interface Target {
  readonly host: string
  readonly port: number
}

/** Each connection goes to the next of `targets` that takes it. */
export async function startRelay(targets: readonly Target[]): Promise<Relay> {
  const pairs = new Map<Socket, Socket>()
  let state: 'whole' | 'cut' | 'hanging' = 'whole'
  let next = 0

  const join = (from: Socket, left = targets.length) => {
    const target = targets[next++ % targets.length]
    if (target === undefined || left === 0) return from.destroy()
    const to = connect(target)
    to.once('error', () => {
      // nothing was passed on yet, so another one may have it
      if (to.bytesWritten === 0 && !from.destroyed) join(from, left - 1)
      else from.destroy()
    })
    to.once('connect', () => {
      pairs.set(from, to)
      from.pipe(to).pipe(from)
      if (state === 'hanging') stall(from, to)
    })
    to.once('close', () => pairs.has(from) && from.destroy())
    from.once('close', () => {
      pairs.delete(from)
      to.destroy()
    })
    return from
  }
  const server = createServer((from) => {
    from.on('error', () => from.destroy())
    if (state === 'cut') from.destroy()
    else join(from)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const endAll = () => {
    for (const from of pairs.keys()) from.destroy()
  }
  return {
    // a server that listens on a port has such an address
    port: (server.address() as AddressInfo).port,
    cut: () => {
      state = 'cut'
      endAll()
    },
    hang: () => {
      state = 'hanging'
      for (const [from, to] of pairs) stall(from, to)
    },
    mend: () => {
      // what was stalled has lost its place in time: it is ended, as a firewall does
      if (state === 'hanging') endAll()
      state = 'whole'
    },
    close: async () => {
      endAll()
      server.close()
      await once(server, 'close')
    },
  }
}

function stall(from: Socket, to: Socket): void {
  from.unpipe(to)
  to.unpipe(from)
  from.pause()
  to.pause()
}
