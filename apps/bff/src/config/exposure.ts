// Who can reach the console, and over what. The session cookie is Secure: beyond loopback there must be TLS, ours or a
// proxy's (architecture, "Variables").
import { isIP } from 'node:net'
import type { Report } from './problems.ts'

/** Loopback names and addresses: browsers keep a Secure cookie there even over http. */
const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)

/** `PUBLIC_URL` as an origin. */
export function readPublicUrl(text: string | undefined, report: Report): string | undefined {
  if (text === undefined) return undefined
  const cure = 'Write it like https://console.example.com, without a path.'
  if (!URL.canParse(text)) return report('PUBLIC_URL', `"${text}" is not an address.`, cure)
  const url = new URL(text)
  if (url.protocol !== 'https:') return report('PUBLIC_URL', 'is not an https address.', cure)
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '') {
    return report('PUBLIC_URL', 'has more than scheme, host and port.', cure)
  }
  return url.origin
}

const NAMED = new Set(['loopback', 'linklocal', 'uniquelocal'])

/** `TRUST_PROXY`: addresses, networks or Express's names for them, separated by commas. */
export function readTrustProxy(text: string | undefined, report: Report): string[] {
  const entries = (text ?? '').split(',').flatMap((entry) => entry.trim() || [])
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/')
    const bits = isIP(address) === 6 ? 128 : 32
    const valid =
      NAMED.has(entry) || (isIP(address) !== 0 && (prefix === undefined || isPrefix(prefix, bits)))
    // CVE-2026-40575: a proxy list that means everybody is the same as none
    if (entry === '*' || entry === 'true' || prefix === '0') {
      report('TRUST_PROXY', `"${entry}" trusts everybody.`, 'List the addresses of your proxies.')
    } else if (!valid) {
      report(
        'TRUST_PROXY',
        `"${entry}" is not an address or network.`,
        'List addresses such as 10.0.0.5 or 10.0.0.0/24, separated by commas.',
      )
    }
  }
  return entries
}

const isPrefix = (text: string, bits: number): boolean =>
  /^\d{1,3}$/.test(text) && Number(text) <= bits

interface Exposure {
  readonly host: string
  readonly tls: boolean
  readonly publicUrl: string | undefined
  readonly trustProxy: readonly string[]
}

/** Reports an address beyond loopback without TLS, and a proxy that is named only halfway. */
export function checkExposure(
  { host, tls, publicUrl, trustProxy }: Exposure,
  report: Report,
): void {
  if (tls || isLoopback(host)) return
  if (publicUrl !== undefined && trustProxy.length > 0) return
  if (publicUrl !== undefined) {
    report(
      'TRUST_PROXY',
      'is not set, but PUBLIC_URL says that a proxy ends TLS in front of the console.',
      'Set TRUST_PROXY to the address of that proxy, such as loopback or 10.0.0.5.',
    )
    return
  }
  report(
    'HOST',
    `${host} can be reached from other machines, and passwords would travel in the clear.`,
    'Set TLS_CERT_FILE and TLS_KEY_FILE, or PUBLIC_URL=https://… and TRUST_PROXY, or HOST=127.0.0.1.',
  )
}
