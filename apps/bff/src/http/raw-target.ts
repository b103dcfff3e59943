// The request line as it came over the wire, judged once and before anything interprets it. Bypasses of other consoles
// began with two parts that read one target differently (CVE-2025-3454, CVE-2026-41059, CVE-2022-35949).
import type { IncomingMessage } from 'node:http'
import { ConsoleError } from './console-error.ts'

const MAX_TARGET = 2_048
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])

/** Anywhere: what no URL contains unencoded, a fragment, and an encoded NUL. */
const NOWHERE = /[^\x21-\x7e]|[\\#"<>]|%00/
/** In the path: an encoded separator, a parameter, an empty or dotted segment, or a broken escape. */
const NOT_IN_PATH = /%2f|%5c|;|\/\/|\/(?:\.|%2e){1,2}(?:\/|$)|%(?![0-9a-f]{2})/i

/** Throws `console.bad_target`. */
export function checkTarget(request: IncomingMessage): void {
  const { method = '', url = '' } = request
  if (!METHODS.has(method)) throw refusal(`${method} is no method of this console.`)
  if (url.length > MAX_TARGET) throw refusal('The address is longer than 2 KB.')
  const path = url.split('?', 1)[0] ?? ''
  if (!path.startsWith('/') || NOWHERE.test(url) || NOT_IN_PATH.test(path)) {
    throw refusal('The address is not one that this console has.')
  }
  // Node keeps the first of two; a proxy in front may have looked at the second
  if (countOf(request.rawHeaders, 'host') > 1) throw refusal('There is more than one Host header.')
}

const refusal = (message: string) => new ConsoleError('console.bad_target', message)

/** `rawHeaders` alternates names and values. */
function countOf(rawHeaders: readonly string[], name: string): number {
  let count = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() === name) count += 1
  }
  return count
}
