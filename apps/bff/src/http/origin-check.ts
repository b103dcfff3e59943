// Cross-site request forgery. A page of another site can neither set the header nor forge the other two; all are
// needed because SameSite alone does not stop a sibling subdomain (architecture, "Every non-GET").
import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { ConsoleError } from './console-error.ts'

const SAFE = new Set(['GET', 'HEAD'])

/**
 * Makes the check for one console: throws `console.csrf` unless the request changes nothing, or says `X-ECE-Console: 1`
 * and comes from our own pages. `publicUrl` is the origin that browsers use; absent means the `Host` they were sent to.
 */
export function createOriginCheck(publicUrl: string | undefined) {
  return (request: IncomingMessage): void => {
    if (SAFE.has(request.method ?? '')) return
    const { headers } = request
    if (headers['x-ece-console'] !== '1') {
      throw refusal('The header X-ECE-Console: 1 is missing.')
    }
    const site = headers['sec-fetch-site']
    const { origin } = headers
    if (site === undefined && origin === undefined) {
      throw refusal('Neither Sec-Fetch-Site nor Origin says where this request comes from.')
    }
    if (site !== undefined && site !== 'same-origin') {
      throw refusal('This request comes from a page that is not part of this console.')
    }
    if (origin !== undefined && origin.toLowerCase() !== (publicUrl ?? ownOrigin(request))) {
      throw refusal(
        publicUrl === undefined
          ? 'The page has another origin than the address that this request was sent to.'
          : 'The page has another origin than PUBLIC_URL. Open the console at its public address.',
      )
    }
  }
}

const refusal = (message: string) =>
  new ConsoleError('console.csrf', `${message} Reload the console and try again.`)

function ownOrigin(request: IncomingMessage): string {
  // a plain socket has no `encrypted`; a TLS socket always has
  const secure = (request.socket as Partial<TLSSocket>).encrypted === true
  return `${secure ? 'https' : 'http'}://${(request.headers.host ?? '').toLowerCase()}`
}
