// Reading the files that variables name. Every failure becomes a problem that names the variable and the file.
import { X509Certificate, createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import type { Report } from './problems.ts'

/** The text of `path`, or undefined after a report. */
export function readText(variable: string, path: string, report: Report): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    return report(
      variable,
      `cannot read ${path} (${codeOf(error)}).`,
      'Give the path of a file that the user running the console may read.',
    )
  }
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

/** A file of one or more PEM certificates; each one is parsed here, not at the first sign-in. */
export function readCertificates(
  variable: string,
  path: string,
  report: Report,
): string | undefined {
  const text = readText(variable, path, report)
  if (text === undefined) return undefined
  const blocks = text.match(CERTIFICATE) ?? []
  if (blocks.length > 0 && blocks.every(isCertificate)) return text
  return report(
    variable,
    blocks.length === 0
      ? `${path} holds no PEM certificate.`
      : `${path} holds a certificate that cannot be parsed.`,
    'Give a PEM file: text that starts with -----BEGIN CERTIFICATE-----.',
  )
}

/** Certificate and key that this console serves HTTPS with. */
export function readTls(
  certFile: string,
  keyFile: string,
  report: Report,
): { readonly cert: string; readonly key: string } | undefined {
  const cert = readCertificates('TLS_CERT_FILE', certFile, report)
  const key = readText('TLS_KEY_FILE', keyFile, report)
  if (cert === undefined || key === undefined) return undefined
  if (!isPrivateKey(key)) {
    return report(
      'TLS_KEY_FILE',
      `${keyFile} holds no PEM private key that opens without a passphrase.`,
      'Give an unencrypted PEM private key with mode 0600.',
    )
  }
  try {
    createSecureContext({ cert, key })
    return { cert, key }
  } catch {
    return report(
      'TLS_KEY_FILE',
      `the key in ${keyFile} does not belong to the certificate in ${certFile}.`,
      'Give the pair that was made together; the server certificate comes first in its file.',
    )
  }
}

const isCertificate = (pem: string): boolean => doesNotThrow(() => new X509Certificate(pem))
const isPrivateKey = (pem: string): boolean => doesNotThrow(() => createPrivateKey(pem))

function doesNotThrow(attempt: () => unknown): boolean {
  try {
    attempt()
    return true
  } catch {
    return false
  }
}

/** `ENOENT` and the like; the message would repeat the path. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
