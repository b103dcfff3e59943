// A certificate authority that lives as long as the process: ECE comes with a self-signed certificate (ece-behaviour
// 1.1), and the console must be tried against one that only its own CA file vouches for.
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { bits, integer, octets, oid, sequence, set, tagged, time, truth, utf8 } from './der.ts'

export interface Certificates {
  /** PEM of the authority: what a client has to trust. */
  readonly ca: string
  /** PEM of the server's certificate and key. */
  readonly cert: string
  readonly key: string
}

const OIDS = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
} as const

const DAY = 86_400_000
/** A day back for clocks that differ; the console itself may run for weeks against one simulator. */
const VALID_BEFORE = DAY
const VALID_AFTER = 365 * DAY

const X509_V3 = 2
const SERIAL_BYTES = 16
const DNS_NAME = 0x82
const IP_ADDRESS = 0x87
const LOOPBACK_4 = Buffer.from([127, 0, 0, 1])
const LOOPBACK_6 = Buffer.from([...Array<number>(15).fill(0), 1])

const algorithm = sequence(oid(OIDS.ecdsaWithSha256))
const name = (text: string) => sequence(set(sequence(oid(OIDS.commonName), utf8(text))))
const pem = (label: string, der: Buffer) =>
  `-----BEGIN ${label}-----\n${(der.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${label}-----\n`

const extension = (id: string, isCritical: boolean, content: Buffer) =>
  sequence(oid(id), ...(isCritical ? [truth()] : []), octets(content))

interface Party {
  readonly name: string
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

const party = (text: string): Party => ({
  name: text,
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }),
})

const spki = ({ publicKey }: Party) => publicKey.export({ type: 'spki', format: 'der' })
/** RFC 5280 leaves the method open; it only has to be the same on both sides. */
const keyIdentifier = (of: Party) => createHash('sha1').update(spki(of)).digest()

function certify(subject: Party, issuer: Party, extensions: readonly Buffer[]): string {
  // Not the simulator's clock: whoever checks a certificate has only the wall's
  const now = Date.now()
  const serial = randomBytes(SERIAL_BYTES)
  // Positive and without leading zeros
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([X509_V3]))),
    integer(serial),
    algorithm,
    name(issuer.name),
    sequence(time(now - VALID_BEFORE), time(now + VALID_AFTER)),
    name(subject.name),
    spki(subject),
    tagged(
      0xa3,
      sequence(
        ...extensions,
        extension(OIDS.subjectKeyIdentifier, false, octets(keyIdentifier(subject))),
        extension(
          OIDS.authorityKeyIdentifier,
          false,
          sequence(tagged(0x80, keyIdentifier(issuer))),
        ),
      ),
    ),
  )
  return pem(
    'CERTIFICATE',
    sequence(body, algorithm, bits(sign('sha256', body, issuer.privateKey))),
  )
}

/** A fresh authority and a certificate of it for `localhost`, `127.0.0.1` and `::1`. */
export function createCertificates(): Certificates {
  // The name tells several runs apart: clients cache authorities by name
  const authority = party(`ECE simulator CA ${randomBytes(4).toString('hex')}`)
  const server = party('localhost')
  return {
    ca: certify(authority, authority, [
      extension(OIDS.basicConstraints, true, sequence(truth())),
      // keyCertSign and cRLSign, bits 5 and 6
      extension(OIDS.keyUsage, true, bits(Buffer.from([0b0000_0110]), 1)),
    ]),
    cert: certify(server, authority, [
      extension(OIDS.basicConstraints, true, sequence()),
      // digitalSignature, bit 0
      extension(OIDS.keyUsage, true, bits(Buffer.from([0b1000_0000]), 7)),
      extension(OIDS.extendedKeyUsage, false, sequence(oid(OIDS.serverAuth))),
      extension(
        OIDS.subjectAltName,
        false,
        sequence(
          tagged(DNS_NAME, Buffer.from('localhost')),
          tagged(IP_ADDRESS, LOOPBACK_4),
          tagged(IP_ADDRESS, LOOPBACK_6),
        ),
      ),
    ]),
    // A PEM export without a cipher is text
    key: String(server.privateKey.export({ type: 'pkcs8', format: 'pem' })),
  }
}
