// What went wrong between the console and an ECE, said so that an operator knows what to check, and
// whether the request may have reached the ECE. The classes are the table "Was it sent?" of the
// change path.
import type { ConsoleErrorCode } from '@ece/api-types'
import type { PeerCertificate } from 'node:tls'

/**
 * Did the request reach ECE? `no`: certainly not, nothing was written; `maybe`: bytes left and no
 * status line came back; `yes`: ECE (or something in front of it) answered with a status line.
 */
export type Sent = 'no' | 'maybe' | 'yes'

/**
 * A call that did not end in a whole, well-formed answer. `message` is for operators and holds no
 * credential.
 */
export class EceFailure extends Error {
  readonly code: ConsoleErrorCode
  readonly sent: Sent
  /** Status of the answer, when there was one. */
  readonly status: number | undefined
  /** A moment later it may go well: a read may be asked again, a change never. */
  readonly passing: boolean
  /** Seconds that whoever answered asked to wait, 1 to 60. */
  readonly retryAfter: number | undefined
  constructor(
    code: ConsoleErrorCode,
    sent: Sent,
    message: string,
    status?: number,
    { passing = false, retryAfter }: Passing = {},
  ) {
    super(message)
    this.name = 'EceFailure'
    this.code = code
    this.sent = sent
    this.status = status
    this.passing = passing
    this.retryAfter = retryAfter
  }
}

interface Passing {
  readonly passing?: boolean
  readonly retryAfter?: number | undefined
}

interface Facts {
  readonly host: string
  readonly sent: Sent
  readonly certificate?: PeerCertificate | undefined
  /** Code of the certificate check that failed. */
  readonly authorizationError?: string | undefined
}

/** Turns an error of Node's connection into one of ours. */
export function explainFailure(error: NodeJS.ErrnoException, facts: Facts): EceFailure {
  const { host, sent } = facts
  // an abort's DOMException comes through here as well, and its code is a number
  const code = typeof error.code === 'string' ? error.code : ''
  if (facts.authorizationError !== undefined) {
    const message = explainCertificate(facts.authorizationError, facts)
    return new EceFailure('console.ece_certificate', 'no', message)
  }
  if (code.startsWith('HPE_')) {
    const message = `${host} did not answer in HTTP. Check that the address of the installation is that of the ECE API (https on port 12443, http on port 12400).`
    return new EceFailure('console.not_an_ece', sent, message)
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) {
    const message = `${host} does not speak TLS as expected. Check the address of the installation: https is usually port 12443, http port 12400.`
    return new EceFailure('console.not_an_ece', sent, message)
  }
  const message = explainConnection(code, host, sent)
  const passing = !LASTING.has(code)
  return new EceFailure('console.ece_unreachable', sent, message, undefined, { passing })
}

/** A name that nobody knows, and an address that took the whole time for connecting. */
const LASTING: ReadonlySet<string> = new Set(['ENOTFOUND', 'ETIMEDOUT'])

function explainConnection(code: string, host: string, sent: Sent): string {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The name of ECE at ${host} cannot be resolved. Check the address of the installation and the name server of the console's host.`
    case 'ECONNREFUSED':
      return `ECE at ${host} refuses connections. Check that the address and port are right and that ECE's control plane is running.`
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return `ECE at ${host} cannot be reached from the console's host. Check the address, the network and the firewall between them.`
    default:
      return sent === 'no'
        ? `The connection to ECE at ${host} broke before anything was sent. Check what stands in front of it.`
        : `ECE at ${host} closed the connection without an answer. Try again; if it stays so, check that the address of the installation has the right protocol (https is usually port 12443, http port 12400), and what stands in front of it.`
  }
}

const CHECKS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its authority is private',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its authority is unknown',
  UNABLE_TO_GET_ISSUER_CERT: 'its authority is unknown',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its authority is unknown',
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is for another host name',
}

/**
 * Names what was presented, so that the operator can compare the fingerprint with the ECE's own
 * before trusting it.
 */
function explainCertificate(check: string, { host, certificate }: Facts): string {
  const why = CHECKS[check] ?? check.toLowerCase().replaceAll('_', ' ')
  const shown = certificate?.fingerprint256
    ? ` Presented: subject ${nameOf(certificate.subject)}, issuer ${nameOf(certificate.issuer)}, valid until ${certificate.valid_to}, for ${clean(certificate.subjectaltname ?? 'no host names')}, SHA-256 fingerprint ${certificate.fingerprint256}.`
    : ''
  return `The certificate of ECE at ${host} is not trusted: ${why}.${shown} ${cureFor(check)} Nothing was sent.`
}

function cureFor(check: string): string {
  if (check === 'CERT_HAS_EXPIRED') return 'Renew the certificate on the ECE.'
  if (check === 'CERT_NOT_YET_VALID')
    return "Check the clocks of the ECE and of the console's host."
  if (check === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return 'Use a host name of the certificate in the address of the installation.'
  }
  return 'If the fingerprint is that of your ECE, put its CA certificate (PEM) in a file and name it in ECE_CA_FILE, or in ca_file of ECE_INSTALLATIONS_FILE, and start the console again.'
}

function nameOf(name: PeerCertificate['subject'] | undefined): string {
  const parts = Object.entries(name ?? {}).map(([key, value]) => `${key}=${String(value)}`)
  return clean(parts.join(', ')) || 'without a name'
}

/** The text comes from whoever answered on that port: bounded, and without control bytes. */
const clean = (text: string) => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 200)
