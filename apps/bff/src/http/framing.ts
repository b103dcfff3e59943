// Requests that two servers in a row could take for something else: where one ends is said in a way that only some
// understand, or they ask for another protocol (request smuggling; h2c smuggling). Node lets these pass.
import type { IncomingMessage } from 'node:http'

/** Connections that such a request came over: nothing that follows on them is what it seems. */
const distrusted = new WeakSet<object>()

type Framing = 'plain' | 'ambiguous' | 'behind an ambiguous one'

export function judgeFraming(request: IncomingMessage): Framing {
  const { headers, httpVersion, socket } = request
  if (distrusted.has(socket)) return 'behind an ambiguous one'
  const encoding = headers['transfer-encoding']
  const plain =
    (httpVersion === '1.1' || httpVersion === '1.0') &&
    (encoding === undefined || encoding.toLowerCase() === 'chunked') &&
    headers.upgrade === undefined
  if (plain) return 'plain'
  distrusted.add(socket)
  return 'ambiguous'
}
