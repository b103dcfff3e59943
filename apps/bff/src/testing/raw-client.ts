// A client that sends any bytes as a request and reads the answer, over one connection after the other.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

interface RawAnswer {
  /** Undefined when the connection was closed without an answer. */
  readonly status: number | undefined
  readonly text: string
}

export function createRawClient(origin: string) {
  const { hostname, port } = new URL(origin)
  let socket: Socket | undefined

  const open = async (): Promise<Socket> => {
    if (socket !== undefined && !socket.destroyed && socket.writable) return socket
    socket = connect(Number(port), hostname)
    await once(socket, 'connect')
    return socket
  }

  return {
    /** `isHead`: the answer has no body whatever its headers say. */
    async send(bytes: string, isHead = false): Promise<RawAnswer> {
      const to = await open()
      return new Promise((resolve) => {
        let received = ''
        const finish = (closed: boolean) => {
          to.off('data', take)
          to.off('close', end)
          to.off('error', end)
          if (closed || /^connection: close\r$/im.test(received)) to.destroy()
          const status = /^HTTP\/1\.1 (\d{3})/.exec(received)?.[1]
          resolve({ status: status === undefined ? undefined : Number(status), text: received })
        }
        const end = () => finish(true)
        const take = (chunk: Buffer) => {
          received += chunk.toString('latin1')
          // a 100 comes before the answer
          received = received.replace(/^(?:HTTP\/1\.1 1\d\d[^]*?\r\n\r\n)+/, '')
          if (isWhole(received, isHead)) finish(false)
        }
        to.on('data', take)
        to.on('close', end)
        to.on('error', end)
        to.write(Buffer.from(bytes, 'latin1'))
      })
    },
    close: () => socket?.destroy(),
  }
}

function isWhole(text: string, isHead: boolean): boolean {
  const head = text.indexOf('\r\n\r\n')
  if (head < 0) return false
  if (isHead || /^HTTP\/1\.1 (?:204|304)/.test(text)) return true
  const headers = text.slice(0, head)
  const length = /^content-length: (\d+)\r?$/im.exec(headers)?.[1]
  if (length !== undefined) return text.length >= head + 4 + Number(length)
  return /^transfer-encoding: chunked/im.test(headers) && text.endsWith('\r\n0\r\n\r\n')
}
