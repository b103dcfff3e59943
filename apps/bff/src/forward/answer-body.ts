// Reading what an ECE answered: to its end, within bounds, and only if it is JSON.
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { pipeline, Transform, type Readable } from 'node:stream'
import { EceFailure } from './ece-failure.ts'
import { passingOf } from './retry-after.ts'

/** Reads the body of an answer with `status` to its end. Throws `EceFailure` when it was cut. */
export function readBody(body: Readable, status: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const fail = () => {
      const { errored } = body
      reject(isOurs(errored) ? errored : cut(status))
    }
    if (body.destroyed) return fail()
    body.on('data', (chunk: Buffer) => chunks.push(chunk))
    body.on('error', fail)
    body.on('close', fail)
    body.on('end', () => {
      // an error is costly to make, even one that nobody gets
      body.off('close', fail)
      const [only] = chunks
      resolve(chunks.length === 1 && only ? only : Buffer.concat(chunks))
    })
  })
}

/** An answer that says it is JSON and is; empty is `undefined`. Throws `EceFailure`. */
export function parseJson(bytes: Buffer, headers: IncomingHttpHeaders, status: number): unknown {
  checkIsJson(bytes, headers, status)
  if (bytes.length === 0) return undefined
  try {
    return JSON.parse(bytes.toString())
  } catch {
    throw new EceFailure(
      'console.bad_answer',
      'yes',
      `ECE answered ${status} with broken JSON.`,
      status,
    )
  }
}

export function checkIsJson(bytes: Buffer, headers: IncomingHttpHeaders, status: number): void {
  const type = headers['content-type'] ?? 'no content type'
  if (bytes.length === 0 || /^application\/(?:[\w.+-]+\+)?json *(?:;|$)/i.test(type)) return
  const said = type
    .split(';')[0]
    ?.slice(0, 80)
    .replace(/[^\w./+ -]/g, '?')
  const message = `ECE answered ${status} with ${said} instead of JSON. Check that the address of the installation is that of the ECE API and what stands in front of it.`
  throw new EceFailure('console.bad_answer', 'yes', message, status, passingOf(status, headers))
}

const cut = (status: number) => {
  const message =
    'ECE broke off in the middle of its answer: it is truncated and was not used. Try again.'
  return new EceFailure('console.bad_answer', 'yes', message, status, { passing: true })
}

const isOurs = (error: Error | null): error is Error =>
  error instanceof EceFailure || error?.name === 'AbortError'

export const tooLarge = (maxBytes: number) =>
  `answered with more than ${Math.round(maxBytes / 1024)} KiB. Narrow the request.`

/** For answers without a declared length: fails once more than `maxBytes` came. */
export function limitBody(incoming: IncomingMessage, maxBytes: number, host: string): Readable {
  let seen = 0
  const counter = new Transform({
    transform(chunk: Buffer, _, done) {
      seen += chunk.length
      if (seen <= maxBytes) return done(null, chunk)
      done(
        new EceFailure(
          'console.answer_too_large',
          'yes',
          `ECE at ${host} ${tooLarge(maxBytes)}`,
          incoming.statusCode,
        ),
      )
    },
  })
  return pipeline(incoming, counter, () => {})
}
