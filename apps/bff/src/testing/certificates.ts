// Certificates for tests: OpenSSL is the only maker at hand, and tests that need one say so when it is missing.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** A self-signed certificate for localhost and 127.0.0.1 in `folder`: the paths of both PEM files. */
export function makeCertificate(folder: string, name: string): { cert: string; key: string } {
  const cert = join(folder, `${name}.pem`)
  const key = join(folder, `${name}-key.pem`)
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  const size = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  execFileSync('openssl', ['req', '-x509', ...size, ...subject, '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  })
  return { cert, key }
}
