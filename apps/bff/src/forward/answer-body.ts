// What an ECE answered: whole, within bounds, and only if it is JSON.
import { EceFailure } from './ece-failure.ts'
import type { EceHeaders } from './ece.ts'
import { passingOf } from './retry-after.ts'

/** An answer that says it is JSON and is; empty is `undefined`. Throws `EceFailure`. */
export function parseJson(bytes: Buffer, headers: EceHeaders, status: number): unknown {
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

export function checkIsJson(bytes: Buffer, headers: EceHeaders, status: number): void {
  const type = headers['content-type'] ?? 'no content type'
  if (bytes.length === 0 || /^application\/(?:[\w.+-]+\+)?json *(?:;|$)/i.test(type)) return
  const said = type
    .split(';')[0]
    ?.slice(0, 80)
    .replace(/[^\w./+ -]/g, '?')
  const message = `ECE answered ${status} with ${said} instead of JSON. Check that the address of the installation is that of the ECE API and what stands in front of it.`
  throw new EceFailure('console.bad_answer', 'yes', message, status, passingOf(status, headers))
}

/** It ended before its end. */
export const cut = (status: number) => {
  const message =
    'ECE broke off in the middle of its answer: it is truncated and was not used. Try again.'
  return new EceFailure('console.bad_answer', 'yes', message, status, { passing: true })
}

export const tooLarge = (maxBytes: number) =>
  `answered with more than ${Math.round(maxBytes / 1024)} KiB. Narrow the request.`
