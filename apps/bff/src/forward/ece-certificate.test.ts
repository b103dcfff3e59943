// Throw-away authorities and certificates, made by OpenSSL for each run.
import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { EceFailure } from './ece-failure.ts'
import { createEce } from './ece.ts'
import { json, startTestEce, type TestEce } from './test-ece.ts'

function findOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    process.stderr.write(
      'SKIPPED: certificate errors are not tested, there is no openssl on the PATH\n',
    )
    return false
  }
}
const hasOpenssl = findOpenssl()

const folder = mkdtempSync(join(tmpdir(), 'ece-certificates-'))
const file = (name: string) => join(folder, name)
const openssl = (...parameters: string[]) =>
  execFileSync('openssl', parameters, { cwd: folder, stdio: 'pipe' })
const read = (name: string) => readFileSync(file(name), 'utf8')

function makeAuthority(name: string) {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const out = ['-keyout', `${name}.key`, '-out', `${name}.pem`]
  openssl('req', '-x509', ...key, '-days', '30', '-subj', `/CN=${name}`, ...out)
  writeFileSync(file(`${name}.index`), '')
  writeFileSync(file(`${name}.serial`), '1000')
  writeFileSync(
    file(`${name}.cnf`),
    `[ca]\ndefault_ca=d\n[d]\ndatabase=${name}.index\nserial=${name}.serial\nnew_certs_dir=.\ndefault_md=sha256\n` +
      'policy=p\ncopy_extensions=copy\nunique_subject=no\n[p]\ncommonName=supplied\n',
  )
}

interface Leaf {
  readonly authority: string
  readonly hosts?: string
  readonly from?: string
  readonly to?: string
}

function makeLeaf(name: string, { authority, hosts = 'IP:127.0.0.1', from, to }: Leaf) {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const san = hosts === '' ? [] : ['-addext', `subjectAltName=${hosts}`]
  openssl(
    'req',
    '-new',
    ...key,
    '-subj',
    `/CN=${name}`,
    ...san,
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.csr`,
  )
  const dates = ['-startdate', from ?? '20200101000000Z', '-enddate', to ?? '20991231000000Z']
  const signer = [
    '-config',
    `${authority}.cnf`,
    '-cert',
    `${authority}.pem`,
    '-keyfile',
    `${authority}.key`,
  ]
  openssl(
    'ca',
    '-batch',
    '-notext',
    ...signer,
    ...dates,
    '-in',
    `${name}.csr`,
    '-out',
    `${name}.pem`,
  )
}

beforeAll(() => {
  if (!hasOpenssl) return
  makeAuthority('our-ca')
  makeAuthority('other-ca')
  makeLeaf('good', { authority: 'our-ca' })
  makeLeaf('expired', { authority: 'our-ca', to: '20210101000000Z' })
  makeLeaf('future', { authority: 'our-ca', from: '20980101000000Z' })
  makeLeaf('elsewhere', { authority: 'our-ca', hosts: 'DNS:ece.example' })
  makeLeaf('nameless', { authority: 'our-ca', hosts: '' })
  makeLeaf('foreign', { authority: 'other-ca' })
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '9',
    '-subj',
    '/CN=self\u001b[31m',
    '-addext',
    'subjectAltName=IP:127.0.0.1',
    '-keyout',
    'self.key',
    '-out',
    'self.pem',
  )
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const servers: TestEce[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function call(certificate: string, ca: string | undefined) {
  const tls = { cert: read(`${certificate}.pem`), key: read(`${certificate}.key`) }
  const server = await startTestEce(json(200, { ok: true }), tls)
  servers.push(server)
  const ece = createEce({
    id: 'default',
    name: 'Test',
    url: server.url,
    environment: 'test',
    colour: '#000000',
    policy: { read_only: false, require_reason: false, step_up: false, comment_reason: false },
    ...(ca === undefined ? {} : { ca: read(`${ca}.pem`) }),
  })
  try {
    const answer = await ece.json({
      method: 'POST',
      path: '/users/auth/_login',
      authorization: 'Bearer canary-token',
      requestId: 'r',
      timeoutMs: 5_000,
      maxBytes: 1_000,
      body: { password: 'canary-password' },
    })
    return { answer, server }
  } catch (error) {
    return { error, server }
  } finally {
    ece.close()
  }
}

test.runIf(hasOpenssl)('trusts a private authority that it was given', async () => {
  const { answer, error } = await call('good', 'our-ca')
  expect(error).toBeUndefined()
  expect(answer).toMatchObject({ status: 200, body: { ok: true } })
})

test.runIf(hasOpenssl).each([
  ['self', undefined, 'it is self-signed', 'ECE_CA_FILE'],
  ['good', undefined, 'its authority is unknown', 'ECE_CA_FILE'],
  ['foreign', 'our-ca', 'its authority is unknown', 'ECE_CA_FILE'],
  ['expired', 'our-ca', 'it has expired', 'Renew the certificate on the ECE'],
  ['future', 'our-ca', 'it is not valid yet', 'Check the clocks'],
  ['elsewhere', 'our-ca', 'it is for another host name', 'Use a host name of the certificate'],
  ['nameless', 'our-ca', 'it is for another host name', 'Use a host name of the certificate'],
])(
  'refuses the certificate "%s" (authority given: %s), says why and sends nothing',
  async (name, ca, why, cure) => {
    const { error, server } = await call(name, ca)
    expect(error).toBeInstanceOf(EceFailure)
    // checked on the line above
    const { code, sent, message } = error as EceFailure
    expect({ code, sent }).toEqual({ code: 'console.ece_certificate', sent: 'no' })
    const { fingerprint256 } = new X509Certificate(read(`${name}.pem`))
    expect(message).toContain(why)
    expect(message).toContain(cure)
    expect(message).toContain(`SHA-256 fingerprint ${fingerprint256}`)
    expect(message).toContain(`subject CN=${name}`)
    expect(message).toMatch(/^[\x20-\x7e]+$/)
    expect(message).not.toContain('canary')
    expect(server.seen).toHaveLength(0)
  },
)
