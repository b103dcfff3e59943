import helmet from 'helmet'
import type { IncomingMessage, ServerResponse } from 'node:http'

const TWO_YEARS = 63_072_000

/**
 * The headers that every answer carries, whatever its status. `https`: browsers reach this console over TLS, ours or a
 * proxy's. They are the same for every request, so helmet makes them once.
 */
export function makeSecurityHeaders(https: boolean): ReadonlyMap<string, string> {
  const protect = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      // nothing inline, nothing from another host; upgrade-insecure-requests would break http on loopback
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    // not for subdomains: deployments of the same ECE may live there, and some of them speak http
    strictTransportSecurity: https && { maxAge: TWO_YEARS, includeSubDomains: false },
  })
  const headers = new Map<string, string>()
  const recorder = {
    setHeader: (name: string, value: unknown) => headers.set(name.toLowerCase(), String(value)),
    removeHeader: (name: string) => headers.delete(name.toLowerCase()),
  }
  // helmet sets and removes headers and does nothing else with a response
  protect({} as IncomingMessage, recorder as unknown as ServerResponse, () => undefined)
  headers.set(
    'permissions-policy',
    'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
  )
  return headers
}
