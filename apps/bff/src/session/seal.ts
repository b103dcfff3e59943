// AES-256-GCM. The context is authenticated with the text: a record copied to another session or installation does not
// open. A random 96-bit nonce per write is safe for 2^32 writes per key (NIST SP 800-38D).
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const ALGORITHM = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** Leaves room for another format without guessing which one a record has. */
const FORMAT = 'v1'

/** `context` names what the record belongs to; `open` needs the same one. Answers printable text. */
export function seal(key: Buffer, plain: string, context: readonly string[]): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(aad(context))
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return `${FORMAT}.${Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64')}`
}

/** The text, or undefined when the record was changed, is another one's, or was sealed with another key. */
export function open(key: Buffer, sealed: string, context: readonly string[]): string | undefined {
  const [format, text = ''] = sealed.split('.')
  const bytes = Buffer.from(text, 'base64')
  if (format !== FORMAT || bytes.length < NONCE_BYTES + TAG_BYTES) return undefined
  const nonce = bytes.subarray(0, NONCE_BYTES)
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(aad(context))
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
  try {
    const plain = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES))
    return Buffer.concat([plain, decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}

// JSON keeps ["a", "bc"] and ["ab", "c"] apart
const aad = (context: readonly string[]) => Buffer.from(JSON.stringify([FORMAT, ...context]))
