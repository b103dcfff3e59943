// What makes a record provable. A hash chain alone stops only clumsy edits: whoever can write the table can compute every
// hash anew. So each record and the end of the chain also carry a MAC, whose key comes from the key file and is never in
// the database, and checkpoints signed with a key pair of the same origin are written to a file elsewhere.
import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  hash as hashOnce,
  hkdfSync,
  sign,
  timingSafeEqual,
  verify,
  type KeyObject,
} from 'node:crypto'

export interface Seal {
  /** First 16 hex digits of the SHA-256 of the public key. */
  readonly kid: string
  /** PEM, for checking checkpoints and exports on another machine. */
  readonly publicKey: string
  /** The same as DER (SPKI) in base64, as records hold it. */
  readonly publicDer: string
  /** Of one record's hash, hex. */
  mac(hash: string): string
  /** Of the end of the chain, hex: not to be had from the records alone. */
  headMac(chain: string, seq: number, hash: string): string
  /** Ed25519, base64. */
  sign(text: string): string
}

/** DER before the 32 bytes of an Ed25519 private key (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** `key` is the 32 bytes of the key file. */
export function createSeal(key: Buffer): Seal {
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', key, '', `ece-console/${purpose}`, 32))
  const macKey = derive('audit')
  const privateKey = createPrivateKey({
    key: Buffer.concat([PKCS8, derive('audit-checkpoints')]),
    format: 'der',
    type: 'pkcs8',
  })
  const publicKey = createPublicKey(privateKey)
  const hmac = (text: string) => createHmac('sha256', macKey).update(text).digest('hex')
  return {
    kid: kidOf(publicKey),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    publicDer: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    mac: (hash) => hmac(`record:${hash}`),
    headMac: (chain, seq, hash) => hmac(`head:${chain}:${seq}:${hash}`),
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64'),
  }
}

export const kidOf = (publicKey: KeyObject): string =>
  createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16)

/** Throws when `pem` is no public key. */
export const readPublicKey = (pem: string): KeyObject => createPublicKey(pem)

/** The other way of `publicDer`; undefined when it is no public key. */
export function readPublicDer(text: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' })
  } catch {
    return undefined
  }
}

export const isSignedBy = (publicKey: KeyObject, text: string, signature: string): boolean =>
  verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64'))

/** Hex: of `canonical` and all records before it. */
export const hashOf = (prev: string, canonical: string): string =>
  // in one call: an object for each of a million records takes twice as long
  hashOnce('sha256', `ece-audit-v1${prev}${canonical}`, 'hex')

export function isSame(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}

export type Plain = Readonly<Record<string, string | number | readonly string[] | undefined>>

/**
 * RFC 8785 for objects of texts, whole numbers and lists of texts, which is all that a record holds: names in the order of
 * their UTF-16 code units, no white space, ECMAScript's own texts. Fractions, where the RFC has a rule of its own, throw.
 */
export function canonicalize(fields: Plain): string {
  const parts: string[] = []
  for (const name of Object.keys(fields).toSorted()) {
    const value = fields[name]
    if (value === undefined) continue
    if (typeof value === 'number' && !Number.isSafeInteger(value)) {
      throw new TypeError(`${name} is no whole number`)
    }
    parts.push(`${JSON.stringify(name)}:${JSON.stringify(value)}`)
  }
  return `{${parts.join(',')}}`
}
