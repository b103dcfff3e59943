// The environment, read once. Whatever is wrong with it is found here, all at once, before anything listens.
import { networkInterfaces } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { readAuditSettings, type AuditSettings } from './config/audit.ts'
import { readDatabase, type DatabaseAddress } from './config/database.ts'
import { readTls } from './config/files.ts'
import type { InstallationConfig } from './config/installation.ts'
import { readInstallations } from './config/installations.ts'
import { keySource, readKey } from './config/key-file.ts'
import type { Problem, Report } from './config/problems.ts'
import { checkExposure, readPublicUrl, readTrustProxy } from './config/exposure.ts'
import { LOG_LEVELS, type LogLevel } from './log.ts'

export interface Config extends AuditSettings {
  readonly host: string
  readonly port: number
  /** Where Prometheus reads, on the same host; absent means nowhere. */
  readonly metricsPort?: number
  readonly tls?: { readonly cert: string; readonly key: string }
  /** Origin that browsers use, when it is not the address we listen on. */
  readonly publicUrl?: string
  /** Addresses and networks of proxies whose `X-Forwarded-*` we believe. */
  readonly trustProxy: readonly string[]
  /** Holds the SQLite file unless there is a `database`, and the key file unless SECRET_KEY_FILE names another. */
  readonly dataDir: string
  readonly database?: DatabaseAddress
  /** 32 bytes; every other key is derived from it. */
  readonly key: Buffer
  readonly installations: readonly InstallationConfig[]
  readonly logLevel: LogLevel
  /** Folder of the built web. */
  readonly webRoot: string
}

export type Environment = Readonly<Record<string, string | undefined>>

/** The same relative path from `src/` and from the built `dist/`. */
const WEB_ROOT = fileURLToPath(new URL('../../web/dist', import.meta.url))

const Port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .pipe(z.number().max(65_535))

/**
 * Reads the configuration. `createKey: false` (for `ece-console check`) leaves the disk as it is. Answers the
 * configuration, or everything that is wrong with it.
 */
export function readConfig(
  environment: Environment,
  { createKey }: { readonly createKey: boolean },
): { readonly config: Config } | { readonly problems: readonly Problem[] } {
  const problems: Problem[] = []
  const report: Report = (variable, wrong, cure) => {
    problems.push({ variable, wrong, cure })
    return undefined
  }
  // an empty variable is how compose files and shells say "not set"
  const read = (name: string) => environment[name] || undefined

  const host = read('HOST') ?? '127.0.0.1'
  const port = readPort('PORT', read('PORT') ?? '4180', report)
  const metricsText = read('METRICS_PORT')
  const metricsPort =
    metricsText === undefined ? undefined : readPort('METRICS_PORT', metricsText, report)
  if (metricsPort !== undefined && metricsPort !== 0 && metricsPort === port) {
    report('METRICS_PORT', 'is the same as PORT.', 'Give it a port of its own.')
  }
  const tls = readTlsPair(read('TLS_CERT_FILE'), read('TLS_KEY_FILE'), report)
  const publicUrl = readPublicUrl(read('PUBLIC_URL'), report)
  const trustProxy = readTrustProxy(read('TRUST_PROXY'), report)
  checkExposure({ host, tls: tls !== undefined, publicUrl, trustProxy }, report)
  const databaseUrl = read('DATABASE_URL')
  const database = databaseUrl === undefined ? undefined : readDatabase(databaseUrl, report)
  const logLevel = readLogLevel(read('LOG_LEVEL'), report)
  const sources = {
    url: read('ECE_URL'),
    caFile: read('ECE_CA_FILE'),
    file: read('ECE_INSTALLATIONS_FILE'),
  }
  const installations = readInstallations(sources, report)
  for (const { id, url } of installations) {
    if (isOwnAddress(url, host, port, publicUrl)) {
      report(
        sources.file === undefined ? 'ECE_URL' : `ECE_INSTALLATIONS_FILE "${id}"`,
        `${url} is the address of this console itself.`,
        'Give the address of the ECE coordinator, such as https://<coordinator>:12443.',
      )
    }
  }
  const dataDir = resolve(read('DATA_DIR') ?? 'data')
  const auditSettings = readAuditSettings(read, dataDir, report)
  // the key comes last: it is only made when everything else is in order
  const source = keySource(dataDir, read('SECRET_KEY_FILE'))
  const key = readKey(source, createKey && problems.length === 0, report)

  if (problems.length > 0 || key === undefined) return { problems }
  const config = {
    host,
    port,
    ...(metricsPort === undefined ? {} : { metricsPort }),
    ...(tls === undefined ? {} : { tls }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    trustProxy,
    dataDir,
    ...(database === undefined ? {} : { database }),
    ...auditSettings,
    key,
    installations,
    logLevel,
    webRoot: WEB_ROOT,
  }
  return { config }
}

function readPort(name: string, text: string, report: Report): number {
  const port = Port.safeParse(text)
  if (port.success) return port.data
  report(name, `"${text}" is not a port.`, 'Give a number from 1 to 65535; 0 takes any free one.')
  return 0
}

function readLogLevel(text: string | undefined, report: Report): LogLevel {
  const level = z.enum(LOG_LEVELS).safeParse(text ?? 'info')
  if (level.success) return level.data
  report('LOG_LEVEL', `"${text}" is not a level.`, `Use one of: ${LOG_LEVELS.join(', ')}.`)
  return 'info'
}

function readTlsPair(cert: string | undefined, key: string | undefined, report: Report) {
  if (cert === undefined && key === undefined) return undefined
  if (cert !== undefined && key !== undefined) return readTls(cert, key, report)
  const [set, missing] =
    cert === undefined ? ['TLS_KEY_FILE', 'TLS_CERT_FILE'] : ['TLS_CERT_FILE', 'TLS_KEY_FILE']
  return report(missing, `is not set, but ${set} is.`, 'Set both, or none.')
}

/** Signing in to an ECE that is ourselves would forward for ever. */
function isOwnAddress(
  url: string,
  host: string,
  port: number,
  publicUrl: string | undefined,
): boolean {
  const { origin, hostname, port: explicit, protocol } = new URL(url)
  if (origin === publicUrl) return true
  const target = explicit === '' ? (protocol === 'https:' ? 443 : 80) : Number(explicit)
  if (port === 0 || target !== port) return false
  const own = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .map(({ address }) => address)
  const name = hostname.replace(/^\[|\]$/g, '')
  return name === 'localhost' || name === host || own.includes(name)
}
