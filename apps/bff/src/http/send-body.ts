// The one way by which JSON leaves: compressed where that pays, beside the loop.
//
// Compression and secrets in one answer can leak the secret to whoever sees lengths and chooses part of the answer
// (BREACH). Here neither half exists: answers hold no token, no cookie and nothing else that opens anything, and the
// session's cookie is SameSite=Strict, so no foreign page can make a browser fetch an answer with its own input in it.
import type { ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { constants, brotliCompress, gzip } from 'node:zlib'
import { acceptsEncoding } from './accepts.ts'

/** Smaller ones fit into one packet anyway. */
const WORTH_COMPRESSING = 1_500

const toBrotli = promisify(brotliCompress)
const toGzip = promisify(gzip)

interface Encoding {
  readonly name: 'br' | 'gzip'
  readonly compress: (body: Buffer) => Promise<Buffer>
}

/**
 * The cheap levels: of 400 kB of deployments brotli 1 leaves an eleventh after 0.8 ms; brotli 5 takes six times that for
 * a quarter less (measured).
 */
const ENCODINGS: readonly Encoding[] = [
  {
    name: 'br',
    compress: (body) =>
      toBrotli(body, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: 1,
          [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
        },
      }),
  },
  { name: 'gzip', compress: (body) => toGzip(body, { level: 3 }) },
]

/** One answer may be sent to several who waited for it; it is compressed once. */
const compressed = new WeakMap<Buffer, Map<string, Promise<Buffer>>>()

function compressOnce({ name, compress }: Encoding, body: Buffer): Promise<Buffer> {
  const known = compressed.get(body) ?? new Map<string, Promise<Buffer>>()
  compressed.set(body, known)
  const flight = known.get(name) ?? compress(body)
  known.set(name, flight)
  return flight
}

export interface JsonAnswer {
  readonly status: number
  /** JSON. */
  readonly body: Buffer
  /** Names and values in turn. */
  readonly headers?: readonly string[]
  /** ETag of the bytes before compression, quoted. A GET that names it is answered 304. */
  readonly tag?: string | undefined
}

/** Sends it and ends the response. Headers that were set before are kept. */
export function sendBody(response: ServerResponse, answer: JsonAnswer): void {
  const { status, body, headers = [], tag } = answer
  const { headers: asked } = response.req
  const encoding =
    body.length < WORTH_COMPRESSING
      ? undefined
      : ENCODINGS.find(({ name }) => acceptsEncoding(asked['accept-encoding'], name))
  // what depends on the encoding is another representation, which strong tags must tell apart (RFC 9110, 8.8.3)
  const own = encoding && tag !== undefined ? `${tag.slice(0, -1)}-${encoding.name}"` : tag
  const head = headers.slice()
  if (own !== undefined) head.push('ETag', own)
  if (body.length >= WORTH_COMPRESSING) head.push('Vary', 'Accept-Encoding')
  if (own !== undefined && asked['if-none-match'] === own) {
    response.writeHead(304, head)
    response.end()
    return
  }
  head.push('Content-Type', 'application/json; charset=utf-8')
  const send = (bytes: Buffer, name?: string) => {
    if (response.destroyed) return
    if (name !== undefined) head.push('Content-Encoding', name)
    head.push('Content-Length', String(bytes.length))
    response.writeHead(status, head)
    response.end(bytes)
  }
  if (encoding === undefined) return send(body)
  compressOnce(encoding, body).then(
    (bytes) => send(bytes, encoding.name),
    // out of memory, at worst: the tag is then that of another representation of the same content
    () => send(body),
  )
}
