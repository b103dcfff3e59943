// T, the wire tap: an HTTP proxy between the browser and the console that looks for secrets in everything that comes
// back, head and decoded body, however it is cut into chunks. The same search reads files.
import { once } from 'node:events'
import { Agent, createServer, request as httpRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

/** Seven ways in which a secret is written: as it is, base64 (three alignments), base64url, hex, HEX, URL, JSON escapes. */
export function spellingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  // within a longer text a secret begins at any of three places of a base64 group; the first and last letters vary
  const aligned = [0, 1, 2].map((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const begin = Math.ceil((shift * 8) / 6)
    return whole.slice(begin, whole.length - ((shift + bytes.length) % 3 === 0 ? 0 : 1))
  })
  const escaped = [...secret].map((letter) => {
    const code = letter.codePointAt(0) ?? 0
    return `\\u${code.toString(16).padStart(4, '0')}`
  })
  const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`)
  const urls = aligned.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))
  return [
    ...new Set([
      bytes.toString('latin1'),
      ...aligned,
      ...urls,
      bytes.toString('hex'),
      bytes.toString('hex').toUpperCase(),
      encodeURIComponent(secret),
      percent.join(''),
      escaped.join(''),
    ]),
  ]
}

export interface Leak {
  readonly secret: string
  readonly spelling: string
  readonly where: string
}

/** Remembers the end of what it saw: a secret cut into two chunks is still one. */
export function createScanner(secrets: ReadonlySet<string>) {
  const spelled = new Map<string, readonly string[]>()
  const known = () => {
    for (const secret of secrets) if (!spelled.has(secret)) spelled.set(secret, spellingsOf(secret))
    return spelled
  }
  const leaks: Leak[] = []
  return {
    leaks,
    /** A function that takes the chunks of one stream. */
    open: (where: string) => {
      let tail = ''
      return (chunk: Buffer) => {
        const text = tail + chunk.toString('latin1')
        let longest = 0
        for (const [secret, spellings] of known()) {
          for (const spelling of spellings) {
            longest = Math.max(longest, spelling.length)
            if (!text.includes(spelling)) continue
            if (!leaks.some((leak) => leak.spelling === spelling && leak.where === where)) {
              leaks.push({ secret, spelling, where })
            }
          }
        }
        tail = longest <= 1 ? '' : text.slice(-(longest - 1))
      }
    },
  }
}
export type Scanner = ReturnType<typeof createScanner>

const IDLE_MS = 2_000
const KEEP_ALIVE_MS = 120_000

const HOP_BY_HOP = new Set(['connection', 'keep-alive'])

const headOf = ({ statusCode, rawHeaders }: IncomingMessage) =>
  Buffer.from(`${statusCode ?? 0}\r\n${rawHeaders.join('\r\n')}`, 'latin1')

function decoderOf(encoding: string | undefined): Duplex | undefined {
  switch (encoding) {
    case 'gzip':
      return createGunzip()
    case 'br':
      return createBrotliDecompress()
    case 'deflate':
      return createInflate()
    default:
      return undefined
  }
}

let scannedByAll = 0
const scannersOfAll = new Set<Scanner>()
/** What all taps of this process have looked through (bytes of bodies) and found since this was asked last. */
export function takeScanned(): { bytes: number; leaks: readonly Leak[] } {
  const taken = { bytes: scannedByAll, leaks: [...scannersOfAll].flatMap(({ leaks }) => leaks) }
  scannedByAll = 0
  scannersOfAll.clear()
  return taken
}

/** Bytes go through as they are, headers too; only copies are decoded. */
export async function startTap({
  target,
  scanner,
}: {
  /** Asked for each request: what is behind it may come back on another port. */
  target: () => string
  scanner: Scanner
}) {
  let bytes = 0
  scannersOfAll.add(scanner)
  // dropped before the console drops them: a connection that ends under a request is a fault that nobody ordered
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity, timeout: IDLE_MS })
  const server = createServer((incoming, response) => {
    const { method, url: path, rawHeaders } = incoming
    const where = `${method} ${path}`
    const outgoing = httpRequest(target(), { agent, method, path, headers: rawHeaders })
    outgoing.on('error', () => response.destroy())
    response.on('close', () => {
      if (!response.writableFinished) outgoing.destroy()
    })
    outgoing.on('response', (answer) => {
      const scan = scanner.open(where)
      scan(headOf(answer))
      const kept = answer.rawHeaders.flatMap((name, at) =>
        at % 2 === 1 || HOP_BY_HOP.has(name.toLowerCase())
          ? []
          : [name, answer.rawHeaders[at + 1] ?? ''],
      )
      response.writeHead(answer.statusCode ?? 502, kept)
      const plain = scanner.open(`${where} (as sent)`)
      const decoder = decoderOf(answer.headers['content-encoding'])
      decoder?.on('data', scan)
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        scannedByAll += chunk.length
        if (decoder === undefined) scan(chunk)
        else {
          plain(chunk)
          decoder.write(chunk)
        }
        response.write(chunk)
      })
      // the browser has its answer only when all of it was looked at
      const finish = () => response.end()
      decoder?.on('end', finish)
      decoder?.on('error', finish)
      answer.on('end', () => (decoder === undefined ? finish() : decoder.end()))
      answer.on('error', () => response.destroy())
    })
    incoming.pipe(outgoing)
  })
  server.keepAliveTimeout = KEEP_ALIVE_MS
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // a server that listens on a port has such an address
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    /** Of bodies, as sent. */
    scanned: () => bytes,
    stop: async () => {
      agent.destroy()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
