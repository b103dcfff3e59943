const TWO_YEARS_S = 63_072_000

/** Nothing inline, nothing from another host; `upgrade-insecure-requests` would break http on loopback. */
const POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'font-src': "'self'",
  'connect-src': "'self'",
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'object-src': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
}

const HEADERS = {
  'content-security-policy': Object.entries(POLICY)
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join(';'),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'permissions-policy':
    'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  // the filter that it would turn on made holes of its own
  'x-xss-protection': '0',
}

/**
 * The headers that every answer carries, whatever its status: those of the package helmet, with a policy and a
 * permissions policy of our own. `https`: browsers reach this console over TLS, ours or a proxy's.
 */
export function makeSecurityHeaders(https: boolean): ReadonlyMap<string, string> {
  const headers = new Map(Object.entries(HEADERS))
  // not for subdomains: deployments of the same ECE may live there, and some of them speak http
  if (https) headers.set('strict-transport-security', `max-age=${TWO_YEARS_S}`)
  return headers
}
