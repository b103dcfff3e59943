import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startSimulator } from './stranger.ts'
import { createCertificates } from './tls.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulator-tls-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

async function statusOf(url: string, options: { ca?: string; servername?: string }) {
  const sent = request(`${url}/api/v1/users/auth/methods`, { agent: false, ...options }).end()
  const [response] = await once(sent, 'response')
  response.resume()
  return Number(response.statusCode)
}

test('a client that trusts the CA file gets in, by address and by name', async () => {
  const caOut = join(folder, 'ca.pem')
  const { tlsUrl = '', url } = await startSimulator({ tls: { caOut } })
  const ca = readFileSync(caOut, 'utf8')
  expect(await statusOf(tlsUrl, { ca })).toBe(200)
  expect(await statusOf(tlsUrl.replace('127.0.0.1', 'localhost'), { ca })).toBe(200)
  expect((await fetch(`${url}/api/v1/users/auth/methods`)).status).toBe(200)
})

test('a client without the CA, or with that of another run, is kept out', async () => {
  const { tlsUrl = '' } = await startSimulator({ tls: {} })
  await expect(statusOf(tlsUrl, {})).rejects.toThrow(/certificate|self-signed/i)
  const other = createCertificates().ca
  await expect(statusOf(tlsUrl, { ca: other })).rejects.toThrow(/certificate/i)
})

test('a CA file that cannot be written stops the start with its path', async () => {
  const caOut = join(folder, 'no-such-folder', 'ca.pem')
  await expect(startSimulator({ tls: { caOut } })).rejects.toThrow(caOut)
})

test('the certificates say what they are for', () => {
  const { ca, cert } = createCertificates()
  const authority = new X509Certificate(ca)
  const server = new X509Certificate(cert)
  expect([authority.ca, server.ca]).toEqual([true, false])
  expect(server.checkIssued(authority)).toBe(true)
  expect(server.verify(authority.publicKey)).toBe(true)
  expect(server.checkHost('localhost')).toBe('localhost')
  expect(server.checkHost('example.org')).toBeUndefined()
  expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1')
  expect(server.checkIP('::1')).toBe('::1')
  expect(Date.parse(server.validFrom)).toBeLessThan(Date.now())
  expect(Date.parse(server.validTo)).toBeGreaterThan(Date.now())
})

const hasOpenssl = (() => {
  try {
    execFileSync('openssl', ['version'])
    return true
  } catch {
    console.warn('SKIPPED: the openssl binary is missing')
    return false
  }
})()

test.skipIf(!hasOpenssl)('openssl finds nothing to object to, in its strict mode', () => {
  for (let i = 0; i < 20; i += 1) {
    const { ca, cert } = createCertificates()
    writeFileSync(join(folder, 'ca.pem'), ca)
    writeFileSync(join(folder, 'cert.pem'), cert)
    const said = execFileSync(
      'openssl',
      [
        'verify',
        '-x509_strict',
        '-purpose',
        'sslserver',
        '-verify_ip',
        '127.0.0.1',
        '-CAfile',
        'ca.pem',
        'cert.pem',
      ],
      { cwd: folder, encoding: 'utf8' },
    )
    expect(said).toContain('OK')
  }
})
