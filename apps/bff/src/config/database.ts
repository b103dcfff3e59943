// DATABASE_URL: the address of a PostgreSQL. It holds a password, so no message repeats it.
import { isIP } from 'node:net'
import { readCertificates, readText } from './files.ts'
import type { Report } from './problems.ts'

export interface DatabaseAddress {
  /** Name, address, or folder of a Unix socket. */
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  /** Absent: `PGPASSWORD`, `~/.pgpass`, or none is needed. */
  readonly password?: string
  /** The console's tables have a schema of their own: another program's tables in the same database may have any name. */
  readonly schema: string
  /** Always verified, host name included; absent: no TLS. */
  readonly tls?: DatabaseTls
}

interface DatabaseTls {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
}

const VARIABLE = 'DATABASE_URL'
const SHAPE = 'Give postgres://user:password@host:5432/database, with /, @, # and ? in it as %XX.'
const DEFAULT_SCHEMA = 'ece_console'
/** PostgreSQL cuts longer names off; `pg_` is its own. */
const SCHEMA = /^(?!pg_)[a-z_][a-z0-9_]{0,62}$/
const PARAMETERS = ['host', 'schema', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey']
/** What encrypts without looking whom it talks to is missing here, and means "verify" below. */
const ENCRYPTED = ['require', 'verify-ca', 'verify-full']

/** The address, or undefined after a report. */
export function readDatabase(text: string, report: Report): DatabaseAddress | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined) return report(VARIABLE, 'is no address.', SHAPE)
  if (!['postgres:', 'postgresql:'].includes(url.protocol)) {
    return report(VARIABLE, 'does not begin with postgres:// or postgresql://.', SHAPE)
  }
  const user = decode(url.username)
  const password = decode(url.password)
  const database = decode(url.pathname.slice(1))
  if (user === undefined || password === undefined || database === undefined) {
    return report(VARIABLE, 'holds a % that is not followed by two hexadecimal digits.', SHAPE)
  }
  const other = [...url.searchParams.keys()].find((name) => !PARAMETERS.includes(name))
  if (other !== undefined) {
    const known = `Use only: ${PARAMETERS.join(', ')}.`
    return report(VARIABLE, 'has a parameter that the console does not know.', known)
  }
  const host = url.searchParams.get('host') ?? url.hostname.replace(/^\[|\]$/g, '')
  if (host === '' || user === '' || database === '' || database.includes('/')) {
    const missing = host === '' ? 'host' : user === '' ? 'user' : 'database'
    return report(VARIABLE, `names no ${missing}.`, SHAPE)
  }
  const schema = url.searchParams.get('schema') ?? DEFAULT_SCHEMA
  if (!SCHEMA.test(schema)) {
    return report(
      VARIABLE,
      'has a schema that is no plain name.',
      'Use small letters, digits and _, at most 63 of them.',
    )
  }
  const tls = readTls(url.searchParams, host, report)
  if (tls === 'bad') return undefined
  return {
    host,
    port: url.port === '' ? 5432 : Number(url.port),
    database,
    user,
    schema,
    ...(password === '' ? {} : { password }),
    ...(tls === undefined ? {} : { tls }),
  }
}

/** For messages: `the database ece on db.example.com:5432 (schema ece_console)`. */
export const describeDatabase = ({ host, port, database, schema }: DatabaseAddress): string =>
  `the database ${database} on ${host}:${port} (schema ${schema})`

function readTls(query: URLSearchParams, host: string, report: Report) {
  const mode = query.get('sslmode')
  // credentials are sealed before they are sent, session rows and the password of the database are not
  if (mode === 'disable' || (mode === null && isLocal(host))) return undefined
  if (mode !== null && !ENCRYPTED.includes(mode)) {
    report(
      VARIABLE,
      'has an sslmode that does not verify whom it talks to.',
      `Use sslmode=verify-full with sslrootcert=FILE, or disable inside one host; ${ENCRYPTED[0]} verifies as well.`,
    )
    return 'bad'
  }
  const [caFile, certFile, keyFile] = ['sslrootcert', 'sslcert', 'sslkey'].map((name) =>
    query.get(name),
  )
  const ca = caFile ? readCertificates(VARIABLE, caFile, report) : undefined
  const cert = certFile ? readCertificates(VARIABLE, certFile, report) : undefined
  const key = keyFile ? readText(VARIABLE, keyFile, report) : undefined
  if ((caFile && !ca) || (certFile && !cert) || (keyFile && !key)) return 'bad'
  return { ...(ca ? { ca } : {}), ...(cert ? { cert } : {}), ...(key ? { key } : {}) }
}

const isLocal = (host: string) =>
  host.startsWith('/') ||
  host === 'localhost' ||
  host === '::1' ||
  (isIP(host) === 4 && host.startsWith('127.'))

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
